"""A report as PDF: tagged for screen readers, the same bytes for the same report, drawn by Typst.

All words go in as data, so nothing anybody wrote is code.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.typesetting import code_of, pdf_of, pictures_of
from reports.documents.content import Content, Row, Table
from reports.documents.drawings import Drawing, drawings_of, where_it_lies
from reports.documents.numbers import number

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "report.typ"
SHOWN = ("people", "newcomers", "participations", "minutes", "events", "organisations")
MOST_ROWS = 60  # of one table on paper; the workbook has all


def paper_file(content: Content, document: Mapping[str, Any]) -> bytes:
    """Draw a report as PDF/UA-1."""
    moment = int(datetime.fromisoformat(document["made_at"]).timestamp())
    return pdf_of(TEMPLATE, _words_in(content, document), moment=moment)


def paper_pictures(content: Content, document: Mapping[str, Any], *, dots_per_inch: float = 100) -> list[bytes]:
    """Draw the pages as PNG, to look at."""
    return pictures_of(TEMPLATE, _words_in(content, document), dots_per_inch=dots_per_inch)


def _words_in(content: Content, document: Mapping[str, Any]) -> dict[str, Any]:
    with override(content.language):
        return _words(content, document)


def _words(content: Content, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return every word of the pages, in the language in force."""
    about = {code: (name, value) for code, name, value in content.about}
    return {
        "language": content.language,
        "title": content.title,
        "place": content.place,
        "days": content.period,
        "site": _("Asar"),
        "kind": _("Public report") if content.is_public else _("Report for official use"),
        "about": [list(pair) for pair in content.facts],
        "selected": _selected(content),
        "total_title": _("Totals"),
        "totals": [[name, number(value)] for name, value in content.readable_totals],
        "heads": [pgettext("of a row", "Name"), *_shown(content.codes, content.headings)],
        "rate_head": _("Rate"),
        "map_title": _("Where it is"),
        "map_note": _("The regions of today, one tile each. The tables below give every number of the drawings."),
        "where": _drawn_words(where_it_lies(content, document["figures"])),
        "drawings": [_drawn_words(one) for one in drawings_of(content)],
        "tables": [_table(table, content) for table in content.tables if table.rows],
        "notes_title": _("Notes"),
        "notes": list(content.notes),
        "definitions_title": _("Definitions"),
        "definitions": [[name, definition] for _code, name, _unit, definition, *_rest in content.definitions],
        "check_title": _("How to check this report"),
        "check": [about[code] for code in ("digest", "head_root", "query", "definitions")],
        "signed": list(content.signed),
        "is_signed": bool(document["signed_at"]),
        "signer_word": _("Authorised officer"),
        "signature_word": _("Signature"),
        "seal_word": _("Seal"),
        "digest": document["digest"],
        "page": document["page"],
        "picture": code_of(document["page"]) if document["page"] else "",
        "picture_says": _("QR code that leads to the published report: %(url)s") % {"url": document["page"]},
        "page_word": _("Page"),
    }


def _selected(content: Content) -> dict[str, Any]:
    """Return the words of a preset, and of what it asks for in vain; nothing for a whole report."""
    if (found := content.selected) is None:
        return {}
    return {
        "name": found.name,
        "definition": found.definition,
        "source": f"{_('Source')}: {found.source}.",
        "missing_title": _("Not measured"),
        "missing": [list(pair) for pair in found.not_measured],
    }


def _drawn_words(drawing: Drawing) -> dict[str, str]:
    return {"title": drawing.title, "svg": drawing.svg, "says": drawing.says}


def _table(table: Table, content: Content) -> dict[str, Any]:
    rows = [_line(row, has_rate=table.has_rates) for row in table.rows[:MOST_ROWS]]
    left_out = len(table.rows) - MOST_ROWS
    if (more := table.more) is not None:
        rows.append(_line(more, has_rate=table.has_rates))
    note = table.note
    if left_out > 0:
        note = " ".join((note, _("%(count)s more rows stand in the workbook.") % {"count": left_out})).strip()
    return {
        "title": table.title,
        "rows": rows,
        "total": _line(content.total, has_rate=table.has_rates),
        "has_rates": table.has_rates,
        "note": note,
    }


def _line(row: Row, *, has_rate: bool) -> list[str]:
    cells = [row.name, *(number(value) for value in _shown(row.codes, row.readable))]
    rate = number(row.rate) if row.rate is not None or row.has_hidden_rate else ""
    return [*cells, rate] if has_rate else cells


def _shown(codes: Sequence[str], values: Sequence[Any]) -> list[Any]:
    """Return the values of the measures that fit beside each other on paper."""
    by_code = dict(zip(codes, values, strict=True))
    return [by_code[code] for code in SHOWN if code in by_code]
