"""All patterns over a registry: what is refused as it is written, and what is doubtful among the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from recognition.fraud.facts import Credit, Finding, Pattern, Registry
from recognition.fraud.hard import Blocking
from recognition.fraud.rules import Rules
from recognition.fraud.soft import DETECTORS


@dataclass(frozen=True, slots=True)
class Detection:
    """``refused`` are findings of impossible credits, ``doubtful`` of credits that stand."""

    refused: tuple[Finding, ...]
    doubtful: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them."""
        return self.refused + self.doubtful


def detect(registry: Registry, rules: Rules, *, without: frozenset[Pattern] = frozenset()) -> Detection:
    """Judge every credit of a registry.

    Credits are taken in the order in which they were written; an impossible one does not stand and no longer counts
    for the others. Patterns of ``without`` are left out. Time grows with the number of credits times its logarithm,
    for they are sorted.
    """
    standing, refused = Blocking(registry, without=without).run()
    return Detection(tuple(refused), doubtful(standing, registry, rules, without=without))


def doubtful(
    standing: Sequence[Credit], registry: Registry, rules: Rules, *, without: frozenset[Pattern] = frozenset()
) -> tuple[Finding, ...]:
    """Return what the soft patterns see among standing credits, pattern by pattern.

    What a phantom event explains is not held against its approver a second time.
    """
    found: list[Finding] = []
    for pattern, detector in DETECTORS.items():
        if pattern in without:
            continue
        asked = standing
        if pattern is Pattern.UNSEEN:
            explained = {one for finding in found if finding.pattern is Pattern.PHANTOM for one in finding.credits}
            asked = [credit for credit in standing if credit.id not in explained]
        found += detector(asked, registry, rules)
    return tuple(found)
