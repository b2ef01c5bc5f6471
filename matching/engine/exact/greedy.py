"""A first answer without search: take the most valuable pair that still fits, again and again."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import seat_bonus, seats_to_minimum
from matching.engine.candidates import EdgeSet
from matching.engine.gates import closed_shifts, read_gates
from matching.engine.index import Index, clashes
from matching.engine.tables import ALONE


def take_greedily(index: Index, edges: EdgeSet) -> NDArray[np.bool_]:
    """Go once through the edges by falling points (seat bonus included), then by row, and take what fits.

    Returns
    -------
    bool array, one per edge
        Feasible: shifts whose condition was not met and people in teams go without. Usually some percent below the
        best.
    """
    worth = edges.score + np.where(seats_to_minimum(index) > 0, seat_bonus(index), 0)[edges.role]
    volunteers, taken = edges.volunteers(), np.zeros(len(edges), dtype=bool)
    seats, shifts, minutes = index.seats_left.copy(), index.shifts_left.copy(), index.minutes_left.copy()
    own: dict[int, list[int]] = {}
    alone = index.problem.volunteers.team[volunteers] == ALONE
    for edge in np.argsort(-worth, kind="stable").tolist():
        person, role = int(volunteers[edge]), int(edges.role[edge])
        if not alone[edge]:
            continue
        week, length = index.week[role], index.minutes[role]
        if seats[role] < 1 or shifts[person, week] < 1 or minutes[person, week] < length:
            continue
        held = own.setdefault(person, [])
        if held and clashes(index, np.array(held), np.array([role])).any():
            continue
        taken[edge] = True
        held.append(role)
        seats[role] -= 1
        shifts[person, week] -= 1
        minutes[person, week] -= length
    return taken & ~_on_closed_shifts(index, edges, taken)


def _on_closed_shifts(index: Index, edges: EdgeSet, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    load = np.bincount(edges.role[taken], minlength=index.role_count)
    return closed_shifts(index, read_gates(index), load)[index.problem.roles.shift[edges.role]]
