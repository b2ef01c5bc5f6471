"""The officer's page as it is drawn: every number comes from reports.queries, here it gets its words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import localised
from events.enums import Evidence
from places.enums import TerritoryKind
from portal.akimat.periods import period_words
from portal.akimat.rates import Youth, youth_of
from portal.akimat.standing import Standing, standing_of, unranked
from portal.akimat.trend import Trend, trend_of
from portal.templatetags.dates import full_date, language, moment_at
from portal.templatetags.numbers import number, percent
from reports import queries
from reports.indicators import MINUTES_IN_HOUR, Period, structures, whole_hours
from reports.queries.compared import regions_of_today

if TYPE_CHECKING:
    from places.models import Territory

DISTRICT_KINDS = (TerritoryKind.DISTRICT, TerritoryKind.CITY_DISTRICT, TerritoryKind.CITY_AREA)

# Below this many, a percentage says more than the numbers can bear: "200% more" for three people instead of one.
ENOUGH_FOR_PERCENT = 20


@dataclass(frozen=True, slots=True)
class Change:
    """A number against the same days a year earlier, in words."""

    direction: str
    text: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """One of the numbers on top, the line below it, and a small third line: a change or a plain note.

    ``metric`` is the list that the number opens, "" for a rate; ``counted`` ends the line and opens a list of its own.
    """

    value: float
    label: str
    metric: str = ""
    change: Change | None = None
    note: str = ""
    counted: str = ""
    counted_metric: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One district or city with whole hours that add up to the total.

    ``told_apart`` stands behind a name that another row has too; ``rate`` is None without a number of young people.
    """

    territory: "Territory | None"
    people: int
    hours: int
    is_whole: bool
    rate: float | None = None
    told_apart: str = ""


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
    youth: Youth
    standing: Standing | None
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
    def counted_at(self) -> str:
        """When the held places were counted, on the clock of the territory and with its zone."""
        zone = self.report.territory.time_zone
        return f"{moment_at(self.held.counted_at, zone)} ({zone_words(self.held.counted_at, zone)})"

    @property
    def has_parts(self) -> bool:
        """Whether the unit has rows of its own; else a table of them would only say the total again."""
        return any(not row.is_whole for row in self.districts)

    @property
    def is_of_districts(self) -> bool:
        """Whether the rows are districts and cities rather than places where people live."""
        return any(row.territory is not None and row.territory.kind in DISTRICT_KINDS for row in self.districts)

    @property
    def rate(self) -> float | None:
        """People of the whole unit per 1,000 young people."""
        return self.youth.rate_of(self.report.people)

    @property
    def has_rates(self) -> bool:
        """Whether some row has a rate."""
        return any(row.rate is not None for row in self.districts)

    @property
    def has_gaps(self) -> bool:
        """Whether some row has none while others have."""
        return self.has_rates and any(row.rate is None for row in self.districts)

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
    youth = youth_of(selection, with_regions=territory.parent_id is None)
    earlier = queries.cube_totals(selection.at(period.until(today).year_before())) if is_compared else None
    hours = (report.minutes + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR
    return Dashboard(
        report=report,
        period_words=period_words(period),
        hours=hours,
        kpis=_kpis(report, hours, earlier, youth),
        districts=_districts(report, youth),
        causes=_causes(report),
        held=queries.held_places(territory, period, now=now),
        youth=youth,
        standing=_standing(selection, youth),
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
        return Change("same", _("None a year earlier"))
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


def zone_words(moment: datetime, zone: str) -> str:
    """Return how far a clock is from UTC: UTC+5, UTC+5:30."""
    minutes = round((moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _kpis(report: queries.Participation, hours: int, earlier: queries.Totals | None, youth: Youth) -> tuple[Kpi, ...]:
    before = (earlier.minutes + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR if earlier else 0
    people = Kpi(
        report.people,
        ngettext("young person took part", "young people took part", report.people),
        "people",
        change(report.people, earlier.people) if earlier else None,
    )
    newcomers = Kpi(
        report.newcomers,
        ngettext("for the first time", "for the first time", report.newcomers),
        "newcomers",
        note=_("%(share)s of all who took part") % {"share": percent(report.newcomers / max(report.people, 1))},
    )
    worked = Kpi(
        hours,
        ngettext("confirmed hour", "confirmed hours", hours),
        "participations",
        change(hours, before) if earlier else None,
    )
    return (people, *_rate_kpi(report, youth), newcomers, worked, _events_kpi(report, earlier))


def _rate_kpi(report: queries.Participation, youth: Youth) -> tuple[Kpi, ...]:
    """Return the rate, or nothing without a number to divide by."""
    rate = youth.rate_of(report.people)
    return () if rate is None else (Kpi(rate, _("per 1,000 young people")),)


def _events_kpi(report: queries.Participation, earlier: queries.Totals | None) -> Kpi:
    """Return the events; the organisations in the line below are a number with a list of their own."""
    organisations = ngettext("%(count)s NGO", "%(count)s NGOs", report.organisations) % {
        "count": number(report.organisations)
    }
    line = ngettext("event by %(organisations)s", "events by %(organisations)s", report.events)
    before, _counted, after = line.partition("%(organisations)s")
    return Kpi(
        report.events,
        before,
        "events",
        change(report.events, earlier.events) if earlier else None,
        counted=organisations,
        counted_metric="organisations",
        after=after,
    )


def _standing(selection: queries.Selection, youth: Youth) -> Standing | None:
    """Compare the regions; a unit below a region is none of them. Two queries, or three."""
    if selection.territory.parent_id is not None:
        return None
    counts = queries.cube_people_by_region(selection.period, ages=selection.ages)
    standing = standing_of(selection.territory, counts, regions=regions_of_today(selection), youth=youth.regions)
    newest = structures()[-1].name
    return standing if selection.structure.name == newest else unranked(standing, selection.structure.name)


def _districts(report: queries.Participation, youth: Youth) -> tuple[PlaceLine, ...]:
    hours = whole_hours([row.minutes for row in report.districts])
    apart = _told_apart([row.territory for row in report.districts if row.territory is not None])
    return tuple(
        PlaceLine(
            row.territory,
            row.people,
            whole,
            is_whole=row.territory is not None and row.territory.pk == report.territory.pk,
            rate=youth.rate_in(row.territory.key, row.people) if row.territory is not None else None,
            told_apart=apart.get(row.territory.pk, "") if row.territory is not None else "",
        )
        for row, whole in zip(report.districts, hours, strict=True)
    )


def _told_apart(units: Sequence["Territory"]) -> dict[int, str]:
    """Return what stands behind names that are there more than once: the kind where it differs, else the code."""
    named: defaultdict[str, list[Territory]] = defaultdict(list)
    for unit in units:
        named[localised(unit, "name", language()).text].append(unit)
    found: dict[int, str] = {}
    for same in (group for group in named.values() if len(group) > 1):
        kinds = {unit.pk: str(TerritoryKind(unit.kind).label).lower() for unit in same}
        differ = len(set(kinds.values())) == len(same)
        found |= kinds if differ else {unit.pk: unit.code for unit in same}
    return found


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
