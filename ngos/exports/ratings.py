"""Ratings as open data: the files that anybody can recompute."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from ngos import errors
from ngos.models import Rating, RatingRun
from ngos.queries.ratings import latest_run, published_records, record_from
from ngos.rating import inputs_from, known_versions, method_of, method_text
from ngos.rating.method import DATA
from ngos.rating.published import LICENCE, document, inputs_table, line_of, ratings_table

LICENCE_TEXT = (
    "These files are open data under the Creative Commons Attribution 4.0 International licence (CC BY 4.0).\n"
    "https://creativecommons.org/licenses/by/4.0/\n"
)
AS_PUBLISHED = ("schema.json", "dictionary.csv")
Lines = Callable[[RatingRun], Iterator[str]]


def required_run() -> RatingRun:
    """Return the latest run. Raises NotRated before the first."""
    found = latest_run()
    if found is None:
        raise errors.NotRated
    return found


def ratings_json(run: RatingRun) -> Iterator[str]:
    """Return inputs and results of every organisation as one document, line by line."""
    return document(published_records(), method_of(run.method), as_of=run.as_of)


def ratings_csv(run: RatingRun) -> Iterator[str]:
    """Return the points of every organisation as a table."""
    method = method_of(run.method)
    inputs = (inputs_from(record["inputs"], method) for record in published_records())
    return ratings_table(inputs, method, as_of=run.as_of)


def inputs_csv(run: RatingRun) -> Iterator[str]:
    """Return the counts of every organisation as a table."""
    method = method_of(run.method)
    return inputs_table((inputs_from(record["inputs"], method) for record in published_records()), method)


def rating_document(rating: Rating) -> str:
    """Return the rating of one organisation as a document that can be recomputed by itself."""
    return "".join(document([record_from(rating)], method_of(rating.run.method), as_of=rating.run.as_of))


def method_file(version: str) -> str:
    """Return the file of a published method. Raises MethodNotFound."""
    if version not in known_versions():
        raise errors.MethodNotFound
    return method_text(version)


def fixed_file(name: str) -> str:
    """Return a file that is the same for every run: the schema or the dictionary."""
    return (DATA / name).read_text(encoding="utf-8")


FILES: dict[str, Lines] = {"ratings.json": ratings_json, "ratings.csv": ratings_csv, "inputs.csv": inputs_csv}


def write_files(folder: Path) -> dict[str, str]:
    """Write the open data of the latest run into a folder; return the SHA-256 of each file. Raises NotRated."""
    run = required_run()
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        **{name: "".join(make(run)) for name, make in FILES.items()},
        **{name: fixed_file(name) for name in AS_PUBLISHED},
        "method.toml": method_text(run.method),
        "LICENCE.txt": LICENCE_TEXT,
    }
    hashes = {name: sha256(text.encode()).hexdigest() for name, text in sorted(texts.items())}
    manifest = {"as_of": run.as_of.isoformat(), "files": hashes, "licence": LICENCE, "method": run.method}
    for name, text in (texts | {"manifest.json": f"{line_of(manifest)}\n"}).items():
        (folder / name).write_bytes(text.encode())
    return hashes
