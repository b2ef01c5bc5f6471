"""Check a solution from the problem and its certificate alone; shares no rule, score or search with the solver."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Problem, validate
from matching.engine.result import Solution, Surcharges, gap_ppm
from matching.engine.verify.bound import SCALE, person_value, role_value
from matching.engine.verify.extras import Extras, earned_by_shift, merged, read_fees
from matching.engine.verify.gates import Gate, list_gates
from matching.engine.verify.pairs import Spec
from matching.engine.verify.together import list_teams, meeting_points, parted, read_hopes, team_value

BY_HAND = 1_000_000  # people x roles up to which plain Python checks every pair
LARGEST_PRICE = 2**40  # 1/64 points; far beyond any score, far within 64 bits


class Reason(NamedTuple):
    """Why a solution is refused: a code and the facts, for instance ("overbooked", "role r7: 3 people, 2 seats")."""

    code: str
    detail: str

    def __str__(self) -> str:
        """Read like ``overbooked: role r7: 3 people, 2 seats``."""
        return f"{self.code}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier found by itself; ``objective`` and ``bound`` are its own numbers, 0 if not reached."""

    accepted: bool
    reasons: tuple[Reason, ...]
    objective: int
    bound: int

    @property
    def gap_ppm(self) -> int:
        """Return the proven gap in parts per million of the bound."""
        return gap_ppm(self.objective, self.bound)


def verify(problem: Problem, solution: Solution) -> Verdict:
    """Recompute feasibility, objective and bound.

    Raises
    ------
    ProblemError
        If the problem itself is unsound.

    Notes
    -----
    O(volunteers x shifts) plus a small exact search per person and week. All decisions are taken in integers.
    """
    validate(problem)
    malformed = tuple(_form_faults(problem, solution))
    if malformed:
        return Verdict(False, malformed, 0, 0)
    spec = Spec(problem)
    gates = list_gates(spec)
    reasons = [*_seat_faults(spec, gates, solution), *_gate_faults(spec, gates, solution)]
    in_bulk = len(problem.volunteers) * len(problem.roles) > BY_HAND and find_spec("numba") is not None
    surcharges = solution.certificate.surcharges
    beyond, teams = merged(spec, read_fees(spec, surcharges), read_hopes(spec)), list_teams(spec)
    found = (_check_in_bulk if in_bulk else _check_by_hand)(spec, solution, beyond, teams)
    objective = _role_points(spec, solution) + found.objective + meeting_points(spec, solution)
    prices = solution.certificate.prices
    dual = found.dual + sum(team_value(spec, people, prices, [beyond]) for people in teams)
    bound = (role_value(spec, gates, prices, earned_by_shift(surcharges)) + dual) // SCALE
    reasons += [*_team_faults(spec, solution, teams), *found.reasons, *_value_faults(solution, objective, bound)]
    return Verdict(not reasons, tuple(reasons), objective, bound)


class _Checked(NamedTuple):
    """Sums over people: points, dual in 1/64 points, and what is wrong."""

    objective: int
    dual: int
    reasons: list[Reason]


def _check_by_hand(spec: Spec, solution: Solution, beyond: Extras, teams: list[list[int]]) -> _Checked:
    """Check one person after the other in plain Python; the bound leaves out who is in a team."""
    teamed = {person for people in teams for person in people}
    reasons: list[Reason] = []
    objective = dual = 0
    for person in range(len(spec.problem.volunteers)):
        metres = spec.metres(person)
        fits, scores = spec.eligible(person, metres), spec.scores(person, metres)
        points, faults = _check_person(spec, solution, person, fits, scores)
        objective += points
        reasons += faults
        open_roles = np.flatnonzero(fits)
        if person in teamed:
            continue
        scores += beyond.of(person, len(scores))
        reduced = scores[open_roles] * SCALE - solution.certificate.prices[open_roles]
        dual += person_value(spec, person, open_roles, reduced)
    return _Checked(objective, dual, reasons)


def _check_person(
    spec: Spec, solution: Solution, person: int, fits: NDArray[np.bool_], scores: NDArray[np.int64]
) -> tuple[int, list[Reason]]:
    """Return the points of a person's places with the first bonus, and what is wrong with them."""
    first, last = np.searchsorted(solution.volunteer, (person, person + 1)).tolist()
    taken = solution.role[first:last].tolist()
    faults = [
        *_person_faults(spec, person, taken, fits),
        *_score_faults(spec, person, taken, scores, solution.score[first:last]),
    ]
    return int(scores[taken].sum()) + (spec.first_bonus(person) if taken else 0), faults


def _check_in_bulk(spec: Spec, solution: Solution, beyond: Extras, teams: list[list[int]]) -> _Checked:
    """Check everybody with the compiled rules; whoever is in doubt there is looked at by hand, to name the fault."""
    from matching.engine.verify.whole import scan_everybody  # compiled; small problems never need it

    found = scan_everybody(spec, solution, beyond, [person for people in teams for person in people])
    reasons: list[Reason] = []
    for person in np.flatnonzero(found.doubtful).tolist():
        metres = spec.metres(person)
        fits, scores = spec.eligible(person, metres), spec.scores(person, metres)
        reasons += _check_person(spec, solution, person, fits, scores)[1]
    return _Checked(found.objective, found.dual, reasons)


def _form_faults(problem: Problem, solution: Solution) -> Iterator[Reason]:
    if solution.certificate.problem_sha256 != problem.sha256:
        yield Reason("other_problem", "the certificate names another problem's hash")
        return
    yield from _pair_form_faults(problem, solution)
    prices = solution.certificate.prices
    if prices.shape != (len(problem.roles),) or prices.dtype.kind != "i":
        yield Reason("malformed", "there is not one whole price per role")
    elif prices.size and not -LARGEST_PRICE <= prices.min() <= prices.max() <= LARGEST_PRICE:
        yield Reason("malformed", f"a price is beyond {LARGEST_PRICE}")
    yield from _surcharge_form_faults(problem, solution.certificate.surcharges)


def _surcharge_form_faults(problem: Problem, surcharges: Surcharges) -> Iterator[Reason]:
    columns = (surcharges.volunteer, surcharges.shift, surcharges.points)
    if len({column.shape for column in columns}) != 1 or any(column.dtype.kind != "i" for column in columns):
        yield Reason("malformed", "surcharges are not whole numbers of the same length")
        return
    lengths = (len(problem.volunteers), len(problem.shifts), LARGEST_PRICE)
    if any(((column < 0) | (column >= length)).any() for column, length in zip(columns, lengths, strict=True)):
        yield Reason("malformed", "a surcharge names no person or shift, or is below zero")


def _pair_form_faults(problem: Problem, solution: Solution) -> Iterator[Reason]:
    columns = (solution.volunteer, solution.role, solution.score)
    if len({column.shape for column in columns}) != 1 or any(column.dtype.kind != "i" for column in columns):
        yield Reason("malformed", "volunteer, role and score are not whole numbers of the same length")
        return
    people, places = len(problem.volunteers), len(problem.roles)
    for column, length, name in ((solution.volunteer, people, "volunteer"), (solution.role, places, "role")):
        if column.size and (column.min() < 0 or column.max() >= length):
            yield Reason("malformed", f"a {name} is not one of the {length} rows")
    keys = solution.volunteer.astype(np.int64) * max(places, 1) + solution.role
    if (np.diff(keys) <= 0).any():
        yield Reason("malformed", "pairs are repeated or not in order of volunteer and role")


def _name(spec: Spec, table: str, row: int) -> str:
    problem = spec.problem
    ids = {"role": problem.roles.ids, "shift": problem.shifts.ids, "volunteer": problem.volunteers.ids}[table]
    return f"{table} {ids[row].decode(errors='replace')}"


def _load(spec: Spec, solution: Solution) -> NDArray[np.int64]:
    return np.bincount(solution.role, minlength=len(spec.shift)).astype(np.int64)


def _seat_faults(spec: Spec, gates: list[Gate], solution: Solution) -> Iterator[Reason]:
    load = _load(spec, solution)
    for role in np.flatnonzero(load > spec.free_seats).tolist():
        yield Reason(
            "overbooked", f"{_name(spec, 'role', role)}: {load[role]} people, {spec.free_seats[role]} free seats"
        )
    lowest = np.where(spec.seats_to_minimum() > 0, -spec.seat_bonus() * SCALE, 0)
    lowest[[role for gate in gates for role in gate.roles]] = -LARGEST_PRICE
    for role in np.flatnonzero(solution.certificate.prices < lowest).tolist():
        price = solution.certificate.prices[role]
        yield Reason("price_sign", f"{_name(spec, 'role', role)}: price {price} is below {lowest[role]}")


def _gate_faults(spec: Spec, gates: list[Gate], solution: Solution) -> Iterator[Reason]:
    """Find shifts to which people are sent although a condition fails."""
    load = _load(spec, solution)
    for gate in gates:
        lacking = gate.lacks(load)
        if lacking and load[gate.roles].any():
            yield Reason(lacking, f"{_name(spec, 'shift', gate.shift)} takes place only with more people")


def _team_faults(spec: Spec, solution: Solution, teams: list[list[int]]) -> Iterator[Reason]:
    for person in parted(spec, solution, teams):
        yield Reason("team_parted", f"{_name(spec, 'volunteer', person)} does not get the roles of the team")


def _role_points(spec: Spec, solution: Solution) -> int:
    return int((np.minimum(_load(spec, solution), spec.seats_to_minimum()) * spec.seat_bonus()).sum())


def _person_faults(spec: Spec, person: int, taken: list[int], fits: NDArray[np.bool_]) -> Iterator[Reason]:
    who = _name(spec, "volunteer", person)
    for place, role in enumerate(taken):
        if not fits[role]:
            yield Reason("ineligible", f"{who} may not take {_name(spec, 'role', role)}")
        for other in taken[:place]:
            if spec.clash(role, other):
                yield Reason("clash", f"{who}: {_name(spec, 'role', other)} and {_name(spec, 'role', role)}")
    yield from _budget_faults(spec, person, np.array(taken, dtype=np.int64))


def _budget_faults(spec: Spec, person: int, taken: NDArray[np.int64]) -> Iterator[Reason]:
    who = _name(spec, "volunteer", person)
    shifts, minutes = spec.budget(person)
    for week in np.unique(spec.week[taken]).tolist():
        roles = taken[spec.week[taken] == week]
        if len(roles) > shifts[week]:
            yield Reason("week_shifts", f"{who}: {len(roles)} more shifts in week {week}, {shifts[week]} left")
        if spec.minutes[roles].sum() > minutes[week]:
            yield Reason("week_minutes", f"{who}: more than the {minutes[week]} minutes left in week {week}")


def _score_faults(
    spec: Spec, person: int, taken: list[int], scores: NDArray[np.int64], claimed: NDArray[np.int32]
) -> Iterator[Reason]:
    for role, points in zip(taken, claimed.tolist(), strict=True):
        if int(scores[role]) != points:
            pair = f"{_name(spec, 'volunteer', person)} and {_name(spec, 'role', role)}"
            yield Reason("wrong_score", f"{pair}: {points} points claimed, {scores[role]} found")


def _value_faults(solution: Solution, objective: int, bound: int) -> Iterator[Reason]:
    certificate = solution.certificate
    if solution.objective != objective or certificate.lower != objective:
        yield Reason("wrong_objective", f"{solution.objective} and {certificate.lower} claimed, {objective} found")
    if certificate.upper < bound:
        yield Reason("wrong_bound", f"{certificate.upper} claimed, the prices prove {bound}")
    if certificate.upper < objective:
        yield Reason("wrong_bound", f"{certificate.upper} claimed, the solution reaches {objective}")
