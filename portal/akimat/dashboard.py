"""The officer's page as it is drawn: every number comes from reports.queries, here it gets its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import Evidence
from portal.akimat.periods import period_words
from portal.akimat.standing import Standing, standing_of
from portal.akimat.trend import Trend, trend_of
from portal.templatetags.dates import full_date
from portal.templatetags.numbers import number, percent
from reports import queries
from reports.indicators import MINUTES_IN_HOUR, Period, whole_hours

if TYPE_CHECKING:
    from places.models import Territory

# Below this many, a percentage says more than the numbers can bear: "200% more" for three people instead of one.
ENOUGH_FOR_PERCENT = 20


@dataclass(frozen=True, slots=True)
class Change:
    """A number against the same days a year earlier, in words."""

    direction: str
    text: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """One of the numbers on top, the line below it, and a small third line: a change or a plain note."""

    value: int
    label: str
    metric: str
    change: Change | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One district or city with whole hours that add up to the total."""

    territory: "Territory | None"
    people: int
    hours: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One direction with whole hours that add up to the total."""

    cause: str
    people: int
    hours: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything below the filters."""

    report: queries.Participation
    period_words: str
    hours: int
    kpis: tuple[Kpi, ...]
    districts: tuple[PlaceLine, ...]
    causes: tuple[CauseLine, ...]
    held: queries.HeldPlaces
    standing: Standing
    trend: Trend
    open_notice: str
    planned_count: int
    evidence: Mapping[str, int]
    disputed: int
    unmapped: int
    structure: str
    can_freeze: bool
    is_behind: bool

    @property
    def levels(self) -> list[tuple[str, str]]:
        """How the confirmed attendances are known, as shares in words, the best known first."""
        whole = max(sum(self.evidence.values()), 1)
        return [(str(level.label), percent(self.evidence.get(level.value, 0) / whole)) for level in Evidence]

    @property
    def certainty(self) -> list[tuple[str, str]]:
        """What became of the held places, as shares in words; places taken back only when there are any."""
        held = self.held
        rows = [(_("Came, confirmed by the NGO"), held.confirmed), (_("Did not come"), held.absent)]
        if held.taken_back:
            rows.append((_("Confirmed, then taken back"), held.taken_back))
        rows.append((_("Still waiting for the NGO"), held.waiting))
        return [(label, percent(count / max(held.total, 1))) for label, count in rows]

    @property
    def busiest(self) -> int:
        """People of the district with most of them, which a full bar stands for."""
        return max((row.people for row in self.districts), default=0)

    @property
    def longest(self) -> int:
        """Hours of the direction with most of them, which a full bar stands for."""
        return max((row.hours for row in self.causes), default=0)

    @property
    def some_count_twice(self) -> bool:
        """Whether somebody worked in more than one district, so that the rows add up to more than the total."""
        return sum(row.people for row in self.districts) > self.report.people


def build_dashboard(selection: queries.Selection, *, is_compared: bool, today: date, now: datetime) -> Dashboard:
    """Ask every question of the page once; ``today`` is the date in the territory."""
    territory, period = selection.territory, selection.period
    report = queries.cube_participation(selection)
    earlier = queries.cube_totals(selection.at(period.until(today).year_before())) if is_compared else None
    hours = (report.minutes + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR
    return Dashboard(
        report=report,
        period_words=period_words(period),
        hours=hours,
        kpis=_kpis(report, hours, earlier),
        districts=_districts(report),
        causes=_causes(report),
        held=queries.held_places(territory, period, now=now),
        standing=standing_of(territory, queries.cube_people_by_region(period, ages=report.ages)),
        trend=trend_of(selection, is_compared=is_compared, today=today),
        open_notice=_open_notice(period, today, is_compared=is_compared),
        planned_count=queries.planned_events(territory, period, now=now),
        evidence=report.evidence,
        disputed=queries.open_disputes(territory, period),
        unmapped=queries.unmapped(selection),
        structure=selection.structure.name,
        can_freeze=today >= period.end_day,
        is_behind=queries.is_behind(),
    )


def change(present: int, earlier: int) -> Change:
    """Say how a count differs from an earlier one: in percent when there are enough, else in whole numbers."""
    if present == earlier:
        return Change("same", _("As many as a year earlier"))
    if not earlier:
        return Change("up", _("None a year earlier"))
    direction = "up" if present > earlier else "down"
    difference = abs(present - earlier)
    if earlier < ENOUGH_FOR_PERCENT:
        amount = number(difference)
    else:
        amount = percent(difference / earlier)
        if round(100 * difference / earlier) == 0:
            return Change("same", _("Almost as many as a year earlier"))
    sentence = (
        _("%(amount)s more than a year earlier") if direction == "up" else _("%(amount)s fewer than a year earlier")
    )
    return Change(direction, sentence % {"amount": amount})


def _kpis(report: queries.Participation, hours: int, earlier: queries.Totals | None) -> tuple[Kpi, ...]:
    before = (earlier.minutes + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR if earlier else 0
    events = ngettext("event by %(organisations)s", "events by %(organisations)s", report.events) % {
        "organisations": _organisations(report.organisations)
    }
    return (
        Kpi(
            report.people,
            ngettext("young person took part", "young people took part", report.people),
            "people",
            change(report.people, earlier.people) if earlier else None,
        ),
        Kpi(
            report.newcomers,
            ngettext("for the first time", "for the first time", report.newcomers),
            "newcomers",
            note=_("%(share)s of all who took part") % {"share": percent(report.newcomers / max(report.people, 1))},
        ),
        Kpi(
            hours,
            ngettext("confirmed hour", "confirmed hours", hours),
            "participations",
            change(hours, before) if earlier else None,
        ),
        Kpi(report.events, events, "events", change(report.events, earlier.events) if earlier else None),
    )


def _organisations(count: int) -> str:
    return ngettext("%(count)s NGO", "%(count)s NGOs", count) % {"count": number(count)}


def _districts(report: queries.Participation) -> tuple[PlaceLine, ...]:
    hours = whole_hours([row.minutes for row in report.districts])
    return tuple(
        PlaceLine(
            row.territory,
            row.people,
            whole,
            is_whole=row.territory is not None and row.territory.pk == report.territory.pk,
        )
        for row, whole in zip(report.districts, hours, strict=True)
    )


def _causes(report: queries.Participation) -> tuple[CauseLine, ...]:
    hours = whole_hours([row.minutes for row in report.causes])
    lines = [CauseLine(row.cause.value, row.people, whole) for row, whole in zip(report.causes, hours, strict=True)]
    return tuple(sorted(lines, key=lambda line: -line.hours))


def _open_notice(period: Period, today: date, *, is_compared: bool) -> str:
    if today >= period.end_day:
        return ""
    if today < period.first_day:
        return _("This period has not begun yet.")
    notice = _("This period is open until %(day)s: the numbers will still grow.") % {"day": full_date(period.last_day)}
    if not is_compared:
        return notice
    return " ".join((notice, _("They are compared with the same days a year earlier.")))
