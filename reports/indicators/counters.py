"""Counts kept ready for every year, quarter and month: what a person's attendances add to the cells of her units.

A person counts once in each cell, and what she adds depends on her attendances alone. So a cell changes by what the
people touched add afterwards less what they added before, and a country can be counted a few people at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.indicators.ages import youth_ages
from reports.indicators.periods import month_name, quarter_name, read_period, year_name

WHOLE, DISTRICT, CAUSE, ORGANISATION, OPPORTUNITY, EVIDENCE = (
    *("", "district", "cause", "organisation", "opportunity", "evidence"),
)
NO_DISTRICT = "0"
LENGTHS = (year_name, quarter_name, month_name)
Numbers = NDArray[np.int64]


class Worked(NamedTuple):
    """One attendance that stands; ``district`` is 0 where work was at no place below the region."""

    person: int
    day: date
    age: int
    region: int
    district: int
    organisation: int
    opportunity: int
    cause: str
    evidence: str
    minutes: int


class Cell(NamedTuple):
    """Which count: a region or district, a period by name, and a row of a dimension."""

    unit: int
    period: str
    dimension: str
    key: str


class Counted(NamedTuple):
    """What a cell holds; newcomers are those of the people who had no attendance anywhere before the period."""

    people: int
    newcomers: int
    attendances: int
    minutes: int

    def less(self, other: "Counted") -> "Counted":
        """Return the difference."""
        return Counted(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))

    def plus(self, other: "Counted") -> "Counted":
        """Return the sum of two counts of different people."""
        return Counted(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


NOTHING = Counted(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Axis:
    """The distinct values of a column as text, and which of them each row has."""

    names: Sequence[str]
    places: Numbers

    @classmethod
    def of(cls, values: Sequence[int] | Sequence[str]) -> "Axis":
        """Number the distinct values of a column."""
        names, places = np.unique(np.array(values), return_inverse=True)
        return cls([str(name) for name in names], places.astype(np.int64))


def count_cells(rows: Sequence[Worked]) -> dict[Cell, Counted]:
    """Count all attendances of some people into cells; those outside the ages of youth of a period are in none of its.

    O(n log n), in 33 groupings whatever the size.
    """
    found: dict[Cell, Counted] = {}
    if not rows:
        return found
    columns: dict[str, Any] = dict(zip(Worked._fields, zip(*rows, strict=True), strict=True))
    person, ages, minutes = Axis.of(columns["person"]).places, np.array(columns["age"]), np.array(columns["minutes"])
    days, day = np.unique(np.array([one.toordinal() for one in columns["day"]]), return_inverse=True)
    first = np.full(person.max() + 1, date.max.toordinal())
    np.minimum.at(first, person, days[day])
    dimensions = {
        CAUSE: Axis.of(columns["cause"]),
        ORGANISATION: Axis.of(columns["organisation"]),
        OPPORTUNITY: Axis.of(columns["opportunity"]),
        EVIDENCE: Axis.of(columns["evidence"]),
        WHOLE: Axis([""], np.zeros(len(rows), np.int64)),
    }
    region, district = Axis.of(columns["region"]), Axis.of(columns["district"])
    is_below = np.array(columns["district"]) > 0
    for name_of in LENGTHS:
        labels = Axis.of([name_of(date.fromordinal(one)) for one in days.tolist()])
        when = Axis(labels.names, labels.places[day])
        periods = [period for name in when.names if (period := read_period(name))]
        bands = [youth_ages(period.first_day) for period in periods]
        begins = np.array([period.first_day.toordinal() for period in periods])
        is_young = (ages >= np.array([band.youngest for band in bands])[when.places]) & (
            ages <= np.array([band.oldest for band in bands])[when.places]
        )
        for unit, mask, parts in (
            (region, is_young, {**dimensions, DISTRICT: district}),
            (district, is_young & is_below, dimensions),
        ):
            for dimension, key in parts.items():
                for cell, counted in _grouped((unit, when, key), np.flatnonzero(mask), person, minutes, first, begins):
                    found[Cell(int(cell[0]), cell[1], dimension, cell[2])] = counted
    return found


def _grouped(
    axes: tuple[Axis, Axis, Axis], at: Numbers, person: Numbers, minutes: Numbers, first: Numbers, begins: Numbers
) -> Iterator[tuple[tuple[str, str, str], Counted]]:
    """Group the rows ``at`` by unit, period and key; ``first`` is everybody's first day, ``begins`` the periods'."""
    unit, when, key = axes
    code = (unit.places[at] * len(when.names) + when.places[at]) * len(key.names) + key.places[at]
    codes, cell = np.unique(code, return_inverse=True)
    pairs = np.sort(cell * len(first) + person[at])
    of, who = np.divmod(pairs[np.flatnonzero(np.diff(pairs, prepend=-1))], len(first))
    rest, keys = np.divmod(codes, len(key.names))
    units, periods = np.divmod(rest, len(when.names))
    is_new = first[who] >= begins[periods[of]]
    counts = (
        np.bincount(of, minlength=len(codes)),
        np.bincount(of[is_new], minlength=len(codes)),
        np.bincount(cell, minlength=len(codes)),
        np.rint(np.bincount(cell, weights=minutes[at], minlength=len(codes))).astype(np.int64),
    )
    rows = zip(units.tolist(), periods.tolist(), keys.tolist(), *(count.tolist() for count in counts), strict=True)
    for one, period, row, *counted in rows:
        yield (unit.names[one], when.names[period], key.names[row]), Counted(*counted)
