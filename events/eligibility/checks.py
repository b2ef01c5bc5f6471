"""One check a gate: whether it is open for a case, a person beside a role under the rules of the day."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from events.eligibility.facts import ClearanceFact, PersonFacts, RoleFacts, age_years
from events.eligibility.gates import Gate
from events.eligibility.rules import Rules

DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days on which something counts, half-open."""

    since: date
    until: date


@dataclass(frozen=True)
class Case:
    """A person and a role with the rules of the day, and what several checks derive from them."""

    person: PersonFacts
    role: RoleFacts
    rules: Rules
    consent_age: int

    @cached_property
    def age(self) -> int:
        """Completed years at the shift's start in the shift's zone; before any age when the birth date is unknown."""
        return age_years(self.person.birth_date, self.role.starts_on) if self.person.birth_date else -1

    @property
    def is_minor(self) -> bool:
        """Whether the person is under age, or of an age nobody knows."""
        return self.age < self.rules.adult_age

    @cached_property
    def days(self) -> list[date]:
        """The days with work on them: a shift that ends at midnight does not touch the day after."""
        ends = datetime.combine(self.role.ends_on, self.role.end_time)
        return list(_days(self.role.starts_on, (ends - timedelta(microseconds=1)).date()))


def touches_night(role: RoleFacts, rules: Rules) -> bool:
    """Say whether any minute of the shift lies in the hours of night of the venue."""
    return _touches(role, rules.night_from, rules.night_until, lambda day: True)


def touches_school(role: RoleFacts, rules: Rules) -> bool:
    """Say whether any minute of the shift lies in lesson time of a school day at the venue."""
    return _touches(role, rules.school_from, rules.school_until, rules.is_school_day)


def _touches(role: RoleFacts, since: Any, until: Any, counts: Callable[[date], bool]) -> bool:
    starts = datetime.combine(role.starts_on, role.start_time)
    ends = datetime.combine(role.ends_on, role.end_time)
    for day in _days(role.starts_on - DAY, role.ends_on):
        first = datetime.combine(day, since)
        last = datetime.combine(day if until > since else day + DAY, until)
        if first < ends and last > starts and counts(day):
            return True
    return False


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * step for step in range((last - first).days + 1))


def _grown_or(is_harmless: Callable[[Case], bool]) -> Callable[[Case], bool]:
    return lambda case: not case.is_minor or is_harmless(case)


def _has_consent(case: Case) -> bool:
    if case.age >= case.consent_age or (case.age >= 0 and case.person.is_accompanied):
        return True
    agreed = consents_for(case)
    return all(_is_grown_on(case, day) or _covers(agreed, day) for day in case.days)


def _is_grown_on(case: Case, day: date) -> bool:
    born = case.person.birth_date
    return born is not None and age_years(born, day) >= case.consent_age


def consents_for(case: Case) -> list[Span]:
    """Return when the consents that cover the role hold."""
    return [
        Span(given.since, given.until) for given in case.person.consents if given.scope in case.role.consent_scopes
    ]


def _has(case: Case, kind: str) -> bool:
    if kind not in kinds_asked(case.role, case.rules):
        return True
    held = clearances_for(case, kind)
    return all(_covers(held, day) for day in case.days)


def clearances_for(case: Case, kind: str) -> list[Span]:
    """Return when the clearances of a kind count; a certificate of no offences no longer than the rules trust it."""
    held = [clearance for clearance in case.person.clearances if clearance.kind == kind]
    return [Span(clearance.issued_on, counts_until(clearance, case.rules)) for clearance in held]


def counts_until(clearance: ClearanceFact, rules: Rules) -> date:
    """Return the first day on which a clearance no longer counts under a set of rules."""
    if clearance.kind != "offences":
        return clearance.valid_until
    return min(clearance.valid_until, clearance.issued_on + DAY * rules.offence_certificate_days)


def _covers(spans: Iterable[Span], day: date) -> bool:
    return any(span.since <= day < span.until for span in spans)


def kinds_asked(role: RoleFacts, rules: Rules) -> tuple[str, ...]:
    """Return the kinds of clearance the work asks for under a set of rules."""
    with_children = rules.child_contact_clearances if role.has_child_contact else ()
    with_adults = rules.vulnerable_adult_clearances if role.is_with_vulnerable_adults else ()
    return tuple(dict.fromkeys((*with_children, *with_adults)))


def _clearance(kind: str) -> Callable[[Case], bool]:
    return lambda case: _has(case, kind)


# Gate -> whether it is open. Every gate has exactly one line.
CHECKS: Mapping[Gate, Callable[[Case], bool]] = {
    Gate.ACCOUNT_CLOSED: lambda case: case.person.is_account_open,
    Gate.HAZARDS_UNDECLARED: lambda case: case.role.is_hazard_declared,
    Gate.NO_COORDINATOR: lambda case: case.role.has_coordinator,
    Gate.HOST_APPROVAL: lambda case: case.role.has_host_approval or not case.role.needs_host_approval,
    Gate.SAFEGUARDING_LEAD: lambda case: case.role.has_safeguarding_lead or not case.role.has_child_contact,
    Gate.MINIMUM_AGE: lambda case: case.age >= case.role.min_age_years,
    Gate.EMERGENCY: _grown_or(lambda case: not case.role.is_emergency),
    Gate.OFFENDERS: _grown_or(lambda case: not case.role.is_with_offenders),
    Gate.HAZARDOUS_WORK: _grown_or(lambda case: not case.role.is_heavy_or_harmful),
    Gate.CASH_COLLECTION: _grown_or(lambda case: not case.role.is_cash_collection),
    Gate.ADULTS_ONLY: _grown_or(lambda case: not case.role.is_for_adults),
    Gate.NIGHT_HOURS: _grown_or(lambda case: not touches_night(case.role, case.rules)),
    Gate.SCHOOL_HOURS: _grown_or(lambda case: not touches_school(case.role, case.rules)),
    Gate.GUARDIAN_CONSENT: _has_consent,
    Gate.OFFENCE_CERTIFICATE: _clearance("offences"),
    Gate.SAFEGUARDING_TRAINING: _clearance("training"),
    Gate.CODE_OF_ETHICS: _clearance("ethics"),
    Gate.SKILL: lambda case: all(
        case.person.skill_levels.get(code, 0) >= level for code, level in case.role.required_levels.items()
    ),
    Gate.LANGUAGE: lambda case: case.person.languages & case.role.languages == case.role.languages,
}
assert set(CHECKS) == set(Gate)
