"""Value checks of a profile, used by forms, schemas and imports alike."""

import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from volunteers import errors
from volunteers.enums import ALL_FREE_PARTS, DAYS_IN_WEEK, PARTS_IN_DAY, DayPart

DATA = Path(__file__).resolve().parent / "data"
OLDEST_BIRTH_YEAR = 1900
# By statute children under 14 volunteer only with a parent, so joining starts at 14. docs/sources.md, "Ages".
JOINING_AGE_YEARS = 14


def age_on(birth_date: date, day: date) -> int:
    """Completed years on a day; a birth on 29 February counts from 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def check_birth_date(birth_date: date, *, today: date) -> None:
    """Raise BirthDateImpossible or TooYoung unless a living person of joining age can have been born that day."""
    if birth_date > today or birth_date.year < OLDEST_BIRTH_YEAR:
        raise errors.BirthDateImpossible
    if age_on(birth_date, today) < JOINING_AGE_YEARS:
        raise errors.TooYoung(years=JOINING_AGE_YEARS)


def free_parts_mask(slots: "set[tuple[int, int]] | frozenset[tuple[int, int]]") -> int:
    """Pack (weekday, part) pairs, Monday being 0, into the 21-bit mask. Raises FreeTimeUnknown."""
    mask = 0
    for weekday, part in slots:
        if not 0 <= weekday < DAYS_IN_WEEK or part not in DayPart.values:
            raise errors.FreeTimeUnknown
        mask |= 1 << (weekday * PARTS_IN_DAY + part)
    return mask


def free_parts_of(mask: int) -> frozenset[tuple[int, int]]:
    """Unpack the 21-bit mask into (weekday, part) pairs."""
    return frozenset(
        divmod(bit, PARTS_IN_DAY) for bit in range(DAYS_IN_WEEK * PARTS_IN_DAY) if mask & ALL_FREE_PARTS & (1 << bit)
    )


@dataclass(frozen=True, slots=True)
class ClearanceRule:
    """How old a paper of one kind may be when it is shown, and for how long after its issue it counts; in days."""

    shown_within_days: int
    longest_days: int
    needs_number: bool


@cache
def _clearance_rules() -> tuple[tuple[date, dict[str, ClearanceRule]], ...]:
    sets = tomllib.loads((DATA / "clearances.toml").read_text(encoding="utf-8"))["rules"]
    return tuple(
        (one["valid_from"], {kind: ClearanceRule(**rule) for kind, rule in one["kinds"].items()})
        for one in sorted(sets, key=lambda one: one["valid_from"])
    )


def clearance_rule(kind: str, *, on: date) -> ClearanceRule:
    """Return the rule in force for a kind of clearance on a day; the first set holds for the days before it too."""
    sets = _clearance_rules()
    in_force = [rules for valid_from, rules in sets if valid_from <= on]
    return (in_force or [sets[0][1]])[-1][kind]


def latest_end(kind: str, issued_on: date) -> date:
    """Return the first day on which a clearance issued then no longer counts, whatever longer date is on the paper."""
    longest = timedelta(days=clearance_rule(kind, on=issued_on).longest_days)
    return min(issued_on, date.max - longest) + longest


def check_clearance(*, kind: str, issued_on: date, valid_until: date, today: date) -> None:
    """Raise unless somebody can have been shown this today and it still counts.

    Raises ClearanceFromFuture, ClearanceTooOld, ClearanceEndsBeforeIssue, ClearanceTooLong or ClearanceOver.
    """
    rule = clearance_rule(kind, on=issued_on)
    if issued_on > today:
        raise errors.ClearanceFromFuture
    if valid_until <= issued_on:
        raise errors.ClearanceEndsBeforeIssue
    if (today - issued_on).days > rule.shown_within_days:
        raise errors.ClearanceTooOld(days=rule.shown_within_days)
    if valid_until > latest_end(kind, issued_on):
        raise errors.ClearanceTooLong(days=rule.longest_days)
    if valid_until <= today:
        raise errors.ClearanceOver


def plain_number(number: str) -> str:
    """Return a paper's number as it is compared: without spaces and marks, in one case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", number).casefold() if sign.isalnum())
