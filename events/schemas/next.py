"""What a program can call after a seat was refused: other shifts of the event, what fits elsewhere, the queue."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.schemas import at_place, text_for_reader
from events import errors
from events.models import ShiftRole
from events.services.joining import others_of
from events.services.waiting import offer_until
from volunteers.models import Volunteer

# Refusals after which another shift helps.
ELSEWHERE = (errors.ShiftFull, errors.ShiftsClash, errors.DayFull)


def with_next(refusal: DomainError, role: ShiftRole, volunteer: Volunteer, *, now: datetime) -> DomainError:
    """Put on a refusal what helps further: the best alternatives first, the waiting list last."""
    if isinstance(refusal, ELSEWHERE):
        refusal.next = next_steps(role, volunteer, now=now, is_full=isinstance(refusal, errors.ShiftFull))
    return refusal


def next_steps(role: ShiftRole, volunteer: Volunteer, *, now: datetime, is_full: bool) -> list[dict[str, Any]]:
    """Return the calls in order: free roles of the same event, the list of everything that fits, the queue."""
    steps = [
        {
            "rel": "alternative",
            "title": _named(other),
            "method": "POST",
            "href": f"/api/v1/shifts/{other.shift.public_id}/signups",
            "body": {"role_id": str(other.public_id)},
        }
        for other in others_of(role.shift.opportunity, volunteer, now=now)
    ]
    steps.append(
        {"rel": "suggestions", "title": _("What fits you near by"), "method": "GET", "href": "/api/v1/me/suggestions"}
    )
    if is_full and offer_until(role.shift, now) > now:
        steps.append(
            {
                "rel": "waitlist",
                "title": _("Join the waiting list"),
                "method": "POST",
                "href": f"/api/v1/shifts/{role.shift.public_id}/waitlist",
                "body": {"role_id": str(role.public_id)},
            }
        )
    return steps


def _named(role: ShiftRole) -> str:
    starts = at_place(role.shift.starts_at, role.shift.time_zone)
    return f"{starts:%d.%m.%Y %H:%M} · {text_for_reader(role, 'name')}"
