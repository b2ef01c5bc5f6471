"""Asking a reviewer about hours that a rule refuses."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import signup_for
from events.errors import SignUpNotFound
from portal.errors import attempt
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import AskAboutHoursForm
from recognition.services import ask_for_exception


@require_http_methods(("GET", "HEAD", "POST"))
def ask_about_hours(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Say why hours are right that a rule refuses; a reviewer decides whether they count."""
    signup = signup_for(request.user, public_id, Action.ATTENDANCE_CONFIRM)
    organisation, moment = signup.shift.opportunity.organisation, now()
    if organisation.slug != slug:
        raise SignUpNotFound
    wanted = request.GET.get("minutes", "")
    minutes = wanted if wanted.isascii() and wanted.isdecimal() else signup.shift.minutes
    form = AskAboutHoursForm(request.POST or None, initial={"minutes": minutes})
    if request.method == "POST" and form.is_valid():
        length, reason = form.cleaned_data["minutes"], form.cleaned_data["reason"]
        done = attempt(
            form,
            lambda: ask_for_exception(
                signup=signup, minutes=length, reason=reason, actor=person_of(request), now=moment
            ),
        )
        if done.ok:
            messages.success(request, _("Asked. When a reviewer lets the hours in, approve them as usual."))
            return redirect("ngo:hours", slug)
    context = desk(organisation, "hours", now=moment) | {"signup": signup, "form": form}
    return render(request, "portal/ngo/ask_about_hours.html", context, status=422 if form.errors else 200)
