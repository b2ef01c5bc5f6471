"""How a shift was: said once by somebody who was there."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.clock import now
from events.access import own_signup
from events.queries.feedback import GROUP, SAY_WITHIN, waiting_for_feedback
from events.services.feedback import give_feedback
from portal.errors import attempt
from portal.volunteer.forms.feedback import FeedbackForm
from portal.volunteer.guards import with_profile

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_http_methods(("GET", "HEAD", "POST"))
@with_profile
def feedback(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Ask how a shift was, and say who will read it and when."""
    signup, moment = own_signup(request.user, public_id), now()
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: give_feedback(signup=signup, **form.cleaned_data, actor=volunteer.user, now=moment)
        )
        if done.ok:
            messages.success(request, _("Thank you. The organisation sees it together with the answers of others."))
            return redirect("volunteer:shift", public_id)
    context = {
        "section": "shifts",
        "signup": signup,
        "form": form,
        "is_open": waiting_for_feedback(volunteer, now=moment).filter(pk=signup.pk).exists(),
        "days": SAY_WITHIN.days,
        "group": GROUP,
    }
    return render(request, "portal/volunteer/feedback.html", context, status=422 if form.errors else 200)
