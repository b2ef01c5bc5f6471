"""The attack: everything that follows from printed cells about the hidden ones, by linear programming.

The attacker knows every printed cell, every relation, and that people and hours are not negative. The bounds are those
of the linear programme, rounded to whole numbers: no combination of sums, differences and margins gives more. Nothing
here knows how the cells were chosen.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.family import Family, Relation, Rule

if TYPE_CHECKING:
    import highspy

SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an attacker knows of a hidden cell: at least ``low``, at most ``high`` (infinite: anything)."""

    key: str
    low: float
    high: float


@dataclass(slots=True)
class _Row:
    """One inequality over hidden cells: low <= sum(coefficient * cell) <= high."""

    low: float
    high: float
    terms: dict[str, float] = field(default_factory=dict)


def attack(family: Family, hidden: Collection[str], *, targets: Collection[str] | None = None) -> list[Bounds]:
    """Bound hidden cells by what is printed.

    Parameters
    ----------
    hidden
        Keys that are not printed; cells that are never printed are hidden whether named or not.
    targets
        Which of them to bound; by default every hidden sensitive cell.

    Returns
    -------
    list of Bounds
        In the order of the family's cells.
    """
    found = {bounds.key: bounds for bounds in bound_one_by_one(family, hidden, targets=targets)}
    return [found[key] for key in family.cells if key in found]


def bound_one_by_one(
    family: Family, hidden: Collection[str], *, targets: Collection[str] | None = None
) -> Iterator[Bounds]:
    """Do what ``attack`` does for a caller who may stop early; in no particular order."""
    unknown = set(hidden) | family.unseen()
    wanted = set(family.sensitive()) & unknown if targets is None else set(targets) & unknown
    for keys, rows in _components(family, unknown):
        aims = [key for key in keys if key in wanted]
        if aims:
            yield from _solve(family, keys, rows, aims)


def exposed(family: Family, hidden: Collection[str]) -> list[Bounds]:
    """Return the sensitive cells that the printed ones give away: bounds tighter than the protection interval.

    A sensitive cell that is printed in this publication is given away as it stands.
    """
    unknown = set(hidden) | family.unseen()
    plain = [Bounds(key, family.cells[key].value, family.cells[key].value) for key in family.sensitive()]
    found = [bounds for bounds in plain if bounds.key not in unknown]
    bounded = attack(family, unknown)
    found += [bounds for bounds in bounded if not family.cells[bounds.key].is_covered_by(bounds.low, bounds.high)]
    return found


def _components(family: Family, unknown: set[str]) -> Iterator[tuple[list[str], list[_Row]]]:
    """Split the hidden cells into those bound to each other, with their inequalities."""
    rows = [row for relation in family.relations for row in _rows(family, relation, unknown)]
    above = {key: key for key in unknown}

    def root(key: str) -> str:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for row in rows:
        first, *others = row.terms
        for other in others:
            above[root(other)] = root(first)
    parts: dict[str, tuple[list[str], list[_Row]]] = {}
    for key in family.cells:
        if key in unknown:
            parts.setdefault(root(key), ([], []))[0].append(key)
    for row in rows:
        parts[root(next(iter(row.terms)))][1].append(row)
    yield from parts.values()


def _rows(family: Family, relation: Relation, unknown: set[str]) -> Iterator[_Row]:
    """Yield what a relation says of hidden cells, the printed ones being known."""
    if relation.rule is Rule.SUM:
        yield from _row(family, unknown, {relation.total: -1.0}, relation.parts, low=0.0, high=0.0)
        return
    for part in relation.parts:
        yield from _row(family, unknown, {relation.total: -1.0}, (part,), low=-math.inf, high=0.0)
    if relation.rule is Rule.COVER:
        yield from _row(family, unknown, {relation.total: -1.0}, relation.parts, low=0.0, high=math.inf)


def _row(
    family: Family, unknown: set[str], terms: dict[str, float], parts: Sequence[str], *, low: float, high: float
) -> Iterator[_Row]:
    row = _Row(low, high)
    for key in parts:
        terms[key] = terms.get(key, 0.0) + 1.0
    for key, coefficient in terms.items():
        if key in unknown:
            row.terms[key] = coefficient
        else:
            row.low -= coefficient * family.cells[key].value
            row.high -= coefficient * family.cells[key].value
    if row.terms:
        yield row


def _solve(family: Family, keys: list[str], rows: list[_Row], aims: list[str]) -> Iterator[Bounds]:
    """Find the least and the greatest value of each aim that agrees with all rows."""
    import highspy  # slow: 0.3 s and 25 MB that a web process should not pay

    column = {key: number for number, key in enumerate(keys)}
    solver = _load(family, keys, rows, column)
    for key in aims:
        ends: list[float] = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeColCost(column[key], 1.0)
            solver.changeObjectiveSense(sense)
            if solver.run() == highspy.HighsStatus.kError:
                raise RuntimeError("HiGHS could not run")
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(solver.getInfo().objective_function_value)
            elif status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
                ends.append(-math.inf if sense == highspy.ObjSense.kMinimize else math.inf)
            else:
                raise RuntimeError(f"the attack ended with {solver.modelStatusToString(status)}")
            solver.changeColCost(column[key], 0.0)
        low, high = ends
        slack = SLACK * max(1.0, abs(family.cells[key].value))
        yield Bounds(
            key,
            math.ceil(low - slack) if math.isfinite(low) else low,
            math.floor(high + slack) if math.isfinite(high) else high,
        )


def _load(family: Family, keys: list[str], rows: list[_Row], column: dict[str, int]) -> "highspy.Highs":
    import highspy  # slow: see above

    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy types its methods, not this constructor
    solver.silent()
    options: dict[str, int | str] = {"threads": 1, "parallel": "off", "presolve": "off"}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(keys), len(rows)
    programme.col_cost_ = np.zeros(len(keys))
    programme.col_lower_ = np.array([-highspy.kHighsInf if family.cells[key].is_change else 0.0 for key in keys])
    programme.col_upper_ = np.full(len(keys), highspy.kHighsInf)
    programme.row_lower_ = np.array([max(row.low, -highspy.kHighsInf) for row in rows])
    programme.row_upper_ = np.array([min(row.high, highspy.kHighsInf) for row in rows])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in rows)], dtype=np.int32)
    programme.a_matrix_.index_ = np.array([column[key] for row in rows for key in row.terms], dtype=np.int32)
    programme.a_matrix_.value_ = np.array([value for row in rows for value in row.terms.values()])
    solver.passModel(programme)
    return solver
