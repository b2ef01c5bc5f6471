"""Participation as a page or a file of the report shows it, in the order it is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core.enums import Cause
from ngos.models import Organisation
from places.models import Territory
from reports.indicators import AgeBand, Period


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district or city of the territory; None is what lies in units that were divided."""

    territory: Territory | None
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause."""

    cause: Cause
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month, named by its first day."""

    month: date
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation whose volunteers these were."""

    organisation: Organisation
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Everything a page or a file of the report shows; ``people`` counts everybody once in the whole.

    ``newcomers`` are those of the people with no standing credit anywhere before the period; ``evidence`` counts
    attendances by how they are known.
    """

    territory: Territory
    period: Period
    ages: AgeBand
    people: int
    newcomers: int
    minutes: int
    events: int
    districts: list[DistrictRow]
    causes: list[CauseRow]
    months: list[MonthRow]
    organisation_rows: list[OrganisationRow]
    evidence: Mapping[str, int]

    @property
    def organisations(self) -> int:
        """Organisations with at least one credit."""
        return len(self.organisation_rows)


@dataclass(frozen=True, slots=True)
class Totals:
    """The four numbers of a period without its parts."""

    people: int
    minutes: int
    events: int
    organisations: int


def within(territory: Territory, at: str = "territory") -> Q:
    """Return the condition that a place is a territory or lies below it, as places stand now."""
    return Q(**{at: territory}) | Q(**{f"{at}__path__startswith": territory.inner_path})


def largest_first(rows: Iterable[DistrictRow]) -> list[DistrictRow]:
    """Order districts by people."""
    return sorted(
        rows,
        key=lambda row: (row.territory is None, -row.people, -row.minutes, row.territory.pk if row.territory else 0),
    )


def most_hours_first(rows: Iterable[OrganisationRow]) -> list[OrganisationRow]:
    """Order organisations by minutes."""
    return sorted(rows, key=lambda row: (-row.minutes, -row.people, row.organisation.pk))
