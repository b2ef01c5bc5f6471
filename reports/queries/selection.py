"""What a report is about: a territory as it was, a period, a structure, and who counted as youth then."""

from dataclasses import dataclass, field, replace
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
from reports.queries.units import Units, formerly, inside, is_in_force, rows_below

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
        """The units of the structure. One query, once."""
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
        return self._with(self.units, period=period)

    def _with(self, units: Units, **columns: Any) -> "Selection":
        other = replace(self, **columns)
        other.__dict__["units"] = units
        return other

    def official(self, structure: Structure | None = None) -> "Selection":
        """Return the question as a report asks it, in this structure or another: on the day whose units count.

        The unit is the version of that day under the same code. Raises TerritoryNotThen. No query of its own but for
        the refusal.
        """
        named = structure or self.structure
        day = unit_day(named, self.period)
        units = self.units.on(day)
        unit = self.territory if is_in_force(self.territory, day) else units.unit_of(self.territory.pk)
        if unit is None or unit.key != self.territory.key or not is_in_force(unit, day):
            raise _not_then(self.territory, named, day)
        return self._with(units, territory=unit, structure=named, day=day)

    def counts_like(self, other: "Selection") -> bool:
        """Say whether both put every unit into the same row of the same territory; no query."""
        return self.territory.pk == other.territory.pk and self._rows() == other._rows()

    def _rows(self) -> dict[int, str | None]:
        rows = rows_below(self.territory, self.units, self.units.known.values())
        return {pk: unit.key if unit else None for pk, unit in rows.items()}


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
    raise _not_then(versions[-1], structure, day)


def begins(territory: Territory) -> date:
    """Return the first day of a unit under its code."""
    return min(one.valid_from for one in (territory, *formerly(territory)))


def _not_then(territory: Territory, structure: Structure, day: date) -> errors.TerritoryNotThen:
    asked = {"code": territory.code, "structure": structure.name, "day": day.isoformat()}
    if territory.valid_until is not None and territory.valid_until <= day:
        return errors.TerritoryEnded(**asked, until=(territory.valid_until - timedelta(days=1)).isoformat())
    return errors.TerritoryNotThen(**asked, since=begins(territory).isoformat())


def selection_of(territory: Territory, period: Period, *, ages: AgeBand | None = None) -> Selection:
    """Return the question about one version of a unit, in the structure it belongs to: in the units of today, or of
    its last day.

    A report is not asked so but with ``official``, which freezing does itself.
    """
    latest = territory.valid_until - timedelta(days=1) if territory.valid_until else date.max
    day = min(max(period.last_day, territory.valid_from), latest)
    if territory.valid_until is None:
        day = date.max
    return Selection(territory, period, structure_on(day), ages or youth_ages(period.first_day), day)
