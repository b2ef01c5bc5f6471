"""Presets: named selections of indicators, tables and periods that some other document asks for.

A preset counts nothing anew. It picks rows of the registry, says where the question comes from, and names what is
asked for and cannot be answered from the ledger. Sources: docs/sources.md, "Presets of reports".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.indicators.periods import Period
from reports.indicators.registry import gettext_noop


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Something a document asks for that the ledger does not know, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A selection: its words to translate, the codes of its measures and tables; its periods are calendar years."""

    code: str
    name: str
    definition: str
    source: str
    measures: tuple[str, ...]
    dimensions: tuple[str, ...]
    not_measured: tuple[NotMeasured, ...]

    def fits(self, period: Period) -> bool:
        """Say whether a period is one calendar year."""
        year = period.first_day.year
        return (period.first_day, period.end_day) == (date(year, 1, 1), date(year + 1, 1, 1))

    def newest_period(self, today: date) -> str:
        """Name the newest year that is over."""
        return f"{today.year - 1:04}"

    def of_figures(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        """Return the selected totals and tables of a set of figures; everything beside them stays as it is."""
        tables = figures["tables"]
        return {
            **figures,
            "totals": self._of(figures["totals"]),
            "tables": {
                code: [{**row, "counts": self._of(row["counts"])} for row in tables[code]]
                for code in self.dimensions
                if code in tables
            },
        }

    def of_cells(self, cells: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
        """Return those of a list of named cells that are selected."""
        tables = {"totals", "outside", "not_mapped", *self.dimensions}
        return [cell for cell in cells if cell["table"] in tables and cell["measure"] in self.measures]

    def _of(self, counts: Mapping[str, Any]) -> dict[str, Any]:
        return {code: counts[code] for code in self.measures}


_OUTSIDE_ASAR = NotMeasured(
    gettext_noop("Volunteer work that nobody confirmed in Asar"),
    gettext_noop("The ledger holds confirmed hours only; how many others there are, it cannot say."),
)
PRESETS = (
    Preset(
        "index-civic",
        gettext_noop("Youth Development Index: civic activity"),
        gettext_noop(
            "What the ledger can say for the domain “civic activity” of the Index: how many different young people "
            "volunteered in a calendar year, how many of every 1,000, how many for the first time, how often, how "
            "long, and with how many organisations."
        ),
        gettext_noop(
            "Law on state youth policy, articles 1 (5-1) and 20-1; order of the Minister of Culture and Information "
            "No. 207-НҚ of 2 May 2025: 32 indicators in seven domains, data by 30 May"
        ),
        ("people", "newcomers", "participations", "minutes", "organisations"),
        ("district", "area", "age", "sex"),
        (
            _OUTSIDE_ASAR,
            NotMeasured(
                gettext_noop("Civic activity that is no volunteer work"),
                gettext_noop("Asar keeps nothing about it."),
            ),
            NotMeasured(
                gettext_noop("Opinions of young people"),
                gettext_noop("They are asked in surveys. Asar surveys nobody."),
            ),
            NotMeasured(
                gettext_noop("Other indicators of this domain"),
                gettext_noop(
                    "Their wording stands in the annex to the order. Asar does not have it, so nothing is filled in."
                ),
            ),
            NotMeasured(
                gettext_noop(
                    "Six other domains: education, health, employment, participation in politics, leisure, safety"
                ),
                gettext_noop("Asar keeps nothing about them."),
            ),
        ),
    ),
    Preset(
        "concept-2029",
        gettext_noop("Concept of youth policy 2023–2029: initiatives"),
        gettext_noop(
            "Young people in volunteer and ecological initiatives of a calendar year, by direction; the Concept wants "
            "2.2 million in volunteer, charitable and ecological initiatives by 2029."
        ),
        gettext_noop("Concept of state youth policy for 2023–2029, Government decree No. 247 of 28 March 2023"),
        ("people", "newcomers", "participations", "minutes", "events"),
        ("cause", "district", "month"),
        (
            _OUTSIDE_ASAR,
            NotMeasured(
                gettext_noop("Charitable initiatives without volunteer work, such as gifts of money"),
                gettext_noop("Asar takes no gifts and keeps nothing about them."),
            ),
            NotMeasured(
                gettext_noop("Quota of young people in public councils; young people without work or study"),
                gettext_noop("The Concept names them too. They come from other bodies."),
            ),
        ),
    ),
)
PRESET_CODES = tuple(preset.code for preset in PRESETS)


def preset_named(code: str) -> Preset | None:
    """Return a preset by its code, if there is one."""
    return next((preset for preset in PRESETS if preset.code == code), None)
