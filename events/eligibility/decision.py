"""The decision: every gate asked once, the closed ones returned."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from events.eligibility.checks import CHECKS, Case, clearances_for, consents_for, kinds_asked
from events.eligibility.facts import PersonFacts, RoleFacts
from events.eligibility.gates import AGE_GATES, EVENT_GATES, OVERRIDABLE_GATES, Gate
from events.eligibility.rules import NoRules, consent_age_on, rules_on
from events.eligibility.texts import gate_source, gate_text

log = logging.getLogger(__name__)
CLEARANCE_GATES = {
    "offences": Gate.OFFENCE_CERTIFICATE,
    "training": Gate.SAFEGUARDING_TRAINING,
    "ethics": Gate.CODE_OF_ETHICS,
}
FLAGS = {kind: [fact.name for fact in fields(kind) if fact.type is bool] for kind in (PersonFacts, RoleFacts)}


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
    """Every closed gate in the order of :class:`Gate`, and the version of the rules that were asked.

    ``overridden`` are gates that only two people keep open. ``expires_on`` is the first day on which a consent or a
    clearance that a yes rests on no longer counts; None where nothing lapses.
    """

    closed: tuple[Closed, ...]
    rules_version: str
    overridden: tuple[Gate, ...] = ()
    expires_on: date | None = None
    inputs: tuple[PersonFacts, RoleFacts, int] | None = field(default=None, repr=False, compare=False)

    @property
    def is_allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.closed

    @property
    def gates(self) -> list[Gate]:
        """The closed gates by name."""
        return [closed.gate for closed in self.closed]

    @property
    def inputs_sha256(self) -> str:
        """A fingerprint of the facts and rules the decision was made from, to be stored in their place."""
        return hashlib.sha256(_written([self.rules_version, self.inputs]).encode()).hexdigest()


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
        force, or the facts cannot be read, every gate is closed; a gate that cannot be judged is closed.
    """
    try:
        return _decided(_case(person, role, consent_age))
    except NoRules:
        return _nothing_allowed()
    except Exception:
        log.exception("eligibility.undecided")
        return _nothing_allowed()


def _nothing_allowed() -> Decision:
    return Decision(tuple(Closed(gate) for gate in Gate), "")


def _case(person: PersonFacts, role: RoleFacts, consent_age: int) -> Case:
    """Put the facts beside the rules. Raises NoRules, ValueError where a rule or a fact makes no sense."""
    if any(not isinstance(getattr(facts, flag), bool) for facts in (person, role) for flag in FLAGS[type(facts)]):
        raise ValueError("a fact is neither so nor not so")
    rules = rules_on(role.starts_on)
    if not rules.clearances_asked <= CLEARANCE_GATES.keys():
        raise ValueError(f"rules {rules.version} ask for a clearance that has no gate")
    case = Case(person, role, rules, consent_age_on(role.starts_on, consent_age))
    if not case.days or (role.ends_on, role.end_time) <= (role.starts_on, role.start_time):
        raise ValueError("the shift ends before it starts")
    return case


def _decided(case: Case) -> Decision:
    closed, overridden = [], []
    for gate in Gate:
        if _is_open(gate, case):
            continue
        if gate in OVERRIDABLE_GATES and gate.value in case.person.overridden:
            overridden.append(gate)
        else:
            closed.append(Closed(gate, years=case.role.min_age_years))
    return Decision(
        tuple(closed),
        case.rules.version,
        overridden=tuple(overridden),
        expires_on=None if closed else _expires_on(case),
        inputs=(case.person, case.role, case.consent_age),
    )


def _is_open(gate: Gate, case: Case) -> bool:
    """Ask one gate; one that cannot be judged is closed."""
    try:
        return CHECKS[gate](case)
    except Exception:
        log.exception("eligibility.gate_failed", extra={"gate": gate.value})
        return False


def closed_to_minors(role: RoleFacts) -> tuple[Gate, ...]:
    """Return the gates that close the role to everybody under 18: the work, the people helped, the hours."""
    return _closed_whoever_asks(role, AGE_GATES)


def closed_by_organiser(role: RoleFacts) -> tuple[Gate, ...]:
    """Return the gates that what the organiser has or has not said closes to everybody."""
    return _closed_whoever_asks(role, EVENT_GATES)


def _closed_whoever_asks(role: RoleFacts, gates: Iterable[Gate]) -> tuple[Gate, ...]:
    nobody = decide(PersonFacts(birth_date=None), role, consent_age=0)
    return tuple(gate for gate in nobody.gates if gate in gates)


def clearances_asked(role: RoleFacts) -> tuple[str, ...]:
    """Return the kinds of clearance that whoever takes the role must have. Raises NoRules."""
    return kinds_asked(role, rules_on(role.starts_on))


def _expires_on(case: Case) -> date | None:
    """Return the first day on which something the case rests on no longer counts."""
    rests_on = [clearances_for(case, kind) for kind in kinds_asked(case.role, case.rules)]
    if case.age < case.consent_age and not case.person.is_accompanied:
        rests_on.append(consents_for(case))
    last = case.days[-1]
    ends = [max((span.until for span in spans if span.since <= last), default=None) for spans in rests_on]
    return min((end for end in ends if end and end > last), default=None)


def _written(value: Any) -> str:
    """Write facts in one fixed form, whatever the order in which they were put together."""
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{_written(key)}:{_written(item)}" for key, item in value.items())) + "}"
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(_written(item) for item in value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_written(item) for item in value) + "]"
    if is_dataclass(value):
        return _written({part.name: getattr(value, part.name) for part in fields(value)})
    return repr(str(value))
