"""What every file of a report says, in one language: titles, tables and sums that the formats only write down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.text import sort_key
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
    Dimension,
    overlap,
    rate,
)

MINUTES = gettext_noop("Minutes")
NOT_MEASURED = "not_measured"


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


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown: its rows, by how much they count somebody twice, and a note about where it comes from."""

    code: str
    title: str
    rows: tuple[Row, ...]
    overlap: tuple[int | None, ...]
    note: str
    has_rates: bool


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report in one language."""

    language: str
    title: str
    place: str
    days: str
    about: tuple[tuple[str, str, str], ...]
    measures: tuple[tuple[str, str, str], ...]
    total: Row
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    definitions: tuple[tuple[str, ...], ...]
    is_public: bool
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
        about=tuple(_about(document, language)),
        measures=tuple(
            (one.code, _(MINUTES if one.code == "minutes" else one.name), _(one.unit))
            for one in MEASURES
            if one.code in figures["totals"]
        ),
        total=_row("", _("Total, everybody once"), figures["totals"], population.get("people")),
        tables=tuple(
            _table(dimension, figures, language) for dimension in DIMENSIONS if dimension.code in figures["tables"]
        ),
        notes=tuple(_notes(document, language)),
        definitions=tuple(_definitions(figures["totals"])),
        is_public=bool(document.get("is_public")),
        selected=selected_in(selection, language) if selection else None,
    )


def _days(figures: Mapping[str, Any]) -> str:
    first, last = (date.fromisoformat(text) for text in figures["days"])
    return f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"


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
        ("digest", _("SHA-256 of the figures"), document["digest"]),
        ("head_root", _("Root of the ledger"), document["head_root"]),
        ("head", _("End of the ledger by shard"), document["head"]),
        ("query", _("Digest of the question"), document["query"]),
        ("definitions", _("Digest of the definitions"), document["definitions"]),
    ]


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


def _population(population: Mapping[str, Any]) -> str:
    if not population:
        return _("no table for this year, so there are no rates")
    return f"{population['people']} ({population['year']}; {population['source']})"


def _table(dimension: Dimension, figures: Mapping[str, Any], language: str) -> Table:
    rows = figures["tables"][dimension.code]
    if dimension.code == "district":
        rows = sorted(rows, key=lambda row: (row["key"] in (NOT_STATED, NOT_MAPPED), sort_key(row["names"][language])))
    parts = (figures.get("population") or {}).get("rows", {}) if dimension.code == "district" else {}
    return Table(
        code=dimension.code,
        title=_(dimension.name),
        rows=tuple(_row(row["key"], row["names"][language], row["counts"], parts.get(row["key"])) for row in rows),
        overlap=_overlap(rows, figures["totals"]),
        note=_note(dimension),
        has_rates=bool(parts),
    )


def _overlap(rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any]) -> tuple[int | None, ...]:
    counts = [row["counts"] for row in rows]
    codes = _codes(totals)
    known = [all(row[code] is not None for row in (*counts, totals)) for code in codes]
    if not all(known):
        return tuple(None for _code in codes)
    more = overlap(counts, totals)
    return tuple(more[code] for code in codes)


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
        notes.append(
            _("The youth population of the whole differs from the sum of its parts by %(count)s, as published.")
            % {"count": miss}
        )
    if document.get("hidden"):
        notes.append(_("A dash stands where a number would tell something about fewer than five people."))
    notes += [str(line[language]) for line in document.get("changes", ())]
    return notes


def _sum(counts: Iterable[int | None]) -> int | str:
    """Add counts up; a sum with a hidden one is hidden with it."""
    found = list(counts)
    known = [count for count in found if count is not None]
    return sum(known) if len(known) == len(found) else "–"


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
