"""Totals that stand in public for ever changing only by the work of several people."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

from recognition.merits.small import FEWEST_SHOWN

Change = Mapping[int, int]
"""Net minutes by person, of either sign; 0 for who ended where she began."""


def settled_total(changes: Iterable[Change]) -> int | None:
    """Return the total to show after some changes, None for none.

    The number shown moves on only when at least five different people stand behind its difference to every number
    shown before; until then what few people did waits and goes in with the next. So no two numbers that were ever
    shown can be subtracted to the minutes of fewer than five, whatever was taken back between them. None stands where
    fewer than five people are behind the whole.

    Parameters
    ----------
    changes : oldest first
        Has to begin with the first there was: later changes never alter what was shown after an earlier one.
    """
    shown, total = None, 0
    since: list[Counter[int]] = [Counter()]  # by person, since there was nothing and since each number shown
    for change in changes:
        total += sum(change.values())
        for moved in since:
            moved.update(change)
        if all(map(_is_of_several, since)):
            shown = total
            since.append(Counter())
    return shown if _is_of_several(since[0]) else None


def _is_of_several(moved: Counter[int]) -> bool:
    return len(list(islice(filter(None, moved.values()), FEWEST_SHOWN))) == FEWEST_SHOWN
