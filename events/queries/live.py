"""What stands behind an open roster or door, in one query: a name that changes whenever what they show does."""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.db.models import QuerySet

from events.models import Opportunity, Shift, ShiftRole

ROLE = ("pk", "capacity", "minimum", "taken_count")
SHIFT = ("shift__status", "shift__sequence", "shift__has_two_adults", "shift__starts_at", "shift__ends_at")
PLACE = (
    "signups__pk",
    "signups__status",
    "signups__is_accompanied",
    "signups__shared_needs",
    "signups__reconfirm_by",
    "signups__coming_said_at",
    "signups__checked_in_at",
    "signups__attendance__minutes",
)
ANSWERS_NEAR = timedelta(hours=48)  # from when on the roster says who has answered


def roster_version(opportunity: Opportunity, *, now: datetime, beside: str = "") -> str:
    """Name the state of an event's roster; ``beside`` is whatever else decides what a page shows. One query."""
    return _named(ShiftRole.objects.filter(shift__opportunity=opportunity), now, beside)


def door_version(shift: Shift, *, now: datetime, beside: str = "") -> str:
    """Name the state of the door of one shift. One query."""
    return _named(ShiftRole.objects.filter(shift=shift), now, beside)


def _named(roles: QuerySet[ShiftRole], now: datetime, beside: str) -> str:
    rows = roles.order_by("pk", "signups__pk").values_list(*ROLE, *SHIFT, *PLACE)
    name = blake2b(beside.encode(), digest_size=12)
    for row in rows.iterator():
        starts_at, ends_at = row[7], row[8]
        when = (starts_at <= now, ends_at <= now, starts_at - ANSWERS_NEAR <= now)
        name.update(repr((row, when)).encode())
    return name.hexdigest()
