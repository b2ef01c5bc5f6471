"""Honest people and how they work, with the forgetfulness and the habits that real ones have."""

from datetime import timedelta

from recognition.fraud.corpus.country import FIRST, TOWNS, Country, Organisation, local_day, minute_of
from recognition.fraud.facts import DAY_MINUTES, EPOCH, Credit, Work

LENGTHS = (90, 120, 150, 180, 240, 240, 300, 360, 480)
PATIENCE = 500  # shifts in a row for which nobody is left
BEGINS = (8, 9, 9, 10, 10, 10, 11, 12, 14, 14, 15, 15, 16, 17, 18, 20)


def settle(country: Country, volunteers: int) -> None:
    """Open the accounts, found the organisations and hand out the phones."""
    random, year = country.random, minute_of(FIRST, 0)
    for town, share in zip(range(len(TOWNS)), _shares(), strict=True):
        for _person in range(max(40, round(volunteers * share))):
            age = random.choice((14, 15, 16)) if random.random() < 0.2 else random.randint(18, 60)
            is_new = random.random() < 0.2
            opened = year + (random.randint(0, 300) if is_new else -random.randint(1, 900)) * DAY_MINUTES
            country.people[town].append(country.add_account(born=country.born(age), opened=opened))
        _families(country, town)
    for number in range(max(len(TOWNS) * 2, volunteers // 60)):
        town = number if number < len(TOWNS) else random.choices(range(len(TOWNS)), [one[3] for one in TOWNS])[0]
        approvers = [
            country.add_account(born=country.born(random.randint(24, 55)), opened=year - 400_000)
            for _approver in range(random.randint(3, 4))
        ]
        country.people[town] += approvers
        phones = [f"o{number}-{one}" for one in range(len(approvers))]
        for approver, phone in zip(approvers, phones, strict=True):
            country.phones[approver] |= {phone, country.own_phone[approver]}
        country.organisations.append(
            Organisation(number, town, approvers, phones, random.random() < 0.85, random.random() < 0.1)
        )
    for _shell in range(max(80, volunteers // 25)):
        opened = year + random.randint(-200, 20) * DAY_MINUTES
        country.shells.append(country.add_account(born=country.born(random.randint(18, 40)), opened=opened))


def _shares() -> list[float]:
    total = sum(town[3] for town in TOWNS)
    return [town[3] / total for town in TOWNS]


def _families(country: Country, town: int) -> None:
    """Let two or three of some people share one phone."""
    people = country.people[town]
    for _family in range(len(people) // 25):
        members = country.random.sample(people, country.random.choice((2, 2, 3)))
        if all(country.own_phone[one] == f"p{one}" for one in members):
            country.own_phone.update(dict.fromkeys(members, f"p{members[0]}"))


def work_honestly(country: Country, wanted: int) -> None:
    """Hold shifts, everywhere and all year, until so many credits are written."""
    random, in_vain = country.random, 0
    while len(country.credits) < wanted and in_vain < PATIENCE:
        organisation = random.choice(country.organisations)
        places = random.choice((6, 8, 10, 15, 20, 30, 45)) if random.random() < 0.985 else random.randint(60, 300)
        work = country.add_work(
            organisation, country.some_day(), random.choice(BEGINS) * 60, random.choice(LENGTHS), places=places
        )
        people = country.free_people(work, round(places * random.uniform(0.4, 1.0)))
        attend(country, work, people)
        in_vain = 0 if people else in_vain + 1


def attend(country: Country, work: Work, people: list[int]) -> list[Credit]:
    """Write the credits of honest people of one shift; where there is a gate, heads are often counted."""
    organisation = country.organisations[work.organisation]
    written = [country.add_credit(person, work, **habits(country, organisation, work, person)) for person in people]
    if organisation.has_gate and country.random.random() < 0.6:
        heads = max(1, len(people) + country.random.randint(-1, 1))
        country.works[work.id] = Work(**{name: getattr(work, name) for name in FIELDS} | {"heads": heads})
    return written


FIELDS = ("id", "organisation", "starts", "ends", "offset", "places", "heads", "point", "titles", "is_off")


def habits(country: Country, organisation: Organisation, work: Work, person: int) -> dict[str, object]:
    """Return how an honest person is seen, approved and written down."""
    random, length = country.random, work.ends - work.starts
    facts: dict[str, object] = {"recorded": _written_at(country, organisation, work)}
    if not organisation.has_gate or random.random() < 0.03:
        facts |= {"evidence": "C", "is_witnessed": random.random() < 0.5, "minutes": _by_hand(country, length, 0.3)}
        if random.random() < 0.04:
            facts["signed_up"] = work.ends + random.randint(10, 2_000)
        return facts
    since, until = work.starts + random.randint(0, 12), work.ends - random.choice((0, 0, 0, 3, 8, 25))
    facts |= {"since": since, "until": until}
    seen = until - since
    facts["minutes"] = seen if random.random() < 0.85 else min(length, _by_hand(country, length, 0.4))
    if random.random() < 0.8:
        facts["seen_minutes"] = seen
    if random.random() < 0.35:
        facts |= {"evidence": "A", "device": country.own_phone[person]}
    return facts


def _by_hand(country: Country, length: int, share: float) -> int:
    """Return the planned length or, for a share, an amount as people write it: in steps of five to sixty minutes."""
    if country.random.random() > share:
        return length
    step = country.random.choice((5, 10, 15, 15, 30, 60))
    return max(step, (length - country.random.randint(0, 90)) // step * step)


def _written_at(country: Country, organisation: Organisation, work: Work) -> int:
    """Return when the hours are approved: soon; at the next end of a month; some after months, within the limit."""
    random = country.random
    if organisation.closes_monthly:
        day = EPOCH + timedelta(days=local_day(work.ends))
        last = day.replace(day=28) + timedelta(days=4)
        closing = last - timedelta(days=last.day)
        return max(work.ends + 30, minute_of(closing, random.randint(12, 20) * 60))
    if random.random() < 0.01:
        return work.ends + random.randint(30, 88) * DAY_MINUTES
    return work.ends + 30 + int(random.expovariate(1 / (1.5 * DAY_MINUTES)))
