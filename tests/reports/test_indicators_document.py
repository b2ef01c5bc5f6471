"""docs/indicators.md is the registry in words: all of it, and nothing else."""

from pathlib import Path

from reports.indicators import DIMENSIONS, INDICATORS
from reports.indicators.data import rows_of

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"


def rows() -> list[str]:
    """The tables the registry leads to."""
    lines = ["| code | name | unit | formula | definition |", "|---|---|---|---|---|"]
    lines += [
        f"| `{one.code}` | {one.name} | {one.unit} | {f'`{one.formula}`' if one.formula else '–'} | {one.definition} |"
        for one in INDICATORS
    ]
    lines += ["", "| code | split by | source | each person in one row |", "|---|---|---|---|"]
    sources = {"ledger": "ledger", "profiles": "profiles and events when frozen", "not_asked": "not asked"}
    lines += [
        f"| `{one.code}` | {one.name} | {sources[one.source]} | {'yes' if one.splits_people else 'no'} |"
        for one in DIMENSIONS
    ]
    lines += ["", "| from | youth, completed years | source |", "|---|---|---|"]
    lines += [f"| {row['from']} | {row['youngest']}–{row['oldest']} | {row['source']} |" for row in rows_of("youth")]
    return lines


def test_the_document_is_the_registry():
    assert "\n".join(rows()) in DOCUMENT.read_text(encoding="utf-8")
