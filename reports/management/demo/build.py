"""Putting the invented country together, region by region, in one transaction."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from events.enums import OpportunityStatus
from events.management.programmes import load_programmes
from events.models import Programme, ShiftRole
from events.services.nightly import recount_adults
from ngos.services.ratings import run_ratings
from places.distance import GeoPoint
from places.models import Territory
from places.services.builtin import load_builtin
from recognition.models import LedgerEntry
from reports.management.demo.dice import Dice
from reports.management.demo.filings import file_papers
from reports.management.demo.organisations import Acting, Register
from reports.management.demo.papers import make_papers
from reports.management.demo.people import Person, World, make_people
from reports.management.demo.personas import Cast, draft, garden, garden_shifts, make_cast, seat_stars, waiting_shift
from reports.management.demo.plan import Area, Size, plan_areas
from reports.management.demo.seats import Seating, save_hours, within_reach
from reports.management.demo.store import BATCH, Store
from reports.management.demo.tasks import TaskMaker, TaskPlan, save_plans
from reports.services import rebuild
from volunteers.management.catalogue import load_skills
from volunteers.models import Skill

FILLED_SHARES = (0.15, 0.3, 0.45, 0.6, 0.8, 1.0)
PAST_SHIFTS_AT_MOST = 14
CLOSED_SHARE = 0.04

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was built; ``digest`` is the same for the same size, seed and day, ``codes`` of documents never are."""

    volunteers: int
    organisations: int
    opportunities: int
    shifts: int
    seats: int
    taken: int
    signups: int
    hours: int
    codes: list[str]
    seconds: float
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        return asdict(self)


def steps_of(size: Size) -> int:
    """Return how many steps ``advance`` will count in all."""
    return size.volunteers + size.opportunities


@transaction.atomic
def build_demo(*, size: Size, seed: int, today: date, advance: Advance = lambda steps: None) -> Summary:
    """Invent a country and save it, all or nothing. The tables of organisations and people should be empty."""
    began = time.perf_counter()
    load_reference_rows()
    store = Store()
    world = World(seed, today, store, {skill.code: skill for skill in Skill.objects.all()})
    areas = plan_areas(size)
    cast = make_cast(world, areas[0].region)
    register = Register(world, cast.reviewer)
    with _collector_paused():
        for area in areas:
            people = make_people(world, area)
            advance(area.volunteers)
            acting = register.make_for(area, size, cast.coordinator if area.is_home else None)
            _Region(world, area, size, acting, people, cast if area.is_home else None).build(advance)
            if area.volunteers > BATCH:
                gc.collect()
    register.make_unusual(areas[0])
    file_papers(world)
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    recount_adults(now=midnight)  # what each place, taken one by one, would have done
    run_ratings(as_of=today, now=midnight)
    papers = make_papers(cast, now=midnight)
    rebuild()  # from nothing, in one statement, where reading entry after entry would take minutes
    return _summary(store, began, [paper.shown_code for paper in papers])


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare the collector of cycles: walking a growing heap of rows again and again took a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_reference_rows() -> None:
    """Put places, skills and programmes back where a test has emptied the tables; else change nothing."""
    if not Territory.objects.exists():
        load_builtin()
    if not Skill.objects.exists():
        load_skills()
    if not Programme.objects.exists():
        load_programmes()


class _Region:
    """One region in the making."""

    def __init__(
        self, world: World, area: Area, size: Size, acting: list[Acting], people: list[Person], cast: Cast | None
    ) -> None:
        self._world = world
        self._area = area
        self._acting = acting
        self._cast = cast
        self._dice = Dice(world.seed, "tasks", area.region.code)
        self._seating = Seating(world, area, people, Dice(world.seed, "seats", area.region.code))
        self._maker = TaskMaker(world, self._dice, acting, _running_programmes(world.today))
        joining = sum(person.is_joining for person in people)
        self._past_target = size.past_per_volunteer * joining / max(area.opportunities, 1)

    def build(self, advance: Advance) -> None:
        """Invent the opportunities, fill their seats and confirm what is over."""
        plans = self._plans()
        self._world.store.save([plan.opportunity for plan in plans], "public_id", "title_en", "latitude")
        if self._cast:
            garden_shifts(self._world, self._dice, plans[0], self._seating)
            own = next(plan for plan in plans[2:] if plan.acting is self._acting[0] and not plan.opportunity.is_remote)
            waiting_shift(self._world, self._maker, own, self._seating)
        for index, plan in enumerate(plans):
            if plan.opportunity.status != OpportunityStatus.DRAFT:
                self._fill(plan, index)
            advance(1)
        if self._cast:
            seat_stars(self._world, self._cast, plans[0], plans[2:], self._seating)
        save_plans(self._world, plans)
        save_hours(self._world, plans, Dice(self._world.seed, "hours", self._area.region.code))

    def _plans(self) -> list[TaskPlan]:
        slots = [share.place for share in self._area.shares for _ in range(share.opportunities)]
        plans: list[TaskPlan] = []
        if self._cast:
            # The two of the coordinator come first and take the first places, which are in the largest town.
            owner, place = self._acting[0], slots[0]
            plans = [garden(self._world, self._maker, owner, place), draft(self._world, self._maker, owner, place)]
        for index in range(len(plans), len(slots)):
            task, acting = self._maker.next_task(on_site=index in (0, 2))
            plans.append(self._maker.opportunity(task, acting, slots[index]))
        for plan in plans[3:]:
            if self._dice.happens(CLOSED_SHARE) or (self._cast and plan is plans[-1]):
                plan.opportunity.status = OpportunityStatus.CLOSED
        return plans

    def _fill(self, plan: TaskPlan, index: int) -> None:
        pool = self._seating.pool(plan)
        if plan.opportunity.status == OpportunityStatus.PUBLISHED and not (self._cast and index == 0):
            days = self._maker.coming_days(self._dice.randint(1, 3), this_weekend=index < 12)
            for day in days:
                planned = self._maker.shift(plan, day, self._maker.hours_on(day, plan.task))
                share = self._dice.choice(FILLED_SHARES)
                for role in planned.roles:
                    self._seating.take(planned, role, self._turned(pool), round(role.role.capacity * share))
        if index != 0 or not self._cast:
            self._fill_past(plan, pool)

    def _fill_past(self, plan: TaskPlan, pool: list[Person]) -> None:
        done = 0
        days = self._maker.past_days(plan.task, PAST_SHIFTS_AT_MOST)
        self._dice.shuffle(days)
        for day in days:
            if done >= self._past_target:
                return
            planned = self._maker.shift(plan, day, self._maker.hours_on(day, plan.task))
            came = 0
            for role in planned.roles:
                people = [*self._stars_for(plan), *self._turned(pool)]
                seated = self._seating.take(planned, role, people, role.role.capacity, is_past=True)
                self._count_stars(seated)
                came += len(seated)
            done += came
            if not came:
                plan.shifts.remove(planned)

    def _turned(self, pool: list[Person]) -> list[Person]:
        """Begin somewhere else in a pool that is in random order already; cheaper than drawing it anew."""
        start = self._dice.randrange(len(pool) or 1)
        return pool[start:] + pool[:start]

    def _stars_for(self, plan: TaskPlan) -> list[Person]:
        row = plan.opportunity
        if not self._cast or row.is_remote:
            return []
        waiting = [star.person for star in self._cast.stars if star.past_left]
        return within_reach(waiting, GeoPoint(row.latitude or 0.0, row.longitude or 0.0))

    def _count_stars(self, seated: list[Person]) -> None:
        for star in self._cast.stars if self._cast else ():
            star.past_left -= any(person is star.person for person in seated)


def _running_programmes(today: date) -> dict[str, Programme]:
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    running = Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    return {programme.code: programme for programme in Programme.objects.filter(started, running)}


def _summary(store: Store, began: float, codes: list[str]) -> Summary:
    seats = ShiftRole.objects.aggregate(capacity=Sum("capacity"), taken=Sum("taken_count"))
    minutes = LedgerEntry.objects.aggregate(total=Sum("minutes"))["total"] or 0
    return Summary(
        volunteers=store.counts["Volunteer"],
        organisations=store.counts["Organisation"],
        opportunities=store.counts["Opportunity"],
        shifts=store.counts["Shift"],
        seats=seats["capacity"],
        taken=seats["taken"],
        signups=store.counts["SignUp"],
        hours=minutes // 60,
        codes=codes,
        seconds=round(time.perf_counter() - began, 1),
        digest=store.digest,
    )
