"""What the engine found as sentences, for the volunteer and for the coordinator, in the reader's language."""

from matching.reasons.bands import coarse_distance, in_bands
from matching.reasons.changes import ChangeStep, SkillNames, change_step
from matching.reasons.pairs import FactorText, PairFacts, for_coordinator, for_everybody, for_volunteer, pair_facts
from matching.reasons.places import elsewhere_lines, lack_lines

__all__ = [
    "ChangeStep",
    "FactorText",
    "PairFacts",
    "SkillNames",
    "change_step",
    "coarse_distance",
    "elsewhere_lines",
    "for_coordinator",
    "for_everybody",
    "for_volunteer",
    "in_bands",
    "lack_lines",
    "pair_facts",
]
