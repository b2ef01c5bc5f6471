"""What a publication can be compared with: earlier versions, and reports about wholes and parts, by place and time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet

from reports.disclosure import (
    APART_TABLES,
    LEAST,
    MEASURES,
    TOTALS,
    Family,
    Hidden,
    Nest,
    Numbers,
    Place,
    Report,
    Versions,
    family_of,
    numbers_of,
    protect,
    without,
)
from reports.indicators import Fact, Period, tabulate, touched
from reports.models import Publication, Snapshot
from reports.queries.facts import Head, first_days, ledger_facts
from reports.queries.selection import Selection
from reports.queries.snapshots import selection_about

PEOPLE, NEWCOMERS = "people", "newcomers"
KEPT_SECONDS = 24 * 3600
PartOf = Callable[[Fact], str]


@dataclass(slots=True)
class _Gathering:
    """A family as it grows."""

    reports: list[Report] = field(default_factory=list)
    versions: list[Versions] = field(default_factory=list)
    nests: list[Nest] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)

    def add(self, report: Report) -> Report:
        """Take a report in, once."""
        if all(report.name != known.name for known in self.reports):
            self.reports.append(report)
        return report

    def counted(
        self,
        name: str,
        known: Report | None,
        facts: Iterable[Fact],
        selection: Selection,
        *,
        is_place: bool = False,
        empty: Numbers | None = None,
        newcomers: Mapping[Place, int] | None = None,
    ) -> Report:
        """Return a report as the ledger counts it now, bound to the one that is known where that differs.

        A district as a part has no rows of districts below it. Who is new in what is left of a period once its parts
        are known cannot be counted in its own days and is given.
        """
        tables = tabulate(facts, selection.ages)
        rows = {(table, row): counts for table, listed in tables.rows.items() for row, counts in listed.items()}
        numbers: dict[Place, Mapping[str, int | None]] = dict(empty or {}) | {TOTALS: tables.totals} | rows
        if is_place:
            numbers = {place: counts for place, counts in numbers.items() if place[0] != "district"}
        for place, count in (newcomers or {}).items():
            numbers[place] = dict(numbers.get(place, {})) | {NEWCOMERS: count}
        now = Report(name, numbers)
        if known is not None and _agree(known, now):
            return self.add(known)
        if known is not None:
            self.versions.append(Versions(self.add(known), now))
        return self.add(now)

    def nest(
        self,
        whole: Report,
        known: Mapping[str, Report],
        facts: list[Fact],
        selection: Selection,
        part_of: PartOf,
        *,
        by_time: bool,
    ) -> None:
        """Bind a whole to the parts that are published, and to the rest."""
        parts: dict[str, list[Fact]] = {key: [] for key in (*known, "")}
        for fact in facts:
            key = part_of(fact)
            parts[key if key in known else ""].append(fact)
        reports = [
            self.counted(f"{whole.name}/{key}", report, parts[key], selection, is_place=not by_time)
            for key, report in known.items()
        ]
        # That nobody of the rest is in some row is not known to anybody either.
        nobody = {place: dict.fromkeys(whole.measures(place), 0) for place in whole.numbers if place[0] != "district"}
        left = _new_in_no_part(whole, reports) if by_time else None
        reports.append(
            self.counted(
                f"{whole.name}/rest",
                None,
                parts[""],
                selection,
                is_place=not by_time,
                empty=nobody,
                newcomers=left,
            )
        )
        self.nests.append(Nest(whole, tuple(reports)))
        for key, report in known.items():
            row = ("month", key) if by_time else ("district", key)
            self.same += [(whole.key(row, measure), report.key(TOTALS, measure)) for measure in MEASURES]


def concealed(snapshot: Snapshot) -> tuple[dict[str, Any], list[Hidden]]:
    """Return the figures of a report as they may be printed, and what is not printed with its reason."""
    family, report = family_around(snapshot)
    shown, hidden = without(snapshot.content, report, protect(family).hidden)
    if 0 < report.true(TOTALS, PEOPLE) < LEAST:
        # Which rows there are, and that others are empty, would describe the few one by one.
        shown |= {"tables": {code: [] for code in shown["tables"]}, "outside": []}
    return shown, hidden


def to_be_hidden(snapshot: Snapshot) -> list[Hidden]:
    """Return what would not be printed if the report were published now: worked out once beside what is public.

    For a page; publishing never reads it here.
    """
    public = Publication.objects.aggregate(newest=Max("pk"), count=Count("pk"))
    key = f"reports.to_be_hidden:{snapshot.pk}:{public['newest']}:{public['count']}"
    found: list[Hidden] | None = cache.get(key)
    if found is None:
        found = concealed(snapshot)[1]
        cache.set(key, found, KEPT_SECONDS)
    return found


def family_around(snapshot: Snapshot) -> tuple[Family, Report]:
    """Return everything a publication of this report could be compared with, and the report itself in it."""
    new, made = Report("new", numbers_of(snapshot.content), is_new=True), _Gathering()
    made.add(new)
    _add_versions(made, new, snapshot)
    _add_districts(made, new, snapshot)
    _add_region(made, new, snapshot)
    _add_shorter(made, new, snapshot)
    _add_longer(made, new, snapshot)
    family = family_of(made.reports, versions=made.versions, nests=made.nests, same=made.same)
    return family, new


def _add_versions(made: _Gathering, new: Report, snapshot: Snapshot) -> None:
    """Compare with earlier versions; whose work differs is known from the ledger at the heads of both."""
    earlier = list(_public(snapshot, version__lt=snapshot.version).order_by("snapshot__version"))
    if not earlier:
        return
    selection = selection_about(snapshot)
    reports = [*map(_printed, earlier), new]
    counted = [ledger_facts(selection, one.positions)[0] for one in (*(one.snapshot for one in earlier), snapshot)]
    made.reports += reports[:-1]
    for (before, then), (after, now) in combinations(zip(reports, counted, strict=True), 2):
        made.versions.append(Versions(before, after, touched(then, now, selection.ages)))


def _public(snapshot: Snapshot, **more: Any) -> QuerySet[Publication]:
    """Return what is public about the same unit, days and structure, narrowed or changed by conditions."""
    wanted: dict[str, Any] = {
        "territory__code": snapshot.territory.code,
        "structure": snapshot.structure,
        "first_day": snapshot.first_day,
        "end_day": snapshot.end_day,
    } | more
    found = Publication.objects.select_related("snapshot__territory__region")
    return found.filter(**{f"snapshot__{name}": value for name, value in wanted.items() if value is not None})


def _latest(publications: Iterable[Publication]) -> list[Publication]:
    """Keep the newest version about each unit and period."""
    newest: dict[tuple[object, ...], Publication] = {}
    for one in sorted(publications, key=lambda found: found.snapshot.version):
        newest[one.snapshot.territory.code, one.snapshot.first_day, one.snapshot.end_day] = one
    return list(newest.values())


def _printed(publication: Publication) -> Report:
    content = publication.snapshot.content
    return Report(f"p{publication.pk}", numbers_of(content), shown=numbers_of(publication.content["figures"]))


def _district(fact: Fact) -> str:
    return fact.rows["district"]


def _add_districts(made: _Gathering, new: Report, snapshot: Snapshot) -> None:
    """Compare with reports about the districts of the unit."""
    below = _public(snapshot, territory__code=None, territory__path__startswith=snapshot.territory.inner_path)
    known = {one.snapshot.territory.key: _printed(one) for one in _latest(below)}
    known = {key: report for key, report in known.items() if ("district", key) in new.numbers}
    if known:
        selection = selection_about(snapshot)
        facts, _lost = ledger_facts(selection, snapshot.positions)
        made.nest(new, known, facts, selection, _district, by_time=False)


def _add_region(made: _Gathering, new: Report, snapshot: Snapshot) -> None:
    """Compare with the report about the region of a district, and with those about the other districts."""
    region = snapshot.territory.region
    found = _latest(_public(snapshot, territory__code=region.code)) if region else []
    if region is None or not found:
        return
    selection = selection_about(snapshot, code=region.code)
    facts, _lost = ledger_facts(selection, snapshot.positions)
    whole = made.counted("region", _printed(found[0]), facts, selection)
    others = _public(snapshot, territory__code=None, territory__path__startswith=region.inner_path)
    known = {one.snapshot.territory.key: _printed(one) for one in _latest(others)} | {snapshot.territory.key: new}
    made.nest(whole, known, facts, selection, _district, by_time=False)


def _add_shorter(made: _Gathering, new: Report, snapshot: Snapshot) -> None:
    """Compare with reports about parts of the period."""
    inside = _latest(
        _public(
            snapshot, first_day__gte=snapshot.first_day, first_day=None, end_day__lte=snapshot.end_day, end_day=None
        )
    )
    parts = _apart([], [one for one in inside if one.snapshot.period != snapshot.period])
    if parts:
        selection = selection_about(snapshot)
        facts, _lost = ledger_facts(selection, snapshot.positions)
        _nest_days(
            made, new, {_named(one): _printed(one) for one in parts}, parts, facts, selection, snapshot.positions
        )


def _add_longer(made: _Gathering, new: Report, snapshot: Snapshot) -> None:
    """Compare with every report about a longer period around this one, and with the others inside that."""
    around = _latest(
        _public(
            snapshot, first_day__lte=snapshot.first_day, first_day=None, end_day__gte=snapshot.end_day, end_day=None
        )
    )
    for outer in around:
        period = outer.snapshot.period
        if period == snapshot.period:
            continue
        selection = selection_about(snapshot, period=period)
        facts, _lost = ledger_facts(selection, snapshot.positions)
        whole = made.counted(f"period{outer.pk}", _printed(outer), facts, selection)
        inside = _public(
            snapshot, first_day__gte=period.first_day, first_day=None, end_day__lte=period.end_day, end_day=None
        )
        parts = _apart([snapshot.period], [one for one in _latest(inside) if one.snapshot.period != period])
        known = {_day_name(snapshot.period): new} | {_named(one): _printed(one) for one in parts}
        _nest_days(made, whole, known, parts, facts, selection, snapshot.positions, more=snapshot.period)


def _nest_days(
    made: _Gathering,
    whole: Report,
    known: Mapping[str, Report],
    parts: list[Publication],
    facts: list[Fact],
    selection: Selection,
    head: Head,
    *,
    more: Period | None = None,
) -> None:
    """Whoever is new in the whole is new in one part, that of her first day, if it is among the parts."""
    periods = [*(one.snapshot.period for one in parts), *([more] if more else [])]
    firsts = first_days({fact.person for fact in facts if fact.is_new}, selection.period, head)

    def part(fact: Fact) -> Period | None:
        return next((one for one in periods if one.first_day <= fact.day < one.end_day), None)

    def part_of(fact: Fact) -> str:
        found = part(fact)
        return _day_name(found) if found else ""

    def in_its_part(fact: Fact) -> Fact:
        found = part(fact)
        return replace(fact, is_new=fact.is_new and found is not None and firsts[fact.person] >= found.first_day)

    made.nest(whole, known, [in_its_part(fact) for fact in facts], selection, part_of, by_time=True)


def _apart(taken: list[Period], publications: list[Publication]) -> list[Publication]:
    """Choose the longest periods that do not overlap each other or what is taken."""
    chosen: list[Publication] = []
    for one in sorted(publications, key=lambda found: (found.snapshot.first_day - found.snapshot.end_day, found.pk)):
        period = one.snapshot.period
        others = [*taken, *(found.snapshot.period for found in chosen)]
        if all(period.end_day <= other.first_day or other.end_day <= period.first_day for other in others):
            chosen.append(one)
    return chosen


def _named(publication: Publication) -> str:
    return _day_name(publication.snapshot.period)


def _day_name(period: Period) -> str:
    """Name a period as rows of months are named, else by its days."""
    months = period.months()
    if len(months) == 1 and period.first_day == months[0]:
        return f"{period.first_day:%Y-%m}"
    return f"{period.first_day}_{period.last_day}"


def _new_in_no_part(whole: Report, parts: Iterable[Report]) -> dict[Place, int]:
    """Return how many more are new in each row of a period than in its parts: never fewer, nobody is new twice."""
    listed = list(parts)
    return {
        place: whole.true(place, NEWCOMERS) - sum(part.true(place, NEWCOMERS) for part in listed)
        for place in whole.numbers
        if place[0] not in APART_TABLES
    }


def _agree(known: Report, now: Report) -> bool:
    """Say whether a report still counts what the ledger counts, in everything both have."""
    return all(
        known.true(place, measure) == now.true(place, measure)
        for place in now.numbers
        for measure in now.measures(place)
    )
