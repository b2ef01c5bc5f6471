"""What may be printed of figures about few people, and what an attacker could still conclude from it.

Figures are cells, bound by relations: parts add up to a total, or people counted once in several parts are counted
once in the total. A cell about one to four people (nine of special categories) is not printed, and neither are as many
others as it takes so that no sum, difference or margin of printed cells, of this publication or of earlier ones, tells
what is missing. Whether that is so is found out by the attack, which knows nothing of how the cells were chosen.
"""

from reports.disclosure.attack import Bounds, attack, exposed
from reports.disclosure.family import LEAST, LEAST_SPECIAL, Cell, Family, Printing, Relation, Rule
from reports.disclosure.figures import (
    APART_TABLES,
    MEASURES,
    TOTALS,
    Hidden,
    Nest,
    Numbers,
    Place,
    Report,
    Versions,
    family_of,
    numbers_of,
    without,
)
from reports.disclosure.protect import Cause, Hiding, Protected, protect

__all__ = [
    "APART_TABLES",
    "LEAST",
    "LEAST_SPECIAL",
    "MEASURES",
    "TOTALS",
    "Bounds",
    "Cause",
    "Cell",
    "Family",
    "Hidden",
    "Hiding",
    "Nest",
    "Numbers",
    "Place",
    "Printing",
    "Protected",
    "Relation",
    "Report",
    "Rule",
    "Versions",
    "attack",
    "exposed",
    "family_of",
    "numbers_of",
    "protect",
    "without",
]
