"""A frozen report in words: the content of its files in the reader's language, and what would be hidden in public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import sort_key
from portal.akimat.periods import period_words
from portal.templatetags.dates import language
from reports.disclosure import Cause
from reports.documents import KINDS, Content, content_of
from reports.indicators import PRESETS, ROW_NAMES, structure_named, unit_day
from reports.queries.families import to_be_hidden
from reports.queries.figures import LANGUAGES
from reports.services import own_document
from reports.services.apart import refusal_of

if TYPE_CHECKING:
    from reports.models import Snapshot

CHANGES = 200
PEOPLE = "people"
WHY = {
    Cause.FEW: gettext_lazy("fewer than five people"),
    Cause.COMPLEMENT: gettext_lazy("would give away a number of fewer than five people"),
    Cause.CHANGE: gettext_lazy("differs from an earlier version by fewer than five people"),
}


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """A row that everybody sees without some numbers: which ones, in words, empty if it is all of them, and why."""

    name: str
    measures: str
    why: str | Promise


@dataclass(frozen=True, slots=True)
class HiddenTable:
    """The rows of one table with hidden numbers, by name."""

    title: str
    rows: tuple[HiddenRow, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page of one report draws; ``refusal`` says why it cannot become public as things are."""

    content: Content
    period_words: str
    hidden: tuple[HiddenTable, ...]
    hidden_count: int
    changes: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    state: str
    presets: tuple[tuple[str, str], ...]
    unit_day: date | None
    refusal: str


def shown(snapshot: "Snapshot") -> Shown:
    """Prepare the page; what would be hidden is worked out beside what is public already."""
    document = own_document(snapshot)
    state = "frozen"
    if hasattr(snapshot, "replaced_by"):
        state = "replaced"
    elif hasattr(snapshot, "publication"):
        state = "public"
    elif hasattr(snapshot, "signature"):
        state = "signed"
    content = content_of(document, language())
    hidden = _not_printed(snapshot)
    refusal = refusal_of(snapshot) if state in ("frozen", "signed") else None
    return Shown(
        content=content,
        period_words=period_words(snapshot.period),
        hidden=_by_table(hidden, content),
        hidden_count=len({(table, row) for table, row, _measure, _reason in hidden}),
        changes=tuple(line[language()] for line in document["changes"][:CHANGES]),
        files=tuple((code, kind) for code in LANGUAGES for kind in KINDS),
        state=state,
        presets=tuple((one.code, _(one.name)) for one in PRESETS if one.fits(snapshot.period)),
        unit_day=_unit_day(snapshot),
        refusal=str(refusal) if refusal else "",
    )


def _unit_day(snapshot: "Snapshot") -> date | None:
    """Return the day whose units the report counts in."""
    structure = structure_named(snapshot.structure)
    return unit_day(structure, snapshot.period) if structure else None


Cell = tuple[str, str, str, Cause]


def _not_printed(snapshot: "Snapshot") -> list[Cell]:
    """Return what was hidden when it was published, else what would be now; what was replaced never is published.

    Each as table, row, measure and reason.
    """
    if hasattr(snapshot, "publication"):
        return [(table, row, measure, Cause(reason)) for table, row, measure, reason in snapshot.publication.reasons]
    if hasattr(snapshot, "replaced_by"):
        return []
    return [(one.table, one.row, one.measure, one.reason) for one in to_be_hidden(snapshot)]


def _by_table(hidden: Iterable[Cell], content: Content) -> tuple[HiddenTable, ...]:
    """Group hidden cells by table, in the order of the report, and name the measures where others of a row stand."""
    titles = {"totals": _("Totals")} | {table.code: table.title for table in content.tables}
    titles |= {"not_mapped": _("Not mapped"), "outside": _("No youth")}
    names: dict[tuple[str, str], str] = {
        (table.code, row.key): row.name for table in content.tables for row in table.rows
    }
    names |= {("outside", key): _(name) for key, name in ROW_NAMES["age"].items()}
    found: dict[str, dict[str, dict[str, Cause]]] = {code: {} for code in titles}
    for table, row, measure, reason in hidden:
        found.setdefault(table, {}).setdefault(row, {})[measure] = reason
    return tuple(
        HiddenTable(
            titles.get(table, table), _by_name({row: names.get((table, row), row) for row in rows}, rows, content)
        )
        for table, rows in found.items()
        if rows
    )


def _by_name(
    names: Mapping[str, str], rows: Mapping[str, Mapping[str, Cause]], content: Content
) -> tuple[HiddenRow, ...]:
    ordered = sorted(names, key=lambda row: sort_key(names[row]))
    return tuple(line for row in ordered for line in _lines(names[row], rows[row], content))


def _lines(name: str, reasons: Mapping[str, Cause], content: Content) -> list[HiddenRow]:
    """Say what is hidden of one row: a line for each reason, or one where nothing of it stands."""
    if set(content.codes) <= reasons.keys():
        return [HiddenRow(name, "", WHY[reasons[PEOPLE]])]
    headings = dict(zip(content.codes, content.headings, strict=True))
    by_reason: dict[Cause, list[str]] = {}
    for code in (code for code in headings if code in reasons):
        by_reason.setdefault(reasons[code], []).append(headings[code])
    return [HiddenRow(name, ", ".join(measures), WHY[reason]) for reason, measures in by_reason.items()]
