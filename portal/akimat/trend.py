"""Twelve months of people, this year and the year before: for a line chart and the table behind it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.months import MONTHS_ALONE
from portal.akimat.chart import Chart, Tick, draw_chart
from portal.templatetags.dates import language
from portal.templatetags.dates import month as month_and_year
from portal.templatetags.numbers import number
from reports.queries import cube_months

if TYPE_CHECKING:
    from reports.queries import Selection


@dataclass(frozen=True, slots=True)
class TrendMonth:
    """One month; ``people`` is None when it has not begun, ``before`` when nothing is compared."""

    month: date
    people: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Label:
    """A month below the axis."""

    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The chart, its words and its table."""

    chart: Chart
    labels: tuple[Label, ...]
    span: str
    description: str
    months: tuple[TrendMonth, ...]
    is_compared: bool


def trend_of(selection: "Selection", *, is_compared: bool, today: date) -> Trend:
    """Count people of the twelve months that end with the period; two queries, one when nothing is compared."""
    year = selection.period.year_to_its_end()
    now = cube_months(selection.at(year))
    people = [counted.people if month <= today else None for month, counted in now.items()]
    earlier = cube_months(selection.at(year.year_before())) if is_compared else {}
    before = [counted.people for counted in earlier.values()]
    # A year without anybody, often the one before Asar came, is no line worth comparing with; the table has it.
    chart = draw_chart(people, before if any(before) else [])
    months = list(now)
    return Trend(
        chart=chart,
        labels=tuple(_label(tick, months) for tick in chart.ticks),
        span=_("%(first)s – %(last)s") % {"first": month_and_year(months[0]), "last": month_and_year(months[-1])},
        description=_description(chart, months, before),
        months=tuple(
            TrendMonth(month, count, before[index] if before else None)
            for index, (month, count) in enumerate(zip(months, people, strict=True))
        ),
        is_compared=is_compared,
    )


def _label(tick: Tick, months: list[date]) -> Label:
    # Alone on an axis a Russian month stands in the nominative: май, not мая.
    return Label(tick.x, MONTHS_ALONE[language()][months[tick.index].month - 1][:3])


def _description(chart: Chart, months: list[date], before: list[int]) -> str:
    if chart.peak is None:
        sentence = _("Nobody in these months yet.")
    else:
        facts = {"month": month_and_year(months[chart.peak.index]), "count": number(chart.peak.value)}
        sentence = _("Highest in %(month)s: %(count)s.") % facts
    if any(before):
        sentence += " " + _("The year before peaked at %(count)s.") % {"count": number(max(before))}
    return " ".join((sentence, _("The table below gives every month.")))
