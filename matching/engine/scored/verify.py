"""Check an answer of the scored form from its folder and certificate alone; shares no code with the solver."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.scored.answer import ScoredCase, ScoredSolution
from matching.engine.scored.problem import NO_TIME, ScoredProblem
from matching.engine.verify import Reason, Verdict

SCALE = 64  # prices count 1/64 points
LARGEST_PRICE = 2**56  # 1/64 points; beyond any seat bonus, within 64 bits
WEEK = 7 * 24 * 60
ROOM = 16_000_000  # cells of one table; beyond, minutes are rounded down, which loosens the bound and never breaks it


class Spec:
    """What the tables say, read once: rows of pairs by person and week, seats, and the points of a minimum seat."""

    def __init__(self, problem: ScoredProblem) -> None:
        self.problem = problem
        places, pairs = problem.places, problem.pairs
        self.person, self.place = pairs.person.astype(np.int64), pairs.place.astype(np.int64)
        self.score, self.minutes = pairs.score.astype(np.int64), pairs.minutes.astype(np.int64)
        self.start, self.end = places.start[self.place], places.end[self.place]
        self.week = np.where(self.start == NO_TIME, -1, self.start // WEEK)
        listed = np.bincount(self.place, minlength=len(places))
        self.seats = np.minimum(places.capacity, listed).astype(np.int64)
        self.needed = np.minimum(places.minimum, self.seats)
        self.bonus = 1 + sum(
            int(self.score[rows].max()) * min(len(rows), int(self.seats[place])) for place, rows in self._by_place()
        )
        self.row = {pair: row for row, pair in enumerate(zip(self.person.tolist(), self.place.tolist(), strict=True))}

    def _by_place(self) -> Iterator[tuple[int, NDArray[np.int64]]]:
        order = np.argsort(self.place, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(self.place[order])) + 1):
            if rows.size:
                yield int(self.place[rows[0]]), rows

    def person_name(self, row: int) -> str:
        """Name a person in a reason."""
        return f"person {self.problem.people.ids[row].decode(errors='replace')}"

    def place_name(self, row: int) -> str:
        """Name a place in a reason."""
        return f"place {self.problem.places.ids[row].decode(errors='replace')}"

    def overlap(self, one: int, other: int) -> bool:
        """Say whether two pairs happen at one moment."""
        if NO_TIME in (self.start[one], self.start[other]):
            return False
        return bool(max(self.start[one], self.start[other]) < min(self.end[one], self.end[other]))


def verify_scored(problem: ScoredProblem, solution: ScoredSolution) -> Verdict:
    """Recompute feasibility, points and bound.

    Returns
    -------
    Verdict
        ``objective`` in points without seat bonuses and ``bound``: the most points of any answer that fills as many
        minimum seats.

    Notes
    -----
    One pass over the pairs per case, and a table per person and week whose wanted pairs do not all fit.
    """
    malformed = tuple(_form_faults(problem, solution))
    if malformed:
        return Verdict(False, malformed, 0, 0)
    spec = Spec(problem)
    rows, unknown = _rows_of_answer(spec, solution)
    reasons = [*unknown, *_seat_faults(spec, solution), *_budget_faults(spec, rows), *_case_faults(spec, solution)]
    if unknown or any(reason.code == "cases" for reason in reasons):
        return Verdict(False, tuple(reasons), 0, 0)
    load = np.bincount(solution.place, minlength=len(spec.seats))
    filled = int(np.minimum(load, spec.needed).sum())
    points = int(spec.score[rows].sum())
    upper = max(case_bound(spec, case) for case in solution.cases)
    reasons += _value_faults(spec, solution, points, filled, upper)
    return Verdict(not reasons, tuple(reasons), points, upper - spec.bonus * filled)


def _form_faults(problem: ScoredProblem, solution: ScoredSolution) -> Iterator[Reason]:
    if solution.problem_sha256 != problem.sha256:
        yield Reason("other_problem", "the certificate names another problem's hash")
        return
    columns = (solution.person, solution.place, solution.score)
    if len({column.shape for column in columns}) != 1:
        yield Reason("malformed", "person, place and score are not of the same length")
        return
    keys = solution.person.astype(np.int64) * max(len(problem.places), 1) + solution.place
    if (np.diff(keys) <= 0).any():
        yield Reason("malformed", "pairs are repeated or not in order of person and place")
    if not solution.cases:
        yield Reason("malformed", "there are no prices")
    for case in solution.cases:
        if case.prices.shape != (len(problem.places),) or np.abs(case.prices).max(initial=0) > LARGEST_PRICE:
            yield Reason("malformed", f"there is not one price per place within {LARGEST_PRICE}")


def _rows_of_answer(spec: Spec, solution: ScoredSolution) -> tuple[NDArray[np.int64], list[Reason]]:
    """Find the rows of the proposed pairs; refuse pairs that are not listed and scores that are not theirs."""
    rows, reasons = [], []
    columns = (solution.person.tolist(), solution.place.tolist(), solution.score.tolist())
    for person, place, score in zip(*columns, strict=True):
        row = spec.row.get((person, place), -1)
        names = f"{spec.person_name(person)} and {spec.place_name(place)}"
        if row < 0:
            reasons.append(Reason("ineligible", f"{names} are not a listed pair"))
            continue
        rows.append(row)
        if spec.score[row] != score:
            reasons.append(Reason("wrong_score", f"{names}: {score} points claimed, {spec.score[row]} listed"))
    return np.array(rows, dtype=np.int64), reasons


def _seat_faults(spec: Spec, solution: ScoredSolution) -> Iterator[Reason]:
    load = np.bincount(solution.place, minlength=len(spec.seats))
    for place in np.flatnonzero(load > spec.seats).tolist():
        yield Reason("overbooked", f"{spec.place_name(place)}: {load[place]} people, {spec.seats[place]} seats")


def _budget_faults(spec: Spec, rows: NDArray[np.int64]) -> Iterator[Reason]:
    """Check the pairs of everybody (rows in order of person) against weekly budgets and the clock."""
    for own in np.split(rows, np.flatnonzero(np.diff(spec.person[rows])) + 1):
        for week in np.unique(spec.week[own]):
            yield from _week_faults(spec, own[spec.week[own] == week])
        for at, row in enumerate(own.tolist()):
            for other in own[:at].tolist():
                if spec.overlap(row, other):
                    who = spec.person_name(int(spec.person[row]))
                    both = f"{spec.place_name(int(spec.place[other]))} and {spec.place_name(int(spec.place[row]))}"
                    yield Reason("overlap", f"{who}: {both} happen at the same time")


def _week_faults(spec: Spec, rows: NDArray[np.int64]) -> Iterator[Reason]:
    """Check one person's pairs of one week."""
    person, minutes = int(spec.person[rows[0]]), int(spec.minutes[rows].sum())
    most, budget = spec.problem.people.max_places[person], spec.problem.people.max_minutes[person]
    who = spec.person_name(person)
    if len(rows) > most:
        yield Reason("week_places", f"{who}: {len(rows)} places in one week, {most} allowed")
    if minutes > budget:
        yield Reason("week_minutes", f"{who}: {minutes} minutes in one week, {budget} allowed")


def _case_faults(spec: Spec, solution: ScoredSolution) -> Iterator[Reason]:
    """Check that the cases name listed pairs and leave nothing out."""
    cases = []
    for case in solution.cases:
        given = {(person, place): taken for person, place, taken in case.given}
        if len(given) != len(case.given) or any(pair not in spec.row for pair in given):
            yield Reason("cases", "a case names a pair that is not listed, or names it twice")
            return
        cases.append(given)
    if not covers_everything(cases):
        yield Reason("cases", "the cases leave something out")


def covers_everything(cases: list[dict[tuple[int, int], bool]]) -> bool:
    """Say whether the cases are the leaves of a binary tree: a pair named by all parts them, and so on in each."""
    waiting = [cases]
    while waiting:
        part = waiting.pop()
        if len(part) == 1 and not part[0]:
            continue
        named_by_all = set(part[0]).intersection(*part[1:]) if part else set()
        splitting = [pair for pair in sorted(named_by_all) if len({case[pair] for case in part}) == 2]
        if not splitting:
            return False
        pair = splitting[0]
        waiting += [
            [{key: value for key, value in case.items() if key != pair} for case in part if case[pair] is side]
            for side in (True, False)
        ]
    return True


class Group(NamedTuple):
    """Pairs of one person in one week that are worth something, by start, and what may be taken of them."""

    worth: NDArray[np.int64]
    minutes: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    places: int
    budget: int


def case_bound(spec: Spec, case: ScoredCase) -> int:
    """Return the bound of points and bonuses that the prices of a case prove."""
    worth = spec.score * SCALE - case.prices[spec.place]
    alive = (spec.seats[spec.place] > 0) & (spec.problem.people.max_places[spec.person] > 0)
    alive &= spec.minutes <= spec.problem.people.max_minutes[spec.person]
    fixed = [spec.row[person, place] for person, place, taken in case.given if taken]
    alive[[spec.row[person, place] for person, place, taken in case.given if not taken]] = False
    if not alive[fixed].all() or not _can_hold(spec, fixed):
        return 0  # nothing satisfies this case
    alive[fixed] = False
    total = int(worth[fixed].sum()) + _seat_value(spec, case.prices)
    wanted = np.flatnonzero(alive & (worth > 0))
    order = np.lexsort((spec.start[wanted], spec.week[wanted], spec.person[wanted]))
    return (total + _people_value(spec, wanted[order], worth, fixed)) // SCALE


def _can_hold(spec: Spec, fixed: list[int]) -> bool:
    """Say whether the people of a case can do everything it gives them."""
    return next(_budget_faults(spec, np.array(sorted(fixed), dtype=np.int64)), None) is None


def _seat_value(spec: Spec, prices: NDArray[np.int64]) -> int:
    total = 0
    for needed, seats, price in zip(spec.needed.tolist(), spec.seats.tolist(), prices.tolist(), strict=True):
        total += needed * max(0, price + spec.bonus * SCALE) + (seats - needed) * max(0, price)
    return total


def _people_value(spec: Spec, wanted: NDArray[np.int64], worth: NDArray[np.int64], fixed: list[int]) -> int:
    """Add up the best sets of every person and week; only a group that does not fit as a whole needs a table."""
    if not wanted.size:
        return 0
    people = spec.problem.people
    cuts = np.flatnonzero((np.diff(spec.person[wanted]) != 0) | (np.diff(spec.week[wanted]) != 0)) + 1
    first = np.concatenate(([0], cuts))
    size = np.diff(np.append(first, len(wanted)))
    length = np.add.reduceat(spec.minutes[wanted], first)
    who = spec.person[wanted[first]]
    crowded = (size > people.max_places[who]) | (length > people.max_minutes[who])
    meets = (spec.start[wanted[1:]] != NO_TIME) & (spec.start[wanted[1:]] < spec.end[wanted[:-1]])
    meets[cuts - 1] = False
    group_of = np.repeat(np.arange(len(first)), size)
    crowded[group_of[1:][meets]] = True
    crowded |= np.isin(who, spec.person[fixed])
    total = int(worth[wanted[~crowded[group_of]]].sum())
    for group in np.flatnonzero(crowded).tolist():
        rows = wanted[first[group] : first[group] + size[group]]
        total += _best(_group(spec, rows, worth, [row for row in fixed if spec.person[row] == who[group]]))
    return total


def _group(spec: Spec, rows: NDArray[np.int64], worth: NDArray[np.int64], held: list[int]) -> Group:
    """Leave of a group what goes with the pairs its person already holds."""
    people, person, week = spec.problem.people, int(spec.person[rows[0]]), spec.week[rows[0]]
    same = [row for row in held if spec.week[row] == week]
    places = int(people.max_places[person]) - len(same)
    budget = int(people.max_minutes[person]) - int(spec.minutes[same].sum())
    goes_with = [not any(spec.overlap(row, other) for other in held) for row in rows.tolist()]
    kept = rows[goes_with]
    return Group(worth[kept], spec.minutes[kept], spec.start[kept], spec.end[kept], places, budget)


def _best(group: Group) -> int:
    """Return the most that a set of the group's pairs is worth: from the last start backwards, a table per pair."""
    count = len(group.worth)
    if not count or group.places < 1:
        return 0
    step = int(group.places < count)  # only then the number of places is a limit
    deep = group.places + 1 if step else 1
    unit = max(1, int(np.gcd.reduce(group.minutes)))
    while (group.budget // unit + 1) * deep * (count + 1) > ROOM:
        unit *= 2
    minutes, budget = (group.minutes // unit).tolist(), group.budget // unit
    if int(group.minutes.sum()) <= group.budget:
        minutes, budget = [0] * count, 0
    untimed = group.start[0] == NO_TIME
    after = np.arange(1, count + 1) if untimed else np.searchsorted(group.start, group.end, side="left")
    table = np.zeros((count + 1, deep, budget + 1), dtype=np.int64)
    for at in range(count - 1, -1, -1):
        without, length = table[at + 1], minutes[at]
        table[at] = without
        if length <= budget:
            rest = table[int(after[at])][: deep - step, : budget + 1 - length]
            table[at, step:, length:] = np.maximum(without[step:, length:], rest + int(group.worth[at]))
    return int(table[0].max())


def _value_faults(spec: Spec, solution: ScoredSolution, points: int, filled: int, upper: int) -> Iterator[Reason]:
    if (solution.points, solution.low_seats) != (points, filled):
        claimed = f"{solution.points} points and {solution.low_seats} minimum seats claimed"
        yield Reason("wrong_objective", f"{claimed}, {points} and {filled} found")
    if solution.bonus != spec.bonus:
        yield Reason("wrong_objective", f"a seat bonus of {solution.bonus} claimed, {spec.bonus} found")
    if solution.upper < upper:
        yield Reason("wrong_bound", f"{solution.upper} claimed, the prices prove {upper}")
    if solution.upper < points + spec.bonus * filled:
        yield Reason("wrong_bound", f"{solution.upper} claimed, the answer reaches {points + spec.bonus * filled}")
