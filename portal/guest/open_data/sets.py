"""The published data sets: each with its source, version, dictionary and files. A new one is one entry here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class HowOften(StrEnum):
    """How often a data set is renewed, as the frequencies of the EU vocabularies are called."""

    AT_ONCE = "UPDATE_CONT"
    DAILY = "DAILY"
    NOW_AND_THEN = "IRREG"


@dataclass(frozen=True, slots=True)
class DataSet:
    """One published table. ``rows`` gives all of its rows in a stable order, asking the database as it is read.

    ``renewed_on`` gives the day of the newest of them, None where nothing but the columns is dated; ``is_there`` says
    whether its files answer yet.
    """

    code: str
    title: Text
    text: Text
    source: Text
    how_often: Text
    frequency: HowOften
    columns: tuple[Column, ...]
    files: tuple[File, ...]
    changes: tuple[Change, ...]
    rows: Callable[[], Iterable[Row]]
    renewed_on: Callable[[], date | None] = lambda: None
    is_there: Callable[[], bool] = lambda: True

    @property
    def version(self) -> str:
        """The version of the columns, newest first in ``changes``."""
        return self.changes[0].version

    @property
    def issued_on(self) -> date:
        """The day it was first published."""
        return self.changes[-1].day

    @property
    def modified_on(self) -> date:
        """The day on which its rows or its columns last changed."""
        return max(self.changes[0].day, self.renewed_on() or self.changes[0].day)
