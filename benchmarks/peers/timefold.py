"""Timefold on the same problem: every seat is an entity, its candidates are the people who may take it."""

import shutil
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np

if shutil.which("java") is None:
    raise ImportError("Timefold needs a Java virtual machine, and there is no java here")

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from benchmarks.answer import Answer
from benchmarks.case import Case

FAR_QUARTERS = 96  # after a day nobody is too late


@dataclass(eq=False)
class Person:
    """Somebody with her weekly limits and the points for her first place."""

    row: int
    shifts: int
    minutes: int
    first: int


@dataclass(eq=False)
class Candidate:
    """Somebody who may take a seat, with the score of that."""

    person: Person
    score: int


@planning_entity
@dataclass(eq=False)
class Seat:
    """One seat of a role."""

    id: Annotated[int, PlanningId]
    role: int
    shift: int
    start: int
    end: int
    week: int
    minutes: int
    x: float
    y: float
    z: float
    remote: bool
    bonus: int
    buffer: int
    metres_per_quarter: int
    candidates: Annotated[list[Candidate], ValueRangeProvider(id="candidates")] = field(default_factory=list)
    candidate: Annotated[
        Candidate | None, PlanningVariable(allows_unassigned=True, value_range_provider_refs=["candidates"])
    ] = field(default=None)


@planning_solution
@dataclass
class Filling:
    """All people and all seats."""

    people: Annotated[list[Person], ProblemFactCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


def clash(one: Seat, other: Seat) -> bool:
    """Say whether one person cannot take both seats; whole quarters, straight distances: never laxer than our rule."""
    if one.shift == other.shift:
        return True
    gap = other.start - one.end if one.start <= other.start else one.start - other.end
    if gap < one.buffer:
        return True
    if gap >= FAR_QUARTERS or one.remote or other.remote:
        return False
    x = one.x - other.x
    y = one.y - other.y
    z = one.z - other.z
    reach = (gap - one.buffer) * one.metres_per_quarter * 99.9
    return x * x + y * y + z * z > reach * reach


@constraint_provider  # type: ignore[untyped-decorator]  # it ships no types
def rules(factory: ConstraintFactory) -> list[object]:
    """The weekly limits and clashes as hard rules, the three tiers as one soft score."""
    return [
        factory.for_each_unique_pair(Seat, Joiners.equal(lambda seat: seat.candidate.person))
        .filter(lambda one, other: clash(one, other))
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("clash"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.candidate.person, lambda seat: seat.week, ConstraintCollectors.count())
        .filter(lambda person, week, count: count > person.shifts)
        .penalize(HardSoftScore.ONE_HARD, lambda person, week, count: count - person.shifts)
        .as_constraint("shifts a week"),
        factory.for_each(Seat)
        .group_by(
            lambda seat: seat.candidate.person,
            lambda seat: seat.week,
            ConstraintCollectors.sum(lambda seat: seat.minutes),
        )
        .filter(lambda person, week, minutes: minutes > person.minutes)
        .penalize(HardSoftScore.ONE_HARD, lambda person, week, minutes: minutes - person.minutes)
        .as_constraint("minutes a week"),
        factory.for_each(Seat)
        .reward(HardSoftScore.ONE_SOFT, lambda seat: seat.candidate.score + seat.bonus)
        .as_constraint("value"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.candidate.person)
        .reward(HardSoftScore.ONE_SOFT, lambda person: person.first)
        .as_constraint("first place"),
    ]


def _candidates(case: Case, people: list[Person]) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = {}
    pairs = zip(case.owners().tolist(), case.edges.role.tolist(), case.edges.score.tolist(), strict=True)
    for person, role, score in pairs:
        found.setdefault(role, []).append(Candidate(people[person], score))
    return found


def _seats(case: Case, candidates: dict[int, list[Candidate]]) -> list[Seat]:
    market, work = case.market, case.market.work
    seats: list[Seat] = []
    for role, able in candidates.items():
        for place in range(min(int(market.free[role]), len(able))):
            shift, start, end, week, minutes, remote, x, y, z = work.role[role].tolist()
            seats.append(
                Seat(
                    len(seats), role, shift, start, end, week, minutes, float(x), float(y), float(z), bool(remote),
                    int(market.bonus[role]) // 64 if place < market.low[role] else 0,
                    int(work.buffer), int(work.metres_per_quarter), able,
                )
            )  # fmt: skip
    return seats


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Search until the time is over."""
    market = case.market
    people = [
        Person(row, int(market.shifts[row, 0]), int(market.minutes[row, 0]), int(market.first[row]) // 64)
        for row in range(len(market.first))
    ]
    config = SolverConfig(
        solution_class=Filling,
        entity_class_list=[Seat],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
        termination_config=TerminationConfig(spent_limit=Duration(seconds=round(seconds))),
    )
    found = SolverFactory.create(config).build_solver().solve(Filling(people, _seats(case, _candidates(case, people))))
    taken = [(seat.candidate.person.row, seat.role) for seat in found.seats if seat.candidate is not None]
    volunteer, number = np.array(taken, dtype=np.int32).reshape(-1, 2).T
    return Answer(volunteer, case.role_row[number].astype(np.int32), note="stopped at its limit")
