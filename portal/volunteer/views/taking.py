"""Taking places: several shifts ticked, one button, and one page that says what came of each."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import now
from events.access import public_opportunity, role_to_claim
from events.errors import ShiftFull
from events.queries import queued_of
from events.services import joining
from events.services.waiting import offer_until
from matching.queries import alternatives_to
from portal.errors import attempt_or_message
from portal.forms import read_uuid
from portal.volunteer.guards import to_joining, with_profile
from volunteers.queries import volunteer_of

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import ShiftRole
    from volunteers.models import Volunteer


def chosen_roles(values: list[str]) -> list[UUID]:
    """Return the ids that were sent, each once; what is none, and more than any page offers, is left out."""
    read = (read_uuid(value) for value in values[: 2 * joining.MOST_AT_ONCE])
    return list(dict.fromkeys(one for one in read if one is not None))


@require_POST
def join_shift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a place on every chosen shift; a guest joins Asar first and comes back with the choice kept."""
    opportunity = public_opportunity(public_id)
    chosen = chosen_roles(request.POST.getlist("role"))
    page = reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])
    volunteer = volunteer_of(request.user)
    if volunteer is None:
        return to_joining(_with_roles(page, chosen))
    if not chosen:
        messages.error(request, _("Choose a shift first."))
        return redirect(page)
    outcomes = attempt_or_message(
        request,
        lambda: joining.claim_seats(
            roles=[role_to_claim(role) for role in chosen], volunteer=volunteer, actor=volunteer.user, now=now()
        ),
    ).value
    if outcomes is None:
        return redirect(_with_roles(page, chosen))
    if len(outcomes) == 1 and outcomes[0].signup:
        return redirect("volunteer:shift", outcomes[0].signup.public_id)
    return redirect(_with_roles(reverse("volunteer:joined", args=[opportunity.public_id]), chosen))


@require_safe
@with_profile
def joined(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """What came of each chosen shift, as it stands now: taken, or why not and what else there is."""
    opportunity, moment = public_opportunity(public_id), now()
    roles = [role_to_claim(role) for role in chosen_roles(request.GET.getlist("role"))[: joining.MOST_AT_ONCE]]
    if not roles:
        return redirect("volunteer:shifts")
    outcomes = [joining.standing_of(role, volunteer, now=moment) for role in sorted(roles, key=_start)]
    is_refused = any(outcome.refusal for outcome in outcomes)
    waits = {waiting.entry.role_id: waiting for waiting in queued_of(volunteer, now=moment)}
    context = {
        "section": "shifts",
        "opportunity": opportunity,
        "taken": [outcome for outcome in outcomes if outcome.signup],
        "refused": [outcome for outcome in outcomes if outcome.refusal],
        "free": [outcome for outcome in outcomes if not outcome.refusal and not outcome.signup],
        "instead": alternatives_to(opportunity, volunteer, now=moment) if is_refused else [],
        "queues": [(one, waits.get(one.role.pk)) for one in outcomes if _may_wait(one, moment)],
    }
    return render(request, "portal/volunteer/joined.html", context)


def _start(role: "ShiftRole") -> "tuple[datetime, int]":
    return role.shift.starts_at, role.pk


def _may_wait(outcome: joining.Outcome, moment: "datetime") -> bool:
    """Whether nothing but full seats is in the way, and time is left to offer one."""
    return isinstance(outcome.refusal, ShiftFull) and offer_until(outcome.role.shift, moment) > moment


def _with_roles(page: str, roles: list[UUID]) -> str:
    return f"{page}?{urlencode({'role': roles}, doseq=True)}" if roles else page
