"""What is doubtful: patterns that show only among many credits. Nothing here refuses anything."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from recognition.fraud.facts import Credit, Finding, Pattern, Registry
from recognition.fraud.rules import Rules
from recognition.fraud.soft.approvers import month_end, round_hours, unseen
from recognition.fraud.soft.people import long_weeks, new_accounts, shared_phones
from recognition.fraud.soft.rings import rings, self_dealing
from recognition.fraud.soft.works import paid_work, phantom_events

Detector = Callable[[Sequence[Credit], Registry, Rules], Iterator[Finding]]
DETECTORS: Mapping[Pattern, Detector] = {
    Pattern.PHANTOM: phantom_events,  # first: what it explains is not asked again
    Pattern.UNSEEN: unseen,
    Pattern.NEW_ACCOUNT: new_accounts,
    Pattern.DEVICE: shared_phones,
    Pattern.WEEK: long_weeks,
    Pattern.ROUND: round_hours,
    Pattern.RING: rings,
    Pattern.SELF: self_dealing,
    Pattern.PAID: paid_work,
    Pattern.MONTH_END: month_end,
}

__all__ = ["DETECTORS", "Detector"]
