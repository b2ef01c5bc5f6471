"""Naming a parent or guardian: for a place that waits, once more, and on the profile."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import guardian_on_file
from core.clock import now
from events.access import own_signup
from events.services.guardians.asking import ask_again, ask_guardian, name_guardian
from portal.errors import attempt, attempt_or_message
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.guardian import GuardianForm
from portal.volunteer.guards import with_profile
from portal.volunteer.views.start import READ_OR_SEND

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_http_methods(READ_OR_SEND)
@with_profile
def ask(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Name who is asked about one place, or somebody else."""
    signup, user = own_signup(volunteer.user, public_id), volunteer.user
    form = GuardianForm(answers(request), initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: ask_guardian(signup=signup, **given, actor=user, now=now())):
            messages.success(request, _("The link is on its way."))
            return redirect("volunteer:shift", signup.public_id)
    context = {"section": "shifts", "signup": signup, "form": form}
    return render(request, "portal/volunteer/guardian.html", context, status=422 if form.errors else 200)


@require_POST
@with_profile
def again(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Send the link once more."""
    signup, user = own_signup(volunteer.user, public_id), volunteer.user
    if attempt_or_message(request, lambda: ask_again(signup=signup, actor=user, now=now())):
        messages.success(request, _("The link is on its way."))
    return redirect("volunteer:shift", signup.public_id)


@require_http_methods(READ_OR_SEND)
@with_profile
def on_file(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Keep on the profile who is asked from now on."""
    user = volunteer.user
    form = GuardianForm(answers(request), initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: name_guardian(volunteer=volunteer, **given, actor=user, now=now())):
            messages.success(request, _("Saved."))
            return redirect("volunteer:profile")
    context = {"section": "profile", "form": form, "known": guardian_on_file(user)}
    return render(request, "portal/volunteer/guardian.html", context, status=422 if form.errors else 200)
