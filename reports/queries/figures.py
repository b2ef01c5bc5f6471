"""The figures of one report: totals and tables with the names of their rows, as they are frozen and written."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, override

from core.enums import Cause
from core.text import localised
from events.enums import Evidence
from events.models import Programme
from ngos.models import Organisation
from places.models import Territory
from reports.indicators import (
    DIMENSIONS,
    NOT_MAPPED,
    NOT_MAPPED_NAME,
    NOT_STATED,
    NOT_STATED_NAME,
    ROW_NAMES,
    Counts,
    Tables,
    period_name,
    tabulate,
)
from reports.queries.facts import Head, ledger_facts, units_named
from reports.queries.populations import population_of
from reports.queries.selection import Selection

LANGUAGES = ("kk", "ru", "en")
VERSION = 1
Names = dict[str, str]


def figures_of(selection: Selection, head: Head | None = None) -> dict[str, Any]:
    """Count everything about a question from the ledger at a head; the same head gives the same numbers for ever."""
    facts, lost = ledger_facts(selection, head)
    tables = tabulate(facts, selection.ages)
    unmapped = tabulate(lost, selection.ages)
    named = _names(selection, tables)
    return {
        "version": VERSION,
        **selection.question,
        "names": names_of(selection.territory),
        "days": [selection.period.first_day.isoformat(), selection.period.last_day.isoformat()],
        "period": period_name(selection.period),
        "totals": tables.totals,
        "tables": {code: _rows(code, rows, named) for code, rows in tables.rows.items()},
        "outside": _rows("age", tables.outside, named),
        "not_mapped": unmapped.totals if unmapped.totals["participations"] else {},
        "population": population_of(selection),
    }


def names_of(subject: object) -> Names:
    """Return the name of a unit or an organisation in the three languages."""
    return {language: localised(subject, "name", language).text for language in LANGUAGES}


def word(text: str) -> Names:
    """Return a sentence of the registry in the three languages."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = gettext(text)
    return found


def _rows(code: str, rows: Mapping[str, Counts], named: Mapping[str, Mapping[str, Names]]) -> list[dict[str, Any]]:
    return [{"key": key, "names": named[code].get(key) or _fixed(code, key), "counts": rows[key]} for key in rows]


def _fixed(code: str, key: str) -> Names:
    if key == NOT_MAPPED:
        return word(NOT_MAPPED_NAME)
    if key == NOT_STATED:
        return word(NOT_STATED_NAME)
    return word(ROW_NAMES.get(code, {}).get(key, key))


def _names(selection: Selection, tables: Tables) -> dict[str, dict[str, Names]]:
    units: Mapping[str, Territory] = units_named(selection)
    organisations = Organisation.objects.filter(public_id__in=tables.rows["organisation"])
    programmes = Programme.objects.filter(code__in=tables.rows["programme"])
    found: dict[str, dict[str, Names]] = {dimension.code: {} for dimension in DIMENSIONS}
    found["district"] = {key: names_of(unit) for key, unit in units.items()}
    found["organisation"] = {str(one.public_id): names_of(one) for one in organisations}
    found["programme"] = {one.code: names_of(one) for one in programmes}
    found["cause"] = {cause.value: _labelled(cause) for cause in Cause}
    found["evidence"] = {level.value: _labelled(level) for level in Evidence}
    return found


def _labelled(member: Any) -> Names:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(member.label)
    return found
