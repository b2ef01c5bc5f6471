"""One row of an official list of organisations, read cell by cell."""

from dataclasses import dataclass, replace
from datetime import date

from core.cells import CellEmpty, read_date, read_text
from core.management.imports import CellRefused, read_cell, read_cell_or
from core.tables import Column, Table, TableRow
from core.text import fold, localised
from ngos import errors
from ngos.directions import DIRECTIONS
from ngos.enums import BarredForm, LegalForm, LegalStatus
from ngos.management.words import DIRECTION_WORDS, FORM_WORDS, STATUS_WORDS
from ngos.validators import clean_bin, clean_name, is_branch
from places.errors import UnknownTerritory
from places.models import Territory

COLUMNS = (
    Column("bin", ("бин", "бсн", "business identification number", "бин организации", "ұйымның бсн")),
    Column("name", ("name_ru", "наименование", "название", "наименование организации", "атауы", "ұйым атауы")),
    Column("name_kk", ("наименование на казахском", "қазақша атауы", "название на казахском", "name in kazakh")),
    Column("name_en", ("наименование на английском", "ағылшынша атауы", "name in english")),
    Column("region", ("область", "регион", "облыс", "өңір", "аймақ", "область, город"), True),
    Column(
        "legal_form", ("form", "организационно-правовая форма", "правовая форма", "форма", "құқықтық нысаны", "опф")
    ),
    Column("legal_status", ("status", "статус", "состояние", "мәртебесі", "күйі")),
    Column("since", ("status since", "дата статуса", "статус с", "мәртебе күні")),
    Column(
        "directions", ("направления", "направления деятельности", "сфера деятельности", "қызмет бағыттары", "бағыттар")
    ),
    Column("head", ("head bin", "бин головной организации", "головная организация", "бас ұйымның бсн")),
)
COLUMN_OF = {"bin": "bin", "legal_form": "legal_form", "legal_status": "legal_status", "parent_bin": "head"}
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """What one row of the list says."""

    bin: str
    names: tuple[str, str, str]
    region: Territory
    form: str
    status: str
    since: date | None
    directions: tuple[str, ...]
    head: str

    @property
    def key(self) -> str:
        """What the entry is known by: the BIN, else its first name and its region."""
        return self.bin or key_without_bin(self.names, self.region)


class RowReader:
    """Reads rows as of a day; asks the tables once for the regions."""

    def __init__(self, *, on: date) -> None:
        self._on = on
        self._regions = _regions()

    def read(self, row: TableRow) -> Listed:
        """Read a row. Raises CellRefused, or what says why the row cannot be an entry."""
        names = (
            read_cell(row, "name_kk", _read_name),
            read_cell(row, "name", _read_name),
            read_cell(row, "name_en", _read_name),
        )
        if not any(names):
            raise CellRefused("name", CellEmpty())
        form = read_cell(row, "legal_form", read_form)
        number = read_cell(row, "bin", lambda text: clean_bin(text, on=self._on) if text else "")
        status = read_cell(row, "legal_status", read_status)
        if form == LegalForm.VOLUNTEER_GROUP and number:
            raise errors.BinOfGroup
        if not number and status not in ("", LegalStatus.UNVERIFIED):
            raise CellRefused("bin", errors.BinMissing())
        if number and status == LegalStatus.UNVERIFIED:
            raise errors.LegalStatusImpossible
        return Listed(
            bin=number,
            names=names,
            region=read_cell(row, "region", self._read_region),
            form=form,
            status=status if number else LegalStatus.UNVERIFIED,
            since=read_cell_or(row, "since", self._read_day, None),
            directions=read_cell(row, "directions", read_directions),
            head=read_cell(row, "head", lambda text: _read_head(text, number)),
        )

    def _read_region(self, text: str) -> Territory:
        found = self._regions.get(fold(text))
        if found is None:
            raise CellEmpty if not text else UnknownTerritory(key=text)
        return found

    def _read_day(self, text: str) -> date:
        day = read_date(text)
        if day > self._on:
            raise errors.DayInFuture
        return day


def read_form(text: str) -> str:
    """Read a legal form by its name or usual letters in any language. Raises FormBarred or FormUnknown."""
    if not text:
        return ""
    form = FORM_WORDS.get(fold(text))
    if form is None:
        raise errors.FormUnknown(known=", ".join(str(one.label) for one in LegalForm))
    if form in BarredForm.values:
        raise errors.FormBarred(form=BarredForm(form).label)
    return form


def read_status(text: str) -> str:
    """Read a legal status by its name in any language. Raises LegalStatusUnknown."""
    status = STATUS_WORDS.get(fold(text), "") if text else ""
    if text and not status:
        raise errors.LegalStatusUnknown(known=", ".join(str(one.label) for one in LegalStatus))
    return status


def read_directions(text: str) -> tuple[str, ...]:
    """Read directions by code, point of the law or name, separated by semicolon or bar. Raises DirectionUnknown."""
    found = []
    for wish in filter(None, (part.strip() for part in text.replace("|", ";").split(";"))):
        code = DIRECTION_WORDS.get(fold(wish))
        if code is None:
            raise errors.DirectionUnknown(wish=wish[:60])
        found.append(code)
    return tuple(code for code in DIRECTIONS if code in found)


def _read_head(text: str, number: str) -> str:
    if not text:
        return ""
    head = clean_bin(text)
    if not is_branch(number) or is_branch(head):
        raise errors.NotABranch
    return head


def _read_name(text: str) -> str:
    return clean_name(read_text(text, longest=LONGEST_NAME)) if text else ""


def _regions() -> dict[str, Territory]:
    """Return the regions in force by code and by every name, with and without the word for a region."""
    found: dict[str, Territory] = {}
    for region in Territory.objects.regions().current():
        names = [localised(region, "name", language).text for language in ("kk", "ru", "en")]
        for name in [region.code, *names, *(_bare(name) for name in names)]:
            found.setdefault(fold(name), region)
    return found


def _bare(name: str) -> str:
    words = [word for word in name.split() if fold(word) not in _REGION_WORDS]
    return " ".join(words) or name


_REGION_WORDS = frozenset(fold(word) for word in ("область", "облысы", "region", "город", "қаласы", "г.", "city"))


def key_without_bin(names: tuple[str, ...], region: Territory) -> str:
    """Return what an entry without a BIN is known by: its first name, folded, and its region."""
    return f"{region.code} {next(fold(name) for name in names if name)}"


def heads_first(table: Table) -> Table:
    """Return the table with branches behind everybody else, so that a head is there before its branch."""
    return replace(table, rows=tuple(sorted(table.rows, key=lambda row: is_branch(row.text("bin")))))
