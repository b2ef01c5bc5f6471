"""Invented opportunities with their shifts and roles: on days that suit the task, past and to come."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils.text import slugify

from accounts.models import EVERYTHING
from core.enums import Cause
from events.eligibility import RoleFacts
from events.enums import OpportunityStatus
from events.models import Opportunity, Programme, RoleSkill, Shift, ShiftRole, SignUp
from events.models.opportunity import searchable
from events.services.whereabouts import DEFAULT_TIME_ZONE
from events.validators import shift_window
from places.models import Territory
from reports.management.demo.dice import Dice
from reports.management.demo.organisations import Acting
from reports.management.demo.people import World, point_near
from reports.management.demo.words import RoleWords, Task, phrases, tasks
from volunteers.models import Skill

CAUSE_WEIGHTS = {Cause.ECOLOGY: 0.38, Cause.INCLUSION: 0.34, Cause.CHILD_PROTECTION: 0.28}
HOURS = {
    "morning": ((time(9), time(12)), (time(10), time(12)), (time(9, 30), time(12))),
    "long_morning": ((time(10), time(14)), (time(10), time(13)), (time(9), time(13))),
    "day": ((time(13), time(17)), (time(14), time(17)), (time(12), time(15))),
    "evening": ((time(17, 30), time(20)), (time(18), time(20)), (time(18, 30), time(20, 30))),
}
WEEKDAY_HOURS = {"morning": 1.0, "day": 2.0, "evening": 5.0}
WEEKEND_HOURS = {"morning": 1.0, "long_morning": 4.0, "day": 3.0, "evening": 0.5}
# Share of a year's work that falls into each month, January first: spring and autumn are busy.
MONTH_WEIGHTS = (0.6, 0.6, 0.9, 1.5, 1.6, 1.1, 0.7, 0.8, 1.4, 1.4, 0.9, 1.0)
PROGRAMMES = {
    Cause.ECOLOGY: ("taza_qazaqstan", "birgemiz_taza_alem"),
    Cause.CHILD_PROTECTION: ("birgemiz_sabaqtastyq", "birgemiz_bilim", "ana_uyi"),
    Cause.INCLUSION: ("birgemiz_qamqor",),
}
BARRIER_FREE_SITES = frozenset({"library", "centre", "stadium", "hospital"})
NEAREST_DAY, FARTHEST_DAY, PAST_DAYS = 1, 28, 365


@dataclass(slots=True)
class RolePlan:
    """A role to be saved, with its skills and the people who took it."""

    role: ShiftRole
    facts: RoleFacts
    skills: list[RoleSkill]
    signups: list[SignUp] = field(default_factory=list)


@dataclass(slots=True)
class ShiftPlan:
    """A shift to be saved, with its roles."""

    shift: Shift
    roles: list[RolePlan]


@dataclass(slots=True)
class TaskPlan:
    """An opportunity, the kind of work it is, who acts for it, and its shifts."""

    opportunity: Opportunity
    task: Task
    acting: Acting
    shifts: list[ShiftPlan] = field(default_factory=list)


class TaskMaker:
    """Invents opportunities for one area."""

    def __init__(self, world: World, dice: Dice, acting: list[Acting], programmes: dict[str, Programme]) -> None:
        self._world = world
        self._dice = dice
        self._acting = acting
        self._programmes = programmes
        self._decks: dict[Cause, list[Task]] = {}
        self._turn = 0

    def next_task(self, *, on_site: bool) -> tuple[Task, Acting]:
        """Draw an organisation in turn and a task of one of its causes, none twice before all were drawn."""
        acting = self._acting[self._turn % len(self._acting)]
        self._turn += 1
        own = {cause: CAUSE_WEIGHTS[cause] for cause in Cause if getattr(acting.organisation, f"works_in_{cause}")}
        cause = self._dice.weighted(own)
        months = {(self._world.today + timedelta(days=days)).month for days in (7, 21)}
        deck = self._decks.get(cause) or [task for task in tasks(cause) if months.intersection(task.months)]
        self._dice.shuffle(deck)
        deck.sort(key=lambda task: task.is_remote and on_site, reverse=True)
        self._decks[cause] = deck
        return deck.pop(), acting

    def opportunity(self, task: Task, acting: Acting, place: Territory) -> TaskPlan:
        """Invent a published opportunity at a place, without saving it."""
        dice = self._dice
        row = Opportunity(
            public_id=dice.uuid(),
            organisation=acting.organisation,
            cause=task.cause,
            programme=self._programme(task),
            is_remote=task.is_remote,
            min_age=task.min_age,
            has_child_contact=task.has_child_contact,
            is_hazard_declared=True,
            safeguarding_lead=acting.owner.short_name if task.has_child_contact else "",
            languages=dice.choice((1, 2, 3, 3, 3, 3)),
            contact_name=acting.owner.short_name,
            priority=dice.weighted({0: 0.84, 1: 0.13, 2: 0.03}),
            status=OpportunityStatus.PUBLISHED,
            published_at=self._world.moment(-dice.randrange(4, 20)),
            time_zone=DEFAULT_TIME_ZONE if task.is_remote else place.time_zone,
        )
        write_texts(row, task)
        self._set_access(row, task)
        if not task.is_remote:
            row.venue, row.address = place, self._address(task)
            row.latitude, row.longitude = point_near(dice, place)
        row.search_text = searchable(row)
        return TaskPlan(row, task, acting)

    def _programme(self, task: Task) -> Programme | None:
        running = [self._programmes[code] for code in PROGRAMMES[task.cause] if code in self._programmes]
        return self._dice.choice(running) if running and self._dice.happens(0.55) else None

    def _set_access(self, row: Opportunity, task: Task) -> None:
        dice = self._dice
        row.effort = task.effort
        row.is_step_free = dice.happens(0.85 if task.site in BARRIER_FREE_SITES else 0.4) and not task.is_remote
        row.has_accessible_toilet = row.is_step_free and dice.happens(0.6)
        row.has_sign_language = task.has_sign_language or dice.happens(0.05)
        row.has_quiet_place = task.has_quiet_place or dice.happens(0.15)
        row.provides_transport = task.provides_transport

    def _address(self, task: Task) -> str:
        dice = self._dice
        pattern: str = dice.choice(phrases()["sites"][task.site])
        street: str = dice.choice(phrases()["streets"]["names"])
        return pattern.format(street=street, house=dice.randrange(1, 120), number=dice.randrange(1, 90))

    def shift(self, plan: TaskPlan, day: date, hours: tuple[time, time]) -> ShiftPlan:
        """Add a shift with the roles of the task, without saving it."""
        shift = make_shift(self._dice, plan.opportunity, day, hours)
        roles = [self._role(shift, kind, position) for position, kind in enumerate(plan.task.roles)]
        planned = ShiftPlan(shift, roles)
        plan.shifts.append(planned)
        return planned

    def _role(self, shift: Shift, kind: RoleWords, position: int) -> RolePlan:
        capacity = self._dice.randint(*kind.capacity)
        return make_role(self._world, self._dice, shift, kind, capacity, position)

    def coming_days(self, count: int, *, this_weekend: bool) -> list[date]:
        """Draw days of the next four weeks, mostly weekends; the first may be on the coming weekend."""
        today = self._world.today
        days = [today + timedelta(days=ahead) for ahead in range(NEAREST_DAY, FARTHEST_DAY + 1)]
        weights = [4.0 if day.weekday() >= 5 else 1.0 for day in days]
        chosen = set(self._dice.choices(days, weights, k=count))
        if this_weekend:
            wished = self._dice.choice((5, 5, 6))
            chosen.add(next(day for day in days if day.weekday() == wished))
        return sorted(chosen)

    def past_days(self, task: Task, count: int) -> list[date]:
        """Draw days of the last year, mostly weekends, in the months that suit the task."""
        days = [self._world.today - timedelta(days=ago) for ago in range(2, PAST_DAYS)]
        suiting = [day for day in days if day.month in task.months]
        weights = [MONTH_WEIGHTS[day.month - 1] * (4 if day.weekday() >= 5 else 1) for day in suiting]
        return sorted(set(self._dice.choices(suiting, weights, k=count))) if suiting else []

    def hours_on(self, day: date, task: Task) -> tuple[time, time]:
        """Draw the hours of a shift: mostly evenings on weekdays, mornings and afternoons at the weekend."""
        kinds = WEEKEND_HOURS if day.weekday() >= 5 else WEEKDAY_HOURS
        fitting = {kind: weight for kind, weight in kinds.items() if kind.removeprefix("long_") in task.parts}
        return self._dice.choice(HOURS[self._dice.weighted(fitting)])


def write_texts(row: Opportunity, task: Task) -> None:
    """Copy the words of a task onto an opportunity, with its address part."""
    for name in ("title", "description", "bring", "costs"):
        for language, words in getattr(task, name).items():
            setattr(row, f"{name}_{language}", words)
    row.slug = slugify(task.title["en"])[:80]


def make_shift(dice: Dice, opportunity: Opportunity, day: date, hours: tuple[time, time]) -> Shift:
    """Build a shift on one day in the zone of the opportunity, without saving it."""
    start, end = hours
    zone = opportunity.time_zone
    window = shift_window(starts_on=day, start_time=start, ends_on=day, end_time=end, time_zone=zone)
    return Shift(
        public_id=dice.uuid(),
        opportunity=opportunity,
        starts_on=day,
        start_time=start,
        ends_on=day,
        end_time=end,
        time_zone=zone,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
    )


def make_role(world: World, dice: Dice, shift: Shift, kind: RoleWords, capacity: int, position: int) -> RolePlan:
    """Build a role of a shift with its skills, without saving it."""
    opportunity = shift.opportunity
    role = ShiftRole(
        public_id=dice.uuid(),
        shift=shift,
        position=position,
        name_kk=kind.name["kk"],
        name_ru=kind.name["ru"],
        name_en=kind.name["en"],
        capacity=capacity,
        minimum=max(1, capacity * 2 // 5),
        languages=kind.languages,
        min_age=kind.min_age,
    )
    facts = RoleFacts(
        starts_on=shift.starts_on,
        start_time=shift.start_time,
        ends_on=shift.ends_on,
        end_time=shift.end_time,
        min_age_years=max(opportunity.min_age, kind.min_age or 0),
        is_for_adults=opportunity.is_for_adults,
        has_child_contact=opportunity.has_child_contact,
        consent_scopes=frozenset({EVERYTHING}),
        languages=kind.languages,
        required_levels=kind.needs,
    )
    return RolePlan(role, facts, _role_skills(role, kind, world.skills))


def _role_skills(role: ShiftRole, kind: RoleWords, skills: dict[str, Skill]) -> list[RoleSkill]:
    return [
        RoleSkill(role=role, skill=skills[code], level=level, is_required=is_required)
        for levels, is_required in ((kind.needs, True), (kind.wants, False))
        for code, level in levels.items()
    ]


def save_plans(world: World, plans: list[TaskPlan]) -> None:
    """Save shifts, roles, skills of roles and sign-ups of opportunities that are saved already."""
    shifts = [planned for plan in plans for planned in plan.shifts]
    roles = [planned for shift in shifts for planned in shift.roles]
    world.store.save([planned.shift for planned in shifts], "public_id", "starts_at")
    for planned in roles:
        planned.role.taken_count = sum(signup.status in ("invited", "confirmed") for signup in planned.signups)
    world.store.save([planned.role for planned in roles], "public_id", "capacity", "taken_count")
    world.store.save([skill for planned in roles for skill in planned.skills], "level", "is_required")
    world.store.save([signup for planned in roles for signup in planned.signups], "public_id", "status")
