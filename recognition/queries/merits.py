"""What a person's standing hours give: milestones, active months, schemes. Nothing here compares people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from core.clock import local_day
from recognition.merits import (
    Milestone,
    Progress,
    Scheme,
    Work,
    active_months,
    hide_nested,
    milestones_of,
    milestones_on,
    progress_in,
    schemes_in,
    year_of,
)
from recognition.models import LedgerEntry, OptOut
from volunteers.models import Volunteer

HOUR = 60


@dataclass(frozen=True, slots=True)
class Recognition:
    """Everything the page of milestones shows; ``milestones`` and ``months`` are empty for whoever wants none.

    ``months`` are the active months by calendar year, ``progress`` one line for each scheme and each financial year
    with work, the latest year first, and the current year always.
    """

    is_off: bool
    minutes: int
    minutes_by_evidence: Mapping[str, int]
    milestones: Sequence[Milestone]
    months: Mapping[int, frozenset[int]]
    progress: Sequence[Progress]

    @property
    def upcoming(self) -> Milestone | None:
        """The next milestone, if one is left."""
        return next((one for one in self.milestones if one.reached_on is None), None)

    @property
    def month_count(self) -> int:
        """The active months of all years."""
        return sum(map(len, self.months.values()))


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people reached so many hours in one year of a scheme; None where the number is too small to show."""

    scheme: Scheme
    year: int
    hours: int
    people: int | None


def work_of(volunteer: Volunteer) -> list[Work]:
    """Return a person's standing entries: neither reversals nor what they took back. One query."""
    found = LedgerEntry.objects.filter(volunteer=volunteer).standing()
    return [Work(*row) for row in found.values_list("worked_on", "minutes", "cause", "evidence")]


def is_opted_out(volunteer: Volunteer) -> bool:
    """Say whether a person wants no milestones and no awards. One query."""
    return OptOut.objects.filter(volunteer=volunteer).exists()


def recognition_of(volunteer: Volunteer, *, now: datetime) -> Recognition:
    """Return what a person's hours give as of today. Two queries."""
    today, work, is_off = local_day(now), work_of(volunteer), is_opted_out(volunteer)
    by_evidence: Counter[str] = Counter()
    for piece in work:
        by_evidence[piece.evidence] += piece.minutes
    return Recognition(
        is_off=is_off,
        minutes=sum(by_evidence.values()),
        minutes_by_evidence=dict(sorted(by_evidence.items())),
        milestones=[] if is_off else milestones_of(work, milestones_on(today)),
        months={} if is_off else active_months(work),
        progress=_progress(work, today),
    )


def _progress(work: Sequence[Work], today: date) -> list[Progress]:
    found = []
    for scheme in schemes_in(today.year):
        years = {year_of(scheme, piece.day) for piece in work if piece.day >= scheme.since}
        for year in sorted(years | {year_of(scheme, today)}, reverse=True):
            found += [progress_in(one, work, year) for one in schemes_in(year) if one.code == scheme.code]
    return found


def reached_in(year: int) -> list[Reached]:
    """Count who reached each award of each scheme in a year, with small numbers hidden. One query for each scheme."""
    return [line for scheme in schemes_in(year) for line in _reached(scheme, year)]


def _reached(scheme: Scheme, year: int) -> list[Reached]:
    days = (max(scheme.since, scheme.first_day(year)), scheme.last_day(year))
    standing = LedgerEntry.objects.filter(worked_on__range=days, cause__in=scheme.causes).standing()
    totals = standing.order_by().values("volunteer").annotate(total=Sum("minutes")).values_list("total", flat=True)
    counted = [min(scheme.whole(minutes), scheme.cap_minutes) for minutes in totals]
    people = [sum(minutes >= award.hours * HOUR for minutes in counted) for award in scheme.awards]
    shown = hide_nested(people)
    return [Reached(scheme, year, award.hours, count) for award, count in zip(scheme.awards, shown, strict=True)]
