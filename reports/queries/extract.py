"""What the law's register of volunteering asks for: organisations, coordinators, programmes, actions and people.

Source: docs/sources.md, "Register of volunteering". The register takes what organisations hand in of their own will,
so nobody is named who is not named on a public page: people are counts, and a count of one to four is not told.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from events.models import Opportunity, ShiftRole
from ngos.models import Organisation
from places.models import Territory
from recognition.models import LedgerEntry
from reports.disclosure import LEAST
from reports.indicators import AGE_BANDS, Period, band_of


@dataclass(frozen=True, slots=True)
class Done:
    """What stands in the ledger: different people, None where they are one to four, and minutes, None with them."""

    people: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Action:
    """One opportunity with confirmed work in the period; ``skills`` are what its roles ask for."""

    opportunity: Opportunity
    first_day: date
    last_day: date
    sessions: int
    skills: tuple[str, ...]
    done: Done


@dataclass(frozen=True, slots=True)
class Extract:
    """The register of one organisation or of everything that was done in a territory."""

    period: Period
    whole: Done
    organisations: list[tuple[Organisation, int, Done]]
    programmes: list[tuple[Opportunity, int, Done]]
    actions: list[Action]
    ages: list[tuple[str, Done]]


@dataclass(slots=True)
class _Tally:
    people: set[int] = field(default_factory=set)
    minutes: int = 0
    opportunities: set[int] = field(default_factory=set)

    def done(self) -> Done:
        few = 0 < len(self.people) < LEAST
        return Done(None, None) if few else Done(len(self.people), self.minutes)


def extract_of(
    period: Period, *, organisation: Organisation | None = None, territory: Territory | None = None
) -> Extract:
    """Collect the register of an organisation, of a territory, or of both; seven queries whatever the size.

    Where two hidden counts could be found by subtraction, no more is told either: whoever hands in an extract hands in
    one, and the total of people stands apart from the parts because people count once in it.
    """
    credited = _credited(period, organisation, territory)
    whole, by_action, by_age = _Tally(), defaultdict[int, _Tally](_Tally), defaultdict[str, _Tally](_Tally)
    rows = credited.order_by().values_list(
        "volunteer_id", "attendance__signup__shift__opportunity_id", "age_years", "minutes"
    )
    for person, opportunity, age, minutes in rows.iterator(chunk_size=5000):
        for tally in (whole, by_action[opportunity], by_age[band_of(age)]):
            tally.people.add(person)
            tally.minutes += minutes
            tally.opportunities.add(opportunity)
    found = Opportunity.objects.in_bulk(list(by_action))
    loaded = list(
        Opportunity.objects.filter(pk__in=found)
        .select_related("organisation__region", "programme", "venue__region")
        .order_by("organisation__bin", "pk")
    )
    return Extract(
        period=period,
        whole=whole.done(),
        organisations=_organisations(loaded, by_action),
        programmes=_programmes(loaded, by_action),
        actions=_actions(loaded, by_action, period),
        ages=[(band, by_age[band].done()) for band in AGE_BANDS if band in by_age],
    )


def _credited(period: Period, organisation: Organisation | None, territory: Territory | None) -> QuerySet[LedgerEntry]:
    found = LedgerEntry.objects.standing().filter(worked_on__gte=period.first_day, worked_on__lt=period.end_day)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    if territory is not None:
        found = found.filter(Q(territory=territory) | Q(territory__path__startswith=territory.inner_path))
    return found


def _joined(tallies: Iterable[_Tally]) -> _Tally:
    whole = _Tally()
    for tally in tallies:
        whole.people |= tally.people
        whole.minutes += tally.minutes
        whole.opportunities |= tally.opportunities
    return whole


def _organisations(loaded: list[Opportunity], by_action: dict[int, _Tally]) -> list[tuple[Organisation, int, Done]]:
    tallies: dict[Organisation, list[_Tally]] = {}
    for one in loaded:
        tallies.setdefault(one.organisation, []).append(by_action[one.pk])
    return [(organisation, len(parts), _joined(parts).done()) for organisation, parts in tallies.items()]


def _programmes(loaded: list[Opportunity], by_action: dict[int, _Tally]) -> list[tuple[Opportunity, int, Done]]:
    """Give every programme by one of its opportunities."""
    tallies: dict[int, tuple[Opportunity, list[_Tally]]] = {}
    for one in loaded:
        if one.programme_id is not None:
            tallies.setdefault(one.programme_id, (one, []))[1].append(by_action[one.pk])
    return [(one, len(parts), _joined(parts).done()) for one, parts in tallies.values()]


def _actions(loaded: list[Opportunity], by_action: dict[int, _Tally], period: Period) -> list[Action]:
    shifts = "shifts__starts_on"
    days = {
        row["pk"]: row
        for row in Opportunity.objects.filter(
            pk__in=[one.pk for one in loaded],
            shifts__starts_on__gte=period.first_day,
            shifts__starts_on__lt=period.end_day,
        )
        .values("pk")
        .annotate(first=Min(shifts), last=Max(shifts), sessions=Count("shifts", distinct=True))
    }
    skills: dict[int, set[str]] = defaultdict(set)
    asked = ShiftRole.objects.filter(shift__opportunity__in=[one.pk for one in loaded], skills__is_required=True)
    for opportunity, code in asked.values_list("shift__opportunity_id", "skills__skill__code").distinct():
        skills[opportunity].add(code)
    return [
        Action(
            opportunity=one,
            first_day=days[one.pk]["first"],
            last_day=days[one.pk]["last"],
            sessions=days[one.pk]["sessions"],
            skills=tuple(sorted(skills[one.pk])),
            done=by_action[one.pk].done(),
        )
        for one in loaded
        if one.pk in days
    ]
