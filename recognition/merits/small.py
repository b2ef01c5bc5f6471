"""Small numbers stay hidden, also where one could be worked out from two that are shown."""

from collections.abc import Sequence

FEWEST_SHOWN = 5  # docs/sources.md, "Small numbers"


def hide_nested(counts: Sequence[int]) -> list[int | None]:
    """Return counts of which each contains the next, with what could point at somebody as None.

    A count from 1 to 4 is hidden; so is one that differs from the last shown one before it by 1 to 4.
    """
    shown: list[int | None] = []
    before: int | None = None
    for count in counts:
        is_small = 0 < count < FEWEST_SHOWN
        is_near = before is not None and 0 < before - count < FEWEST_SHOWN
        shown.append(None if is_small or is_near else count)
        before = before if shown[-1] is None else count
    return shown
