"""The five people of the demo bar, and what the coordinator's organisation has planned."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from accounts.enums import InterfaceLanguage, Role
from accounts.models import RoleGrant, User
from accounts.queries import demo_email
from core.enums import Cause
from events.enums import OpportunityStatus, SignUpOrigin, SignUpStatus
from places.distance import GeoPoint
from places.models import Territory
from reports.management.demo.dice import Dice
from reports.management.demo.organisations import Acting
from reports.management.demo.people import NO_PASSWORD, Person, World, save_people
from reports.management.demo.plan import HOME_PLACE
from reports.management.demo.seats import Seating, may_sit, parts_mask, within_reach
from reports.management.demo.tasks import ShiftPlan, TaskMaker, TaskPlan, make_role, make_shift
from reports.management.demo.words import roles, tasks
from volunteers.models import Volunteer

NAMES = {
    "volunteer_21": "Айгерім Нұртаева",
    "volunteer_15": "Санжар Болатов",
    "coordinator": "Дана Сәрсенова",
    "akimat": "Ерлан Қасымов",
    "reviewer": "Жания Рахымова",
    "safeguarding": "Сәуле Мұқанова",
}
WEEKDAY_EVENINGS = sum(1 << (weekday * 3 + 2) for weekday in range(5))
WHOLE_WEEKEND = sum(1 << bit for bit in range(15, 21))
GARDEN = GeoPoint(49.8142, 73.0876)
GARDEN_TITLE = {
    "kk": "Ботаникалық баққа 400 көшет отырғызу",
    "ru": "Посадить 400 саженцев в Ботаническом саду",
    "en": "Plant 400 saplings in the Botanical Garden",
}
# Role, then seats offered and seats taken on each of the three shifts.
GARDEN_SHIFTS = (
    (
        0,
        (time(10), time(14)),
        {"team_lead": (2, 2), "first_aider": (2, 1), "planter": (23, 19), "photographer": (1, 1)},
    ),
    (
        0,
        (time(14), time(18)),
        {"team_lead": (2, 1), "first_aider": (1, 0), "planter": (17, 11), "photographer": (1, 0)},
    ),
    (7, (time(10), time(14)), {"team_lead": (2, 1), "first_aider": (1, 1), "planter": (8, 6), "photographer": (1, 0)}),
)


@dataclass(slots=True)
class Star:
    """A demo volunteer and how many past shifts they should still have been on."""

    person: Person
    past_left: int


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo people."""

    coordinator: User
    reviewer: User
    adult: Star
    minor: Star

    @property
    def stars(self) -> tuple[Star, Star]:
        """The two volunteers."""
        return self.adult, self.minor


def make_cast(world: World, home_region: Territory) -> Cast:
    """Invent and save the five people with their grants."""
    dice = Dice(world.seed, "cast")
    users = {key: _user(dice, key) for key in NAMES}
    officials = [users[key] for key in ("coordinator", "akimat", "reviewer", "safeguarding")]
    world.store.save(officials, "public_id", "email")
    grants = [
        RoleGrant(user=users["akimat"], role=Role.AKIMAT_OFFICER, territory=home_region),
        RoleGrant(user=users["reviewer"], role=Role.REVIEWER, territory=None),
        RoleGrant(user=users["safeguarding"], role=Role.SAFEGUARDING_OFFICER, territory=None),
    ]
    world.store.save(grants, "role")
    home = Territory.objects.current().get(code_system="geonames", code=HOME_PLACE)
    skilled = {"tree_planting": 3, "first_aid": 2, "photography": 2, "teaching_english": 2, "team_leading": 2}
    adult = Person(_adult(world, dice, users["volunteer_21"], home), skilled, has_consent=False)
    young = {"tree_planting": 1, "social_media": 2}
    minor = Person(_minor(world, dice, users["volunteer_15"], home), young, has_consent=True)
    save_people(world, [adult, minor], dice, with_exceptions=False)
    return Cast(users["coordinator"], users["reviewer"], Star(adult, 11), Star(minor, 3))


def _user(dice: Dice, key: str) -> User:
    return User(
        public_id=dice.uuid(),
        email=demo_email(key),
        full_name=NAMES[key],
        language=InterfaceLanguage.KAZAKH,
        password=NO_PASSWORD,
    )


def _adult(world: World, dice: Dice, user: User, home: Territory) -> Volunteer:
    return Volunteer(
        public_id=dice.uuid(),
        user=user,
        birth_date=_born(world.today, 21),
        sex="f",
        home=home,
        latitude=49.8021,
        longitude=73.0854,
        max_km=25,
        languages=7,
        cause_ecology=3,
        cause_child_protection=2,
        cause_inclusion=2,
        free_parts=WEEKDAY_EVENINGS | WHOLE_WEEKEND,
        max_minutes_week=600,
        max_shifts_week=3,
    )


def _minor(world: World, dice: Dice, user: User, home: Territory) -> Volunteer:
    return Volunteer(
        public_id=dice.uuid(),
        user=user,
        birth_date=_born(world.today, 15),
        sex="m",
        home=home,
        latitude=49.8187,
        longitude=73.1049,
        max_km=12,
        languages=3,
        cause_ecology=3,
        cause_child_protection=0,
        cause_inclusion=1,
        free_parts=WEEKDAY_EVENINGS | WHOLE_WEEKEND,
        max_minutes_week=360,
        max_shifts_week=2,
    )


def _born(today: date, years: int) -> date:
    """Return a birthday some five months back, so that the age holds for months to come."""
    return date(today.year - years, today.month, 1) - timedelta(days=150)


def garden(world: World, maker: TaskMaker, acting: Acting, place: Territory) -> TaskPlan:
    """Invent the coordinator's large planting, without saving it."""
    planting = next(task for task in tasks(Cause.ECOLOGY) if task.code == "plant_saplings")
    plan = maker.opportunity(planting, acting, place)
    row = plan.opportunity
    for language, words in GARDEN_TITLE.items():
        setattr(row, f"title_{language}", words)
    row.slug = "plant-400-saplings-in-the-botanical-garden"
    row.address = "Ботаникалық бақ, № 2 қақпа"
    row.latitude, row.longitude = GARDEN.latitude, GARDEN.longitude
    row.languages, row.priority = 3, 1
    row.is_step_free = row.has_accessible_toilet = row.has_sign_language = True
    row.published_at = world.moment(-9)
    return plan


def garden_shifts(world: World, dice: Dice, plan: TaskPlan, seating: Seating) -> None:
    """Add the three shifts of the planting, partly filled, as coordinators see them in life."""
    saturday = _next_weekday(world.today, 5)
    pool = seating.pool(plan)
    for days, hours, seats in GARDEN_SHIFTS:
        shift = make_shift(dice, plan.opportunity, saturday + timedelta(days=days), hours)
        planned = ShiftPlan(shift, [])
        plan.shifts.append(planned)
        for position, (code, (capacity, _)) in enumerate(seats.items()):
            planned.roles.append(make_role(world, dice, shift, roles()[code], capacity, position))
        for role, (_, taken) in zip(planned.roles, seats.values(), strict=True):
            seating.take(planned, role, pool, taken)


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def draft(world: World, maker: TaskMaker, acting: Acting, place: Territory) -> TaskPlan:
    """Invent an opportunity the coordinator has not published yet, with one shift in three weeks."""
    mapping = next(task for task in tasks(Cause.ECOLOGY) if task.code == "repair_cafe")
    plan = maker.opportunity(mapping, acting, place)
    plan.opportunity.status, plan.opportunity.published_at = OpportunityStatus.DRAFT, None
    maker.shift(plan, _next_weekday(world.today, 6) + timedelta(days=14), (time(13), time(17)))
    return plan


def waiting_shift(world: World, maker: TaskMaker, plan: TaskPlan, seating: Seating) -> None:
    """Add a shift of last weekend whose people wait for the coordinator to confirm their hours."""
    yesterday = world.today - timedelta(days=1)
    day = next(day for day in (yesterday - timedelta(days=ago) for ago in range(6)) if day.weekday() >= 5)
    planned = maker.shift(plan, day, (time(10), time(13)))
    pool = seating.pool(plan)
    for role in planned.roles:
        seating.take(planned, role, pool, min(role.role.capacity, 12), is_past=True)


def seat_stars(world: World, cast: Cast, garden_plan: TaskPlan, plans: list[TaskPlan], seating: Seating) -> None:
    """Give the demo volunteers something ahead: an invitation to the planting, and a place each on another day."""
    watering = garden_plan.shifts[-1]
    photo = watering.roles[-1]
    seating.seat(watering.shift, photo, cast.adult.person, SignUpStatus.INVITED, SignUpOrigin.INVITATION)
    kept_free = {planned.shift.starts_on for planned in garden_plan.shifts}
    ahead = [
        planned
        for plan in plans
        if plan.opportunity.status == OpportunityStatus.PUBLISHED and not plan.opportunity.is_remote
        for planned in plan.shifts
        if planned.shift.starts_on > world.today and planned.shift.starts_on not in kept_free
    ]
    for star in cast.stars:
        _seat_once(star.person, ahead, seating)


def _seat_once(person: Person, shifts: list[ShiftPlan], seating: Seating) -> None:
    for planned in shifts:
        row = planned.shift.opportunity
        if not within_reach([person], GeoPoint(row.latitude or 0.0, row.longitude or 0.0)):
            continue
        parts = parts_mask(planned.shift)
        for role in planned.roles:
            if len(role.signups) < role.role.capacity and may_sit(person, planned.shift, role, parts):
                seating.seat(planned.shift, role, person, SignUpStatus.CONFIRMED, SignUpOrigin.SELF)
                return
