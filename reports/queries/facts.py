"""Attendances straight from the ledger, as it stood at a head: what a report that has to stand up is counted from."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q

from events.models import Opportunity
from ngos.models import Organisation
from places.enums import TerritoryKind
from places.models import Territory
from recognition.models import LedgerEntry
from reports.indicators import NOT_MAPPED, NOT_STATED, Fact, Line, Period, standing
from reports.queries.selection import Selection, days_of
from reports.queries.units import line_of, rows_below
from volunteers.models import Volunteer

CHUNK = 10_000
_SHIFT = "attendance__signup__shift"
# The columns of a ``Line``, in its order.
_COLUMNS = (
    *("public_id", "follows_id", "kind", "shard", "position", "volunteer_id", "territory_id", "organisation_id"),
    *(f"{_SHIFT}__opportunity_id", f"{_SHIFT}_id", "cause", "worked_on", "age_years", "evidence", "minutes"),
)
_URBAN = frozenset(
    {
        TerritoryKind.MAJOR_CITY,
        TerritoryKind.CITY,
        TerritoryKind.CITY_AREA,
        TerritoryKind.CITY_DISTRICT,
        TerritoryKind.TOWN,
    }
)
_RURAL = frozenset(
    {TerritoryKind.RURAL_DISTRICT, TerritoryKind.VILLAGE, TerritoryKind.SETTLEMENT, TerritoryKind.LOCALITY}
)
Head = Mapping[int, int]


def ledger_facts(selection: Selection, head: Head | None = None) -> tuple[list[Fact], list[Fact]]:
    """Return what stands in a territory, and what counts nowhere because its unit was divided; seven queries at most.

    ``head`` is the last position of every shard that counts; without it everything does.
    """
    places = _places(selection)
    rows = rows_below(selection.territory, selection.units, places.values())
    lost = _lost(selection, places.values())
    lines = standing(_lines(days_of(selection.period) & Q(territory__in=[*rows, *lost])), head)
    newcomers = _newcomers(lines, selection, head)
    more = _MoreRows(lines)
    facts = [
        _fact(line, _row_of(rows[line.place]), places[line.place], line.person in newcomers, more)
        for line in lines
        if line.place in rows
    ]
    return facts, [_fact(line, NOT_MAPPED, places[line.place], False, more) for line in lines if line.place in lost]


def first_days(people: Collection[int], period: Period, head: Head | None = None) -> dict[int, date]:
    """Return on which day of a period each person's first attendance anywhere stands; a query per 10,000 people."""
    ordered, found = sorted(people), dict[int, date]()
    for start in range(0, len(ordered), CHUNK):
        theirs = days_of(period) & Q(volunteer__in=ordered[start : start + CHUNK])
        for line in standing(_lines(theirs), head):
            found[line.person] = min(line.day, found.get(line.person, line.day))
    return found


def units_named(selection: Selection) -> dict[str, Territory]:
    """Return the units of the rows of a selection by key, with those that have no row yet."""
    rows = rows_below(selection.territory, selection.units, _places(selection).values())
    return {unit.key: unit for unit in rows.values() if unit is not None}


def _places(selection: Selection) -> dict[int, Territory]:
    days = LedgerEntry.objects.filter(days_of(selection.period))
    return Territory.objects.in_bulk(list(days.order_by().values_list("territory", flat=True).distinct()))


def _lost(selection: Selection, places: Iterable[Territory]) -> set[int]:
    divided = set(selection.units.divided_into(selection.territory))
    return {
        place.pk
        for place in places
        if line_of(place)[0] in divided and selection.units.locate(line_of(place)).region is None
    }


def _lines(condition: Q) -> Iterable[Line]:
    rows = LedgerEntry.objects.filter(condition).order_by()
    return map(Line._make, rows.values_list(*_COLUMNS).iterator(chunk_size=CHUNK))


def _newcomers(lines: list[Line], selection: Selection, head: Head | None) -> set[int]:
    """Return the people who have nothing standing before the period; what was taken back is nothing."""
    people = {line.person for line in lines}
    before = Q(worked_on__lt=selection.period.first_day)
    if len(people) < CHUNK // 2:
        before &= Q(volunteer__in=people)
    known = {line.person for line in standing(_lines(before), head)} if people else set()
    return people - known


def _row_of(unit: Territory | None) -> str:
    return unit.key if unit is not None else NOT_MAPPED


class _MoreRows:
    """What the ledger does not hold, as it stands now: programmes, sex and language, by key. Three queries."""

    def __init__(self, lines: list[Line]) -> None:
        people = {line.person for line in lines}
        self.organisations = {
            pk: str(public_id)
            for pk, public_id in Organisation.objects.filter(pk__in={line.organisation for line in lines}).values_list(
                "pk", "public_id"
            )
        }
        self.programmes = dict(
            Opportunity.objects.filter(pk__in={line.opportunity for line in lines}).values_list(
                "pk", "programme__code"
            )
        )
        self.profiles: dict[int, tuple[str, str]] = {}
        ordered = sorted(people)
        for start in range(0, len(ordered), CHUNK):
            part = Volunteer.objects.filter(pk__in=ordered[start : start + CHUNK])
            rows = part.values_list("pk", "sex", "user__language")
            self.profiles |= {pk: (sex or NOT_STATED, language or NOT_STATED) for pk, sex, language in rows}


def _fact(line: Line, row: str, place: Territory, is_new: bool, more: _MoreRows) -> Fact:
    sex, language = more.profiles.get(line.person, (NOT_STATED, NOT_STATED))
    return Fact(
        person=line.person,
        day=line.day,
        minutes=line.minutes,
        opportunity=line.opportunity,
        shift=line.shift,
        organisation=line.organisation,
        age=line.age,
        is_new=is_new,
        rows={
            "district": row,
            "area": "urban" if place.kind in _URBAN else "rural" if place.kind in _RURAL else NOT_STATED,
            "cause": line.cause,
            "month": f"{line.day:%Y-%m}",
            "evidence": line.evidence,
            "organisation": more.organisations[line.organisation],
            "programme": more.programmes.get(line.opportunity) or NOT_STATED,
            "sex": sex,
            "language": language,
            "status": NOT_STATED,
            "disability": NOT_STATED,
        },
    )
