"""What every file of a report says, in one language: titles, tables and sums that the formats only write down."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.text import sort_key
from reports.disclosure import LEAST
from reports.documents.numbers import number
from reports.documents.periods import days_words, named_period_words
from reports.documents.selection import Selected, selected_in
from reports.indicators import (
    DIMENSIONS,
    FROM_PROFILES,
    INDICATORS,
    MEASURE_CODES,
    MEASURES,
    NOT_ASKED,
    NOT_MAPPED,
    NOT_STATED,
    ROW_NAMES,
    Dimension,
    hours_of,
    overlap,
    rate,
)

MINUTES, HOURS = gettext_noop("Minutes"), gettext_noop("Hours")
PARTS_MISS = gettext_noop(
    "The youth population of the whole differs from the sum of its parts by %(count)s, as published."
)
NOT_MEASURED = "not_measured"
FEW_PEOPLE = range(1, LEAST)
COUNTS_OF_PEOPLE = frozenset({"people", "newcomers"})
STATE_CLASSIFIER = "kato:"
LAST = frozenset({NOT_STATED, NOT_MAPPED})
FACTS = ("code", "days", "structure", "ages", "version", "population", "made_at", "signed_at")
DIGESTS = ("digest", "head_root", "query", "definitions")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a value that is None is not shown, a rate that is None does not exist."""

    key: str
    name: str
    values: tuple[int | None, ...]
    rate: float | None = None
    codes: tuple[str, ...] = MEASURE_CODES

    def value(self, code: str) -> int | None:
        """Return the value of a measure."""
        return self.values[self.codes.index(code)]

    @property
    def readable(self) -> tuple[int | float | None, ...]:
        """The values as people read them: hours to a tenth for minutes."""
        return tuple(
            hours_of(value) if code == "minutes" and value is not None else value
            for code, value in zip(self.codes, self.values, strict=True)
        )

    @property
    def has_hidden_rate(self) -> bool:
        """Whether there may be a rate that is not shown, because the number of people is not."""
        return self.rate is None and self.value("people") is None


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown: its rows, what they count more than once, and a note about where it comes from.

    ``overlap`` is what has to be taken off the sum of the rows to get the total; None is not shown.
    """

    code: str
    title: str
    rows: tuple[Row, ...]
    overlap: tuple[int | None, ...]
    note: str
    has_rates: bool

    @property
    def more(self) -> Row | None:
        """The row that says what the others count more than once; nothing where each counts everything once."""
        if all(value == 0 for value in self.overlap):
            return None
        codes = self.rows[0].codes
        taken_off = tuple(None if value is None else -value for value in self.overlap)
        return Row("", _("Counted in more than one row"), taken_off, None, codes)


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report in one language."""

    language: str
    title: str
    place: str
    days: str
    period: str
    about: tuple[tuple[str, str, str], ...]
    measures: tuple[tuple[str, str, str], ...]
    total: Row
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    definitions: tuple[tuple[str, ...], ...]
    is_public: bool
    signed: tuple[str, ...] = ()
    selected: Selected | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the measures, in the order of every row."""
        return self.total.codes

    @property
    def named_totals(self) -> tuple[tuple[str, str, int | None], ...]:
        """Code, name and value of every measure of the whole."""
        return tuple(
            (code, name, value) for (code, name, _unit), value in zip(self.measures, self.total.values, strict=True)
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the measures as people read them, in the language in force: hours, not minutes."""
        return tuple(_(HOURS) if code == "minutes" else name for code, name, _unit in self.measures)

    @property
    def readable_totals(self) -> tuple[tuple[str, int | float | None], ...]:
        """Name and value of every measure of the whole as people read them, and the rate if there is one."""
        found = tuple(zip(self.headings, self.total.readable, strict=True))
        return found if self.total.rate is None else (*found, (_("People per 1,000 young people"), self.total.rate))

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Name and value of what a reader wants to know about the figures."""
        return self._told(FACTS)

    @property
    def digests(self) -> tuple[tuple[str, str], ...]:
        """Name and value of what the figures hang on."""
        return self._told(DIGESTS)

    def _told(self, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
        lines = {code: (name, value) for code, name, value in self.about}
        name, key = lines["territory_key"]
        lines["code"] = (name, key.removeprefix(STATE_CLASSIFIER))
        return tuple(lines[code] for code in codes)


def content_of(document: Mapping[str, Any], language: str) -> Content:
    """Return what the files say in a language about a document of ``document_of``."""
    with override(language):
        return _content(document, language)


def _content(document: Mapping[str, Any], language: str) -> Content:
    figures = document["figures"]
    population = figures.get("population") or {}
    selection = document.get("selection")
    return Content(
        language=language,
        title=_("Young people in volunteering"),
        place=figures["names"][language],
        days=_days(figures),
        period=named_period_words(figures["period"], language),
        about=tuple(_about(document, language)),
        measures=tuple(
            (one.code, _(MINUTES if one.code == "minutes" else one.name), _(one.unit))
            for one in MEASURES
            if one.code in figures["totals"]
        ),
        total=_row("", _("Total, everybody once"), figures["totals"], population.get("people")),
        tables=tuple(
            _table(dimension, document, language) for dimension in DIMENSIONS if dimension.code in figures["tables"]
        ),
        notes=tuple(_notes(document, language)),
        definitions=tuple(_definitions(figures["totals"])),
        is_public=bool(document.get("is_public")),
        signed=tuple(_signed(document, figures["names"][language])),
        selected=selected_in(selection, language) if selection else None,
    )


def _days(figures: Mapping[str, Any]) -> str:
    first, last = (date.fromisoformat(text) for text in figures["days"])
    return days_words(first, last)


def _about(document: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    """Return code, name and value of everything the figures hang on; verification reads the codes."""
    figures, population = document["figures"], document["figures"].get("population") or {}
    return [
        ("territory", _("Territory"), figures["names"][language]),
        ("territory_key", _("Code"), figures["territory"]),
        ("period", _("Period"), figures["period"]),
        *_selection(document.get("selection"), language),
        ("days", _("Days"), _days(figures)),
        ("structure", _("Administrative structure"), figures["structure"]),
        ("ages", _("Ages counted as youth"), f"{figures['ages'][0]}–{figures['ages'][1]}"),
        ("version", _("Version"), str(document.get("version") or "–")),
        ("population", _("Youth population"), _population(population)),
        ("made_at", _("Figures frozen at"), _moment(document["made_at"])),
        ("signed_at", _("Signed at"), _moment(document["signed_at"]) or _("not signed")),
        ("digest", _("Seal of the figures (SHA-256 with a secret number)"), document["digest"]),
        ("head_root", _("Root of the ledger"), document["head_root"]),
        *_positions(document),
        ("query", _("Digest of the question"), document["query"]),
        ("definitions", _("Digest of the definitions"), document["definitions"]),
    ]


def _positions(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the line with the last position of every shard, which files for official use have."""
    return [("head", _("End of the ledger by shard"), document["head"])] if "head" in document else []


def _selection(words: Mapping[str, Any] | None, language: str) -> list[tuple[str, str, str]]:
    """Return the lines of a preset: what it is, where the question comes from, and what is missing."""
    if not words:
        return []
    selected = selected_in(words, language)
    lines = [
        ("selection", _("Selection"), f"{selected.name}. {selected.definition}"),
        ("selection_code", _("Code of the selection"), selected.code),
        ("selection_source", _("Source of the selection"), selected.source),
        ("selection_tables", _("Tables selected"), " ".join(words["tables"])),
        ("selection_measures", _("Indicators selected"), " ".join(words["measures"])),
    ]
    return lines + [(NOT_MEASURED, _("Not measured"), f"{name}. {why}") for name, why in selected.not_measured]


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%d.%m.%Y %H:%M UTC") if text else ""


def _signed(document: Mapping[str, Any], place: str) -> list[str]:
    """Say who answers for the figures and since when; in public the office and no name."""
    if not document["signed_at"]:
        return [_("Draft: nobody has signed these figures.")]
    office = _("Authorised officer of the akimat, %(place)s.") % {"place": place}
    when = _("Signed electronically on %(day)s.") % {"day": _moment(document["signed_at"])}
    return [when, f"{_('Authorised officer')}: {document['signer']}." if document["signer"] else office]


def _population(population: Mapping[str, Any]) -> str:
    if not population:
        return _("no table for this year, so there are no rates")
    return f"{population['people']} ({population['year']}; {population['source']})"


def stated_population(text: str) -> dict[str, Any] | None:
    """Read the line about the youth population back, in the language in force; None is no such line."""
    if text == _population({}):
        return {}
    found = re.fullmatch(r"(\d+) \((\d{4}); (.*)\)", text)
    return {"people": int(found[1]), "year": int(found[2]), "source": found[3]} if found else None


def is_about_parts(note: str) -> bool:
    """Say whether a note is the one about a youth population that its parts miss, in the language in force."""
    before, _count, after = _(PARTS_MISS).partition("%(count)s")
    return note.startswith(before) and note.endswith(after)


def _table(dimension: Dimension, document: Mapping[str, Any], language: str) -> Table:
    figures = document["figures"]
    rows = figures["tables"][dimension.code]
    if (order := _ORDERS.get(dimension.code)) is not None:
        rows = sorted(rows, key=lambda row: (row["key"] in LAST, order(row), sort_key(row["names"][language])))
    parts = (figures.get("population") or {}).get("rows", {}) if dimension.code == "district" else {}
    return Table(
        code=dimension.code,
        title=_(dimension.name),
        rows=tuple(
            _row(row["key"], _name(dimension, row, language), row["counts"], parts.get(row["key"])) for row in rows
        ),
        overlap=_overlap(rows, figures["totals"], is_public=bool(document.get("is_public"))),
        note=_note(dimension),
        has_rates=bool(parts),
    )


def _by_people(row: Mapping[str, Any]) -> tuple[bool, int]:
    """Order by people, the most first; where they are hidden nothing is said about how many."""
    people = row["counts"]["people"]
    return people is None, -(people or 0)


_ORDERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "district": lambda _row: 0,
    "organisation": _by_people,
    "programme": _by_people,
}


def _name(dimension: Dimension, row: Mapping[str, Any], language: str) -> str:
    """Name a row: a month in words, what the registry lists in its words of today, else as it was frozen."""
    if dimension.code == "month":
        return named_period_words(row["key"], language)
    fixed = ROW_NAMES.get(dimension.code, {}).get(row["key"])
    return _(fixed) if fixed else str(row["names"][language])


def _overlap(
    rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any], *, is_public: bool
) -> tuple[int | None, ...]:
    """Return what the rows count more than once; in public not if it is one to four people, or hidden in part."""
    counts = [row["counts"] for row in rows]
    codes = _codes(totals)
    if not rows:
        return tuple(0 for _code in codes)
    if any(row[code] is None for row in (*counts, totals) for code in codes):
        return tuple(None for _code in codes)
    more = overlap(counts, totals)
    return tuple(
        None if is_public and code in COUNTS_OF_PEOPLE and abs(more[code]) in FEW_PEOPLE else more[code]
        for code in codes
    )


def _codes(counts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the measures that are there: all of them, or those of a selection."""
    return tuple(code for code in MEASURE_CODES if code in counts)


def _row(key: str, name: str, counts: Mapping[str, Any], youth: int | None) -> Row:
    codes, people = _codes(counts), counts["people"]
    per_thousand = rate(people, youth) if youth and people is not None else None
    return Row(key, name, tuple(counts[code] for code in codes), per_thousand, codes)


def _note(dimension: Dimension) -> str:
    if dimension.source == NOT_ASKED:
        return _(dimension.reason)
    if dimension.source == FROM_PROFILES:
        return _("By profiles and events as they stood when the figures were frozen; the ledger does not hold it.")
    return ""


def _notes(document: Mapping[str, Any], language: str) -> list[str]:
    figures, notes = document["figures"], []
    if figures.get("outside"):
        notes.append(
            _("Attendances of people who are no youth, in no total: %(count)s.")
            % {"count": _sum(row["counts"]["participations"] for row in figures["outside"])}
        )
    if figures.get("not_mapped"):
        notes.append(
            _("Attendances in a unit that was divided, which no part can claim, in no total: %(count)s.")
            % {"count": _sum([figures["not_mapped"]["participations"]])}
        )
    miss = (figures.get("population") or {}).get("parts_miss")
    if miss:
        notes.append(_(PARTS_MISS) % {"count": miss})
    if document.get("hidden"):
        notes.append(_("A dash stands where a number would tell something about fewer than five people."))
    notes += [str(line[language]) for line in document.get("changes", ())]
    return notes


def _sum(counts: Iterable[int | None]) -> str:
    """Add counts up; a sum with a hidden one is hidden with it."""
    found = list(counts)
    known = [count for count in found if count is not None]
    return number(sum(known) if len(known) == len(found) else None)


def _definitions(totals: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the definitions of what is counted here, and of what it is counted by."""
    return [
        (
            *(one.code, _(one.name), _(one.unit), _(one.definition), one.formula, _(one.source)),
            _(one.denominator) if one.denominator else "–",
        )
        for one in INDICATORS
        if one not in MEASURES or one.code in totals
    ]
