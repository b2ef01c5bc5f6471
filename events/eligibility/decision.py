"""The decision: every gate asked once, the closed ones returned."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from events.eligibility.facts import PersonFacts, RoleFacts, age_years
from events.eligibility.gates import OVERRIDABLE_GATES, Gate
from events.eligibility.rules import NoRules, Rules, consent_age_on, rules_on
from events.eligibility.texts import gate_source, gate_text

DAY = timedelta(days=1)
CLEARANCE_GATES = {
    "offences": Gate.OFFENCE_CERTIFICATE,
    "training": Gate.SAFEGUARDING_TRAINING,
    "ethics": Gate.CODE_OF_ETHICS,
}


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed gate with the numbers its sentence needs."""

    gate: Gate
    years: int = 0

    @property
    def source(self) -> str:
        """The law or rule behind the gate."""
        return gate_source(self.gate)

    def text(self, language: str) -> str:
        """The sentence in a language."""
        return gate_text(self.gate, language, years=self.years)


@dataclass(frozen=True, slots=True)
class Decision:
    """Every closed gate in the order of :class:`Gate`, and the version of the rules that were asked."""

    closed: tuple[Closed, ...]
    rules_version: str

    @property
    def is_allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.closed

    @property
    def gates(self) -> list[Gate]:
        """The closed gates by name."""
        return [closed.gate for closed in self.closed]


@dataclass(frozen=True, slots=True)
class _Case:
    person: PersonFacts
    role: RoleFacts
    rules: Rules
    consent_age: int

    @property
    def age(self) -> int:
        """Completed years at the shift's start in the shift's zone; before any age when the birth date is unknown."""
        return age_years(self.person.birth_date, self.role.starts_on) if self.person.birth_date else -1

    @property
    def is_minor(self) -> bool:
        return self.age < self.rules.adult_age

    @property
    def last_day(self) -> date:
        """The last day with work on it: a shift that ends at midnight does not touch the day after."""
        ends = datetime.combine(self.role.ends_on, self.role.end_time)
        return (ends - timedelta(microseconds=1)).date()


def decide(person: PersonFacts, role: RoleFacts, *, consent_age: int) -> Decision:
    """Judge one person and one role by the rules in force on the day the shift starts.

    Parameters
    ----------
    consent_age
        The site's own age of consent in completed years; the statute's holds where it is higher.

    Returns
    -------
    Decision
        All closed gates. Overridden gates are open only where an override is possible at all. Where no rules are in
        force, every gate is closed.
    """
    try:
        rules = rules_on(role.starts_on)
    except NoRules:
        return Decision(tuple(Closed(gate) for gate in Gate), "")
    case = _Case(person, role, rules, consent_age_on(role.starts_on, consent_age))
    closed = tuple(_closed(case))
    return Decision(closed, rules.version)


def is_barred_for_minors(role: RoleFacts) -> bool:
    """Say whether an absolute gate of age closes the role to everybody under 18, at whatever hour it takes place."""
    return (
        role.is_emergency
        or role.is_with_offenders
        or role.is_heavy_or_harmful
        or role.is_cash_collection
        or (role.is_for_adults)
    )


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
        if counts(day) and first < ends and last > starts:
            return True
    return False


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * step for step in range((last - first).days + 1))


def _closed(case: _Case) -> Iterator[Closed]:
    for gate in Gate:
        if CHECKS[gate](case) or (gate in OVERRIDABLE_GATES and gate.value in case.person.overridden):
            continue
        yield Closed(gate, years=case.role.min_age_years)


def _grown_or(is_harmless: Callable[[_Case], bool]) -> Callable[[_Case], bool]:
    return lambda case: not case.is_minor or is_harmless(case)


def _has_consent(case: _Case) -> bool:
    if case.age >= case.consent_age or (case.age >= 0 and case.person.is_accompanied):
        return True
    return any(
        consent.scope in case.role.consent_scopes
        and consent.since <= case.role.starts_on
        and consent.until > case.last_day
        for consent in case.person.consents
    )


def _has(case: _Case, kind: str) -> bool:
    if not case.role.has_child_contact or kind not in case.rules.child_contact_clearances:
        return True
    return any(_counts(case, clearance) for clearance in case.person.clearances if clearance.kind == kind)


def _counts(case: _Case, clearance: Any) -> bool:
    until = clearance.valid_until
    if clearance.kind == "offences":
        until = min(until, clearance.issued_on + DAY * case.rules.offence_certificate_days)
    return bool(clearance.issued_on <= case.role.starts_on and until > case.last_day)


def _clearance(kind: str) -> Callable[[_Case], bool]:
    return lambda case: _has(case, kind)


# Gate -> whether it is open. Every gate has exactly one line.
CHECKS: Mapping[Gate, Callable[[_Case], bool]] = {
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
