"""Sums: the monthly calculation index by date, and shares in whole tenge."""

import csv
from datetime import date
from functools import cache

from funding.eligibility.rules import DATA


@cache
def _index() -> tuple[tuple[date, int], ...]:
    with (DATA / "mrp.csv").open(encoding="utf-8", newline="") as table:
        return tuple(
            sorted((date.fromisoformat(row["valid_from"]), int(row["mrp_kzt"])) for row in csv.DictReader(table))
        )


def mrp_on(day: date) -> int:
    """Return the index in tenge: the last one known on a day. A day before the table has the first."""
    known = [amount for start, amount in _index() if start <= day]
    return known[-1] if known else _index()[0][1]


def tenge(sum_mrp: int, on: date) -> int:
    """Return a sum of so many MRP in tenge."""
    return sum_mrp * mrp_on(on)


def institutional_share_holds(institutional_kzt: int, whole_kzt: int, percent: int) -> bool:
    """Say whether running costs are at most so many percent of the whole; exact, without rounding."""
    return institutional_kzt * 100 <= whole_kzt * percent
