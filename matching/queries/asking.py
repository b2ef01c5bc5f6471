"""Whose guardian still has to be asked, where a list took consent for given because a place can wait for it."""

from collections.abc import Iterable, Mapping

from events.eligibility import ConsentFact
from events.models import ShiftRole
from events.queries import consent_standing, consents_of
from matching import engine
from volunteers.models import Volunteer

Factors = tuple[engine.Factor, ...]
CONSENT = "consent"


def consents_needed(pairs: Iterable[tuple[Volunteer, Factors]]) -> dict[int, tuple[ConsentFact, ...]]:
    """Return the consents of the minors among some people, by key. One query, none without minors."""
    minors = {person.pk: person for person, factors in pairs if any(factor.code == CONSENT for factor in factors)}
    return consents_of(minors.values()) if minors else {}


def truly_agreed(
    factors: Factors, volunteer: Volunteer, role: ShiftRole, consents: Mapping[int, tuple[ConsentFact, ...]]
) -> Factors:
    """Say how consent really stands: agreed, still to be asked for, or none of anybody's business any more."""
    told = []
    for factor in factors:
        if factor.code != CONSENT or factor.verdict == "fails":
            told.append(factor)
            continue
        standing = consent_standing(volunteer, role.shift, consents.get(volunteer.pk, ()))
        if standing == "agreed":
            told.append(factor)
        elif standing == "to_ask":
            told.append(engine.Factor(CONSENT, "check", None, factor.values))
    return tuple(told)
