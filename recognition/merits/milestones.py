"""Milestones of a lifetime and active months: nothing runs out, and nobody is compared with anybody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from recognition.merits.schemes import MINUTES
from recognition.merits.work import Work

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Milestone:
    """So many hours, the day they were full, or the minutes that are missing."""

    hours: int
    reached_on: date | None
    missing_minutes: int


def milestones_of(work: Iterable[Work], hours: Sequence[int]) -> list[Milestone]:
    """Return every milestone, the smallest first. The order of the work does not matter."""
    days: Counter[date] = Counter()
    for piece in work:
        days[piece.day] += piece.minutes
    found, done, total = [], 0, sum(days.values())
    ahead = sorted(hours)
    for day in sorted(days):
        done += days[day]
        while ahead and done >= ahead[0] * MINUTES:
            found.append(Milestone(ahead.pop(0), day, 0))
    return found + [Milestone(one, None, one * MINUTES - total) for one in ahead]


def active_months(work: Iterable[Work]) -> dict[int, frozenset[int]]:
    """Return the months with confirmed work by year, the latest year first.

    More confirmed work never takes a month away; work that is taken back can.
    """
    found: dict[int, set[int]] = {}
    for piece in work:
        if piece.minutes > 0:
            found.setdefault(piece.day.year, set()).add(piece.day.month)
    return {year: frozenset(found[year]) for year in sorted(found, reverse=True)}
