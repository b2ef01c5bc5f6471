"""How far somebody is in a scheme in one year: what counts, since when, and what does not and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from recognition.merits.schemes import MINUTES, Award, Scheme
from recognition.merits.work import Work


class Reason(StrEnum):
    """Why minutes of a year do not count in a scheme."""

    BEFORE = "before"  # the scheme had not begun
    OTHER_DIRECTION = "other_direction"
    PARTLY = "partly"  # only a part of the cause lies in the directions, and the ledger does not know which
    REST = "rest"  # less than a whole unit
    OVER_CAP = "over_cap"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Minutes that do not count; ``cause`` is empty where the reason has nothing to do with one."""

    reason: Reason
    cause: str
    minutes: int


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award by itself: the day its hours were full, or the minutes that are missing."""

    award: Award
    reached_on: date | None
    missing_minutes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One person in one scheme and year. ``counted_minutes`` are whole units within the cap.

    ``best`` are the awards that the counted hours pay for together, each once and no hour twice.
    """

    scheme: Scheme
    year: int
    counted_minutes: int
    awards: tuple[AwardLine, ...]
    best: tuple[Award, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_capped(self) -> bool:
        """Whether no further hour of the year counts."""
        return self.counted_minutes >= self.scheme.cap_minutes

    @property
    def credits(self) -> int:
        """The academic credits of the best awards."""
        return sum(award.credits for award in self.best)


def year_of(scheme: Scheme, day: date) -> int:
    """Return the financial year of a day: the calendar year in which it began."""
    return day.year if day.month >= scheme.year_starts_month else day.year - 1


def progress_in(scheme: Scheme, work: Iterable[Work], year: int) -> Progress:
    """Work out one year. The order of the work does not matter, nor whether a day's minutes come in one piece."""
    ours = sorted((piece for piece in work if year_of(scheme, piece.day) == year), key=lambda piece: piece.day)
    left: Counter[tuple[Reason, str]] = Counter()
    eligible: list[Work] = []
    for piece in ours:
        reason = _why_not(scheme, piece)
        if reason is None:
            eligible.append(piece)
        else:
            left[reason, piece.cause] += piece.minutes
    minutes = sum(piece.minutes for piece in eligible)
    whole = scheme.whole(minutes)
    counted = min(whole, scheme.cap_minutes)
    left[Reason.REST, ""] = minutes - whole
    left[Reason.OVER_CAP, ""] = whole - counted
    return Progress(
        scheme=scheme,
        year=year,
        counted_minutes=counted,
        awards=tuple(_line(scheme, award, eligible, counted) for award in scheme.awards),
        best=best_of(scheme, counted),
        left_out=tuple(LeftOut(*key, lost) for key, lost in sorted(left.items()) if lost > 0),
    )


def best_of(scheme: Scheme, minutes: int) -> tuple[Award, ...]:
    """Return the awards that minutes pay for together: most credits, then most money, then fewest hours."""
    hours = min(minutes, scheme.cap_minutes) // MINUTES
    sets = (some for size in range(len(scheme.awards) + 1) for some in combinations(scheme.awards, size))
    paid = [some for some in sets if _sum(some).hours <= hours and _sum(some).credits <= scheme.cap_credits]
    return max(paid, key=lambda some: (_sum(some).credits, _sum(some).money_kzt, -_sum(some).hours))


def _sum(awards: Sequence[Award]) -> Award:
    return Award(*(sum(getattr(award, name) for award in awards) for name in ("hours", "money_kzt", "credits")))


def _why_not(scheme: Scheme, piece: Work) -> Reason | None:
    if piece.day < scheme.since:
        return Reason.BEFORE
    if piece.cause in scheme.causes:
        return None
    return Reason.PARTLY if piece.cause in scheme.partly else Reason.OTHER_DIRECTION


def _line(scheme: Scheme, award: Award, eligible: Sequence[Work], counted: int) -> AwardLine:
    wanted, done = award.hours * MINUTES, 0
    if counted < wanted:
        return AwardLine(award, None, wanted - counted)
    for piece in eligible:
        done += piece.minutes
        if scheme.whole(done) >= wanted:
            return AwardLine(award, piece.day, 0)
    raise AssertionError("counted minutes come from the eligible work")
