"""A person objects to what is written about her hours, follows it, takes it further or back."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import now
from events.access import own_signup
from portal.errors import attempt, attempt_or_message
from portal.volunteer.forms.objections import ObjectionForm
from portal.volunteer.guards import with_profile
from recognition.access import own_dispute
from recognition.queries.closing import terms_at
from recognition.queries.disputes import object_until, reasons_for, standing_of
from recognition.services.disputes import go_on, open_dispute, take_back
from recognition.services.reporting import report_own_hours

if TYPE_CHECKING:
    from volunteers.models import Volunteer

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
@with_profile
def object_to_hours(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """One button for each thing that may be wrong: the second tap sends it."""
    signup, moment = own_signup(request.user, public_id), now()
    standing = standing_of(signup)
    reasons = reasons_for(standing, longest=signup.shift.minutes)
    form = ObjectionForm(request.POST or None, reasons=reasons, longest=signup.shift.minutes)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: open_dispute(signup=signup, **form.said, actor=volunteer.user, now=moment))
        if done.value is not None:
            messages.success(request, _("Sent. You are told as soon as the organisation answers."))
            return redirect("volunteer:objection", done.value.public_id)
    context = {
        "section": "hours",
        "signup": signup,
        "standing": standing,
        "until": object_until(signup, standing),
        "is_over": signup.shift.ends_at <= moment,
        "days": terms_at(moment).answer_days,
        "form": form,
        "reasons": reasons,
    }
    return render(request, "portal/volunteer/object.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@with_profile
def objection(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """How one objection stands, and what she can do about it."""
    found = own_dispute(request.user, public_id)
    if request.method == "POST":
        act = go_on if "further" in request.POST else take_back
        if attempt_or_message(request, lambda: act(dispute=found, actor=volunteer.user, now=now())):
            messages.success(
                request,
                _("Passed on. Somebody outside the organisation decides.") if act is go_on else _("Taken back."),
            )
        return redirect("volunteer:objection", public_id)
    return render(request, "portal/volunteer/objection.html", {"section": "hours", "dispute": found})


@require_POST
@with_profile
def report(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Take a person's own word that she was at a shift."""
    signup = own_signup(request.user, public_id)
    if attempt_or_message(request, lambda: report_own_hours(signup=signup, actor=volunteer.user, now=now())):
        messages.success(request, _("Thank you. The organisation sees that you were there."))
    return redirect("volunteer:hours")
