"""What it costs to insist on a person: the best filling with her in it, solved anew, against the best without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.gates import closed_shifts, read_gates
from matching.engine.hard import Pairs, codes_of, failed_bits
from matching.engine.index import Index, build_index
from matching.engine.problem import Problem, canonical
from matching.engine.result import Limits, Solution
from matching.engine.soft import score
from matching.engine.solve import solve
from matching.engine.tables import Confirmed

Pair = tuple[int, int]  # rows of a volunteer and of a role


class CannotInsist(ValueError):
    """A pair breaks hard rules, alone or beside those insisted on before it; ``codes`` of the rules.

    The code ``closed``: her shift does not open even with her.
    """

    def __init__(self, pair: Pair, codes: tuple[str, ...]) -> None:
        super().__init__(f"volunteer row {pair[0]} cannot take role row {pair[1]}: {', '.join(codes)}")
        self.pair, self.codes = pair, codes


@dataclass(frozen=True, slots=True, eq=False)
class Insistence:
    """The best filling with the wanted pairs in it.

    ``solution``: of the same problem, wanted pairs included; its certificate is that of the free solution, so its gap
    covers the cost. ``least`` and ``most``: points that insisting costs, equal where both searches ended.
    ``gone`` and ``new``: pairs of the free solution that are not in this one, and the other way round.
    """

    solution: Solution
    least: int
    most: int
    gone: tuple[Pair, ...]
    new: tuple[Pair, ...]


def with_confirmed(problem: Problem, pairs: Sequence[Pair]) -> Problem:
    """Return the problem with the pairs as standing sign-ups.

    Raises
    ------
    CannotInsist
        Naming the first pair that fails a rule beside those before it, and the rules.
    """
    for pair in pairs:
        index = build_index(problem)
        bits = int(failed_bits(Pairs(index, np.array([pair[0]]), np.array([pair[1]])))[0, 0])
        if bits:
            raise CannotInsist(pair, codes_of(bits))
        standing = problem.confirmed
        people, places = np.append(standing.volunteer, pair[0]), np.append(standing.role, pair[1])
        confirmed = Confirmed.of(volunteer=people, role=places)
        problem = canonical(replace(problem, confirmed=confirmed))
    return problem


def worth_of(index: Index, volunteers: NDArray[np.int32], roles: NDArray[np.int32]) -> int:
    """Add up what pairs are worth together: scores, first places, seats up to the minimum; points."""
    points = int(_scores(index, volunteers, roles).sum())
    load = np.bincount(roles, minlength=index.role_count)
    seats = seat_bonus(index) * np.minimum(load, seats_to_minimum(index))
    return points + int(index.first_bonus[np.unique(volunteers)].sum() + seats.sum())


def insist(
    problem: Problem, free: Solution, pairs: Sequence[Pair], *, limits: Limits | None = None, seed: int = 0
) -> Insistence:
    """Solve again with some pairs fixed and say what that costs. As slow as a solve of the problem.

    Parameters
    ----------
    free : of the same problem, without the pairs fixed
    pairs : each eligible, and all together

    Raises
    ------
    CannotInsist
    """
    forced = solve(with_confirmed(problem, pairs), limits=limits, seed=seed)
    index = build_index(problem)
    wanted = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    volunteer = np.concatenate((forced.volunteer, wanted[:, 0])).astype(np.int32)
    role = np.concatenate((forced.role, wanted[:, 1])).astype(np.int32)
    order = np.lexsort((role, volunteer))
    volunteer, role = volunteer[order], role[order]
    _refuse_closed(index, role, pairs)
    objective = worth_of(index, volunteer, role)
    fixed = objective - forced.objective  # what the wanted pairs are worth by themselves
    before, after = _pairs_of(free.volunteer, free.role), _pairs_of(volunteer, role)
    return Insistence(
        solution=replace(
            free,
            volunteer=volunteer,
            role=role,
            score=_scores(index, volunteer, role),
            objective=objective,
            certificate=replace(free.certificate, lower=objective),
            stopped_by="insisted",
        ),
        least=max(free.objective - _at_most(forced) - fixed, 0),
        most=max(_at_most(free) - objective, 0),
        gone=tuple(sorted(before - after)),
        new=tuple(sorted(after - before)),
    )


def _at_most(solution: Solution) -> int:
    """Return what no filling exceeds: what was found if the search went through all of them, else the bound."""
    return solution.objective if solution.stopped_by == "optimal" else solution.bound


def _refuse_closed(index: Index, role: NDArray[np.int32], pairs: Sequence[Pair]) -> None:
    load = np.bincount(role, minlength=index.role_count)
    closed = closed_shifts(index, read_gates(index), load)[index.problem.roles.shift]
    for pair in pairs:
        if closed[pair[1]]:
            raise CannotInsist(pair, ("closed",))


def _scores(index: Index, volunteer: NDArray[np.int32], role: NDArray[np.int32]) -> NDArray[np.int32]:
    points = [
        int(score(Pairs(index, np.array([person]), np.array([place])))[0, 0])
        for person, place in zip(volunteer.tolist(), role.tolist(), strict=True)
    ]
    return np.array(points, dtype=np.int32)


def _pairs_of(volunteer: NDArray[np.int32], role: NDArray[np.int32]) -> set[Pair]:
    return set(zip(volunteer.tolist(), role.tolist(), strict=True))
