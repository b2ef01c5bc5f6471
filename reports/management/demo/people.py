"""Invented volunteers: where they live, when they are free, what they can and like to do."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from accounts.enums import AgreementChannel, InterfaceLanguage, SpokenLanguage
from accounts.models import EVERYTHING, DataConsent, GuardianConsent, User
from accounts.queries import DEMO_DOMAIN, consent_text
from core.enums import Cause
from events.eligibility import ADULT_AGE_YEARS, ClearanceFact, ConsentFact, PersonFacts
from events.models import Shift
from places.models import Territory
from reports.management.demo.dice import Dice
from reports.management.demo.names import PersonName, person_name
from reports.management.demo.plan import Area
from reports.management.demo.store import Store
from volunteers.enums import DAYS_IN_WEEK, PARTS_IN_DAY, ClearanceKind, ExceptionKind
from volunteers.models import AvailabilityException, Clearance, Skill, Volunteer, VolunteerSkill

NO_PASSWORD = "!invented"  # the exclamation mark makes it one that nothing matches
AGE_WEIGHTS = {
    14: 5.0, 15: 8, 16: 9, 17: 9, 18: 9, 19: 9, 20: 8, 21: 7, 22: 6, 23: 5, 24: 4, 25: 4, 26: 3, 27: 3, 28: 3, 29: 2,
    30: 2, 31: 2, 32: 1, 33: 1, 34: 1,
}  # fmt: skip
COMMON_SKILLS = {
    "tree_planting": 9.0, "first_aid": 9, "photography": 8, "team_leading": 8, "games_with_children": 8, "cooking": 7,
    "social_media": 7, "event_organising": 7, "waste_sorting": 6, "public_speaking": 6, "teaching_maths": 6,
    "teaching_english": 6, "computer_basics": 6, "gardening": 5, "arts_and_crafts": 5, "listening": 5,
    "animal_care": 5, "driving": 5, "sports_coaching": 5,
}  # fmt: skip
ADULT_SKILLS = frozenset({"driving", "psychological_support", "mentoring", "disability_support"})
# Share of people free on a weekday or at the weekend in the morning, by day and in the evening.
WEEKDAY_FREE, WEEKEND_FREE = (0.14, 0.28, 0.6), (0.72, 0.74, 0.5)
CONSENT_TEXT = "2026-01"
CONSENT_SHARE = 0.8
CLEARED_SHARE = 0.5
CHILD_CONTACT_KINDS = (
    ClearanceKind.OFFENCE_CERTIFICATE,
    ClearanceKind.SAFEGUARDING_TRAINING,
    ClearanceKind.CODE_OF_ETHICS,
)


@dataclass
class Person:
    """A volunteer with what the gates ask, kept in memory while seats are filled."""

    volunteer: Volunteer
    levels: dict[str, int]
    has_consent: bool
    is_joining: bool = True
    blocked: frozenset[date] = frozenset()
    shifts: list[Shift] = field(default_factory=list)
    clearances: tuple[tuple[str, date, date], ...] = ()  # kind, day of issue, first day on which it counts no more

    @cached_property
    def facts(self) -> PersonFacts:
        """What the gates need to know."""
        return PersonFacts(
            birth_date=self.volunteer.birth_date,
            consents=(ConsentFact(date.min, date.max, EVERYTHING),) if self.has_consent else (),
            clearances=tuple(ClearanceFact(*clearance) for clearance in self.clearances),
            languages=self.volunteer.languages,
            skill_levels=self.levels,
        )


@dataclass(frozen=True, slots=True)
class World:
    """What every maker needs: seed, day, store, skills by code."""

    seed: int
    today: date
    store: Store
    skills: dict[str, Skill]

    def moment(self, days: float) -> datetime:
        """Return the start of the demo's day, UTC, moved by days."""
        return datetime(self.today.year, self.today.month, self.today.day, tzinfo=UTC) + timedelta(days=days)


def make_people(world: World, area: Area) -> list[Person]:
    """Invent and save the volunteers of an area."""
    dice = Dice(world.seed, "people", area.region.code)
    homes = [share.place for share in area.shares for _ in range(share.volunteers)]
    people = [_person(world, dice, home, f"{area.region.code[:2]}-{number}") for number, home in enumerate(homes)]
    save_people(world, people, dice)
    return people


def _person(world: World, dice: Dice, home: Territory, code: str) -> Person:
    name = person_name(dice)
    age = dice.weighted(AGE_WEIGHTS)
    birth_date = _years_before(world.today, age) - timedelta(days=dice.randrange(1, 365))
    user = User(
        public_id=dice.uuid(),
        email=f"volunteer-{code}@{DEMO_DOMAIN}",
        full_name=name.full_name,
        language=name.language,
        password=NO_PASSWORD,
    )
    volunteer = _profile(dice, user, name, birth_date, home)
    return Person(
        volunteer=volunteer,
        levels=_levels(world, dice, age),
        has_consent=age < ADULT_AGE_YEARS and dice.happens(CONSENT_SHARE),
        clearances=_clearances(world, Dice(world.seed, "clearances", code), age),
        is_joining=dice.happens(0.75),
    )


def _clearances(world: World, dice: Dice, age: int) -> tuple[tuple[str, date, date], ...]:
    """Half of the adults have shown what work with children asks for, some time in the last ten months."""
    if age < ADULT_AGE_YEARS or not dice.happens(CLEARED_SHARE):
        return ()
    issued_on = world.today - timedelta(days=dice.randrange(20, 300))
    return tuple((kind, issued_on, issued_on + timedelta(days=365)) for kind in CHILD_CONTACT_KINDS)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _profile(dice: Dice, user: User, name: PersonName, birth_date: date, home: Territory) -> Volunteer:
    latitude, longitude = point_near(dice, home)
    favourite = dice.choice(Cause.values)
    weights = {cause: 3 if cause == favourite else dice.choice((0, 1, 1, 2)) for cause in Cause.values}
    is_village = (home.population or 0) < 30_000
    return Volunteer(
        public_id=dice.uuid(),
        user=user,
        birth_date=birth_date,
        sex=name.sex if dice.happens(0.97) else "",
        home=home,
        latitude=latitude,
        longitude=longitude,
        max_km=dice.choice((15, 20, 30, 40, 60) if is_village else (5, 10, 10, 15, 20, 30)),
        accepts_remote=dice.happens(0.7),
        accepts_on_site=dice.happens(0.96),
        languages=_languages(dice, name.language),
        free_parts=_free_parts(dice),
        max_minutes_week=dice.choice((240, 300, 360, 480, 480, 600)),
        max_shifts_week=dice.choice((1, 2, 2, 3, 3, 4)),
        **{f"cause_{cause}": weight for cause, weight in weights.items()},
    )


def point_near(dice: Dice, place: Territory) -> tuple[float, float]:
    """Draw a point around the centre of a place, farther out in larger ones; degrees."""
    spread_km = min(4.0, 0.4 + (place.population or 0) ** 0.5 / 250)
    north, east = dice.gauss(0, spread_km / 111.2), dice.gauss(0, spread_km / 72)
    return round((place.latitude or 0.0) + north, 5), round((place.longitude or 0.0) + east, 5)


def _languages(dice: Dice, mother_tongue: InterfaceLanguage) -> int:
    is_kazakh = mother_tongue == InterfaceLanguage.KAZAKH
    shares = {
        SpokenLanguage.KAZAKH: 1.0 if is_kazakh else 0.4,
        SpokenLanguage.RUSSIAN: 0.78 if is_kazakh else 1.0,
        SpokenLanguage.ENGLISH: 0.35,
        SpokenLanguage.SIGN: 0.05,
    }
    return sum(language for language, share in shares.items() if dice.happens(share))


def _free_parts(dice: Dice) -> int:
    mask = 0
    for weekday in range(DAYS_IN_WEEK):
        shares = WEEKDAY_FREE if weekday < 5 else WEEKEND_FREE
        for part, share in enumerate(shares):
            mask |= dice.happens(share) << (weekday * PARTS_IN_DAY + part)
    return mask


def _levels(world: World, dice: Dice, age: int) -> dict[str, int]:
    wished = dice.weighted({0: 0.04, 1: 0.16, 2: 0.28, 3: 0.28, 4: 0.16, 5: 0.08})
    codes = [code for code in sorted(world.skills) if age >= ADULT_AGE_YEARS or code not in ADULT_SKILLS]
    weights = [COMMON_SKILLS.get(code, 2.0) for code in codes]
    levels = {1: 0.45, 2: 0.42, 3: 0.13}
    return {code: dice.weighted(levels) for code in dict.fromkeys(dice.choices(codes, weights, k=wished))}


def save_people(world: World, people: list[Person], dice: Dice, *, with_exceptions: bool = True) -> None:
    """Save accounts, profiles, skills, consents and, if wished, some date exceptions of people."""
    world.store.save([person.volunteer.user for person in people], "public_id", "full_name")
    world.store.save([person.volunteer for person in people], "public_id", "birth_date", "latitude", "free_parts")
    world.store.save(
        [
            VolunteerSkill(volunteer=person.volunteer, skill=world.skills[code], level=level)
            for person in people
            for code, level in person.levels.items()
        ],
        "level",
    )
    world.store.save([agreement_of(world, person) for person in people], "text_version")
    world.store.save([consent_of(world, person, dice) for person in people if person.has_consent], "public_id")
    world.store.save([row for person in people for row in clearances_of(world, person)], "public_id", "issued_on")
    if with_exceptions:
        world.store.save([row for person in people for row in _exceptions(world, person, dice)], "on_date", "kind")


def agreement_of(world: World, person: Person) -> DataConsent:
    """Return what everybody agreed to when joining."""
    words = consent_text(person.volunteer.user.language)
    return DataConsent(
        user=person.volunteer.user,
        text_version=words.version,
        text_sha256=words.sha256,
        language=words.language,
        given_at=world.moment(-30),
        channel=AgreementChannel.JOINING,
    )


def consent_of(world: World, person: Person, dice: Dice) -> GuardianConsent:
    """Invent the consent of a parent: a year old at least and good for two more."""
    return GuardianConsent(
        public_id=dice.uuid(),
        minor=person.volunteer.user,
        guardian_name=person_name(dice).full_name,
        text_version=CONSENT_TEXT,
        given_at=world.moment(-400),
        valid_until=world.today + timedelta(days=730),
    )


def clearances_of(world: World, person: Person) -> list[Clearance]:
    """Invent who checked the clearances of a person: an officer outside the demonstration."""
    dice = Dice(world.seed, "officer", str(person.volunteer.public_id))
    return [
        Clearance(
            public_id=dice.uuid(),
            volunteer=person.volunteer,
            kind=kind,
            issued_on=issued_on,
            valid_until=until,
            checked_by=dice.uuid(),
            checked_at=datetime.combine(issued_on + timedelta(days=2), time(6), tzinfo=UTC),
        )
        for kind, issued_on, until in person.clearances
    ]


def _exceptions(world: World, person: Person, dice: Dice) -> list[AvailabilityException]:
    if not dice.happens(0.12):
        return []
    day = world.today + timedelta(days=dice.randrange(3, 30))
    kind = dice.choice((ExceptionKind.BLOCKED, ExceptionKind.FREE))
    if kind == ExceptionKind.BLOCKED:
        person.blocked = frozenset({day})
    return [AvailabilityException(volunteer=person.volunteer, on_date=day, kind=kind)]
