"""The attack: everything that follows from printed cells about the hidden ones, by linear programming.

The attacker knows every printed cell, every relation, and that people and hours are not negative; asked once more,
also that somebody is in every listed row. The bounds are those of the linear programme, rounded to whole numbers: no
combination of sums, differences and margins gives more. Nothing here knows how the cells were chosen.
"""

import math
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reports.disclosure.family import Cell, Family, Relation, Rule

if TYPE_CHECKING:
    import highspy

SLACK = 1e-6
TURNS, FEW_LEFT = 10, 2  # programmes that push many cells at once, unless no more are left than this
Enough = Callable[[str, float, float], bool]
Keeps = Callable[[Cell, float, float], bool]


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


def _never(_key: str, _low: float, _high: float) -> bool:
    return False


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
    family: Family,
    hidden: Collection[str],
    *,
    targets: Collection[str] | None = None,
    with_floors: bool = False,
    is_enough: Enough = _never,
) -> Iterator[Bounds]:
    """Do what ``attack`` does for a caller who may stop early; in no particular order.

    ``with_floors`` also uses what everybody knows a cell to be at least. A cell is passed over once it is known to
    reach as far as ``is_enough`` asks: what one programme finds are values that all cells may have together.
    """
    unknown = set(hidden) | family.unseen()
    wanted = set(family.sensitive()) & unknown if targets is None else set(targets) & unknown
    for keys, rows in _components(family, unknown):
        aims = [key for key in keys if key in wanted]
        if aims:
            yield from _solve(family, keys, rows, aims, with_floors=with_floors, is_enough=is_enough)


def exposed(family: Family, hidden: Collection[str]) -> list[Bounds]:
    """Return the sensitive cells that the printed ones give away: bounds tighter than the protection interval.

    A sensitive cell that is printed in this publication is given away as it stands.
    """
    unknown = set(hidden) | family.unseen()
    plain = [Bounds(key, family.cells[key].value, family.cells[key].value) for key in family.sensitive()]
    found = {bounds.key: bounds for bounds in plain if bounds.key not in unknown}
    for _with_floors, bounds in known_too_well(family, unknown):
        found.setdefault(bounds.key, bounds)
    return [found[key] for key in family.cells if key in found]


def known_too_well(
    family: Family, hidden: Collection[str], *, already: Mapping[tuple[bool, str], Bounds] | None = None
) -> Iterator[tuple[bool, Bounds]]:
    """Yield the hidden sensitive cells of which too much is known, in no particular order.

    Who knows nothing of the rows must not come nearer than the protection interval; who knows that somebody is in
    every listed row (``True`` in the answer) must not tell one count of few from another. What was known ``already``
    is not held against the hidden cells, as long as nothing is added to it.
    """
    counts = {key for key in family.sensitive() if not (family.cells[key].is_amount or family.cells[key].is_change)}
    for with_floors, keeps, targets in ((False, Cell.is_covered_by, None), (True, Cell.is_open_between, counts)):

        def is_enough(key: str, low: float, high: float, keeps: Keeps = keeps, asked: bool = with_floors) -> bool:
            before = (already or {}).get((asked, key))
            adds_nothing = before is not None and low <= before.low and high >= before.high
            return adds_nothing or keeps(family.cells[key], low, high)

        found = bound_one_by_one(family, hidden, targets=targets, with_floors=with_floors, is_enough=is_enough)
        yield from ((with_floors, bounds) for bounds in found if not is_enough(bounds.key, bounds.low, bounds.high))


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


def _solve(
    family: Family,
    keys: list[str],
    rows: list[_Row],
    aims: list[str],
    *,
    with_floors: bool,
    is_enough: Enough,
) -> Iterator[Bounds]:
    """Find the least and the greatest value of each aim that agrees with all rows."""
    import highspy  # slow: 0.3 s and 25 MB that a web process should not pay

    cells = [family.cells[key] for key in keys]
    floors = [_floor(cell, with_floors=with_floors) for cell in cells]
    reach = _Reach(keys, cells, is_enough)
    column = reach.column
    solver = _load(rows, column, floors)
    if is_enough is not _never:
        aims = _feel_around(solver, reach, cells, floors, aims)
    for key in aims:
        if reach.is_enough(key):
            continue
        ends: list[float] = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeColCost(column[key], 1.0)
            solver.changeObjectiveSense(sense)
            status = _run(solver)
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(solver.getInfo().objective_function_value)
                reach.take(solver)
            elif status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
                ends.append(-math.inf if sense == highspy.ObjSense.kMinimize else math.inf)
            else:
                raise RuntimeError(f"the attack ended with {solver.modelStatusToString(status)}")
            solver.changeColCost(column[key], 0.0)
        yield Bounds(key, *_whole(family.cells[key], *ends))


class _Reach:
    """How far down and up cells are known to reach: what the true values and those of each programme show."""

    def __init__(self, keys: list[str], cells: list[Cell], enough: Enough) -> None:
        self.column = {key: number for number, key in enumerate(keys)}
        self.cells, self.enough = cells, enough
        self.least = np.array([float(cell.value) for cell in cells])
        self.most = self.least.copy()

    def take(self, solver: "highspy.Highs") -> None:
        """Learn from values that all cells may have together."""
        found = np.array(solver.getSolution().col_value)
        self.least, self.most = np.minimum(self.least, found), np.maximum(self.most, found)

    def is_enough(self, key: str) -> bool:
        """Say whether a cell needs no programme of its own."""
        at = self.column[key]
        return self.enough(key, *_whole(self.cells[at], self.least[at], self.most[at]))


def _feel_around(
    solver: "highspy.Highs", reach: _Reach, cells: list[Cell], floors: list[float], aims: list[str]
) -> list[str]:
    """Push many cells down and up at once, and return those for which that was not enough.

    Within a box, so that each programme has an end; what it finds is possible without the box as well.
    """
    import highspy  # slow: see above

    box = [2.0 * (abs(cell.value) + cell.least) for cell in cells]
    for number, (cell, floor, size) in enumerate(zip(cells, floors, box, strict=True)):
        solver.changeColBounds(number, max(floor, cell.value - size), cell.value + size)
    signs = random.Random(len(cells))  # which way a cell is pushed first is no secret
    left = aims
    for turn in range(TURNS):
        left = [key for key in left if not reach.is_enough(key)]
        if len(left) <= FEW_LEFT:
            break
        ways = {key: 1.0 if turn < 2 else signs.choice((-1.0, 1.0)) for key in left}
        for key, way in ways.items():
            solver.changeColCost(reach.column[key], way)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize if turn % 2 == 0 else highspy.ObjSense.kMinimize)
        if _run(solver) == highspy.HighsModelStatus.kOptimal:
            reach.take(solver)
        for key in ways:
            solver.changeColCost(reach.column[key], 0.0)
    for number, floor in enumerate(floors):
        solver.changeColBounds(number, max(floor, -highspy.kHighsInf), highspy.kHighsInf)
    return [key for key in left if not reach.is_enough(key)]


def _whole(cell: Cell, low: float, high: float) -> tuple[float, float]:
    """Return the whole numbers between two ends, as far as they are numbers."""
    slack = SLACK * max(1.0, abs(cell.value))
    return (
        math.ceil(low - slack) if math.isfinite(low) else low,
        math.floor(high + slack) if math.isfinite(high) else high,
    )


def _run(solver: "highspy.Highs") -> "highspy.HighsModelStatus":
    import highspy  # slow: see above

    for _time in range(2):
        if solver.run() == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS could not run")
        if solver.getModelStatus() != highspy.HighsModelStatus.kUnknown:
            break
        solver.clearSolver()  # from the last answer it found no way on: once more from the beginning
    return solver.getModelStatus()


def _floor(cell: Cell, *, with_floors: bool) -> float:
    if cell.is_change:
        return -math.inf
    return cell.floor if with_floors else 0.0


def _load(rows: list[_Row], column: dict[str, int], floors: list[float]) -> "highspy.Highs":
    import highspy  # slow: see above

    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy types its methods, not this constructor
    solver.silent()
    options: dict[str, int | str] = {"threads": 1, "parallel": "off", "presolve": "off"}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(column), len(rows)
    programme.col_cost_ = np.zeros(len(column))
    programme.col_lower_ = np.array([max(floor, -highspy.kHighsInf) for floor in floors])
    programme.col_upper_ = np.full(len(column), highspy.kHighsInf)
    programme.row_lower_ = np.array([max(row.low, -highspy.kHighsInf) for row in rows])
    programme.row_upper_ = np.array([min(row.high, highspy.kHighsInf) for row in rows])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in rows)], dtype=np.int32)
    programme.a_matrix_.index_ = np.array([column[key] for row in rows for key in row.terms], dtype=np.int32)
    programme.a_matrix_.value_ = np.array([value for row in rows for value in row.terms.values()])
    solver.passModel(programme)
    return solver
