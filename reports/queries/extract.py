"""What the law's register of volunteering asks for: organisations, coordinators, programmes, actions and people.

Source: docs/sources.md, "Register of volunteering". The register takes what organisations hand in of their own will,
so nobody is named who is not named on a public page: people are counts, and a count of one to four is not told, nor
any other from which it could be found.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from events.models import Opportunity, RoleSkill
from ngos.models import Organisation
from places.models import Territory
from recognition.models import LedgerEntry
from reports.disclosure import Cell, Family, Printing, Relation, Rule, protect
from reports.indicators import AGE_BANDS, AgeBand, FirstBands, Period, youth_ages
from volunteers.models import Skill


@dataclass(frozen=True, slots=True)
class Done:
    """What stands in the ledger: different people, None where they are not told, and minutes, None with them."""

    people: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Action:
    """One opportunity with confirmed work in the period; ``skills`` are what its roles ask for, in order of codes."""

    opportunity: Opportunity
    first_day: date
    last_day: date
    sessions: int
    skills: tuple[Skill, ...]
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

    def add(self, other: "_Tally") -> None:
        self.people |= other.people
        self.minutes += other.minutes


Place = tuple[str, int | str]
WHOLE: Place = ("whole", "")
NO_PROGRAMME: Place = ("programme", "")
PEOPLE, MINUTES = "people", "minutes"


@dataclass(slots=True)
class _Counted:
    """Every count of an extract by place, and which places are parts of which."""

    tallies: defaultdict[Place, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    parts: defaultdict[tuple[Place, str], set[Place]] = field(default_factory=lambda: defaultdict(set))
    hidden: set[Place] = field(default_factory=set)

    def done(self, place: Place) -> Done:
        """Return what may be told of a place."""
        tally = self.tallies[place]
        return Done(None, None) if place in self.hidden else Done(len(tally.people), tally.minutes)

    def hide(self) -> None:
        """Choose what is not told."""
        family = Family(dict(self._cells()), list(self._relations()))
        hidden = protect(family).hidden
        self.hidden = {place for place in self.tallies if _key(place, PEOPLE) in hidden}

    def _cells(self) -> Iterator[tuple[str, Cell]]:
        for place, tally in self.tallies.items():
            # What belongs to no programme has no row, but it is what the rows leave of the whole.
            printing = Printing.NEVER if place == NO_PROGRAMME else Printing.OPEN
            people, group = len(tally.people), _key(place, "")
            yield _key(place, PEOPLE), Cell(people, people, group=group, printing=printing)
            yield (
                _key(place, MINUTES),
                Cell(tally.minutes, people, group=group, is_amount=True, printing=printing),
            )

    def _relations(self) -> Iterator[Relation]:
        """Yield what binds totals to parts: sums, or people counted once in several parts."""
        for (total, _kind), parts in self.parts.items():
            for measure in (PEOPLE, MINUTES):
                values = [self._value(part, measure) for part in parts]
                rule = Rule.SUM if sum(values) == self._value(total, measure) else Rule.COVER
                yield Relation(rule, _key(total, measure), tuple(sorted(_key(part, measure) for part in parts)))

    def _value(self, place: Place, measure: str) -> int:
        return self.tallies[place].minutes if measure == MINUTES else len(self.tallies[place].people)


def _key(place: Place, measure: str) -> str:
    return f"{place[0]}|{place[1]}|{measure}"


def extract_of(
    period: Period, *, organisation: Organisation | None = None, territory: Territory | None = None
) -> Extract:
    """Collect the register of an organisation, of a territory, or of both; four queries whatever the size.

    Not told are one to four people with their hours, and as many other rows as it takes so that no sum or difference
    of those that are told gives the few away.
    """
    by_action, by_age = _tallied(_credited(period, organisation, territory), youth_ages(period.first_day))
    loaded = list(
        Opportunity.objects.filter(pk__in=list(by_action))
        .select_related("organisation__region", "programme", "venue__region")
        .order_by("organisation__bin", "pk")
    )
    counted = _counted(loaded, by_action, by_age)
    return Extract(
        period=period,
        whole=counted.done(WHOLE),
        organisations=_organisations(loaded, counted),
        programmes=_programmes(loaded, counted),
        actions=_actions(loaded, counted, period),
        ages=[(band, counted.done(("age", band))) for band in AGE_BANDS if band in by_age],
    )


def _tallied(credited: QuerySet[LedgerEntry], youth: AgeBand) -> tuple[dict[int, _Tally], dict[str, _Tally]]:
    """Count what stands by action, and by age as a report does."""
    bands = FirstBands(youth)
    by_action, by_age = defaultdict[int, _Tally](_Tally), defaultdict[str, _Tally](_Tally)
    rows = credited.order_by("worked_on", "attendance__signup__shift_id", "pk").values_list(
        "volunteer_id", "attendance__signup__shift__opportunity_id", "age_years", "minutes"
    )
    for person, opportunity, age, minutes in rows.iterator(chunk_size=5000):
        for tally in (by_action[opportunity], by_age[bands.band(person, age)]):
            tally.people.add(person)
            tally.minutes += minutes
    return dict(by_action), dict(by_age)


def _counted(loaded: list[Opportunity], by_action: dict[int, _Tally], by_age: dict[str, _Tally]) -> _Counted:
    """Add the actions up to organisations, programmes and the whole, and choose what is not told."""
    counted = _Counted()
    for one in loaded:
        action = ("action", one.pk)
        organisation, programme = ("organisation", one.organisation_id), ("programme", one.programme_id or "")
        for place in (action, organisation, programme, WHOLE):
            counted.tallies[place].add(by_action[one.pk])
        for kind, total, part in (
            ("organisation", WHOLE, organisation),
            ("programme", WHOLE, programme),
            ("action", organisation, action),
            ("action", programme, action),
        ):
            counted.parts[total, kind].add(part)
    for band, tally in by_age.items():
        counted.tallies["age", band] = tally
        counted.parts[WHOLE, "age"].add(("age", band))
    counted.hide()
    return counted


def _credited(period: Period, organisation: Organisation | None, territory: Territory | None) -> QuerySet[LedgerEntry]:
    found = LedgerEntry.objects.standing().filter(worked_on__gte=period.first_day, worked_on__lt=period.end_day)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    if territory is not None:
        found = found.filter(Q(territory=territory) | Q(territory__path__startswith=territory.inner_path))
    return found


def _organisations(loaded: list[Opportunity], counted: _Counted) -> list[tuple[Organisation, int, Done]]:
    actions: dict[Organisation, int] = {}
    for one in loaded:
        actions[one.organisation] = actions.get(one.organisation, 0) + 1
    return [(one, count, counted.done(("organisation", one.pk))) for one, count in actions.items()]


def _programmes(loaded: list[Opportunity], counted: _Counted) -> list[tuple[Opportunity, int, Done]]:
    """Give every programme by one of its opportunities."""
    found: dict[int, Opportunity] = {}
    actions: defaultdict[int, int] = defaultdict(int)
    for one in loaded:
        if one.programme_id is not None:
            found.setdefault(one.programme_id, one)
            actions[one.programme_id] += 1
    return [(one, actions[pk], counted.done(("programme", pk))) for pk, one in found.items()]


def _actions(loaded: list[Opportunity], counted: _Counted, period: Period) -> list[Action]:
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
    skills: dict[int, set[Skill]] = defaultdict(set)
    asked = RoleSkill.objects.filter(role__shift__opportunity__in=[one.pk for one in loaded], is_required=True)
    for need in asked.select_related("role__shift", "skill"):
        skills[need.role.shift.opportunity_id].add(need.skill)
    return [
        Action(
            opportunity=one,
            first_day=days[one.pk]["first"],
            last_day=days[one.pk]["last"],
            sessions=days[one.pk]["sessions"],
            skills=tuple(sorted(skills[one.pk], key=lambda skill: skill.code)),
            done=counted.done(("action", one.pk)),
        )
        for one in loaded
        if one.pk in days
    ]
