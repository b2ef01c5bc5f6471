"""Planted fraud: for each pattern, cases as they are told of, in varied sizes and disguises."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from events.eligibility.rules import rules_on as gates_on
from recognition.fraud.corpus.country import DAY_MOST, DAYS, FIRST, OFFSET, TOWNS, Country, Organisation, minute_of
from recognition.fraud.facts import DAY_MINUTES, Credit, Pattern, Work

PAID = (
    "Вакансия: расклейщик объявлений", "Подработка на складе, 1500 тг/час", "Раздача листовок, оплата сразу",
    "Промоутер, зарплата каждый день", "Оплачиваемая смена на выставке", "Заработок для студентов",
    "Жұмысқа алам: даяшы", "Қоймада жұмыс, жалақы күн сайын", "Ақылы промоутер", "Сағатына 1500, төленеді",
    "Paid promoter for a mall", "Warehouse help, salary every day", "Courier wanted, hourly rate",
    "Earn money at a promotion",
)  # fmt: skip

LATER_MINUTES = 90
TRIES = 3_000


class Exhausted(LookupError):
    """Nobody is left in a small country for one more case."""


UNHEARD = "Шабашка на стройке"


def _standing(country: Country) -> Credit:
    """Return an honest credit of somebody who is in no case yet."""
    for _try in range(TRIES):
        credit = country.random.choice(country.credits)
        if credit.account not in country.used and country.works[credit.work].ends - credit.since <= DAY_MOST:
            return credit
    raise Exhausted


def _organisation(country: Country) -> Organisation:
    return country.random.choice(country.organisations)


def _past_work(country: Country, organisation: Organisation) -> Work:
    """Return a shift that the organisation held, or a new one."""
    known = country.of_organisation[organisation.id]
    if known and country.random.random() < 0.8:
        return country.works[country.random.choice(known)]
    return country.add_work(organisation, country.some_day(), 10 * 60, 240, places=60)


def overlap(country: Country) -> list[Credit]:
    """A second credit for hours in which the person was elsewhere."""
    for _try in range(TRIES):
        first = _standing(country)
        base = country.works[first.work]
        is_whole = first.minutes >= first.until - first.since  # who left early could have gone on elsewhere
        if not (is_whole and 60 <= first.minutes <= 360 and country.is_adult(first.account, base)):
            continue
        town = country.organisations[base.organisation].town
        beside = [one for one in country.organisations if one.town == town and one.id != base.organisation]
        begin = (first.since + OFFSET) % DAY_MINUTES + country.random.choice((-20, 0, 15, 30))
        host = country.random.choice(beside or [country.organisations[base.organisation]])
        length = min(first.minutes, DAY_MOST - first.minutes)
        work = country.add_work(host, base.day, begin, length, places=20, point=base.point)
        recorded = max(first.recorded, work.ends) + country.random.randint(5, 4_000)
        return [country.add_credit(first.account, work, recorded=recorded)]
    raise Exhausted


def travel(country: Country) -> list[Credit]:
    """A shift in a town that cannot be reached from the last one in time."""
    for _try in range(TRIES):
        first = _standing(country)
        base = country.works[first.work]
        end = (first.until + OFFSET) % DAY_MINUTES
        is_whole = first.minutes >= first.until - first.since
        if not is_whole or first.minutes > 300 or end > 19 * 60 or not country.is_adult(first.account, base):
            continue
        here = country.organisations[base.organisation].town
        away = [one for one in country.organisations if _degrees(one.town, here) > 6]
        begin = end + country.random.randint(20, 90)
        length = min(150, DAY_MOST - first.minutes, DAY_MINUTES - begin - 1)
        work = country.add_work(country.random.choice(away), base.day, begin, length, places=20)
        recorded = max(first.recorded, work.ends) + country.random.randint(5, 4_000)
        return [country.add_credit(first.account, work, recorded=recorded)]
    raise Exhausted


def _degrees(one: int, other: int) -> float:
    return abs(TOWNS[one][1] - TOWNS[other][1]) + abs(TOWNS[one][2] - TOWNS[other][2])


def long_day(country: Country) -> list[Credit]:
    """More hours on one day than a day of help has: a single endless shift, or one more in the evening."""
    random = country.random
    if random.random() < 0.4:
        work = country.add_work(
            _organisation(country), country.some_day(), 7 * 60, random.choice((540, 600, 780, 900))
        )
        person = _free(country, work)
        return [country.add_credit(person, work, minutes=work.ends - work.starts - random.randint(0, 30))]
    for _try in range(TRIES):
        first = _standing(country)
        base = country.works[first.work]
        end = (first.until + OFFSET) % DAY_MINUTES
        if first.minutes < 300 or end > 17 * 60 or not country.is_adult(first.account, base):
            continue
        host = country.organisations[base.organisation]
        length = min(DAY_MINUTES - end - 10, DAY_MOST - first.minutes + random.choice((15, 60, 240)))
        work = country.add_work(host, base.day, end + 5, length, places=20, point=base.point)
        return [country.add_credit(first.account, work, recorded=max(first.recorded, work.ends) + 60)]
    raise Exhausted


def _free(country: Country, work: Work, *, adults: bool = True) -> int:
    for _try in range(TRIES):
        person = country.random.choice(country.people[country.organisations[work.organisation].town])
        is_asked = person not in country.used and country.is_adult(person, work) == adults
        if is_asked and country.is_free(person, work):
            return person
    raise Exhausted


def late_entry(country: Country) -> list[Credit]:
    """Hours that somebody remembers after more than ninety days."""
    work = country.add_work(_organisation(country), country.some_day(), 15 * 60, 180, places=10)
    recorded = work.ends + 91 * DAY_MINUTES + country.random.randint(0, 150 * DAY_MINUTES)
    return [country.add_credit(_free(country, work), work, recorded=recorded)]


def cancelled(country: Country) -> list[Credit]:
    """Hours for a shift that was called off."""
    work = country.add_work(_organisation(country), country.some_day(), 15 * 60, 240, places=20, is_off=True)
    return [country.add_credit(one, work) for one in country.free_people(work, country.random.randint(1, 10))]


def minor_at_night(country: Country) -> list[Credit]:
    """A minor at a festival until after ten in the evening, or before six."""
    begin, length = country.random.choice(((20 * 60, 150), (19 * 60, 240), (22 * 60, 120), (4 * 60, 150)))
    work = country.add_work(_organisation(country), _free_day(country), begin, length, places=20)
    return _minor(country, work)


def minor_in_lessons(country: Country) -> list[Credit]:
    """A pupil who helps on a school day before two."""
    begin, length = country.random.choice(((9 * 60, 180), (8 * 60, 240), (13 * 60, 120), (7 * 60, 120)))
    work = country.add_work(_organisation(country), _school_day(country), begin, length, places=20)
    return _minor(country, work)


def _minor(country: Country, work: Work) -> list[Credit]:
    pool = country.people[country.organisations[work.organisation].town]
    for person in country.random.sample(pool, len(pool)):
        known = country.accounts[person]
        is_there = known.opened < work.starts - 30 and person not in country.used
        busy = any(country.busy.get((person, day)) for day in range(*_days(work)))
        if is_there and not country.is_adult(person, work) and not busy:
            return [country.add_credit(person, work)]
    return []


def _days(work: Work) -> tuple[int, int]:
    day = (work.starts + OFFSET) // DAY_MINUTES
    return day - 1, day + 2


def _free_day(country: Country) -> date:
    return _day(country, is_school=False)


def _school_day(country: Country) -> date:
    return _day(country, is_school=True)


def _day(country: Country, *, is_school: bool) -> date:
    for _try in range(TRIES):
        day = country.some_day()
        if gates_on(day).is_school_day(day) == is_school:
            return day
    raise Exhausted


def unseen(country: Country) -> list[Credit]:
    """An approver sells hours out of the back office: places made after the end, nobody saw the buyers."""
    organisation = _organisation(country)
    sold: list[Credit] = []
    seller = country.random.choice(organisation.approvers)
    busy = sum(credit.approver == seller for credit in country.credits)
    for _sale in range(max(country.random.randint(10, 40), busy // 8)):
        work = _past_work(country, organisation)
        buyers = country.free_people(work, 1, adults=True)
        for buyer in buyers:
            entered = work.ends + country.random.randint(60, 20 * DAY_MINUTES)
            sold.append(_unseen_credit(country, buyer, work, seller, signed_up=entered, recorded=entered + 2))
    return sold


def _unseen_credit(country: Country, person: int, work: Work, approver: int, **columns: object) -> Credit:
    return country.add_credit(person, work, evidence="C", approver=approver, **columns)


def new_account(country: Country) -> list[Credit]:
    """An account is opened and gets hours within the hour, for work that nobody saw."""
    organisation = _organisation(country)
    work = _past_work(country, organisation)
    opened = work.ends + country.random.randint(60, 30 * DAY_MINUTES)
    buyers = [
        country.add_account(born=country.born(country.random.randint(18, 30)), opened=opened + number)
        for number in range(country.random.randint(1, 3))
    ]
    wait = country.random.randint(6, 50) + (LATER_MINUTES if country.is_careful else 0)
    minutes = min(300, work.ends - work.starts)
    return [
        _unseen_credit(
            country, buyer, work, organisation.approvers[0],
            signed_up=opened + 5, recorded=opened + wait, minutes=minutes,
        )
        for buyer in buyers
    ]  # fmt: skip


def phantom(country: Country) -> list[Credit]:
    """An event for many that never was; sometimes with more people than places or than were counted."""
    random, organisation = country.random, _organisation(country)
    people = min(len(country.shells), random.choice((50, 60, 60, 80, 80, 100, 120, 200, 350, 500)))
    is_over = random.random() < 0.4
    places = people * 2 // 3 if is_over else people + random.randint(0, 20)
    heads = random.choice((None, None, None, people // 2))
    work = country.add_work(
        organisation, country.some_day(first=60), 10 * 60, random.choice((180, 240, 300)), places=places, heads=heads
    )
    entered = work.ends + random.randint(60, 10 * DAY_MINUTES)
    is_before = is_over and random.random() < 0.5
    minutes = work.ends - work.starts
    approver = random.choice(organisation.approvers)
    written: list[Credit] = []
    for shell in random.sample(country.shells, len(country.shells)):
        if len(written) == people:
            break
        if country.is_free(shell, work):
            signed_up = work.starts - 3_000 if is_before else entered - random.randint(0, 30)
            written.append(
                _unseen_credit(
                    country, shell, work, approver,
                    signed_up=signed_up, recorded=entered + random.randint(0, 12), minutes=minutes,
                )
            )  # fmt: skip
    return written


def phone(country: Country) -> list[Credit]:
    """One phone checks in a crowd at once, or a few at each of several shifts."""
    random, organisation = country.random, _organisation(country)
    device = f"p{country.add_account(born=country.born(25), opened=0)}"
    written: list[Credit] = []
    shifts = random.choice((1, 1, 1, 4))
    crowd = 3 if country.is_careful else random.randint(5, 30)
    for _shift in range(shifts):
        work = country.add_work(organisation, country.some_day(), 15 * 60, 240, places=60)
        people = country.free_people(work, crowd if shifts == 1 else 3, adults=True)
        written += [
            country.add_credit(one, work, evidence="A", device=device, since=work.starts + 3, minutes=237)
            for one in people
        ]
        country.used.update(people)
    return written


def long_week(country: Country) -> list[Credit]:
    """Seven days of full shifts in one week."""
    monday = FIRST + timedelta(days=7 * country.random.randint(0, DAYS // 7 - 2))
    organisation = _organisation(country)
    written: list[Credit] = []
    works = [
        country.add_work(organisation, monday + timedelta(days=step), 9 * 60, 480, places=20) for step in range(7)
    ]
    for _try in range(TRIES):
        person = _free(country, works[0])
        if all(not country.busy.get((person, _days(work)[0] + 1)) for work in works):
            break
    else:
        raise Exhausted
    for work in works:
        minutes = country.random.randint(435, 480)
        written.append(country.add_credit(person, work, minutes=minutes, until=work.starts + minutes))
    return written


def round_hours(country: Country) -> list[Credit]:
    """An approver makes whole hours of whatever the gate saw."""
    organisation = _organisation(country)
    written: list[Credit] = []
    approver = country.add_account(born=country.born(40), opened=0)
    organisation.approvers.append(approver)
    for _credit in range(country.random.randint(20, 60)):
        length = country.random.choice((250, 270, 310, 330, 390, 450))
        work = country.add_work(organisation, country.some_day(), 15 * 60 - 120, length, places=20)
        for person in country.free_people(work, 1, adults=True):
            seen = length - country.random.randint(65, 150)
            whole = -(-seen // 60) * 60
            written.append(
                country.add_credit(
                    person, work, approver=approver, minutes=min(whole, length // 60 * 60),
                    since=work.starts, until=work.ends - 1, seen_minutes=seen if seen % 60 else seen - 1,
                )
            )  # fmt: skip
    organisation.approvers.remove(approver)
    return written


def ring(country: Country) -> list[Credit]:
    """Two who write hours for each other, or a few who pass them round."""
    random, organisation = country.random, _organisation(country)
    written: list[Credit] = []
    people = [
        country.add_account(born=country.born(random.randint(20, 50)), opened=minute_of(FIRST, 0) - 90_000)
        for _person in range(random.choice((2, 2, 3, 4)))
    ]
    wanted = 2 if country.is_careful else random.randint(3, 8)
    for place, approver in enumerate(people):
        account = people[(place + 1) % len(people)]
        while sum(credit.approver == approver for credit in written) < wanted:
            work = country.add_work(
                organisation, country.some_day(), 15 * 60, random.choice((120, 180, 240)), places=9
            )
            if country.is_free(account, work, days_around=1):
                written.append(_unseen_credit(country, account, work, approver))
    return written


def self_dealing(country: Country) -> list[Credit]:
    """A coordinator with a second account: it checks in on the phone with which she scans, and she approves."""
    organisation = _organisation(country)
    written: list[Credit] = []
    approver = country.random.choice(organisation.approvers)
    device = country.random.choice(sorted(country.phones[approver]))
    second = country.add_account(born=country.born(30), opened=minute_of(FIRST, 0) - 50_000)
    for _credit in range(2 if country.is_careful else country.random.randint(4, 15)):
        work = country.add_work(organisation, country.some_day(), 15 * 60, 180, places=10)
        if country.is_free(second, work, days_around=1):
            written.append(country.add_credit(second, work, approver=approver, evidence="A", device=device))
    return written


def paid_work(country: Country) -> list[Credit]:
    """Work for pay under the name of help."""
    title = UNHEARD if country.is_careful else country.random.choice(PAID)
    work = country.add_work(_organisation(country), country.some_day(), 15 * 60, 300, places=45, titles=(title,))
    return [country.add_credit(one, work) for one in country.free_people(work, country.random.randint(8, 40))]


def month_end(country: Country) -> list[Credit]:
    """Before the figures are due, an organisation remembers many hours of the whole month."""
    organisation = country.random.choice([one for one in country.organisations if not one.closes_monthly])
    month = country.random.randint(2, 11)
    following = date(FIRST.year, month + 1, 1)
    due = following - timedelta(days=country.random.randint(1, 2))
    written: list[Credit] = []
    wanted, tries = 15 if country.is_careful else country.random.randint(35, 80), 0
    while len(written) < wanted and tries < 60:
        tries += 1
        day = date(FIRST.year, month, country.random.randint(1, 18))
        work = country.add_work(organisation, day, 15 * 60, country.random.choice((120, 180, 240)), places=25)
        recorded = minute_of(due, country.random.randint(9 * 60, 20 * 60))
        for person in country.free_people(work, country.random.randint(4, 12), adults=True):
            minutes = country.random.randint(60, work.ends - work.starts)
            approver = country.random.choice(organisation.approvers)
            written.append(_unseen_credit(country, person, work, approver, recorded=recorded, minutes=minutes))
    return written


PLANTERS: Mapping[Pattern, Callable[[Country], list[Credit]]] = {
    Pattern.OVERLAP: overlap,
    Pattern.TRAVEL: travel,
    Pattern.DAY: long_day,
    Pattern.LATE_ENTRY: late_entry,
    Pattern.CANCELLED: cancelled,
    Pattern.NIGHT: minor_at_night,
    Pattern.SCHOOL: minor_in_lessons,
    Pattern.UNSEEN: unseen,
    Pattern.NEW_ACCOUNT: new_account,
    Pattern.PHANTOM: phantom,
    Pattern.DEVICE: phone,
    Pattern.WEEK: long_week,
    Pattern.ROUND: round_hours,
    Pattern.RING: ring,
    Pattern.SELF: self_dealing,
    Pattern.PAID: paid_work,
    Pattern.MONTH_END: month_end,
}
