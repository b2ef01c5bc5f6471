"""Other ways to a shift: waiting for a place, and giving one to somebody by name."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import now
from events.access import own_signup, own_swap, own_waiting, public_opportunity, role_to_claim, swap_offered_to
from events.queries import open_swap
from events.services import swaps, waiting
from portal.errors import attempt, attempt_or_message
from portal.forms import read_uuid
from portal.volunteer.forms.places import GiveForm
from portal.volunteer.guards import to_joining, with_profile
from volunteers.queries import volunteer_of

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_POST
def wait(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Join the waiting list of a full role; a guest joins Asar first."""
    opportunity = public_opportunity(public_id)
    page = reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])
    volunteer, chosen = volunteer_of(request.user), read_uuid(request.POST.get("role", ""))
    if volunteer is None:
        return to_joining(page)
    if chosen is None:
        messages.error(request, _("Choose a shift first."))
        return redirect(page)
    joined = attempt_or_message(
        request,
        lambda: waiting.join_waitlist(
            role=role_to_claim(chosen), volunteer=volunteer, actor=volunteer.user, now=now()
        ),
    )
    if joined:
        messages.success(request, _("You are on the waiting list. When a place is free for you, we write to you."))
    return redirect(page)


@require_POST
@with_profile
def wait_no_longer(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Leave a waiting list."""
    entry = own_waiting(request.user, public_id)
    if attempt_or_message(request, lambda: waiting.leave_waitlist(entry=entry, actor=volunteer.user, now=now())):
        messages.success(request, _("You no longer wait for this shift."))
    return redirect("volunteer:shifts")


@require_http_methods(["GET", "HEAD", "POST"])
@with_profile
def give(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Name somebody who takes over; the answer is the same whether or not anybody has the address."""
    signup = own_signup(volunteer.user, public_id)
    form = GiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if attempt(form, lambda: swaps.offer_place(signup=signup, email=email, actor=volunteer.user, now=now())):
            messages.success(
                request,
                _("Offered to whoever has this address here. Until somebody takes it over, the place is yours."),
            )
            return redirect("volunteer:give", public_id)
    context = {"section": "shifts", "signup": signup, "form": form, "offer": open_swap(signup)}
    return render(request, "portal/volunteer/give.html", context, status=422 if form.errors else 200)


@require_POST
@with_profile
def keep(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Take an offer of a place back."""
    offer = own_swap(request.user, public_id)
    if attempt_or_message(request, lambda: swaps.take_back_place(offer=offer, actor=volunteer.user, now=now())):
        messages.success(request, _("You keep your place."))
    return redirect("volunteer:shift", offer.signup.public_id)


@require_POST
@with_profile
def take_over(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Take over a place that somebody offered."""
    offer = swap_offered_to(request.user, public_id)
    taken = attempt_or_message(request, lambda: swaps.take_over(offer=offer, actor=volunteer.user, now=now()))
    return redirect("volunteer:shift", taken.value.public_id) if taken.value else redirect("volunteer:shifts")


@require_POST
@with_profile
def refuse(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Say no to an offered place; nobody asks why."""
    offer = swap_offered_to(request.user, public_id)
    if attempt_or_message(request, lambda: swaps.decline_place(offer=offer, actor=volunteer.user, now=now())):
        messages.success(request, _("You have said no. The place stays with its holder."))
    return redirect("volunteer:shifts")
