"""The document behind all files of a report, and each file from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reports.documents.content import content_of
from reports.documents.paper import paper_file
from reports.documents.selection import selection_words
from reports.documents.table import table_file
from reports.documents.workbook import workbook_file
from reports.indicators import Preset, definitions_digest, query_digest, sealed, written

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
FORM = "asar-report-1"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What stands around figures: the end of the ledger, versions, moments; everything but the counting.

    ``head`` is None in public: between two versions the positions would say whose shard grew. The root stays.
    """

    head: Mapping[int, int] | None
    head_root: str
    made_at: datetime
    version: int = 0
    number: str = ""
    signed_at: datetime | None = None
    signer: str = ""
    token: str = ""
    is_public: bool = False
    hidden: tuple[Mapping[str, str], ...] = ()
    changes: tuple[Mapping[str, str], ...] = ()
    page: str = ""
    salt: str = ""
    figures_digest: str = ""
    definitions: str = ""
    query: str = ""
    preset: Preset | None = None


def document_of(figures: Mapping[str, Any], around: Wrapped) -> dict[str, Any]:
    """Return the whole document: it is the JSON file, and what the other files are written from."""
    preset = around.preset
    question = {name: figures[name] for name in ("territory", "valid_from", "period", "structure", "ages")}
    positions = {} if around.head is None else {"head": head_text(around.head)}
    document = {
        "form": FORM,
        "number": around.number,
        "version": around.version,
        "figures": dict(figures),
        "digest": around.figures_digest or sealed(figures, around.salt),
        "salt": around.salt,
        "query": around.query or query_digest(question),
        "definitions": around.definitions or definitions_digest(),
        "head_root": around.head_root,
        "made_at": _moment(around.made_at),
        "signed_at": _moment(around.signed_at) if around.signed_at else "",
        "signer": around.signer,
        "signature": around.token,
        "is_public": around.is_public,
        "hidden": list(around.hidden),
        "changes": list(around.changes),
        "page": around.page,
        **positions,
    }
    if preset is None:
        return document
    return document | {
        "selection": selection_words(preset),
        "figures": preset.of_figures(figures),
        "hidden": preset.of_cells(around.hidden),
        "changes": [],
    }


def file_of(document: Mapping[str, Any], kind: str, language: str) -> bytes:
    """Return one file of a document: the same document gives the same numbers in every kind."""
    if kind == "json":
        return written(document) + b"\n"
    content = content_of(document, language)
    if kind == "pdf":
        return paper_file(content, document)
    return workbook_file(content) if kind == "xlsx" else table_file(content)


def bundle_of(document: Mapping[str, Any], kinds: list[str], language: str) -> dict[str, bytes]:
    """Return several files by name."""
    return {name_of(document, kind, language): file_of(document, kind, language) for kind in kinds}


def name_of(document: Mapping[str, Any], kind: str, language: str) -> str:
    """Name a file by territory, period, structure, version and language."""
    figures = document["figures"]
    code = figures["territory"].rpartition(":")[2]
    version = f"-v{document['version']}" if document["version"] else ""
    preset = f"-{document['selection']['code']}" if "selection" in document else ""
    return f"report-{code}-{figures['period']}-s{figures['structure']}{version}{preset}-{language}.{kind}"


def head_text(head: Mapping[int, int]) -> str:
    """Write the last position of every shard that has one: ``0:12 7:3``."""
    return " ".join(f"{shard}:{position}" for shard, position in sorted(head.items()) if position)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
