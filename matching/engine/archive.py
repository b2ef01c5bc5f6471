"""A problem as bytes and back, so that an answer can be checked after the tables it came from have moved on."""

import io
import json
import zipfile
import zlib
from dataclasses import asdict, fields
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import FORMAT, Options, Problem, canonical, validate
from matching.engine.result import Certificate, Surcharges
from matching.engine.tables import Fault, ProblemError, Table, Volunteers
from matching.engine.weights import Weights

HEAD = "options"
SURCHARGES = ("volunteer", "shift", "points")
UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


def pack_problem(problem: Problem) -> bytes:
    """Write every table and option into one compressed archive; ids included, so keep it like the tables.

    Notes
    -----
    O(rows). The format is NumPy's ``.npz`` without pickled objects.
    """
    columns: dict[str, Any] = {
        f"{table.NAME}.{name}": column
        for table in _tables(problem).values()
        for name, column in table.columns().items()
    }
    head = json.dumps({"format": FORMAT, "options": asdict(problem.options)}, sort_keys=True)
    file = io.BytesIO()
    columns[HEAD] = np.frombuffer(head.encode(), dtype=np.uint8)
    np.savez_compressed(file, **columns)
    return file.getvalue()


def unpack_problem(packed: bytes) -> Problem:
    """Read what :func:`pack_problem` wrote; its hash is the one it had.

    Raises
    ------
    ProblemError
        If the bytes are not such an archive, or hold tables that are unsound.
    """
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
            columns = {name: archive[name] for name in archive.files}
        head = json.loads(columns.pop(HEAD).tobytes())
        options = dict(head["options"])
        read = Options(**options | {"weights": Weights(**options["weights"])})
    except UNREADABLE as error:
        raise ProblemError([Fault("archive", -1, HEAD, f"cannot be read: {error}")]) from error
    if head["format"] != FORMAT:
        raise ProblemError([Fault("archive", -1, HEAD, f"is {head['format']}, not {FORMAT}")])
    problem = Problem(**_read_tables(columns), options=read)
    validate(problem)
    return canonical(problem)


def people_named(packed: bytes) -> set[str]:
    """Return the ids of the volunteers in an archive without reading the rest of it."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
        return {key.decode() for key in archive[f"{Volunteers.NAME}.ids"].tolist()}


class Asked(NamedTuple):
    """What a certificate asks for the roles: its prices and its surcharges."""

    prices: NDArray[np.int64]
    surcharges: Surcharges


def pack_prices(certificate: Certificate) -> bytes:
    """Write the prices of a certificate, one per role in canonical order, and its surcharges."""
    file, extra = io.BytesIO(), certificate.surcharges
    columns = {f"surcharges.{name}": getattr(extra, name) for name in SURCHARGES}
    np.savez_compressed(file, prices=certificate.prices, **columns)
    return file.getvalue()


def unpack_prices(packed: bytes) -> Asked:
    """Read what :func:`pack_prices` wrote."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
        surcharges = Surcharges(*(archive[f"surcharges.{name}"] for name in SURCHARGES))
        return Asked(archive["prices"], surcharges)


def prices_by_role(problem: bytes, prices: bytes) -> dict[bytes, int]:
    """Return the price of every role of a packed problem by id; reads nothing about people."""
    with np.load(io.BytesIO(problem), allow_pickle=False) as archive:
        ids = archive["roles.ids"]
    return dict(zip(ids.tolist(), unpack_prices(prices).prices.tolist(), strict=True))


def _tables(problem: Problem) -> dict[str, Table]:
    held = ((field.name, getattr(problem, field.name)) for field in fields(problem))
    return {name: value for name, value in held if isinstance(value, Table)}


def _read_tables(columns: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Return the tables of a problem by the name of its field."""
    kinds = {name: kind for name, kind in get_type_hints(Problem).items() if _is_table(kind)}
    found: dict[str, dict[str, NDArray[Any]]] = {kind.NAME: {} for kind in kinds.values()}
    for key, column in columns.items():
        table, _dot, name = key.partition(".")
        found.setdefault(table, {})[name] = column
    return {name: kind.of(**found[kind.NAME]) for name, kind in kinds.items()}


def _is_table(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Table)
