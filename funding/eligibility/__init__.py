"""May this organisation apply to this call? A pure function of facts and dated rules that names every rule it fails.

Nothing here asks a table or the clock. A fact that is missing fails its rule.
"""

from funding.eligibility.decision import Applicant, Asked, Failed, Rule, failures
from funding.eligibility.money import institutional_share_holds, mrp_on, tenge
from funding.eligibility.rules import (
    SOCIAL_ORDER_ALONE,
    KindRules,
    NoRules,
    Rules,
    rules_named,
    rules_on,
)
from funding.eligibility.texts import level_name, next_step, sentence, source_of

__all__ = [
    "SOCIAL_ORDER_ALONE",
    "Applicant",
    "Asked",
    "Failed",
    "KindRules",
    "NoRules",
    "Rule",
    "Rules",
    "failures",
    "institutional_share_holds",
    "level_name",
    "mrp_on",
    "next_step",
    "rules_named",
    "rules_on",
    "sentence",
    "source_of",
    "tenge",
]
