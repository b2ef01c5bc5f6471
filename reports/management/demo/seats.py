"""Filling seats with people who may take them: gates, free times, distance, week limits and clashes are kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from events.eligibility import decide
from events.enums import SEAT_HOLDING, Outcome, SignUpOrigin, SignUpStatus
from events.models import Attendance, Shift, SignUp
from events.queries import shifts_clash
from places.distance import GeoPoint, distances_km
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from recognition.services import chain, entry_for
from reports.management.demo.dice import Dice
from reports.management.demo.people import Person, World
from reports.management.demo.plan import Area
from reports.management.demo.tasks import RolePlan, ShiftPlan, TaskPlan
from volunteers.enums import DAY_PART_HOURS, PARTS_IN_DAY, DayPart

NEIGHBOURS_KM = 40
POOL = 400
WAITING_DAYS = 6
PRESENT_SHARE = 0.93


def parts_mask(shift: Shift) -> int:
    """Return the parts of the week a shift touches, as the bits of the weekly table."""
    start = shift.start_time.hour + shift.start_time.minute / 60
    end = shift.end_time.hour + shift.end_time.minute / 60
    mask = 0
    for part in DayPart:
        low, high = DAY_PART_HOURS[part]
        mask |= (start < high and low < end) << (shift.starts_on.weekday() * PARTS_IN_DAY + part)
    return mask


class Seating:
    """People of an area by where they live, and who may sit where."""

    def __init__(self, world: World, area: Area, people: list[Person], dice: Dice) -> None:
        self._world = world
        self._dice = dice
        self._joining = [person for person in people if person.is_joining]
        by_home: dict[int, list[Person]] = {}
        for person in self._joining:
            by_home.setdefault(person.volunteer.home_id, []).append(person)
        self._around: dict[int, list[Person]] = {}
        places = [share.place for share in area.shares]
        for place in places:
            reach = distances_km(_point(place), [p.latitude or 0 for p in places], [p.longitude or 0 for p in places])
            near = [other for other, km in zip(places, reach, strict=True) if km < NEIGHBOURS_KM]
            self._around[place.pk] = [person for other in near for person in by_home.get(other.pk, [])]

    def pool(self, plan: TaskPlan) -> list[Person]:
        """Draw people for whom the way to the venue is not too far, or who accept remote work."""
        opportunity = plan.opportunity
        if opportunity.is_remote or opportunity.venue is None:
            willing = [person for person in self._joining if person.volunteer.accepts_remote]
            return self._dice.sample(willing, min(POOL, len(willing)))
        around = self._around[opportunity.venue.pk]
        drawn = self._dice.sample(around, min(POOL, len(around)))
        return within_reach(drawn, GeoPoint(opportunity.latitude or 0.0, opportunity.longitude or 0.0))

    def take(
        self, planned: ShiftPlan, role: RolePlan, pool: Iterable[Person], wanted: int, *, is_past: bool = False
    ) -> list[Person]:
        """Seat up to so many people of the pool on a role: confirmed, and some invited while the shift is ahead."""
        seated: list[Person] = []
        limit = min(wanted, role.role.capacity - len(role.signups))
        parts = parts_mask(planned.shift)
        held = {signup.volunteer_id for other in planned.roles for signup in other.signups}
        for person in pool:
            if len(seated) >= limit:
                break
            if person.volunteer.pk not in held and may_sit(person, planned.shift, role, parts):
                self._seat(planned.shift, role, person, is_past=is_past)
                seated.append(person)
        return seated

    def _seat(self, shift: Shift, role: RolePlan, person: Person, *, is_past: bool) -> None:
        status, origin = SignUpStatus.CONFIRMED, SignUpOrigin.SELF
        if not is_past:
            status = self._dice.weighted({SignUpStatus.CONFIRMED: 0.86, SignUpStatus.INVITED: 0.14})
            origin = SignUpOrigin.INVITATION if status == SignUpStatus.INVITED else origin
        self.seat(shift, role, person, status, origin)

    def seat(self, shift: Shift, role: RolePlan, person: Person, status: SignUpStatus, origin: SignUpOrigin) -> SignUp:
        """Give one person one seat, whatever the pool says; the gates were asked before."""
        before = min(self._world.moment(0), shift.starts_at - timedelta(days=1))
        signup = SignUp(
            public_id=self._dice.uuid(),
            role=role.role,
            shift=shift,
            volunteer=person.volunteer,
            status=status,
            origin=origin,
            made_at=before - timedelta(hours=self._dice.randrange(2, 72)),
        )
        role.signups.append(signup)
        if status in SEAT_HOLDING:
            person.shifts.append(shift)
        return signup


def _point(place: object) -> GeoPoint:
    return GeoPoint(getattr(place, "latitude", None) or 0.0, getattr(place, "longitude", None) or 0.0)


def within_reach(people: Sequence[Person], venue: GeoPoint) -> list[Person]:
    """Keep the people who accept work on site and whose way to the venue is not longer than they allow."""
    if not people:
        return []
    homes = [person.volunteer for person in people]
    reach = distances_km(venue, [home.latitude for home in homes], [home.longitude for home in homes])
    return [
        person
        for person, km in zip(people, reach, strict=True)
        if person.volunteer.accepts_on_site and km <= person.volunteer.max_km
    ]


def may_sit(person: Person, shift: Shift, role: RolePlan, parts: int) -> bool:
    """Say whether a person is free, keeps within the week's limits, passes every gate and has no clash."""
    volunteer = person.volunteer
    if volunteer.free_parts & parts != parts or shift.starts_on in person.blocked:
        return False
    if not role.facts.required_levels.keys() <= person.levels.keys():
        return False  # the gates would say the same, at more cost
    if not decide(person.facts, role.facts, consent_age=settings.CONSENT_AGE_YEARS).is_allowed:
        return False
    return _fits_week(person, shift) and not any(
        abs(other.starts_on - shift.starts_on) <= timedelta(days=1) and shifts_clash(other, shift)
        for other in person.shifts
    )


def _fits_week(person: Person, shift: Shift) -> bool:
    week = shift.starts_on.isocalendar()[:2]
    same_week = [other for other in person.shifts if other.starts_on.isocalendar()[:2] == week]
    minutes = sum(other.minutes for other in same_week) + shift.minutes
    limits = person.volunteer.max_minutes_week, person.volunteer.max_shifts_week
    return minutes <= limits[0] and len(same_week) < limits[1]


def save_hours(world: World, plans: list[TaskPlan], dice: Dice) -> None:
    """Confirm what is over, except the last days, which still wait for the coordinator; credit the hours."""
    first_waiting = world.today - timedelta(days=WAITING_DAYS)
    attended = [
        _attendance(dice, signup, plan)
        for plan in plans
        for planned in plan.shifts
        if planned.shift.starts_on < first_waiting
        for role in planned.roles
        for signup in role.signups
        if signup.status == SignUpStatus.CONFIRMED
    ]
    world.store.save(attended, "outcome", "minutes")
    entries = [_entry(dice, attendance) for attendance in attended if attendance.outcome == Outcome.PRESENT]
    chain(entries)
    world.store.save(entries, "public_id", "minutes", "worked_on")


def _attendance(dice: Dice, signup: SignUp, plan: TaskPlan) -> Attendance:
    came = dice.happens(PRESENT_SHARE)
    left_early = 30 if dice.happens(0.12) else 0
    confirmed_at: datetime = signup.shift.ends_at + timedelta(hours=dice.randrange(1, 100))
    return Attendance(
        signup=signup,
        outcome=Outcome.PRESENT if came else Outcome.ABSENT,
        minutes=signup.shift.minutes - left_early if came else 0,
        confirmed_by=plan.acting.owner,
        confirmed_at=confirmed_at,
    )


def _entry(dice: Dice, attendance: Attendance) -> LedgerEntry:
    entry = entry_for(
        attendance,
        kind=EntryKind.CREDIT,
        minutes=attendance.minutes,
        actor=attendance.confirmed_by,
        now=attendance.confirmed_at,
    )
    entry.public_id = dice.uuid()
    return entry
