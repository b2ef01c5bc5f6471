"""A report as a workbook: numbers are numbers, text is never a formula, every sheet prints on A4 across."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.sheets import Cell, Sheet, workbook_of
from reports.documents.content import Content, Row, Table
from reports.indicators import MINUTES_IN_HOUR

NOT_SHOWN = "–"
WIDTHS = (26, 40, 14, 14, 16, 14, 14, 14, 14, 14, 12)
CELL_LETTERS = 32_000  # a little below what a cell may hold


def workbook_file(content: Content) -> bytes:
    """Write the workbook; the same content gives the same numbers."""
    with override(content.language):
        return workbook_of(_sheets(content))


def _sheets(content: Content) -> Iterator[Sheet]:
    header = [
        _("Code"),
        pgettext("of a row", "Name"),
        *(name for _code, name, _unit in content.measures),
        _("Hours"),
        _("Rate"),
    ]
    yield Sheet(_("Summary"), header, [_line(content.total, has_rates=True)], WIDTHS, has_total=True)
    for table in content.tables:
        yield Sheet(table.title, header, _lines(content, table), WIDTHS, has_total=True)
    heads = [_("Code"), _("Indicator"), _("Unit"), _("Definition"), _("Formula"), _("Source"), _("Denominator")]
    yield Sheet(_("Definitions"), heads, content.definitions, (16, 22, 20, 70, 40, 36, 30))
    lines = [_("Code"), pgettext("of a row", "Name"), _("Value")]
    yield Sheet(_("About this report"), lines, _about(content), (18, 34, 90))


def _about(content: Content) -> list[Sequence[Cell]]:
    """Return the lines the check reads; what is too long for a cell goes on in the next line."""
    lines: list[Sequence[Cell]] = []
    for code, name, value in content.about:
        parts = [value[start : start + CELL_LETTERS] for start in range(0, len(value), CELL_LETTERS)] or [""]
        lines += [(code, name, part) for part in parts]
    return lines + [("note", _("Note"), note) for note in (*content.notes, _signs())]


def _signs() -> str:
    return _("A dash in a table is a hidden number. An empty cell is a number that does not exist.")


def _lines(content: Content, table: Table) -> list[Sequence[Cell]]:
    lines = [_line(row, has_rates=table.has_rates) for row in table.rows]
    if (more := table.more) is not None:
        lines.append(_line(more, has_rates=False))
    return [*lines, _line(content.total, has_rates=table.has_rates)]


def _line(row: Row, *, has_rates: bool) -> Sequence[Cell]:
    """Write one row; a dash is a hidden number, an empty cell is one that does not exist."""
    minutes = row.value("minutes")
    hours = None if minutes is None else minutes / MINUTES_IN_HOUR
    told = [NOT_SHOWN if cell is None else cell for cell in (row.key, row.name, *row.values, hours)]
    return [*told, NOT_SHOWN if has_rates and row.has_hidden_rate else row.rate]
