"""The tables of the scored form: people with weekly budgets, places with seats, and the pairs somebody scored."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.tables import Column, Fault, ProblemError, Table

FORMAT = "asar-scored-1"
NO_LIMIT = 2**31 - 1
NO_TIME = -1
MOST_POINTS = 1_000_000  # of one pair
LARGEST_TOTAL = 2**52  # pairs x bonus; beyond, 64-bit sums of 1/64 points could overflow
WEEK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, eq=False)
class People(Table):
    """Who can be placed: minutes and places a week, ``NO_LIMIT`` for as many as there are."""

    ids: NDArray[np.bytes_]
    max_minutes: NDArray[np.int32]
    max_places: NDArray[np.int32]

    NAME: ClassVar[str] = "people"
    CONTRACT: ClassVar[dict[str, Column]] = {
        "ids": Column("S"),
        "max_minutes": Column("int32"),
        "max_places": Column("int32"),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Places(Table):
    """What can be filled. ``start``, ``end``: minutes from any Monday 00:00, half-open, both ``NO_TIME`` if open."""

    ids: NDArray[np.bytes_]
    capacity: NDArray[np.int32]
    minimum: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    NAME: ClassVar[str] = "places"
    CONTRACT: ClassVar[dict[str, Column]] = {
        "ids": Column("S"),
        "capacity": Column("int32"),
        "minimum": Column("int32"),
        "start": Column("int64"),
        "end": Column("int64"),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Pairs(Table):
    """Who may take what: rows of People and Places, points for it, and the minutes it takes this person."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    score: NDArray[np.int32]
    minutes: NDArray[np.int32]

    NAME: ClassVar[str] = "pairs"
    CONTRACT: ClassVar[dict[str, Column]] = {
        "person": Column("int32"),
        "place": Column("int32"),
        "score": Column("int32"),
        "minutes": Column("int32"),
    }


@dataclass(frozen=True, eq=False)
class ScoredProblem:
    """One problem of the scored form, in order of ids. Build it with :func:`make_scored`."""

    people: People
    places: Places
    pairs: Pairs

    @cached_property
    def sha256(self) -> str:
        """Hash of every column."""
        digest = hashlib.sha256(FORMAT.encode())
        for table in (self.people, self.places, self.pairs):
            for name, column in table.columns().items():
                little = column.astype(column.dtype.newbyteorder("<"), copy=False)
                digest.update(f"|{table.NAME}.{name}:{little.dtype.str}:{column.shape}|".encode())
                digest.update(np.ascontiguousarray(little).data)
        return digest.hexdigest()


def _wrong(table: Table, column: str, rows: NDArray[np.bool_], message: str) -> list[Fault]:
    return [Fault(table.NAME, int(row), column, message) for row in np.flatnonzero(rows)[:20]]


def _repeated_ids(table: Table) -> list[Fault]:
    ids = table.columns()["ids"]
    order = np.argsort(ids, kind="stable")
    again = np.zeros(len(ids), dtype=bool)
    again[order[1:]] = ids[order[1:]] == ids[order[:-1]]
    return _wrong(table, "ids", again, "is used by an earlier row as well")


def _place_faults(places: Places) -> list[Fault]:
    untimed = (places.start == NO_TIME) & (places.end == NO_TIME)
    half = ~untimed & ((places.start < 0) | (places.end < 0))
    return [
        *_repeated_ids(places),
        *_wrong(places, "capacity", places.capacity < 0, "is negative"),
        *_wrong(places, "minimum", places.minimum < 0, "is negative"),
        *_wrong(places, "minimum", places.minimum > places.capacity, "is more than the capacity"),
        *_wrong(places, "start", half, "and end must be given together"),
        *_wrong(places, "end", ~untimed & ~half & (places.end <= places.start), "is not after the start"),
    ]


def _pair_faults(problem: ScoredProblem) -> list[Fault]:
    pairs, people, places = problem.pairs, len(problem.people), len(problem.places)
    unknown = [
        *_wrong(pairs, "person", (pairs.person < 0) | (pairs.person >= people), f"is not one of the {people} rows"),
        *_wrong(pairs, "place", (pairs.place < 0) | (pairs.place >= places), f"is not one of the {places} rows"),
    ]
    order = np.lexsort((pairs.place, pairs.person))
    again = np.zeros(len(pairs), dtype=bool)
    same = (np.diff(pairs.person[order]) == 0) & (np.diff(pairs.place[order]) == 0)
    again[order[1:]] = same
    return [
        *unknown,
        *_wrong(pairs, "place", again, "is paired with this person in an earlier row as well"),
        *_wrong(pairs, "score", (pairs.score < 0) | (pairs.score > MOST_POINTS), f"is not within 0 and {MOST_POINTS}"),
        *_wrong(pairs, "minutes", pairs.minutes < 0, "is negative"),
    ]


def find_faults(problem: ScoredProblem) -> list[Fault]:
    """List everything wrong with the tables."""
    people = problem.people
    faults = [
        *_repeated_ids(people),
        *_wrong(people, "max_minutes", people.max_minutes < 0, "is negative"),
        *_wrong(people, "max_places", people.max_places < 0, "is negative"),
        *_place_faults(problem.places),
        *_pair_faults(problem),
    ]
    if not faults and seat_bonus(problem) * (len(problem.pairs) + 1) > LARGEST_TOTAL:
        faults.append(Fault("pairs", -1, "score", "is too large for so many seats; give fewer points per pair"))
    return faults


def seat_bonus(problem: ScoredProblem) -> int:
    """Return the points of a seat up to a place's minimum: one more than all scores together could be."""
    count = len(problem.places)
    highest = np.zeros(count, dtype=np.int64)
    np.maximum.at(highest, problem.pairs.place, problem.pairs.score.astype(np.int64))
    sought = np.bincount(problem.pairs.place, minlength=count)
    return 1 + int((highest * np.minimum(sought, problem.places.capacity)).sum())


def _in_order(table: Table) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the order of ids and, for each old row, its new row."""
    order = np.argsort(table.columns()["ids"], kind="stable")
    new_row = np.empty(len(order), dtype=np.int32)
    new_row[order] = np.arange(len(order), dtype=np.int32)
    return order, new_row


def make_scored(people: People, places: Places, pairs: Pairs) -> ScoredProblem:
    """Check the tables and put them in order of ids, pairs in order of (person, place).

    Raises
    ------
    ProblemError
        Naming table, row (as passed in) and column of everything that is wrong.
    """
    faults = find_faults(ScoredProblem(people, places, pairs))
    if faults:
        raise ProblemError(faults)
    people_order, people_row = _in_order(people)
    places_order, places_row = _in_order(places)
    person, place = people_row[pairs.person], places_row[pairs.place]
    order = np.lexsort((place, person))
    moved = pairs.take(order, person=person[order], place=place[order])
    return ScoredProblem(people.take(people_order), places.take(places_order), moved)
