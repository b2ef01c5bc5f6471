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
    yield Sheet(_("Summary"), header, [_line(content.total)], WIDTHS, has_total=True)
    for table in content.tables:
        yield Sheet(table.title, header, _lines(content, table), WIDTHS, has_total=True)
    heads = [_("Code"), _("Indicator"), _("Unit"), _("Definition"), _("Formula"), _("Source"), _("Denominator")]
    yield Sheet(_("Definitions"), heads, content.definitions, (16, 22, 20, 70, 40, 36, 30))
    yield Sheet(_("About this report"), [_("Code"), _("What"), _("Value")], _about(content), (18, 34, 90))


def _about(content: Content) -> list[Sequence[Cell]]:
    """Return the lines the check reads; what is too long for a cell goes on in the next line."""
    lines: list[Sequence[Cell]] = []
    for code, name, value in content.about:
        parts = [value[start : start + CELL_LETTERS] for start in range(0, len(value), CELL_LETTERS)] or [""]
        lines += [(code, name, part) for part in parts]
    return lines + [("note", _("Note"), note) for note in content.notes]


def _lines(content: Content, table: Table) -> list[Sequence[Cell]]:
    lines = [_line(row) for row in table.rows]
    if any(table.overlap):
        more = Row(
            "",
            _("Counted in more than one row"),
            tuple(None if one is None else -one for one in table.overlap),
            None,
            content.codes,
        )
        lines.append(_line(more))
    return [*lines, _line(content.total)]


def _line(row: Row) -> Sequence[Cell]:
    minutes = row.value("minutes")
    hours = None if minutes is None else minutes / MINUTES_IN_HOUR
    return [NOT_SHOWN if cell is None else cell for cell in (row.key, row.name, *row.values, hours, row.rate)]
