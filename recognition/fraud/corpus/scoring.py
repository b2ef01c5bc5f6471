"""How well a detection found what was planted: recall and precision of each pattern."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from recognition.fraud.corpus.making import Corpus
from recognition.fraud.detecting import Detection
from recognition.fraud.facts import HARD, Pattern


@dataclass(frozen=True, slots=True)
class PatternScore:
    """One pattern, counted in credits: ``right`` were planted with it, ``other_fraud`` with another pattern.

    A case counts as found when at least half of its credits were.
    """

    is_hard: bool
    cases: int
    cases_found: int
    planted: int
    flagged: int
    right: int
    other_fraud: int

    @property
    def recall(self) -> float:
        """Share of the planted credits that were flagged."""
        return self.right / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """Share of the flagged credits that were planted with this very pattern."""
        return self.right / self.flagged if self.flagged else 1.0

    @property
    def fraud_share(self) -> float:
        """Share of the flagged credits that are planted fraud of any pattern."""
        return (self.right + self.other_fraud) / self.flagged if self.flagged else 1.0


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by pattern, and how many of the honest people had anything flagged."""

    patterns: Mapping[Pattern, PatternScore]
    honest_people: int
    honest_flagged: int

    @property
    def honest_share(self) -> float:
        """Share of honest people with a flag."""
        return self.honest_flagged / self.honest_people if self.honest_people else 0.0


def score(corpus: Corpus, detection: Detection) -> Scores:
    """Compare what was found with what was planted."""
    flagged: dict[Pattern, set[int]] = defaultdict(set)
    for finding in detection.findings:
        flagged[finding.pattern].update(finding.credits)
    labels = {pattern: {one for case in cases for one in case} for pattern, cases in corpus.planted.items()}
    fraud = set().union(*labels.values())
    patterns = {pattern: _of(pattern, corpus.planted.get(pattern, ()), flagged[pattern], fraud) for pattern in Pattern}
    owner = {credit.id: credit.account for credit in corpus.registry.credits}
    guilty = {owner[one] for one in fraud}
    honest = set(owner.values()) - guilty
    accused = {owner[one] for found in flagged.values() for one in found}
    return Scores(patterns, len(honest), len(honest & accused))


def _of(pattern: Pattern, cases: tuple[tuple[int, ...], ...], flagged: set[int], fraud: set[int]) -> PatternScore:
    planted = {one for case in cases for one in case}
    return PatternScore(
        is_hard=pattern in HARD,
        cases=len(cases),
        cases_found=sum(2 * len(flagged.intersection(case)) >= len(case) for case in cases),
        planted=len(planted),
        flagged=len(flagged),
        right=len(flagged & planted),
        other_fraud=len(flagged & fraud - planted),
    )
