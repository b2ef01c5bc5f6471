"""The gates against a decision table written a second time, over many invented cases."""

import random
from datetime import date, datetime, time, timedelta

import pytest

from events.eligibility import ClearanceFact, ConsentFact, Gate, PersonFacts, RoleFacts, checks, decide

PART, PARTS, LONG = 2_000, 10, 100_000
FIRST_DAY = date(2026, 4, 1)
# A second list, by hand, of the days off that fall on weekdays of the school year in these months.
DAYS_OFF = {date(2026, 5, 1), date(2026, 5, 7), date(2026, 5, 11)}
SCOPES = ("everything", "opportunity:this", "organisation:this", "cause:ecology@this", "opportunity:other")
KINDS = ("offences", "training", "ethics", "medical")


def invent(dice: random.Random) -> tuple[PersonFacts, RoleFacts, int]:
    """Make up a pair, most often one that only one or two things keep apart."""
    start = datetime.combine(FIRST_DAY + timedelta(days=dice.randrange(90)), time(dice.randrange(24)))
    start += timedelta(minutes=15 * dice.randrange(4))
    end = start + timedelta(minutes=15 * dice.randrange(1, 64))
    near = start.date()

    def rarely() -> bool:
        return dice.random() < 0.08

    def span() -> tuple[date, date]:
        since = near + timedelta(days=dice.choice((-700, -366, -365, -364, -30, -1, 0, 1)))
        return since, max(since + timedelta(days=1), near + timedelta(days=dice.choice((-1, 0, 1, 2, 300))))

    years = dice.choice((13, 14, 15, 16, 17, 18, 30))
    birthday = date(near.year - years, near.month, min(near.day, 28)) + timedelta(days=dice.randrange(-1, 2))
    person = PersonFacts(
        birth_date=None if dice.random() < 0.02 else birthday,
        consents=tuple(ConsentFact(*span(), dice.choice(SCOPES)) for _ in range(dice.randrange(3))),
        clearances=tuple(ClearanceFact(dice.choice(KINDS), *span()) for _ in range(dice.randrange(7))),
        is_accompanied=rarely(),
        is_account_open=not rarely(),
        languages=dice.randrange(4),
        skill_levels={"aid": dice.randrange(1, 4)} if dice.random() < 0.7 else {},
        overridden=frozenset(gate.value for gate in Gate if rarely()),
    )
    role = RoleFacts(
        starts_on=start.date(),
        start_time=start.time(),
        ends_on=end.date(),
        end_time=end.time(),
        min_age_years=dice.choice((14, 14, 16, 18)),
        is_hazard_declared=not rarely(),
        is_emergency=rarely(),
        is_with_offenders=rarely(),
        is_heavy_or_harmful=rarely(),
        is_cash_collection=rarely(),
        is_for_adults=rarely(),
        is_with_vulnerable_adults=rarely(),
        has_child_contact=dice.random() < 0.4,
        has_safeguarding_lead=not rarely(),
        needs_host_approval=dice.random() < 0.3,
        has_host_approval=dice.random() < 0.7,
        has_coordinator=not rarely(),
        consent_scopes=frozenset(SCOPES[:4]),
        languages=dice.choice((0, 0, 1, 3)),
        required_levels={"aid": 2} if dice.random() < 0.2 else {},
    )
    return person, role, dice.choice((14, 16, 18))


def minutes_of_work(role: RoleFacts) -> list[datetime]:
    """List the quarter hours in which there is work."""
    moment = datetime.combine(role.starts_on, role.start_time)
    end = datetime.combine(role.ends_on, role.end_time)
    quarters = []
    while moment < end:
        quarters.append(moment)
        moment += timedelta(minutes=15)
    return quarters


def years_old(born: date, day: date) -> int:
    """Count birthdays; one on 29 February is kept on 1 March."""
    count = max(day.year - born.year - 2, 0)
    while True:
        try:
            birthday = born.replace(year=born.year + count + 1)
        except ValueError:
            birthday = date(born.year + count + 1, 3, 1)
        if birthday > day:
            return count if born <= day else -1
        count += 1


def expected(person: PersonFacts, role: RoleFacts, consent_age: int) -> set[str]:
    """Say which gates are closed: a table in plain words, quarter hour by quarter hour and day by day."""
    quarters = minutes_of_work(role)
    days = {moment.date() for moment in quarters}
    age = -1 if person.birth_date is None else years_old(person.birth_date, role.starts_on)
    young = age < 18
    night = any(moment.hour >= 22 or moment.hour < 6 for moment in quarters)
    lessons = any(
        8 <= moment.hour < 14
        and moment.weekday() < 5
        and moment.date() not in DAYS_OFF
        and (moment.month < 5 or (moment.month == 5 and moment.day <= 25))
        for moment in quarters
    )
    agreed = all(
        (person.birth_date is not None and years_old(person.birth_date, day) >= consent_age)
        or any(given.since <= day < given.until and not given.scope.endswith("other") for given in person.consents)
        for day in days
    )
    held = {
        kind: all(
            any(
                seen.kind == kind
                and seen.issued_on <= day < seen.valid_until
                and (kind != "offences" or (day - seen.issued_on).days < 365)
                for seen in person.clearances
            )
            for day in days
        )
        for kind in KINDS
    }
    children, dependants = role.has_child_contact, role.is_with_vulnerable_adults
    table = {
        "account_closed": not person.is_account_open,
        "hazards_undeclared": not role.is_hazard_declared,
        "no_coordinator": not role.has_coordinator,
        "host_approval": role.needs_host_approval and not role.has_host_approval,
        "safeguarding_lead": children and not role.has_safeguarding_lead,
        "minimum_age": age < role.min_age_years,
        "emergency": young and role.is_emergency,
        "offenders": young and role.is_with_offenders,
        "hazardous_work": young and role.is_heavy_or_harmful,
        "cash_collection": young and role.is_cash_collection,
        "adults_only": young and role.is_for_adults,
        "night_hours": young and night,
        "school_hours": young and lessons and "school_hours" not in person.overridden,
        "guardian_consent": age < consent_age and not (person.is_accompanied and age >= 0) and not agreed,
        "offence_certificate": children and not held["offences"],
        "safeguarding_training": children and not held["training"],
        "code_of_ethics": (children or dependants) and not held["ethics"],
        "skill": bool(role.required_levels)
        and person.skill_levels.get("aid", 0) < 2
        and "skill" not in person.overridden,
        "language": bool(role.languages & ~person.languages) and "language" not in person.overridden,
    }
    return {name for name, is_closed in table.items() if is_closed}


def disagreements(count: int, seed: int) -> tuple[list[object], dict[str, int]]:
    """Compare so many cases; count how often each gate was closed and how often nothing was."""
    dice = random.Random(seed)
    found, closed = [], dict.fromkeys(["nothing", *(gate.value for gate in Gate)], 0)
    for _ in range(count):
        person, role, consent_age = invent(dice)
        gates = {gate.value for gate in decide(person, role, consent_age=consent_age).gates}
        for gate in gates or {"nothing"}:
            closed[gate] += 1
        if gates != expected(person, role, consent_age):
            found.append((person, role, consent_age))
    return found, closed


@pytest.mark.parametrize("seed", range(PARTS))
def test_no_case_is_decided_otherwise_than_by_a_table_written_apart(seed):
    found, closed = disagreements(PART, seed)

    assert found == []
    assert min(closed.values()) > PART // 400


@pytest.mark.slow
def test_a_hundred_thousand_cases_are_decided_as_by_the_table():
    found, closed = disagreements(LONG, PARTS)

    assert found == []
    assert min(closed.values()) > LONG // 400


def test_the_comparison_would_notice_a_gate_that_lets_somebody_through(monkeypatch):
    monkeypatch.setitem(checks.CHECKS, Gate.NIGHT_HOURS, lambda case: True)

    assert len(disagreements(500, 3)[0]) > 10
