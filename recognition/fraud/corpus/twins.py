"""Look-alikes: honest hours that lie as near to each pattern as honest hours can."""

from collections.abc import Callable
from datetime import date, timedelta

from events.eligibility.rules import rules_on as gates_on
from recognition.fraud.corpus.country import FIRST, NEIGHBOURS, OFFSET, Country, Organisation, minute_of
from recognition.fraud.corpus.honest import attend
from recognition.fraud.facts import DAY_MINUTES, Work

TITLES = (
    "Неоплачиваемая помощь на выставке", "Оплата проезда по билетам", "Ярмарка вакансий для людей с инвалидностью",
    "Жол ақысы қайтарылады: ағаш отырғызу", "Ақысыз сабақтар", "Unpaid help at the fair", "Travel paid: plant trees",
    "Learn and help: library day", "Без оплаты, с обедом: уборка парка",
)  # fmt: skip


def _organisation(country: Country, *, has_gate: bool | None = None) -> Organisation:
    fits = [one for one in country.organisations if has_gate is None or one.has_gate == has_gate]
    return country.random.choice(fits or country.organisations)


def touching_shifts(country: Country) -> None:
    """Two shifts that touch, eight hours together: no overlap and no long day."""
    organisation, day = _organisation(country), country.some_day()
    first = country.add_work(organisation, day, 9 * 60, 240, places=9)
    second = country.add_work(organisation, day, 13 * 60, 240, places=9, point=first.point)
    for person in country.free_people(first, 2, adults=True):
        country.add_credit(person, first)
        country.add_credit(person, second)


def left_early(country: Country) -> None:
    """Two shifts that overlap on paper; the person left the first early and has hours for what she did."""
    organisation, day = _organisation(country), country.some_day()
    first = country.add_work(organisation, day, 10 * 60, 240, places=9)
    second = country.add_work(organisation, day, 13 * 60, 180, places=9, point=first.point)
    for person in country.free_people(first, 1, adults=True):
        country.add_credit(person, first, minutes=120)
        country.add_credit(person, second)


def neighbours(country: Country) -> None:
    """A morning here and an afternoon in the next town, with time for the way."""
    here, there = country.random.choice(NEIGHBOURS)
    hosts = [[one for one in country.organisations if one.town == town] for town in (here, there)]
    day = country.some_day()
    first = country.add_work(country.random.choice(hosts[0]), day, 9 * 60, 180, places=9)
    second = country.add_work(country.random.choice(hosts[1]), day, 12 * 60 + 45, 180, places=9)
    for person in country.free_people(first, 1, adults=True):
        country.add_credit(person, first)
        country.add_credit(person, second)


def last_day(country: Country) -> None:
    """Hours that are written on the ninetieth day."""
    work = country.add_work(_organisation(country), country.some_day(), 15 * 60, 180, places=9)
    for person in country.free_people(work, 2):
        country.add_credit(person, work, recorded=work.ends + 90 * DAY_MINUTES + country.random.randint(0, 600))


def minors_at_the_limit(country: Country) -> None:
    """Minors until ten sharp, on a Saturday morning, on a holiday, in the holidays, after two."""
    begin, length, is_school = country.random.choice(
        ((18 * 60, 240, None), (9 * 60, 180, False), (14 * 60, 120, True), (6 * 60, 120, False))
    )
    while True:
        day = country.some_day()
        if is_school is None or gates_on(day).is_school_day(day) == is_school:
            break
    work = country.add_work(_organisation(country), day, begin, length, places=20)
    pool = country.people[country.organisations[work.organisation].town]
    minors = [one for one in pool if country.accounts[one].age_on(work.day) in range(14, 18)]
    for person in country.random.sample(minors, min(4, len(minors))):
        if person not in country.used and country.is_free(person, work):
            country.add_credit(person, work)


def forgetful(country: Country) -> None:
    """An approver who writes down a few people afterwards, as everybody does."""
    organisation = _organisation(country, has_gate=True)
    for _shift in range(3):
        work = country.add_work(organisation, country.some_day(), 15 * 60, 180, places=30)
        people = country.free_people(work, 22)
        attend(country, work, people[2:])
        for person in people[:1]:
            after = work.ends + country.random.randint(30, 900)
            country.add_credit(person, work, evidence="C", signed_up=after, recorded=after + 30)


def walk_in(country: Country) -> None:
    """Somebody joins at the gate on the spot and has her hours an hour later: an organiser saw her."""
    work = country.add_work(_organisation(country, has_gate=True), country.some_day(), 15 * 60, 90, places=20)
    opened = work.starts + country.random.randint(0, 20)
    person = country.add_account(born=country.born(22), opened=opened)
    country.add_credit(
        person, work, since=opened, signed_up=opened, minutes=work.ends - opened,
        recorded=max(work.ends, opened + 45), seen_minutes=work.ends - opened,
    )  # fmt: skip


def network_failed(country: Country) -> None:
    """A great event where no phone worked: everybody joined before, heads were counted, the roll was typed later."""
    organisation = _organisation(country)
    people = country.random.choice((60, 80, 120, 200))
    work = country.add_work(organisation, country.some_day(), 15 * 60, 240, places=people, heads=people)
    found = country.free_people(work, people)
    written = work.ends + country.random.randint(60, 900)
    heads = round(len(found) * country.random.uniform(0.97, 1.03))
    country.works[work.id] = Work(
        work.id, work.organisation, work.starts, work.ends, OFFSET, people, heads, work.point, work.titles
    )
    for person in found:
        seen = country.random.random() < 0.1
        moment = written + country.random.randint(0, 12)
        country.add_credit(person, work, evidence="B" if seen else "C", recorded=moment)


def family(country: Country) -> None:
    """Three people of one household check in on one phone at the same shift, again and again."""
    work = country.add_work(_organisation(country, has_gate=True), country.some_day(), 15 * 60, 120, places=20)
    people = country.free_people(work, 3, adults=True)
    for step in range(3):
        again = country.add_work(
            country.organisations[work.organisation], work.day + timedelta(days=step), 15 * 60, 120, places=20
        )
        for person in people:
            if country.is_free(person, again):
                country.add_credit(person, again, evidence="A", device=f"family{work.id}")


def camp(country: Country) -> None:
    """Six full days of a summer camp: forty-eight hours and not a minute more."""
    monday = FIRST + timedelta(days=7 * country.random.randint(20, 30))
    organisation = _organisation(country)
    works = [country.add_work(organisation, monday + timedelta(days=one), 10 * 60, 480, places=9) for one in range(6)]
    for person in country.free_people(works[0], 3, adults=True):
        first = (works[0].starts + OFFSET) // DAY_MINUTES
        if not any(country.busy.get((person, day)) for day in range(first, first + 7)):
            for work in works:
                country.add_credit(person, work)


def writes_by_hand(country: Country) -> None:
    """An approver who corrects many amounts, to the quarter of an hour."""
    organisation = _organisation(country)
    approver = organisation.approvers[0]
    for _shift in range(4):
        work = country.add_work(organisation, country.some_day(), 15 * 60, 285, places=20)
        for person in country.free_people(work, 8):
            if person != approver:
                minutes = country.random.choice((120, 150, 165, 180, 195, 210, 225, 240, 255, 270))
                country.add_credit(person, work, approver=approver, minutes=minutes)


def colleagues(country: Country) -> None:
    """Two coordinators who help at each other's shifts, before everybody's eyes; once the gate was forgotten."""
    organisation = _organisation(country)
    one, other = organisation.approvers[:2]
    for person, approver in ((one, other), (other, one)):
        for number in range(5):
            work = country.add_work(organisation, country.some_day(), 15 * 60, 120, places=9)
            if person not in country.used and country.is_free(person, work):
                country.add_credit(person, work, approver=approver, evidence="C" if number == 0 else "B")


def spouse(country: Country) -> None:
    """A coordinator's husband checks in on her phone; her colleague approves. Twice she lends it to a stranger."""
    organisation = _organisation(country, has_gate=True)
    wife, colleague = organisation.approvers[:2]
    device = country.own_phone[wife]
    husband = country.add_account(born=country.born(35), opened=minute_of(FIRST, 0) - 10_000)
    for number in range(6):
        work = country.add_work(organisation, country.some_day(), 15 * 60, 120, places=9)
        if country.is_free(husband, work, days_around=1):
            approver = wife if number < 1 else colleague
            country.add_credit(husband, work, approver=approver, evidence="A", device=device)


def honest_titles(country: Country) -> None:
    """Titles with words of pay that say the opposite."""
    title = country.random.choice(TITLES)
    work = country.add_work(_organisation(country), country.some_day(), 15 * 60, 240, places=20, titles=(title,))
    attend(country, work, country.free_people(work, 15))


def closes_late(country: Country) -> None:
    """A small organisation without a gate that does its papers at the end of every month."""
    organisation = _organisation(country, has_gate=False)
    for month in range(2, 11):
        due = date(FIRST.year, month + 1, 1) - timedelta(days=1)
        for day in (3, 12):
            work = country.add_work(organisation, date(FIRST.year, month, day), 15 * 60, 120, places=20)
            for person in country.free_people(work, country.random.randint(3, 8)):
                recorded = minute_of(due, country.random.randint(9, 19) * 60)
                country.add_credit(person, work, evidence="C", recorded=recorded)


TWINS: tuple[Callable[[Country], None], ...] = (
    touching_shifts, left_early, neighbours, last_day, minors_at_the_limit, forgetful, walk_in, network_failed,
    family, camp, writes_by_hand, colleagues, spouse, honest_titles, closes_late,
)  # fmt: skip
_RARE = frozenset({closes_late, camp, network_failed})


def add_twins(country: Country, times: int) -> None:
    """Make so many look-alikes of each kind; a third of those that take many people or months."""
    for twin in TWINS:
        for _time in range(max(1, times // 3) if twin in _RARE else times):
            twin(country)
