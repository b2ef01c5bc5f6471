"""Hours that were confirmed and are not right: other minutes, with a reason that the volunteer reads."""

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
from events.services.looking import note_looks
from portal.errors import attempt
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import CorrectionForm
from recognition.queries.closing import is_month_closed
from recognition.queries.disputes import standing_of
from recognition.services.approving import correct_hours as write_correction


@require_http_methods(("GET", "HEAD", "POST"))
def correct_hours(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The first press shows old and new, the second writes it down."""
    signup, moment, user = signup_for(request.user, public_id, Action.ATTENDANCE_CONFIRM), now(), person_of(request)
    organisation = signup.shift.opportunity.organisation
    if organisation.slug != slug:
        raise SignUpNotFound
    note_looks("name", [signup.volunteer], viewer=user, organisation=organisation, purpose="hours", now=moment)
    standing = standing_of(signup)
    form = CorrectionForm(request.POST or None, longest=signup.shift.minutes, initial={"minutes": standing.minutes})
    is_sure = "send" in request.POST
    is_shown = request.method == "POST" and "change" not in request.POST and form.is_valid()
    if is_shown and is_sure:
        word = form.cleaned_data
        done = attempt(form, lambda: write_correction(signup=signup, **word, actor=user, now=moment))
        if done.ok:
            messages.success(request, _("Corrected. The volunteer is told, and may object."))
            return redirect("ngo:hours", slug)
    context = desk(organisation, "hours", now=moment) | {
        "signup": signup,
        "standing": standing,
        "form": form,
        "new": form.cleaned_data if is_shown and not form.errors else None,
        "is_own": signup.volunteer.user_id == user.pk,
        "is_late": is_month_closed(signup.shift.starts_on),
    }
    return render(request, "portal/ngo/correct_hours.html", context, status=422 if form.errors else 200)
