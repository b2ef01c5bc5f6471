"""Ratings as files that anybody can check: canonical bytes, and the comparison with what they should be.

One record per line, keys in order, no spaces, UTF-8, a line feed at the end. docs/rating.md describes each file.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ngos.rating.inputs import Inputs, InputsUnreadable, inputs_from, inputs_record
from ngos.rating.method import Method
from ngos.rating.score import rate, result_record

FORMAT = "asar-ratings-1"
LICENCE = "CC-BY-4.0"
Record = dict[str, Any]


class DocumentUnreadable(ValueError):
    """The file is no file of ratings; the message says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a file says something else than its inputs lead to."""

    place: str
    published: str
    recomputed: str

    def __str__(self) -> str:
        return f"{self.place}: published {self.published}, recomputed {self.recomputed}"


def line_of(value: Any) -> str:
    """Return a value as canonical JSON on one line."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record_of(inputs: Inputs, method: Method) -> Record:
    """Return what is published about one organisation: its inputs and what they lead to."""
    return {"inputs": inputs_record(inputs, method), "result": result_record(rate(inputs, method), method)}


def document(records: Iterable[Record], method: Method, *, as_of: date) -> Iterator[str]:
    """Return a file of ratings line by line."""
    head = line_of(
        {
            "as_of": as_of.isoformat(),
            "format": FORMAT,
            "licence": LICENCE,
            "method": method.version,
            "method_sha256": method.sha256,
        }
    )
    yield f'{head[:-1]},"ratings":[\n'
    before = ""
    for record in records:
        yield f"{before}{line_of(record)}"
        before = ",\n"
    yield "\n]}\n" if before else "]}\n"


def read_document(text: str) -> tuple[date, str, list[Record]]:
    """Return the day, the version of the method and the records of a file. Raises DocumentUnreadable."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise DocumentUnreadable(f"its format is not {FORMAT}")
        return date.fromisoformat(content["as_of"]), str(content["method"]), list(content["ratings"])
    except (KeyError, TypeError, ValueError) as broken:
        raise DocumentUnreadable(f"this is no file of ratings: {broken}") from broken


def recompute(text: str, method: Method) -> tuple[str, list[Inputs], list[Difference]]:
    """Work a whole file out again from its inputs; return the file as it should be, the inputs, and what differs.

    Raises DocumentUnreadable, or InputsUnreadable with the organisation and the indicator in it.
    """
    as_of, _version, published = read_document(text)
    inputs = [inputs_from(_part(row, "inputs"), method) for row in published]
    found: list[Difference] = []
    records = []
    for row, given in zip(published, inputs, strict=True):
        right = record_of(given, method)
        records.append(right)
        found.extend(_differences(row, right, given.bin))
    again = "".join(document(records, method, as_of=as_of))
    if again != text and not found:
        found.append(first_line_of_difference("ratings.json", text, again))
    return again, inputs, found


def _part(row: Any, name: str) -> Any:
    if not isinstance(row, dict) or name not in row:
        raise InputsUnreadable(f"a record without {name}")
    return row[name]


def _differences(published: Record, right: Record, number: str) -> Iterator[Difference]:
    """Compare a record with what it should be: indicator by indicator, then all else."""
    if line_of(published) == line_of(right):
        return
    said = dict(_leaves(published))
    should = dict(_leaves(right))
    for place in sorted(said.keys() | should.keys()):
        if said.get(place) != should.get(place):
            yield Difference(f"{number}, {place}", said.get(place, "nothing"), should.get(place, "nothing"))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        named = value.get("indicator") or value.get("group")
        base = f"{path} {named}".strip() if isinstance(named, str) else path
        for key, inner in value.items():
            yield from _leaves(inner, f"{base} {key}".strip())
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, line_of(value)


def first_line_of_difference(name: str, published: str, right: str) -> Difference:
    """Return the first line in which two texts differ."""
    before, after = published.split("\n"), right.split("\n")
    before += [""] * (len(after) - len(before))
    after += [""] * (len(before) - len(after))
    number = next(index for index, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
    return Difference(f"{name}, line {number + 1}", before[number][:200], after[number][:200])


def ratings_table(inputs: Iterable[Inputs], method: Method, *, as_of: date) -> Iterator[str]:
    """Return one line of CSV per organisation, with points and the points of each group."""
    groups = [group.code for group in method.groups]
    yield _csv(
        [
            "bin",
            "as_of",
            "method",
            "points",
            "low",
            "high",
            "confidence_percent",
            "is_open",
            "gates",
            "lacking",
            *groups,
        ]
    )
    for given in inputs:
        row = result_record(rate(given, method), method)
        yield _csv(
            [
                row["bin"],
                as_of.isoformat(),
                method.version,
                *(points(row[name]) for name in ("points_tenths", "low_tenths", "high_tenths")),
                row["confidence_percent"],
                "true" if row["is_open"] else "false",
                " ".join(row["gates"]),
                " ".join(lack["indicator"] for lack in row["lacking"]),
                *(points(group["tenths"]) for group in row["groups"]),
            ]
        )


def inputs_table(inputs: Iterable[Inputs], method: Method) -> Iterator[str]:
    """Return one line of CSV per organisation and indicator: what was counted."""
    yield _csv(["bin", "indicator", "successes", "cases"])
    for given in inputs:
        for code, indicator in method.indicators.items():
            yield _csv([given.bin, code, *given.shown(indicator)])


def points(tenths: int | None) -> str:
    """Return tenths of a point as points, such as 61.4; nothing for those that are not rated yet."""
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def _csv(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
