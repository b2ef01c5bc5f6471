"""What must always be true of opportunities, shifts, places and attendance; read by ``manage doctor``."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.errors import InvalidInput
from core.invariants import Finding, invariant
from events.eligibility import rules_on
from events.enums import ShiftStatus, SignUpOrigin, SignUpStatus, TeamStatus
from events.models import Attendance, Presence, Shift, ShiftRole, SignUp, TeamPlace, WaitlistEntry
from events.queries.fitness import shifts_clash, vetted_adults
from events.validators import shift_window

GRACE = timedelta(minutes=30)  # jobs that end offers and held places run every five minutes
PAST = timedelta(days=30)  # how far back two places of one person are compared


@invariant("events.capacity")
def _capacity(now: datetime) -> Iterator[Finding]:
    """The counter of every role is the number of its people and of places held for teams, never above its places."""
    held = _count_of(SignUp.objects.holding_a_seat().filter(role=OuterRef("pk")), "role")
    kept = _count_of(
        TeamPlace.objects.standing().filter(team__role=OuterRef("pk"), team__status=TeamStatus.GATHERING), "team__role"
    )
    roles = ShiftRole.objects.annotate(held=held + kept)
    for role in roles.filter(~Q(held=F("taken_count")) | Q(held__gt=F("capacity"))).order_by("pk"):
        words = f"{role.held} people, counted as {role.taken_count}, {role.capacity} places"  # type: ignore[attr-defined]  # annotated above
        yield Finding(f"role {role.pk}", words)


def _count_of(rows: QuerySet[Any], by: str) -> Coalesce:
    """Return the number of rows of a subquery, 0 without any."""
    counted = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@invariant("events.same_shift")
def _same_shift(now: datetime) -> Iterator[Finding]:
    """The shift of a sign-up is the shift of its role."""
    for signup in SignUp.objects.exclude(shift_id=F("role__shift_id")).order_by("pk"):
        yield Finding(
            f"sign-up {signup.pk}", f"stands on shift {signup.shift_id}, its role {signup.role_id} elsewhere"
        )


@invariant("events.wall_time")
def _wall_time(now: datetime) -> Iterator[Finding]:
    """The moments of a shift ahead are what its wall time and zone say."""
    for shift in Shift.objects.planned().filter(ends_at__gt=now).order_by("pk").iterator(chunk_size=2_000):
        try:
            window = shift_window(
                starts_on=shift.starts_on,
                start_time=shift.start_time,
                ends_on=shift.ends_on,
                end_time=shift.end_time,
                time_zone=shift.time_zone,
            )
        except InvalidInput as impossible:
            yield Finding(f"shift {shift.pk}", impossible.code)
            continue
        if window != shift.window:
            yield Finding(
                f"shift {shift.pk}", f"{shift.starts_at:%Y-%m-%d %H:%MZ} is not its {shift.start_time:%H:%M}"
            )


@invariant("events.clashes")
def _clashes(now: datetime) -> Iterator[Finding]:
    """Nobody holds two places that one person cannot fill: at the same time, or with too little time between."""
    near = SignUp.objects.holding_a_seat().filter(shift__status=ShiftStatus.PLANNED, shift__ends_at__gt=now - PAST)
    several = near.order_by().values("volunteer").annotate(count=Count("pk")).filter(count__gt=1)
    rows = near.filter(volunteer__in=several.values("volunteer")).select_related("shift__opportunity")
    by_start = rows.order_by("volunteer_id", "shift__starts_at", "pk")
    for earlier, later in pairwise(by_start.iterator(chunk_size=2_000)):
        if earlier.volunteer_id == later.volunteer_id and shifts_clash(earlier.shift, later.shift):
            kind = "overlap" if earlier.shift.window.overlaps(later.shift.window) else "leave no time for the way"
            yield Finding(f"volunteer {earlier.volunteer_id}", f"sign-ups {earlier.pk} and {later.pk} {kind}")


@invariant("events.offers")
def _offers(now: datetime) -> Iterator[Finding]:
    """No offer outlives its end, no held place its guardian's time, and every offered place is somewhere."""
    late = SignUp.objects.filter(status=SignUpStatus.INVITED, offer_expires_at__lte=now - GRACE)
    yield from _each(late, "was offered and its time is over")
    kept = SignUp.objects.filter(status=SignUpStatus.AWAITING, held_until__lte=now - GRACE)
    yield from _each(kept, "waits for a guardian and its time is over")
    offer = SignUp.objects.filter(
        role=OuterRef("role"),
        volunteer=OuterRef("volunteer"),
        origin=SignUpOrigin.WAITLIST,
        made_at__gte=OuterRef("offered_at"),
    )
    lost = WaitlistEntry.objects.filter(offered_at__gt=now - PAST).exclude(Exists(offer))
    for entry in lost.order_by("pk"):
        yield Finding(f"waiting-list entry {entry.pk}", "is marked as offered, and there is no offer")


@invariant("events.cancelled")
def _cancelled(now: datetime) -> Iterator[Finding]:
    """Nobody holds a place on a shift that does not take place."""
    yield from _each(
        SignUp.objects.holding_a_seat().filter(shift__status=ShiftStatus.CANCELLED, shift__ends_at__gt=now),
        "holds a place on a cancelled shift",
    )


@invariant("events.staffing")
def _staffing(now: datetime) -> Iterator[Finding]:
    """Where children are, what is kept about the adults of a shift is what their papers say."""
    ahead = Shift.objects.public().starting_after(now).filter(opportunity__has_child_contact=True)
    for shift in ahead.select_related("opportunity").order_by("pk"):
        adults = vetted_adults(shift)
        if shift.has_two_adults != (adults >= rules_on(shift.starts_on).vetted_adults_with_children):
            kept = "enough" if shift.has_two_adults else "too few"
            yield Finding(f"shift {shift.pk}", f"has {adults} cleared adults, kept as {kept}")


@invariant("events.attendance")
def _attendance(now: datetime) -> Iterator[Finding]:
    """Attendance belongs to a confirmed place on a shift that is over, and is not longer than it."""
    rows = Attendance.objects.select_related("signup__shift").order_by("pk")
    for attendance in rows.iterator(chunk_size=2_000):
        shift = attendance.signup.shift
        if attendance.signup.status != SignUpStatus.CONFIRMED:
            yield Finding(f"attendance {attendance.pk}", f"of a place that is {attendance.signup.status}")
        if attendance.minutes > shift.minutes:
            yield Finding(f"attendance {attendance.pk}", f"{attendance.minutes} of {shift.minutes} minutes")


@invariant("events.presence")
def _presence(now: datetime) -> Iterator[Finding]:
    """Nobody was at two shifts at the same moment."""
    rows = Presence.objects.order_by("volunteer_id", "starts_at", "pk")
    for earlier, later in pairwise(rows.iterator(chunk_size=2_000)):
        if earlier.volunteer_id == later.volunteer_id and later.starts_at < earlier.ends_at:
            yield Finding(f"volunteer {earlier.volunteer_id}", f"presences {earlier.pk} and {later.pk} overlap")


def _each(signups: "Iterable[SignUp]", what: str) -> Iterator[Finding]:
    for signup in sorted(signups, key=lambda one: one.pk):
        yield Finding(f"sign-up {signup.pk}", what)
