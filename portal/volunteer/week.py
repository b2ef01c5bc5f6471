"""The table of a week as the pages draw it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.templatetags.dates import WEEKDAYS, WEEKDAYS_SHORT, language
from volunteers.enums import DAY_PART_HOURS, DAYS_IN_WEEK, DayPart

SATURDAY = 5
READY_SETS: dict[str, frozenset[tuple[int, int]]] = {
    "weekend": frozenset((day, part) for day in range(SATURDAY, DAYS_IN_WEEK) for part in DayPart.values),
    "evening": frozenset((day, DayPart.EVENING.value) for day in range(DAYS_IN_WEEK)),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One box of the table."""

    value: str
    part: str | Promise
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One day of the table."""

    short: str
    name: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class PartHead:
    """The head of a column: a part of the day with its first and last hour."""

    label: str | Promise
    first_hour: int
    last_hour: int


def part_heads() -> list[PartHead]:
    """Return the heads of the columns."""
    return [PartHead(part.label, *DAY_PART_HOURS[part]) for part in DayPart]


def week_rows(ticked: AbstractSet[str]) -> list[WeekRow]:
    """Return the seven rows; a tick is written as weekday and part, "51" for Saturday by day."""
    code = language()
    return [
        WeekRow(
            short=short.capitalize(),
            name=name.capitalize(),
            slots=tuple(
                Slot(f"{weekday}{part.value}", part.label, f"{weekday}{part.value}" in ticked) for part in DayPart
            ),
        )
        for weekday, (short, name) in enumerate(zip(WEEKDAYS_SHORT[code], WEEKDAYS[code], strict=True))
    ]


def with_ready_set(chosen: frozenset[tuple[int, int]], name: str) -> frozenset[tuple[int, int]]:
    """Return the ticks with a ready set added, or as they are for a name nobody knows."""
    return chosen | READY_SETS.get(name, frozenset())
