"""What of a report everybody may see: counts of few people are hidden, with the reason.

Plain Python over figures. ``protect`` is the only door between a frozen report and its publication.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

FEWEST = 5
PEOPLE = ("people", "newcomers")
FEW = "few_people"


@dataclass(frozen=True, slots=True)
class Hidden:
    """One cell that is not shown, and why: a code of ``REASONS``."""

    table: str
    row: str
    measure: str
    reason: str


def protect(figures: Mapping[str, Any]) -> tuple[dict[str, Any], list[Hidden]]:
    """Return figures with hidden cells as None, and what was hidden with its reason.

    Where fewer than five people stand behind a row, none of its numbers is shown; a number of new volunteers below
    five is hidden alone. Nothing at all is a number like others.
    """
    shown, hidden = deepcopy(dict(figures)), []
    for table, row, counts in _rows(shown):
        is_few = 0 < (counts.get("people") or 0) < FEWEST
        for measure, value in list(counts.items()):
            if value is not None and (is_few or (measure in PEOPLE and 0 < value < FEWEST)):
                counts[measure] = None
                hidden.append(Hidden(table, row, measure, FEW))
    return shown, hidden


def _rows(figures: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = [(part, "", figures[part]) for part in ("totals", "not_mapped") if figures.get(part)]
    found += [(table, row["key"], row["counts"]) for table, rows in figures["tables"].items() for row in rows]
    return found + [("outside", row["key"], row["counts"]) for row in figures.get("outside", ())]
