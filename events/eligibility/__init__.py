"""May this person take this role on this shift? A pure, versioned function of facts that fails closed.

``decide`` returns every gate that is closed, with its legal source and a sentence in three languages. A gate that
cannot be judged, because a fact is missing, is closed. Legal gates have no override; the others need two people.
"""

from events.eligibility.checks import counts_until, touches_night, touches_school
from events.eligibility.decision import (
    CLEARANCE_GATES,
    Closed,
    Decision,
    clearances_asked,
    closed_by_organiser,
    closed_to_minors,
    decide,
)
from events.eligibility.facts import (
    ADULT_AGE_YEARS,
    ClearanceFact,
    ConsentFact,
    PersonFacts,
    RoleFacts,
    age_years,
    birthday,
    least_age_years,
)
from events.eligibility.gates import (
    AGE_GATES,
    ENDING_GATES,
    EVENT_GATES,
    LEGAL_GATES,
    OVERRIDABLE_GATES,
    PERSON_GATES,
    Gate,
)
from events.eligibility.limits import Excess, Limits, all_limits, excess_of, limits_on, minutes_by_day
from events.eligibility.rules import Rules, all_rules, consent_age_on, rules_between, rules_on
from events.eligibility.texts import gate_source, gate_text

__all__ = [
    "ADULT_AGE_YEARS",
    "AGE_GATES",
    "CLEARANCE_GATES",
    "ENDING_GATES",
    "EVENT_GATES",
    "LEGAL_GATES",
    "OVERRIDABLE_GATES",
    "PERSON_GATES",
    "ClearanceFact",
    "Closed",
    "ConsentFact",
    "Decision",
    "Excess",
    "Gate",
    "Limits",
    "PersonFacts",
    "RoleFacts",
    "Rules",
    "age_years",
    "all_limits",
    "all_rules",
    "birthday",
    "clearances_asked",
    "closed_by_organiser",
    "closed_to_minors",
    "consent_age_on",
    "counts_until",
    "decide",
    "excess_of",
    "gate_source",
    "gate_text",
    "least_age_years",
    "limits_on",
    "minutes_by_day",
    "rules_between",
    "rules_on",
    "touches_night",
    "touches_school",
]
