"""Everything about one person as one archive: JSON, a CSV per table, and a letter that explains it."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _

from core.privacy import words
from core.privacy.data_map import Column, Table, data_map
from core.privacy.finding import Trail
from core.text import safe_text

HIDDEN = "(secret)"
OTHERS = "(about somebody else)"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonalCopy:
    """What is kept about one person: what every column is, and every row by table."""

    made_at: datetime
    person: UUID
    columns: dict[str, dict[str, str]]
    tables: dict[str, list[Record]]


def everything_about(person: Any) -> dict[str, list[Record]]:
    """Return every row about a person by table. Secrets and what is about other people are named and not shown."""
    trail = Trail(person)
    own = {str(public_id) for public_id in trail.public_ids()}
    found: dict[str, list[Record]] = {}
    for table in data_map().values():
        rows = [_record(table, row, own, trail) for row in trail.rows(table).order_by("pk")]
        if rows:
            found[table.label] = rows
    return found


def copy_of(person: Any, *, now: datetime) -> PersonalCopy:
    """Return a person's copy; a few seconds for 10,000 rows."""
    tables = everything_about(person)
    return PersonalCopy(now, person.public_id, explained(tables), tables)


def archive_of(copy: PersonalCopy) -> bytes:
    """Pack a copy, with a letter in the reader's language."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "\ufeff" + _letter(copy.tables, copy.made_at))
        archive.writestr("data.json", json.dumps(asdict(copy), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for label, rows in copy.tables.items():
            archive.writestr(f"csv/{label}.csv", _csv(rows))
    return target.getvalue()


def explained(labels: Iterable[str]) -> dict[str, dict[str, str]]:
    """Say of every personal column of tables what it is, what for and how long."""
    return {
        label: {name: _sentence(column) for name, column in data_map()[label].columns.items() if column.is_personal}
        for label in labels
    }


def _record(table: Table, row: Model, own: set[str], trail: Trail) -> Record:
    return {column.attname: _shown(table, row, column, own, trail) for column in row._meta.concrete_fields}


def _shown(table: Table, row: Model, column: "Field[Any, Any]", own: set[str], trail: Trail) -> Any:
    value, entry = getattr(row, column.attname), table.columns.get(column.name)
    if value is None or value == "":
        return value
    if entry is None or entry.kind == "secret" or (isinstance(value, dict) and "sealed" in value):
        return HIDDEN
    if column.name in table.others or column.name in table.actors or _is_strangers(table, column, value, own):
        return OTHERS
    if isinstance(column, ForeignKey):
        if table.also and value not in trail.keys(column.related_model._meta.label):
            return OTHERS  # a row about two people
        return _named(getattr(row, column.name), value)
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else value


def _is_strangers(table: Table, column: "Field[Any, Any]", value: Any, own: set[str]) -> bool:
    """Say whether a column of a log holds the number of somebody else."""
    return column.name in table.ids and isinstance(value, UUID) and str(value) not in own


def _named(target: Any, key: Any) -> Any:
    """Name a row of another table by what people can look up: its public id, code or key."""
    for name in ("public_id", "key", "code"):
        if hasattr(target, name):
            return str(getattr(target, name))
    return key


def _sentence(column: Column) -> str:
    parts = (words.SUBJECTS[column.what], words.PURPOSES[column.purpose], words.RETENTIONS[column.retention])
    return " ".join(f"{str(part).rstrip('.')}." for part in parts)


def _letter(tables: Mapping[str, list[Record]], now: datetime) -> str:
    lines = [
        _("This is everything Asar keeps about you, as of %(day)s.") % {"day": now.strftime("%d.%m.%Y")},
        "",
        _("data.json holds all of it for programs. The folder csv holds one table per file, for a spreadsheet."),
        _("Passwords, codes and keys are kept as secrets and are not written out: “%(word)s”.") % {"word": HIDDEN},
        _("What is about another person is not yours to take along: “%(word)s”.") % {"word": OTHERS},
        "",
        _("What each file is about, what for, and how long:"),
    ]
    for label, rows in tables.items():
        columns = [column for column in data_map()[label].columns.values() if column.is_personal]
        lines += ["", f"csv/{label}.csv ({len(rows)})", *dict.fromkeys(_sentence(column) for column in columns)]
    return "\r\n".join([*lines, ""])


def _csv(rows: list[Record]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return "\ufeff" + target.getvalue()


def _cell(value: Any) -> str:
    """Write a value so that no spreadsheet reads it as a formula."""
    if isinstance(value, str):
        return safe_text(value)
    return "" if value is None else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).strip('"')
