"""What one person holds already, against the limits of a day and of all that lies ahead."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.eligibility import Excess, age_years, excess_of, limits_on
from events.enums import ShiftStatus, SignUpStatus
from events.models import Shift, SignUp
from volunteers.models import Volunteer

# Said yes to; an invitation nobody has answered keeps nobody from anything.
COMMITTED = (SignUpStatus.AWAITING, SignUpStatus.CONFIRMED)
NEAR = timedelta(hours=24)  # no local day of a shift reaches farther


def day_excess(volunteer: Volunteer, shift: Shift) -> Excess | None:
    """Return the day that a shift would make too long beside what the person has said yes to. One query."""
    held = Shift.objects.filter(
        signups__volunteer=volunteer,
        signups__status__in=COMMITTED,
        starts_at__lt=shift.ends_at + NEAR,
        ends_at__gt=shift.starts_at - NEAR,
    ).exclude(pk=shift.pk)
    return excess_beside(volunteer, shift, held)


def excess_beside(volunteer: Volunteer, shift: Shift, held: Iterable[Shift]) -> Excess | None:
    """Return the day that a shift would make too long beside others that are known. No query of its own."""
    spans = [(other.starts_at, other.ends_at) for other in held]
    age = age_years(volunteer.birth_date, shift.starts_on)
    return excess_of((shift.starts_at, shift.ends_at), spans, zone=ZoneInfo(shift.time_zone), age=age)


def places_ahead(volunteer: Volunteer, *, now: datetime) -> int:
    """Count the places on shifts ahead that the person has said yes to."""
    committed = SignUp.objects.filter(volunteer=volunteer, status__in=COMMITTED)
    return committed.filter(shift__starts_at__gt=now, shift__status=ShiftStatus.PLANNED).count()


def has_enough(volunteer: Volunteer, shift: Shift, *, now: datetime) -> int:
    """Return how many places the person may hold, where she holds as many; else nothing."""
    most = limits_on(shift.starts_on).places_ahead
    return most if places_ahead(volunteer, now=now) >= most else 0
