"""The allocation as a mixed-integer programme in plain arrays: columns, rows and a sparse matrix."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.engine.bundle import clash_masks, seat_bonus, seats_to_minimum
from matching.engine.candidates import EdgeSet
from matching.engine.gates import Gates, read_gates
from matching.engine.index import Index
from matching.engine.teams import meetings

INFINITE = float("inf")


@dataclass(slots=True)
class RowBuilder:
    """Collects sparse rows: lower <= coefficients . columns <= upper."""

    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, columns: list[int], coefficients: list[float], *, lower: float, upper: float) -> None:
        """Append one row."""
        self.columns += columns
        self.coefficients += coefficients
        self.starts.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Maximise ``gain . columns``.

    Columns: edges, seats to the minimum, other seats, first places, open shifts, meetings of buddies.
    Edges and open shifts are 0 or 1. Rows 0..roles-1 say that a role's people sit on its seats; their dual values are
    the role prices. Only shifts with a condition have a column that opens them.
    """

    gain: NDArray[np.float64]
    most: NDArray[np.float64]
    whole: NDArray[np.bool_]
    edge_count: int
    rows: RowBuilder

    def columns_of(self, index: Index, edges: EdgeSet, taken: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the value of every column for a feasible choice of edges."""
        load = np.bincount(edges.role[taken], minlength=index.role_count)
        counted = np.minimum(load, seats_to_minimum(index))
        placed = np.bincount(edges.volunteers()[taken], minlength=index.volunteer_count) > 0
        busy = np.bincount(index.problem.roles.shift[edges.role[taken]], minlength=len(index.problem.shifts)) > 0
        opened = busy[read_gates(index).shift]
        met = [taken[one].any() and taken[other].any() for one, other in meetings(index, edges)]
        return np.concatenate([taken, counted, load - counted, placed, opened, met]).astype(np.float64)


def build_model(index: Index, edges: EdgeSet, lead: NDArray[np.int64]) -> Model:
    """Write down capacity, minimum, first places, weekly limits, clashes, conditions, teams and buddies.

    ``lead``: from ``join_teams``.
    """
    to_minimum, gates = seats_to_minimum(index), read_gates(index)
    doors, met = np.zeros(int(gates.shift.sum())), meetings(index, edges)
    company = np.full(len(met), index.problem.options.weights.buddy)
    gain = np.concatenate(
        [edges.score, seat_bonus(index), np.zeros(index.role_count), index.first_bonus, doors, company]
    )
    people = np.ones(index.volunteer_count)
    most = np.concatenate(
        [np.ones(len(edges)), to_minimum, index.seats_left - to_minimum, people, doors + 1, np.ones(len(met))]
    )
    whole = np.zeros(len(gain), dtype=bool)
    first_door = len(gain) - len(doors) - len(met)
    whole[: len(edges)] = whole[first_door : first_door + len(doors)] = True
    rows = RowBuilder()
    _add_role_rows(rows, index, edges)
    for volunteer in range(index.volunteer_count):
        _add_person_rows(rows, index, edges, volunteer)
    _add_gate_rows(rows, index, edges, gates)
    for edge in np.flatnonzero(lead != np.arange(len(edges))).tolist():
        rows.add([edge, int(lead[edge])], [1.0, -1.0], lower=0.0, upper=0.0)
    for number, pair in enumerate(met):
        for own in pair:
            rows.add(
                [first_door + len(doors) + number, *own.tolist()],
                [1.0] + [-1.0] * len(own),
                lower=-INFINITE,
                upper=0.0,
            )
    return Model(gain.astype(np.float64), most.astype(np.float64), whole, len(edges), rows)


def _add_role_rows(rows: RowBuilder, index: Index, edges: EdgeSet) -> None:
    order = np.argsort(edges.role, kind="stable")
    bounds = np.searchsorted(edges.role[order], np.arange(index.role_count + 1))
    for role in range(index.role_count):
        people = order[bounds[role] : bounds[role + 1]].tolist()
        seats = [len(edges) + role, len(edges) + index.role_count + role]
        rows.add(people + seats, [1.0] * len(people) + [-1.0, -1.0], lower=0.0, upper=0.0)


def _add_person_rows(rows: RowBuilder, index: Index, edges: EdgeSet, volunteer: int) -> None:
    first, last = int(edges.ptr[volunteer]), int(edges.ptr[volunteer + 1])
    own = list(range(first, last))
    bonus = len(edges) + 2 * index.role_count + volunteer
    rows.add([bonus, *own], [1.0] + [-1.0] * len(own), lower=-INFINITE, upper=0.0)
    roles = edges.role[first:last]
    for week in np.unique(index.week[roles]):
        places = first + np.flatnonzero(index.week[roles] == week)
        minutes = index.minutes[edges.role[places]]
        shifts_left, minutes_left = index.shifts_left[volunteer, week], index.minutes_left[volunteer, week]
        if len(places) > shifts_left:
            rows.add(places.tolist(), [1.0] * len(places), lower=-INFINITE, upper=float(shifts_left))
        if minutes.sum() > minutes_left:
            rows.add(places.tolist(), minutes.astype(float).tolist(), lower=-INFINITE, upper=float(minutes_left))
    for clique in cover_by_cliques(clash_masks(index, roles)):
        rows.add([first + place for place in clique], [1.0] * len(clique), lower=-INFINITE, upper=1.0)


def _add_gate_rows(rows: RowBuilder, index: Index, edges: EdgeSet, gates: Gates) -> None:
    """Nobody on a shift that does not open; enough people in every role, and with the children, of one that does."""
    first_seat, first_door = len(edges), len(edges) + 2 * index.role_count + index.volunteer_count
    people, shift = edges.volunteers(), index.problem.roles.shift
    shift_of_edge = shift[edges.role]
    for number, gated in enumerate(np.flatnonzero(gates.shift).tolist()):
        door = first_door + number
        here = np.flatnonzero(shift_of_edge == gated)
        for own in np.split(here, np.flatnonzero(np.diff(people[here])) + 1) if here.size else ():
            rows.add([*own.tolist(), door], [1.0] * len(own) + [-1.0], lower=-INFINITE, upper=0.0)
        roles = np.flatnonzero(shift == gated)
        for role in roles[gates.least[roles] > 0].tolist():
            rows.add([first_seat + role, door], [1.0, -float(gates.least[role])], lower=0.0, upper=INFINITE)
        seats = first_seat + roles[gates.contact[roles]]
        if gates.adults[gated]:
            both = [*seats.tolist(), *(seats + index.role_count).tolist()]
            rows.add([*both, door], [1.0] * len(both) + [-float(gates.adults[gated])], lower=0.0, upper=INFINITE)


def cover_by_cliques(clash: tuple[int, ...]) -> Iterator[list[int]]:
    """Cover every clashing pair by groups in which all clash with all; at most one place of a group can be taken."""
    open_pairs = list(clash)
    for here in range(len(clash)):
        while open_pairs[here] >> here:
            there = (open_pairs[here] >> here & -(open_pairs[here] >> here)).bit_length() - 1 + here
            clique, common = [here, there], clash[here] & clash[there]
            while common:
                place = (common & -common).bit_length() - 1
                clique.append(place)
                common &= clash[place]
            together = sum(1 << place for place in clique)
            for place in clique:
                open_pairs[place] &= ~together
            yield sorted(clique)
