"""Working published files out again, from nothing but the files: no database, no network."""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from ngos.rating.method import Method, method_of, read_method
from ngos.rating.published import (
    Difference,
    DocumentUnreadable,
    first_line_of_difference,
    inputs_table,
    ratings_table,
    read_document,
    recompute,
)

RATINGS, METHOD, MANIFEST = "ratings.json", "method.toml", "manifest.json"


def check(path: Path) -> tuple[int, list[Difference]]:
    """Work a folder of open data or one document out again; return how many organisations, and what differs.

    Raises DocumentUnreadable, InputsUnreadable, MethodUnknown, MethodChanged or OSError.
    """
    return _check_folder(path) if path.is_dir() else _check_document(path, None)


def _check_document(path: Path, method: Method | None) -> tuple[int, list[Difference]]:
    text = _read(path)
    method = method or method_of(read_document(text)[1])
    _again, inputs, found = recompute(text, method)
    return len(inputs), found


def _check_folder(folder: Path) -> tuple[int, list[Difference]]:
    method = read_method(_read(folder / METHOD))
    text = _read(folder / RATINGS)
    as_of, _version, _records = read_document(text)
    _again, inputs, found = recompute(text, method)
    tables = {"ratings.csv": ratings_table(inputs, method, as_of=as_of), "inputs.csv": inputs_table(inputs, method)}
    for name, lines in tables.items():
        found.extend(_table(folder / name, lines))
    return len(inputs), [*found, *_manifest(folder, as_of, method, {RATINGS, *tables})]


def _table(path: Path, lines: Iterator[str]) -> Iterator[Difference]:
    """Compare a table line by line; the cells of the line name the organisation and the indicator."""
    published, right = _read(path), "".join(lines)
    if published != right:
        yield first_line_of_difference(path.name, published, right)


def _manifest(folder: Path, as_of: date, method: Method, recomputed: set[str]) -> Iterator[Difference]:
    """Compare the other files with their hashes in the manifest."""
    try:
        manifest = json.loads(_read(folder / MANIFEST))
        hashes = dict(manifest["files"])
    except (ValueError, KeyError, TypeError) as broken:
        raise DocumentUnreadable(f"{MANIFEST} is no list of files: {broken}") from broken
    if manifest.get("as_of") != as_of.isoformat() or manifest.get("method") != method.version:
        yield Difference(MANIFEST, f"{manifest.get('as_of')}, {manifest.get('method')}", f"{as_of}, {method.version}")
    for name in sorted(hashes.keys() - recomputed):
        found = sha256(_read(folder / name).encode()).hexdigest()
        if found != hashes[name]:
            yield Difference(name, hashes[name], found)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as broken:
        raise DocumentUnreadable(f"{path.name} is not UTF-8") from broken
