"""The published data sets: each with its source, version, dictionary and files. A new one is one entry here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Row = Mapping[str, str | int | float | None]

LICENCE = "CC-BY-4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
PREVIEW_ROWS = 20
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the files, its type (string, integer, number, date or boolean), and what it holds."""

    name: str
    type: str
    meaning: Text


@dataclass(frozen=True, slots=True)
class File:
    """One file: its format, and the name of its address with what stands in it."""

    format: str
    address: str
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{settings.SITE_URL}{reverse(self.address, args=self.arguments)}"

    @property
    def media_type(self) -> str:
        """What it is, for programs."""
        return MEDIA_TYPES[self.format]


@dataclass(frozen=True, slots=True)
class Change:
    """What a version of the columns changed."""

    version: str
    day: date
    what: Text


FIRST = Change("1.0", date(2026, 11, 28), _("First version."))


@dataclass(frozen=True, slots=True)
class DataSet:
    """One published table. ``rows`` gives all of its rows in a stable order, asking the database as it is read."""

    code: str
    title: Text
    text: Text
    source: Text
    how_often: Text
    columns: tuple[Column, ...]
    files: tuple[File, ...]
    changes: tuple[Change, ...]
    rows: Callable[[], Iterable[Row]]

    @property
    def version(self) -> str:
        """The version of the columns, newest first in ``changes``."""
        return self.changes[0].version
