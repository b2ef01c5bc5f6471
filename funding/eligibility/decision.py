"""Every rule that keeps an organisation from a call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from funding.eligibility.rules import KindRules


class Rule(StrEnum):
    """What can stand in the way; the last eight are the grounds of the law, spelled as the register spells them."""

    NOT_VERIFIED = "not_verified"
    SUSPENDED = "suspended"
    LEVEL_TOO_LOW = "level_too_low"
    NOT_RATED = "not_rated"
    RATING_TOO_LOW = "rating_too_low"
    FILING_OVERDUE = "filing_overdue"
    SAFETY_CASE = "safety_case"
    GATE_CLOSED = "gate_closed"
    PRIZE_REPEATED = "prize_repeated"
    TOO_LATE = "too_late"
    IN_LIQUIDATION = "in_liquidation"
    BANKRUPT = "bankrupt"
    ENFORCEMENT_DEBT = "enforcement_debt"
    BAD_FAITH_SUPPLIER = "bad_faith_supplier"
    PROPERTY_ARRESTED = "property_arrested"
    ACTIVITY_SUSPENDED = "activity_suspended"
    RELATED_TO_DECIDERS = "related_to_deciders"
    TERRORISM_LIST = "terrorism_list"


EXCLUSIONS = frozenset(list(Rule)[-8:])
OWN_GATES = frozenset({Rule.FILING_OVERDUE, Rule.SAFETY_CASE})  # of the rating, spelled as it spells them


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the register knows of an organisation; ``exclusions`` are grounds of the law that stand, by code."""

    is_verified: bool
    is_suspended: bool = False
    level: int = 0
    rating_tenths: int | None = None
    exclusions: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    prize_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks of applicants. Applications are taken before ``closes_at``."""

    kind: KindRules
    required_level: int
    closes_at: datetime
    min_rating_tenths: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """One rule that is not met, with what fills its sentence."""

    rule: Rule
    facts: Mapping[str, object] = field(default_factory=dict)


def failures(applicant: Applicant, asked: Asked, *, at: datetime) -> tuple[Failed, ...]:
    """Return every rule the organisation fails at a moment, in the order of ``Rule``; nothing when it may apply."""
    return (
        *_standing(applicant, asked),
        *_rating(applicant, asked),
        *_past(applicant, asked, at),
        *(Failed(rule) for rule in Rule if rule in EXCLUSIONS and rule in applicant.exclusions),
    )


def _standing(applicant: Applicant, asked: Asked) -> Iterator[Failed]:
    if applicant.is_suspended:
        yield Failed(Rule.SUSPENDED)
    elif not applicant.is_verified:
        yield Failed(Rule.NOT_VERIFIED)
    if applicant.level < asked.required_level:
        yield Failed(Rule.LEVEL_TOO_LOW, {"wanted_level": asked.required_level, "held_level": applicant.level})


def _rating(applicant: Applicant, asked: Asked) -> Iterator[Failed]:
    wanted, held = asked.min_rating_tenths, applicant.rating_tenths
    if wanted is not None and held is None:
        yield Failed(Rule.NOT_RATED, {"wanted_tenths": wanted})
    elif wanted is not None and held is not None and held < wanted:
        yield Failed(Rule.RATING_TOO_LOW, {"wanted_tenths": wanted, "held_tenths": held})
    for gate in applicant.gates:
        if gate in OWN_GATES:
            yield Failed(Rule(gate))
        elif gate not in EXCLUSIONS and gate != Rule.SUSPENDED:  # those come from the register itself, as of today
            yield Failed(Rule.GATE_CLOSED, {"held": gate})


def _past(applicant: Applicant, asked: Asked, at: datetime) -> Iterator[Failed]:
    if applicant.prize_on and asked.kind.repeat_years:
        again = _years_after(applicant.prize_on, asked.kind.repeat_years)
        if at.date() < again:
            yield Failed(Rule.PRIZE_REPEATED, {"until": again})
    if at >= asked.closes_at:
        yield Failed(Rule.TOO_LATE, {"until": asked.closes_at})


def _years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
