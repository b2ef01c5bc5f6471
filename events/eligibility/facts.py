"""What the gates need to know, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

ADULT_AGE_YEARS = 18


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """A guardian's consent that stands: first day, first day on which it no longer holds, and one scope key."""

    since: date
    until: date
    scope: str


@dataclass(frozen=True, slots=True)
class ClearanceFact:
    """A clearance that was seen and is not revoked: kind, day of issue, first day on which it no longer counts."""

    kind: str
    issued_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the gates need to know of a person; a birth date nobody knows closes every gate of age.

    ``overridden`` are the codes of gates that two people opened for this person and this role.
    """

    birth_date: date | None
    consents: tuple[ConsentFact, ...] = ()
    clearances: tuple[ClearanceFact, ...] = ()
    is_accompanied: bool = False
    is_account_open: bool = True
    languages: int = 0
    skill_levels: Mapping[str, int] = field(default_factory=dict)
    overridden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What a role asks, and what its organiser declared.

    Start and end are wall time of the venue. ``min_age_years`` in completed years; ``languages`` a mask that must be
    covered; ``consent_scopes`` are the scope keys of a consent that covers this role.
    """

    starts_on: date
    start_time: time
    ends_on: date
    end_time: time
    min_age_years: int = 14
    is_hazard_declared: bool = True
    is_emergency: bool = False
    is_with_offenders: bool = False
    is_heavy_or_harmful: bool = False
    is_cash_collection: bool = False
    is_for_adults: bool = False
    is_with_vulnerable_adults: bool = False
    has_child_contact: bool = False
    has_safeguarding_lead: bool = True
    needs_host_approval: bool = False
    has_host_approval: bool = False
    has_coordinator: bool = True
    consent_scopes: frozenset[str] = frozenset()
    languages: int = 0
    required_levels: Mapping[str, int] = field(default_factory=dict)


def age_years(birth_date: date, day: date) -> int:
    """Completed years on a day; a birth on 29 February counts from 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def least_age_years(opportunity_years: int, role_years: int | None) -> int:
    """Return the completed years asked for: a role may ask for more than its opportunity, never for less."""
    return max(opportunity_years, role_years or 0)


def birthday(birth_date: date, years: int) -> date:
    """Return the day on which so many years are completed; 1 March for 29 February in other years."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)
