"""The country under construction: people, organisations, shifts, and who is busy when."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from events.eligibility.rules import rules_on as gates_on
from places.distance import GeoPoint
from recognition.fraud.facts import DAY_MINUTES, EPOCH, Account, Credit, Pattern, Work

YEAR = 2025
FIRST = date(YEAR, 1, 6)
DAYS = 350
OFFSET = 300
ADULT = 18
WEEK_MOST = 2_640  # honest people stay well below the rule; camps are made apart
DAY_MOST = 480
# Towns with their points and a weight; pairs of neighbours are there for journeys that can be made.
TOWNS = (
    ("Almaty", 43.25, 76.95, 22),
    ("Talgar", 43.30, 77.24, 3),
    ("Astana", 51.18, 71.45, 16),
    ("Shymkent", 42.30, 69.60, 13),
    ("Karaganda", 49.80, 73.10, 8),
    ("Temirtau", 50.06, 72.96, 3),
    ("Aktobe", 50.28, 57.21, 7),
    ("Taraz", 42.90, 71.37, 6),
    ("Pavlodar", 52.30, 76.95, 5),
    ("Oskemen", 49.98, 82.61, 5),
    ("Atyrau", 47.12, 51.88, 5),
    ("Kyzylorda", 44.85, 65.51, 4),
    ("Aktau", 43.65, 51.15, 3),
)
NEIGHBOURS = ((0, 1), (4, 5))
TITLES = (
    "Уборка берега реки", "Помощь в приюте для животных", "Посадка деревьев", "Уроки для детей", "Чтение вслух",
    "Өзен жағасын тазалау", "Ағаш отырғызу", "Қарттарға көмек", "Кітап оқу", "Мерекені ұйымдастыру",
    "Clean the river bank", "Plant trees", "Help at the library", "Read to children", "Open day at the shelter",
)  # fmt: skip


@dataclass(slots=True)
class Organisation:
    """An organisation in one town: who approves, with which phones, and its habits."""

    id: int
    town: int
    approvers: list[int]
    phones: list[str]
    has_gate: bool
    closes_monthly: bool


@dataclass(slots=True)
class Country:
    """Everything made so far. ``planted`` holds the cases of each pattern, as identifiers of credits.

    While ``is_careful`` the case that is planted knows the rules and stays just below them: nobody can find it.
    """

    random: Random
    accounts: dict[int, Account] = field(default_factory=dict)
    works: dict[int, Work] = field(default_factory=dict)
    credits: list[Credit] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    phones: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    own_phone: dict[int, str] = field(default_factory=dict)
    people: list[list[int]] = field(default_factory=lambda: [[] for _ in TOWNS])
    shells: list[int] = field(default_factory=list)
    busy: dict[tuple[int, int], list[Credit]] = field(default_factory=lambda: defaultdict(list))
    weeks: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    of_organisation: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    planted: dict[Pattern, list[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(list))
    used: set[int] = field(default_factory=set)
    is_careful: bool = False

    def add_account(self, *, born: date, opened: int) -> int:
        """Open an account."""
        one = Account(len(self.accounts), opened, born)
        self.accounts[one.id] = one
        self.own_phone[one.id] = f"p{one.id}"
        return one.id

    def born(self, age: int) -> date:
        """Return a day of birth that gives an age at the beginning of the year, all year where it is a minor's."""
        return date(YEAR - age - 1, 12, self.random.randint(27, 31))

    def add_work(self, organisation: Organisation, day: date, begin: int, minutes: int, **columns: object) -> Work:
        """Add a shift on a local day from a local minute on."""
        _name, latitude, longitude, _weight = TOWNS[organisation.town]
        if "point" not in columns:
            shift = self.random.uniform(-0.02, 0.02)
            columns["point"] = GeoPoint(round(latitude + shift, 3), round(longitude + shift, 3))
        starts = minute_of(day, begin)
        columns.setdefault("titles", (self.random.choice(TITLES),))
        work = Work(len(self.works), organisation.id, starts, starts + minutes, OFFSET, **columns)  # type: ignore[arg-type]  # passed on
        self.works[work.id] = work
        self.of_organisation[organisation.id].append(work.id)
        return work

    def add_credit(self, account: int, work: Work, **columns: object) -> Credit:
        """Write a credit; what is not said is an honest person of an organisation with a gate."""
        defaults: dict[str, object] = {
            "minutes": work.ends - work.starts,
            "since": work.starts,
            "until": work.ends,
            "recorded": work.ends + self.random.randint(30, 3 * DAY_MINUTES),
            "approver": self.approver(work, account),
            "evidence": "B",
            "signed_up": max(self.accounts[account].opened, work.starts - self.random.randint(60, 20_000)),
        }
        credit = Credit(len(self.credits), account, work.id, **{**defaults, **columns})  # type: ignore[arg-type]  # passed on
        self.credits.append(credit)
        for day in {local_day(credit.since), local_day(credit.until - 1)}:
            self.busy[account, day].append(credit)
        self.weeks[account, week_of(work)] += credit.minutes
        return credit

    def approver(self, work: Work, account: int) -> int:
        """Return somebody of the organisation who is not the person."""
        return self.random.choice([one for one in self.organisations[work.organisation].approvers if one != account])

    def is_free(self, account: int, work: Work, *, days_around: int = 0) -> bool:
        """Say whether a person has nothing on the days of a shift, room in the week, and is of an age for it."""
        known = self.accounts[account]
        if known.opened > work.starts - 30:
            return False
        first, last = local_day(work.starts) - days_around, local_day(work.ends - 1) + days_around
        if any(self.busy.get((account, day)) for day in range(first, last + 1)):
            return False
        if self.weeks[account, week_of(work)] + work.ends - work.starts > WEEK_MOST:
            return False
        return self.is_adult(account, work) or not is_closed_to_minors(work)

    def is_adult(self, account: int, work: Work) -> bool:
        """Say whether a person is grown up on the day of a shift."""
        return (self.accounts[account].age_on(work.day) or 0) >= ADULT

    def free_people(self, work: Work, count: int, *, adults: bool = False) -> list[int]:
        """Return up to so many people of the town who can come; those of planted frauds are left out."""
        pool = self.people[self.organisations[work.organisation].town]
        wanted = self.random.sample(pool, min(len(pool), 3 * count + 20))
        found: list[int] = []
        for account in wanted:
            if len(found) == count:
                break
            is_asked = account not in self.used and (not adults or self.is_adult(account, work))
            if is_asked and self.is_free(account, work):
                found.append(account)
        return found

    def some_day(self, *, first: int = 0, last: int = DAYS - 1) -> date:
        """Return a day of the year."""
        return FIRST + timedelta(days=self.random.randint(first, last))

    def plant(self, pattern: Pattern, case: list[Credit]) -> None:
        """Note a case; the people in it are no look-alikes and no honest ones."""
        if case:
            self.planted[pattern].append(tuple(credit.id for credit in case))
            self.used.update(credit.account for credit in case)


def minute_of(day: date, clock: int) -> int:
    """Return the UTC minute of a minute of a local day."""
    return (day - EPOCH).days * DAY_MINUTES + clock - OFFSET


def local_day(minute: int) -> int:
    """Return the number of the local day of a moment."""
    return (minute + OFFSET) // DAY_MINUTES


def week_of(work: Work) -> int:
    """Return the number of the week, from Monday, in which a shift begins."""
    return (work.day.toordinal() - 1) // 7


def is_closed_to_minors(work: Work) -> bool:
    """Say whether a shift touches night or lessons, by a rule wider than the detector's: no weekday before 14:00."""
    begin = (work.starts + OFFSET) % DAY_MINUTES
    end = begin + work.ends - work.starts
    if begin < 6 * 60 or end > 22 * 60:
        return True
    return gates_on(work.day).is_school_day(work.day) and begin < 14 * 60
