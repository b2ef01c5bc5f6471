"""Full shifts on the page of an opportunity: what else fits first, then the waiting lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from events.queries import Waiting, queued_of, waiting_counts
from matching.queries import alternatives_to
from portal.guest.shown import Offer

if TYPE_CHECKING:
    from events.models import Opportunity, ShiftRole
    from volunteers.models import Volunteer

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Queue:
    """A full role, how many wait for it, and the reader's own entry."""

    offer: Offer
    count: int
    own: Waiting | None


def queues(offers: Sequence[Offer], volunteer: "Volunteer | None", *, now: datetime) -> list[Queue]:
    """Return the full roles somebody could wait for, soonest first."""
    full = [offer for offer in offers if offer.seats_left <= 0 and not offer.own][:SHOWN]
    if not full:
        return []
    counts = waiting_counts([offer.role.pk for offer in full])
    own = {row.entry.role_id: row for row in queued_of(volunteer, now=now)} if volunteer else {}
    return [Queue(offer, counts.get(offer.role.pk, 0), own.get(offer.role.pk)) for offer in full]


def instead(opportunity: "Opportunity", volunteer: "Volunteer | None", *, now: datetime) -> "list[ShiftRole]":
    """Return free roles that fit the reader: the same event's other shifts first, then what is near by."""
    return alternatives_to(opportunity, volunteer, now=now) if volunteer else []
