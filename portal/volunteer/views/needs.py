"""What helps a person take part: said once, seen by nobody, shared for one shift at a time."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import now
from events.access import own_signup
from events.services.needs import share_needs, take_back_needs
from portal.errors import attempt_or_message
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.needs import NeedsForm, ShareNeedsForm
from portal.volunteer.guards import with_profile
from portal.volunteer.views.start import READ_OR_SEND, save
from volunteers.services import ProfileChange

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_http_methods(READ_OR_SEND)
@with_profile
def needs(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """What helps me take part: optional, by function, and who sees it in one sentence."""
    form = NeedsForm(answers(request), initial=NeedsForm.start_from(volunteer))
    if request.method == "POST" and form.is_valid():
        change = ProfileChange(access_needs=form.mask, filters_by_needs=form.cleaned_data["filters_by_needs"])
        if save(volunteer, form, change):
            messages.success(request, _("Saved. Only you see it."))
            return redirect("volunteer:profile")
    context = {"section": "profile", "form": form}
    return render(request, "portal/volunteer/profile_needs.html", context, status=422 if form.errors else 200)


@require_POST
@with_profile
def share(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Tell the organiser of one shift, or take it back."""
    signup, user = own_signup(volunteer.user, public_id), volunteer.user
    if "take_back" in request.POST:
        take_back_needs(signup=signup, actor=user, now=now())
        messages.success(request, _("Taken back. The organiser no longer sees it."))
    else:
        mask = ShareNeedsForm(request.POST, volunteer=volunteer).mask
        if attempt_or_message(request, lambda: share_needs(signup=signup, needs=mask, actor=user, now=now())):
            messages.success(request, _("The organiser of this shift can read it now."))
    return redirect(f"{reverse('volunteer:shift', args=[public_id])}#needs")
