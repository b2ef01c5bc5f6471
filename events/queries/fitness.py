"""What stands between a person and a role: gates, clashes, and the way between two shifts."""

import math
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from accounts.queries import has_guardian_consent
from events.eligibility import ADULT_AGE_YEARS, Gate, PersonFacts, RoleFacts, failed_gates
from events.models import Attendance, Shift, ShiftRole, SignUp
from places.distance import GeoPoint, geodesic_km
from volunteers.models import Volunteer

# Between two shifts a person needs this pause, and time to travel at this speed. docs/sources.md, "Travel time".
PAUSE_MINUTES = 15
TRAVEL_KM_PER_HOUR = 30


def person_facts(volunteer: Volunteer, *, on: date) -> PersonFacts:
    """Gather what the gates need to know of a person on the local day of a shift."""
    age = volunteer.age_on(on)
    return PersonFacts(
        age_years=age,
        has_guardian_consent=age < ADULT_AGE_YEARS and has_guardian_consent(volunteer.user, on=on),
        languages=volunteer.languages,
        skill_levels=dict(volunteer.skills.values_list("skill__code", "level")),
    )


def role_facts(role: ShiftRole) -> RoleFacts:
    """Gather what the gates need to know of a role; its shift and opportunity should be loaded."""
    opportunity = role.shift.opportunity
    return RoleFacts(
        min_age_years=max(opportunity.min_age, role.min_age or 0),
        is_for_adults=opportunity.is_for_adults,
        languages=role.languages,
        required_levels={
            need.skill.code: need.level for need in role.skills.select_related("skill") if need.is_required
        },
    )


def eligibility_gates(role: ShiftRole, volunteer: Volunteer) -> list[Gate]:
    """Return the gates this person fails for this role on the local day its shift starts."""
    return failed_gates(person_facts(volunteer, on=role.shift.starts_on), role_facts(role))


def clashing_signup(volunteer: Volunteer, shift: Shift) -> SignUp | None:
    """Return a held seat of the person that leaves no time for the shift, counting the pause and the way between."""
    margin = timedelta(hours=24)
    near_in_time = (
        SignUp.objects.holding_a_seat()
        .filter(
            volunteer=volunteer,
            shift__starts_at__lt=shift.ends_at + margin,
            shift__ends_at__gt=shift.starts_at - margin,
        )
        .exclude(shift=shift)
        .select_related("shift", "shift__opportunity")
        .order_by("shift__starts_at", "pk")
    )
    return next((signup for signup in near_in_time if shifts_clash(signup.shift, shift)), None)


def shifts_clash(one: Shift, other: Shift) -> bool:
    """Say whether one person cannot do both: they overlap, or the gap is shorter than the way between.

    Two shifts at the same place, or with online work on either side, may touch.
    """
    earlier, later = sorted((one, other), key=lambda shift: (shift.starts_at, shift.ends_at))
    return later.starts_at < earlier.ends_at + travel_time(earlier, later)


def travel_time(one: Shift, other: Shift) -> timedelta:
    """Return the time needed between two shifts: none where nobody has to move, else pause and way."""
    here, there = one.opportunity, other.opportunity
    if here.is_remote or there.is_remote or here.pk == there.pk:
        return timedelta()
    if None in (here.latitude, here.longitude, there.latitude, there.longitude):
        return timedelta(minutes=PAUSE_MINUTES)
    km = geodesic_km(
        GeoPoint(here.latitude or 0.0, here.longitude or 0.0), GeoPoint(there.latitude or 0.0, there.longitude or 0.0)
    )
    if km == 0:
        return timedelta()
    return timedelta(minutes=PAUSE_MINUTES + math.ceil(km / TRAVEL_KM_PER_HOUR * 60))


def attended_counts(volunteers: QuerySet[Volunteer]) -> dict[int, int]:
    """Return how many shifts each of the people came to, by primary key; people without any are absent."""
    came = Attendance.objects.filter(minutes__gt=0, signup__volunteer__in=volunteers)
    rows = came.order_by().values("signup__volunteer_id").annotate(times=Count("pk"))
    return {row["signup__volunteer_id"]: row["times"] for row in rows}
