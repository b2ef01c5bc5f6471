"""A report as one table of text: UTF-8 with a mark, semicolons, whole numbers, nothing a spreadsheet would run."""

import csv
import io

from core.text import safe_text
from reports.documents.content import Content, Row

ABOUT, TOTALS = "about", "totals"
NAMES, RATE = ("table", "row", "name"), "rate"


def table_file(content: Content) -> bytes:
    """Write everything below one header; whole minutes, because a decimal point turns into a date somewhere."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([*NAMES, *content.codes, RATE])
    for code, name, value in content.about:
        writer.writerow([ABOUT, code, safe_text(name), safe_text(value)])
    writer.writerow([TOTALS, *_cells(content.total)])
    for table in content.tables:
        for row in table.rows:
            writer.writerow([table.code, *_cells(row)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _cells(row: Row) -> list[str | int]:
    rate = "" if row.rate is None else f"{row.rate:.1f}".replace(".", ",")
    return [row.key, safe_text(row.name), *("" if value is None else value for value in row.values), rate]
