"""Shapes of reports."""

from datetime import date, timedelta

from ninja import Schema
from pydantic import Field

from core.enums import Cause
from core.schemas import DaysIn, text_for_reader
from places.models import Territory
from reports.indicators import Period
from reports.queries import Participation


class ParticipationSearch(DaysIn):
    """Which territory and which local days; both days belong to the period."""

    territory: str = Field(pattern=r"^(kato:)?\d{9}$", examples=["kato:750000000"])
    from_day: date = Field(alias="from", ge=date(1990, 1, 1), le=date(2100, 1, 1), description="First day.")
    to_day: date = Field(alias="to", ge=date(1990, 1, 1), le=date(2100, 1, 1), description="Last day, included.")

    @property
    def code(self) -> str:
        """The state code of the territory."""
        return self.territory.removeprefix("kato:")

    @property
    def period(self) -> Period:
        """The days as a period. Raises PeriodReversed."""
        return Period(self.from_day, self.end_day or self.to_day + timedelta(days=1))


class TerritoryOut(Schema):
    """Which territory."""

    key: str
    name: str

    @classmethod
    def of(cls, territory: Territory) -> "TerritoryOut":
        """Shape a territory."""
        return cls(key=territory.key, name=text_for_reader(territory, "name"))


class DistrictOut(Schema):
    """One district or city of the territory; none is what lies in units that were divided."""

    territory: TerritoryOut | None
    people: int
    minutes: int


class CauseOut(Schema):
    """One cause."""

    cause: Cause
    people: int
    minutes: int


class MonthOut(Schema):
    """One month, named by its first day."""

    month: date
    people: int
    minutes: int


class ParticipationOut(Schema):
    """How many young people took part; ``people`` counts everybody once in the whole, so parts may add up to more."""

    territory: TerritoryOut
    first_day: date
    last_day: date
    youngest: int
    oldest: int
    people: int
    minutes: int
    opportunities: int
    organisations: int
    districts: list[DistrictOut]
    causes: list[CauseOut]
    months: list[MonthOut]

    @classmethod
    def of(cls, report: Participation) -> "ParticipationOut":
        """Shape a report."""
        return cls(
            territory=TerritoryOut.of(report.territory),
            first_day=report.period.first_day,
            last_day=report.period.end_day - timedelta(days=1),
            youngest=report.ages.youngest,
            oldest=report.ages.oldest,
            people=report.people,
            minutes=report.minutes,
            opportunities=report.events,
            organisations=report.organisations,
            districts=[
                DistrictOut(
                    territory=TerritoryOut.of(row.territory) if row.territory else None,
                    people=row.people,
                    minutes=row.minutes,
                )
                for row in report.districts
            ],
            causes=[CauseOut.model_validate(row) for row in report.causes],
            months=[MonthOut.model_validate(row) for row in report.months],
        )
