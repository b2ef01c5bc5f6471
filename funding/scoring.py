"""Scores become places: exact fractions, scores that count, quorum, and ties broken by the published rule.

Plain Python. A score is a sheet: the points one member gave one application on every criterion.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

BEST_TOTAL = 100


class Combining(StrEnum):
    """How the points of several members on one criterion become one number."""

    MEAN = "mean"
    MEDIAN = "median"


class TieRule(StrEnum):
    """What decides between equal totals first; what is still equal goes to the one handed in earlier."""

    CRITERIA = "criteria"
    LOWER_SUM = "lower_sum"
    EARLIER = "earlier"


class Outcome(StrEnum):
    """What an application got."""

    AWARDED = "awarded"
    RESERVE = "reserve"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One published criterion: its weight among the others, and the best points on it (the least are 0)."""

    code: str
    weight: int
    best: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The points of one member for one application, by criterion."""

    member: int
    application: int
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What of an application can break a tie."""

    application: int
    sum_kzt: int
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """One application at its place; ``total`` is out of 100, ``by_criterion`` in points of each scale."""

    application: int
    place: int
    total: Fraction
    by_criterion: Mapping[str, Fraction]
    sheets: int
    outcome: Outcome
    broke_tie: bool


def outside_scale(points: Mapping[str, int], criteria: Sequence[Criterion]) -> list[str]:
    """Return the criteria without points, or with points outside their scale, and codes that are no criterion."""
    known = {criterion.code: criterion.best for criterion in criteria}
    wrong = [code for code, best in known.items() if not 0 <= points.get(code, -1) <= best]
    return wrong + sorted(set(points) - set(known))


def counting(sheets: Iterable[Sheet], conflicts: Collection[tuple[int, int]]) -> list[Sheet]:
    """Return the sheets of members without a conflict with the application they score."""
    return [sheet for sheet in sheets if (sheet.member, sheet.application) not in conflicts]


def combined(values: Sequence[int], how: Combining) -> Fraction:
    """Return the mean or the median of at least one number, exactly."""
    if how == Combining.MEAN:
        return Fraction(sum(values), len(values))
    ordered, middle = sorted(values), len(values) // 2
    return Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)


def points_of(sheets: Sequence[Sheet], criteria: Sequence[Criterion], how: Combining) -> dict[str, Fraction]:
    """Return the points of one application on each criterion; no sheet, no points."""
    return {
        criterion.code: combined([sheet.points[criterion.code] for sheet in sheets], how) if sheets else Fraction(0)
        for criterion in criteria
    }


def total_of(points: Mapping[str, Fraction], criteria: Sequence[Criterion]) -> Fraction:
    """Return the weighted total out of 100."""
    weights = sum(criterion.weight for criterion in criteria)
    reached = sum((points[one.code] * one.weight / one.best for one in criteria), start=Fraction(0))
    return reached * BEST_TOTAL / weights


def is_quorum(present: int, size: int, quorum: tuple[int, int]) -> bool:
    """Say whether so many of a commission are enough: two thirds of nine are six, of ten seven."""
    parts, whole = quorum
    return size > 0 and present * whole >= size * parts


def ranking(
    entries: Sequence[Entry],
    sheets: Iterable[Sheet],
    criteria: Sequence[Criterion],
    *,
    conflicts: Collection[tuple[int, int]] = (),
    how: Combining = Combining.MEAN,
    tie_rule: TieRule = TieRule.CRITERIA,
    awards: int = 1,
    least_total: int = 0,
) -> list[Placed]:
    """Return every application at its place, the best first; the order of what is given does not matter."""
    counted: dict[int, list[Sheet]] = {entry.application: [] for entry in entries}
    for sheet in counting(sheets, conflicts):
        counted[sheet.application].append(sheet)
    points = {number: points_of(found, criteria, how) for number, found in counted.items()}
    totals = {number: total_of(points[number], criteria) for number in points}
    ordered = sorted(entries, key=lambda one: (-totals[one.application], *_tie_key(one, points, criteria, tie_rule)))
    shared = list(totals.values())
    return [
        Placed(
            application=entry.application,
            place=place,
            total=totals[entry.application],
            by_criterion=points[entry.application],
            sheets=len(counted[entry.application]),
            outcome=_outcome(place, totals[entry.application], awards, least_total),
            broke_tie=shared.count(totals[entry.application]) > 1,
        )
        for place, entry in enumerate(ordered, start=1)
    ]


def _tie_key(
    entry: Entry, points: Mapping[int, Mapping[str, Fraction]], criteria: Sequence[Criterion], rule: TieRule
) -> tuple[object, ...]:
    """Return what orders equal totals; the number is last, so that the order is always the same."""
    first: tuple[object, ...] = ()
    if rule == TieRule.CRITERIA:
        first = tuple(-points[entry.application][criterion.code] for criterion in criteria)
    elif rule == TieRule.LOWER_SUM:
        first = (entry.sum_kzt,)
    return (*first, entry.handed_in_at, entry.application)


def _outcome(place: int, total: Fraction, awards: int, least_total: int) -> Outcome:
    if total < least_total:
        return Outcome.BELOW
    return Outcome.AWARDED if place <= awards else Outcome.RESERVE
