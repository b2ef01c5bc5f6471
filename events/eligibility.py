"""May this person take this role on this shift? A pure function of facts, failing closed.

Every gate has a code, and the list of failed codes is the whole answer. Legal gates have no override. Sources of the
ages and bans: docs/sources.md, "Ages".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ADULT_AGE_YEARS = 18


class Gate(StrEnum):
    """Why somebody may not take a role."""

    MINIMUM_AGE = "minimum_age"
    ADULTS_ONLY = "adults_only"
    GUARDIAN_CONSENT = "guardian_consent"
    SKILL = "skill"
    LANGUAGE = "language"


# What the law or the host's duty of care forbids; people already on a list must meet these when rules change.
LEGAL_GATES = frozenset({Gate.MINIMUM_AGE, Gate.ADULTS_ONLY, Gate.GUARDIAN_CONSENT})


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the gates need to know of a person: age in completed years at the shift's local start, and abilities."""

    age_years: int
    has_guardian_consent: bool
    languages: int = 0
    skill_levels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What a role asks: ages in years, languages as a mask that must be covered, required skill levels by code."""

    min_age_years: int
    is_for_adults: bool
    languages: int = 0
    required_levels: Mapping[str, int] = field(default_factory=dict)


def least_age_years(opportunity_years: int, role_years: int | None) -> int:
    """Return the completed years asked for: a role may ask for more than its opportunity, never for less."""
    return max(opportunity_years, role_years or 0)


def failed_gates(person: PersonFacts, role: RoleFacts) -> list[Gate]:
    """Return every gate the pair fails, legal ones first; an empty list means the person may take the role."""
    checks = {
        Gate.MINIMUM_AGE: person.age_years >= role.min_age_years,
        Gate.ADULTS_ONLY: person.age_years >= ADULT_AGE_YEARS or not role.is_for_adults,
        Gate.GUARDIAN_CONSENT: person.age_years >= ADULT_AGE_YEARS or person.has_guardian_consent,
        Gate.SKILL: all(person.skill_levels.get(code, 0) >= level for code, level in role.required_levels.items()),
        Gate.LANGUAGE: person.languages & role.languages == role.languages,
    }
    return [gate for gate, passed in checks.items() if not passed]
