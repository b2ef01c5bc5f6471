"""Which hours cannot be and which are doubtful: plain arithmetic over values; docs/decisions/0031-fraud-rules.md."""

from recognition.fraud.detecting import Detection, detect, doubtful
from recognition.fraud.facts import HARD, SOFT, Account, Credit, Finding, Pattern, Registry, Work
from recognition.fraud.hard import Blocking, Hours, impossible
from recognition.fraud.rules import NoRules, Rules, all_rules, rules_on

__all__ = [
    "HARD",
    "SOFT",
    "Account",
    "Blocking",
    "Credit",
    "Detection",
    "Finding",
    "Hours",
    "NoRules",
    "Pattern",
    "Registry",
    "Rules",
    "Work",
    "all_rules",
    "detect",
    "doubtful",
    "impossible",
    "rules_on",
]
