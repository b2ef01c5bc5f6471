"""Folders of the scored form: people.csv, places.csv and pairs.csv, as a spreadsheet program writes them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.files.answers import PRICES, PROPOSALS, RESULT, read_result
from matching.engine.files.sheets import (
    Sheet,
    check_columns,
    ids_of,
    moment,
    parsed,
    read_sheet,
    rows_of,
    whole_number,
    whole_numbers,
    write_rows,
)
from matching.engine.scored.answer import ScoredCase, ScoredSolution
from matching.engine.scored.problem import (
    MOST_POINTS,
    NO_LIMIT,
    NO_TIME,
    Pairs,
    People,
    Places,
    ScoredProblem,
    make_scored,
)
from matching.engine.tables import Fault, ProblemError

PEOPLE, PLACES, PAIRS = "people.csv", "places.csv", "pairs.csv"
CASES = "cases.csv"
MOST_MINUTES = 2**30
LARGEST_PRICE = 2**60


def _minute(cell: str) -> int:
    """Read a moment as minutes from a Monday 00:00: a date and time, or a whole number of minutes."""
    if not cell:
        return NO_TIME
    if cell.isdigit():
        return int(cell)
    when = moment(cell)
    return (when.toordinal() - 1) * 1440 + when.hour * 60 + when.minute  # day 1 was a Monday


def _people(folder: Path) -> tuple[Sheet, People]:
    sheet = read_sheet(folder / PEOPLE)
    check_columns(sheet, needed={"id"}, known={"id", "max_minutes", "max_places"})
    limits = {
        name: whole_numbers(sheet, name, lowest=0, highest=MOST_MINUTES, empty=NO_LIMIT)
        for name in ("max_minutes", "max_places")
    }
    return sheet, People.of(ids=ids_of(sheet, "id"), **limits)


def _times(sheet: Sheet, name: str) -> NDArray[np.int64]:
    if name not in sheet.columns:
        return np.full(sheet.length, NO_TIME, dtype=np.int64)
    wanted = "a date and time like 2026-10-05 09:00"
    return np.array(parsed(sheet, name, _minute, wanted), dtype=np.int64)


def _places(folder: Path) -> tuple[Sheet, Places]:
    sheet = read_sheet(folder / PLACES)
    check_columns(sheet, needed={"id", "capacity"}, known={"id", "capacity", "minimum", "start", "end", "minutes"})
    return sheet, Places.of(
        ids=ids_of(sheet, "id"),
        capacity=whole_numbers(sheet, "capacity", lowest=0, highest=NO_LIMIT),
        minimum=whole_numbers(sheet, "minimum", lowest=0, highest=NO_LIMIT, empty=0),
        start=_times(sheet, "start"),
        end=_times(sheet, "end"),
    )


def _place_minutes(sheet: Sheet, places: Places) -> NDArray[np.int64]:
    """Return how long a place takes: its own minutes, else from start to end, else ``NO_TIME``."""
    own = whole_numbers(sheet, "minutes", lowest=0, highest=MOST_MINUTES, empty=NO_TIME)
    lasting = np.where(places.start == NO_TIME, NO_TIME, places.end - places.start)
    return np.where(own == NO_TIME, lasting, own)


def _pairs(folder: Path, people: People, places: Places, place_minutes: NDArray[np.int64]) -> Pairs:
    sheet = read_sheet(folder / PAIRS)
    check_columns(sheet, needed={"person", "place", "score"}, known={"person", "place", "score", "minutes"})
    person = np.array(rows_of(sheet, "person", people.ids), dtype=np.int32)
    place = np.array(rows_of(sheet, "place", places.ids), dtype=np.int32)
    own = whole_numbers(sheet, "minutes", lowest=0, highest=MOST_MINUTES, empty=NO_TIME)
    minutes = np.where(own == NO_TIME, place_minutes[place], own)
    unknown = (minutes == NO_TIME) & (people.max_minutes[person] != NO_LIMIT)
    if unknown.any():
        told = "is not known, here nor for the place, but the person has a limit of minutes"
        raise sheet.fault(int(np.argmax(unknown)), "minutes", told)
    score = whole_numbers(sheet, "score", lowest=0, highest=MOST_POINTS)
    return Pairs.of(person=person, place=place, score=score, minutes=np.maximum(minutes, 0))


def read_scored(folder: Path) -> ScoredProblem:
    """Read and check a problem of the scored form.

    Raises
    ------
    ProblemError
        Naming file, line and column of what is missing or wrong.
    """
    _, people = _people(folder)
    sheet, places = _places(folder)
    return make_scored(people, places, _pairs(folder, people, places, _place_minutes(sheet, places)))


def _texts(ids: NDArray[np.bytes_]) -> list[str]:
    return [value.decode() for value in ids.tolist()]


def _cells(column: NDArray[Any], empty: int) -> list[int | str]:
    return ["" if value == empty else value for value in column.tolist()]


def write_scored(problem: ScoredProblem, folder: Path) -> None:
    """Write a problem of the scored form into a folder, made if there is none; times in minutes."""
    folder.mkdir(parents=True, exist_ok=True)
    people, places, pairs = problem.people, problem.places, problem.pairs
    who, what = _texts(people.ids), _texts(places.ids)
    limits = (_cells(people.max_minutes, NO_LIMIT), _cells(people.max_places, NO_LIMIT))
    write_rows(folder / PEOPLE, ["id", "max_minutes", "max_places"], zip(who, *limits, strict=True))
    times = (_cells(places.start, NO_TIME), _cells(places.end, NO_TIME))
    seats = (places.capacity.tolist(), places.minimum.tolist())
    write_rows(folder / PLACES, ["id", "capacity", "minimum", "start", "end"], zip(what, *seats, *times, strict=True))
    columns = (pairs.person.tolist(), pairs.place.tolist(), pairs.score.tolist(), pairs.minutes.tolist())
    rows = ((who[v], what[r], s, m) for v, r, s, m in zip(*columns, strict=True))
    write_rows(folder / PAIRS, ["person", "place", "score", "minutes"], rows)


def result_of(problem: ScoredProblem, solution: ScoredSolution) -> dict[str, Any]:
    """Sum an answer up: what ``result.json`` says of it."""
    return {
        "problem_sha256": solution.problem_sha256,
        "sha256": solution.sha256,
        "objective": solution.points,
        "bound": solution.bound,
        "gap_ppm": solution.gap_ppm,
        "placed": len(solution.person),
        "minimum_seats": {
            "asked": int(problem.places.minimum.sum()),
            "filled": solution.low_seats,
            "at_most": min(solution.most_low_seats, int(problem.places.minimum.sum())),
        },
        "upper": solution.upper,
        "seat_bonus": solution.bonus,
        "stopped_by": solution.stopped_by,
        "seed": solution.seed,
    }


def write_scored_answer(
    problem: ScoredProblem, solution: ScoredSolution, folder: Path, **facts: object
) -> dict[str, Any]:
    """Write an answer into a folder; return what its ``result.json`` says, ``facts`` included."""
    folder.mkdir(parents=True, exist_ok=True)
    who, what = _texts(problem.people.ids), _texts(problem.places.ids)
    columns = (solution.person.tolist(), solution.place.tolist(), solution.score.tolist())
    rows = ((who[v], what[r], score) for v, r, score in zip(*columns, strict=True))
    write_rows(folder / PROPOSALS, ["person", "place", "score"], rows)
    cases = list(enumerate(solution.cases, start=1))
    prices = (
        (number, place, price)
        for number, case in cases
        for place, price in zip(what, case.prices.tolist(), strict=True)
    )
    write_rows(folder / PRICES, ["case", "place", "price"], prices)
    given = (
        (number, who[person], what[place], int(taken)) for number, case in cases for person, place, taken in case.given
    )
    write_rows(folder / CASES, ["case", "person", "place", "taken"], given)
    result = result_of(problem, solution) | facts
    (folder / RESULT).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


def _read_cases(problem: ScoredProblem, folder: Path) -> tuple[ScoredCase, ...]:
    prices, given = read_sheet(folder / PRICES), read_sheet(folder / CASES)
    check_columns(prices, needed={"case", "place", "price"}, known={"case", "place", "price"})
    check_columns(given, needed={"case", "person", "place", "taken"}, known={"case", "person", "place", "taken"})
    number = whole_numbers(prices, "case", lowest=1, highest=10**6) - 1
    places = len(problem.places)
    vectors = np.zeros((int(number.max(initial=0)) + 1, places), dtype=np.int64)
    priced = rows_of(prices, "place", problem.places.ids)
    vectors[number, priced] = whole_numbers(prices, "price", lowest=-LARGEST_PRICE, highest=LARGEST_PRICE)
    named: list[list[tuple[int, int, bool]]] = [[] for _ in vectors]
    columns = (
        whole_numbers(given, "case", lowest=1, highest=len(vectors)).tolist(),
        rows_of(given, "person", problem.people.ids),
        rows_of(given, "place", problem.places.ids),
        whole_numbers(given, "taken", lowest=0, highest=1).tolist(),
    )
    for case, person, place, taken in zip(*columns, strict=True):
        named[case - 1].append((person, place, bool(taken)))
    return tuple(ScoredCase(tuple(facts), vector) for facts, vector in zip(named, vectors, strict=True))


def read_scored_answer(problem: ScoredProblem, folder: Path) -> ScoredSolution:
    """Read an answer; whether it is right is for ``verify_scored`` to say."""
    sheet = read_sheet(folder / PROPOSALS)
    check_columns(sheet, needed={"person", "place", "score"}, known={"person", "place", "score"})
    person = np.array(rows_of(sheet, "person", problem.people.ids), dtype=np.int32)
    place = np.array(rows_of(sheet, "place", problem.places.ids), dtype=np.int32)
    score = np.array(parsed(sheet, "score", whole_number, "a whole number"), dtype=np.int32)
    order = np.lexsort((place, person))
    result, cases = read_result(folder), _read_cases(problem, folder)
    try:
        return ScoredSolution(
            problem_sha256=str(result["problem_sha256"]),
            person=person[order],
            place=place[order],
            score=score[order],
            points=int(result["objective"]),
            low_seats=int(result["minimum_seats"]["filled"]),
            bonus=int(result["seat_bonus"]),
            upper=int(result["upper"]),
            cases=cases,
            stopped_by=str(result["stopped_by"]),
            seed=int(result["seed"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemError([Fault("result", -1, RESULT, f"lacks or garbles {error}")]) from error
