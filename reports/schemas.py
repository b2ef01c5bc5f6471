"""Shapes of reports."""

from datetime import date, datetime, timedelta

from ninja import Schema
from pydantic import Field

from core.enums import Cause
from core.schemas import DaysIn, PageIn, reader_language, text_for_reader
from places.models import Territory
from reports.documents import KINDS
from reports.exports.addresses import file_address, report_address
from reports.indicators import Period
from reports.models import Publication, PublishedFile, Snapshot
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


class PublicationSearch(PageIn):
    """Which published reports: all, or those about a territory and what lies below it."""

    territory: str = Field(
        "",
        pattern=r"^(([a-z]{1,12}:)?\d{1,20})?$",
        examples=["kato:350000000"],
        description="Key of a region, a district or a city.",
    )


class PublishedFileOut(Schema):
    """One file, byte for byte as it was published; it stays at its address."""

    name: str = Field(examples=["report-350000000-2026-Q1-s2022-v1-kk.json"])
    language: str = Field(examples=["kk"])
    format: str = Field(examples=["json"])
    media_type: str = Field(examples=["application/json"])
    size_bytes: int
    sha256: str
    address: str

    @classmethod
    def of(cls, snapshot: Snapshot, file: PublishedFile) -> "PublishedFileOut":
        """Shape a file of a report."""
        return cls(
            name=file.name,
            language=file.language,
            format=file.kind,
            media_type=KINDS[file.kind].partition(";")[0],
            size_bytes=file.size,
            sha256=file.digest,
            address=file_address(snapshot, file),
        )


class PublicationOut(Schema):
    """One published version of a report; the figures as they are printed stand in its files."""

    number: str = Field(description="Number of this version, as its files name it.")
    territory: TerritoryOut
    period: str = Field(examples=["2026-Q1"], description="A year, a quarter, a month, or two days.")
    first_day: date
    last_day: date
    structure: str = Field(examples=["2022"], description="Administrative structure it is written in.")
    version: int = Field(description="Corrections of one report count up within a structure.")
    published_at: datetime
    digest: str = Field(description="SHA-256 of the published figures.")
    address: str = Field(description="Its page.")
    files: list[PublishedFileOut]

    @classmethod
    def of(cls, publication: Publication) -> "PublicationOut":
        """Shape a publication loaded with its report, the territory, and its files without their bytes."""
        snapshot = publication.snapshot
        return cls(
            number=str(snapshot.public_id),
            territory=TerritoryOut.of(snapshot.territory),
            period=snapshot.name_of_period,
            first_day=snapshot.first_day,
            last_day=snapshot.period.last_day,
            structure=snapshot.structure,
            version=snapshot.version,
            published_at=publication.published_at,
            digest=publication.digest,
            address=report_address(snapshot, reader_language()),
            files=[PublishedFileOut.of(snapshot, file) for file in publication.files.all()],
        )


class PublicationPage(Schema):
    """Some publications and the cursor to the next ones."""

    items: list[PublicationOut]
    next_cursor: str | None
