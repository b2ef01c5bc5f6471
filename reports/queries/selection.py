"""What a report is about: a territory as it was, a period, a structure, and who counted as youth then."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from places.models import Territory
from reports import errors
from reports.indicators import (
    AgeBand,
    Period,
    Structure,
    is_reversed,
    period_name,
    read_period,
    structure_named,
    structure_on,
    structures,
    unit_day,
    youth_ages,
)
from reports.queries.units import Units, inside, is_in_force

ECHOED_LETTERS = 30


@dataclass(frozen=True)
class Selection:
    """One question to the ledger; ``day`` is the day whose units it is asked in."""

    territory: Territory
    period: Period
    structure: Structure
    ages: AgeBand
    day: date = field(compare=False)

    @cached_property
    def units(self) -> Units:
        """The units of the structure. Two queries, once."""
        return Units(self.day)

    @cached_property
    def where(self) -> Q:
        """The condition on rows of the cube: place, days and ages."""
        return inside(self.territory, self.units) & days_of(self.period) & ages_of(self.ages)

    @property
    def question(self) -> dict[str, Any]:
        """The question as plain values, to be hashed."""
        return {
            "territory": self.territory.key,
            "valid_from": self.territory.valid_from.isoformat(),
            "period": period_name(self.period),
            "structure": self.structure.name,
            "ages": [self.ages.youngest, self.ages.oldest],
        }

    def at(self, period: Period) -> "Selection":
        """Return the same question about other days, with the same units."""
        other = Selection(self.territory, period, self.structure, self.ages, self.day)
        other.__dict__["units"] = self.units
        return other


def days_of(period: Period) -> Q:
    """Return the condition that work was on days of a period."""
    return Q(worked_on__gte=period.first_day, worked_on__lt=period.end_day)


def ages_of(ages: AgeBand) -> Q:
    """Return the condition that somebody was of an age."""
    return Q(age_years__range=(ages.youngest, ages.oldest))


def get_period(text: str) -> Period:
    """Return the period a text names: a year, a quarter, a month, or two dates.

    Raises PeriodReversed or PeriodUnreadable.
    """
    if is_reversed(text):
        raise errors.PeriodReversed(period=text[:ECHOED_LETTERS])
    period = read_period(text)
    if period is None:
        raise errors.PeriodUnreadable(period=text[:ECHOED_LETTERS])
    return period


def get_structure(name: str, period: Period) -> Structure:
    """Return the structure with a name, else that in force at the end of the period. Raises StructureUnknown."""
    if not name:
        return structure_on(period.last_day)
    found = structure_named(name)
    if found is None:
        raise errors.StructureUnknown(name=name[:ECHOED_LETTERS], known=", ".join(one.name for one in structures()))
    return found


def select(code: str, period: Period, structure: Structure) -> Selection:
    """Return the question about the unit with a code in a structure. Raises TerritoryUnknown or TerritoryNotThen."""
    day = unit_day(structure, period)
    bare = code.removeprefix("kato:")
    versions = list(
        Territory.objects.filter(code=bare).select_related("region").order_by("-code_system", "valid_from")
    )
    then = [one for one in versions if is_in_force(one, day)]
    if then:
        return Selection(then[0], period, structure, youth_ages(period.first_day), day)
    if not versions:
        raise errors.TerritoryUnknown(code=bare[:ECHOED_LETTERS])
    raise errors.TerritoryNotThen(
        code=bare, structure=structure.name, day=day.isoformat(), since=versions[-1].valid_from.isoformat()
    )


def selection_of(territory: Territory, period: Period, *, ages: AgeBand | None = None) -> Selection:
    """Return the question about one version of a unit, in the structure it belongs to."""
    latest = territory.valid_until - timedelta(days=1) if territory.valid_until else date.max
    day = min(max(period.last_day, territory.valid_from), latest)
    if territory.valid_until is None:
        day = date.max
    return Selection(territory, period, structure_on(day), ages or youth_ages(period.first_day), day)
