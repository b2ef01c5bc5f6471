"""What has changed between a stored problem and the tables: only for the people, roles and shifts of its proposals."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from events.models import ShiftRole
from matching import engine
from matching.errors import Difference
from matching.gather import gather
from matching.models import MatchRun, Suggestion
from volunteers.models import Volunteer

# A team is named by a row of its problem. Consent is judged by the gates themselves on the day of each shift, and of
# clearances only whether they still cover what is proposed; having come to another shift takes nothing away. What
# somebody needs is hers alone: nobody is told that it changed.
NOT_COMPARED = frozenset(
    {
        "ids",
        "team",
        "consent_from",
        "consent_until",
        "clearance_from",
        "clearance_until",
        "history",
        "access_needs",
    }
)
COUNTED = frozenset({"held"})  # together with the confirmed sign-ups: who of them is in the problem may differ
Pairs = frozenset[tuple[bytes, bytes]]


def find_differences(
    run: MatchRun, problem: engine.Problem, suggestions: Sequence[Suggestion], *, open_role_ids: Collection[int]
) -> list[Difference]:
    """Compare everything the proposals rest on with the tables as they stand, row by row and column by column.

    Parameters
    ----------
    problem
        As it was kept with the run.
    suggestions
        With ``volunteer`` and ``role`` and its ``shift`` loaded.
    open_role_ids
        Roles on shifts the public may join now.
    """
    people, roles = defaultdict(list), defaultdict(list)
    for suggestion in suggestions:
        people[suggestion.volunteer_id].append(suggestion)
        roles[suggestion.role_id].append(suggestion)
    present = gather(
        volunteers=Volunteer.objects.active().filter(pk__in=list(people)),
        roles=ShiftRole.objects.filter(pk__in=[pk for pk in roles if pk in open_role_ids]),
        now=run.made_at,
    )
    then, now = _Side(problem), _Side(present.problem)
    found = []
    for its in people.values():
        key = str(its[0].volunteer.public_id).encode()
        facts = _person_facts(then, now, key)
        found.append(_difference("person", key, its, facts + _lapsed(now, key, its)))
    for its in roles.values():
        role = its[0].role
        key = str(role.public_id).encode()
        found.append(_difference("role", key, its, _role_facts(then, now, key)))
        if key in now.role_at:
            shift = str(role.shift.public_id).encode()
            found.append(_difference("shift", shift, its, _shift_facts(then, now, shift)))
    return [difference for difference in found if difference.facts]


class _Side:
    """A problem with its rows by id."""

    def __init__(self, problem: engine.Problem) -> None:
        self.problem = problem
        self.person_at = _rows(problem.volunteers.ids)
        self.role_at = _rows(problem.roles.ids)
        self.shift_at = _rows(problem.shifts.ids)
        confirmed = problem.confirmed
        self.taken = problem.roles.held + np.bincount(confirmed.role, minlength=len(problem.roles))
        self.promised: dict[int, set[bytes]] = defaultdict(set)
        for person, role in zip(confirmed.volunteer.tolist(), confirmed.role.tolist(), strict=True):
            self.promised[person].add(problem.roles.ids[role])

    @cached_property
    def index(self) -> engine.Index:
        """The problem with its derived arrays."""
        return engine.build_index(self.problem)


def _rows(ids: NDArray[np.bytes_]) -> dict[bytes, int]:
    return {key: row for row, key in enumerate(ids.tolist())}


def _difference(about: str, key: bytes, its: Sequence[Suggestion], facts: list[str]) -> Difference:
    return Difference(about, key.decode(), tuple(facts), tuple(suggestion.pk for suggestion in its))


def _person_facts(then: _Side, now: _Side, key: bytes) -> list[str]:
    before, after = then.person_at.get(key), now.person_at.get(key)
    if before is None or after is None:
        return ["left"]
    facts = _changed(then.problem.volunteers, before, now.problem.volunteers, after)
    return facts + (["signups"] if then.promised[before] != now.promised[after] else [])


def _lapsed(now: _Side, key: bytes, its: Sequence[Suggestion]) -> list[str]:
    """Say whether a clearance that one of the proposals needs is missing: revoked, out of date, or newly asked for."""
    person = now.person_at.get(key)
    places = [now.role_at.get(str(suggestion.role.public_id).encode()) for suggestion in its]
    asking = [place for place in places if place is not None and now.problem.roles.clearances[place]]
    if person is None or not asking:
        return []
    is_lacking = any(
        factor.code == "clearance" and factor.verdict == "fails"
        for place in asking
        for factor in engine.explain_pair(now.index, person, place)
    )
    return ["clearance"] if is_lacking else []


def _role_facts(then: _Side, now: _Side, key: bytes) -> list[str]:
    before, after = then.role_at.get(key), now.role_at.get(key)
    if before is None or after is None:
        return ["closed"]
    facts = _changed(then.problem.roles, before, now.problem.roles, after, aside={"shift", *COUNTED})
    return facts + (["signups"] if then.taken[before] != now.taken[after] else [])


def _shift_facts(then: _Side, now: _Side, key: bytes) -> list[str]:
    return _changed(then.problem.shifts, then.shift_at[key], now.problem.shifts, now.shift_at[key])


def _changed(then: Any, before: int, now: Any, after: int, aside: Collection[str] = ()) -> list[str]:
    """Name the columns in which two rows differ; a column that only one side knows counts as unchanged."""
    left, right = then.columns(), now.columns()
    return [
        name
        for name in left.keys() & right.keys() - NOT_COMPARED - set(aside)
        if not _equal(left[name][before], right[name][after])
    ]


def _equal(one: Any, other: Any) -> bool:
    """Compare two cells; a mask that has grown by empty words is the same."""
    one, other = np.atleast_1d(one), np.atleast_1d(other)
    if one.shape == other.shape:
        return bool((one == other).all())
    width = max(one.shape[-1], other.shape[-1])
    pad = [np.pad(cell, [*[(0, 0)] * (cell.ndim - 1), (0, width - cell.shape[-1])]) for cell in (one, other)]
    return bool((pad[0] == pad[1]).all())
