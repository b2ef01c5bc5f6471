"""Shapes of calls and results."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from core.schemas import Page, PageIn, Texts, text_for_reader
from funding.enums import CallKind, CombiningChoice, OutcomeChoice, Phase, TieChoice
from funding.models import Call, Result
from ngos.schemas import OrganisationBrief


class FundingSearch(PageIn):
    """Which calls are wanted; an empty value does not filter."""

    kind: CallKind | None = None
    territory: str = Field("", pattern=r"^((kato:)?\d{9})?$", description="Key of a territory.")


class CriterionOut(Schema):
    """One criterion, its weight among the others and its best points."""

    code: str
    name_i18n: Texts
    weight: int
    best: int


class CallRow(Schema):
    """One call in short; ``sum_kzt`` is the most that one application may get."""

    id: UUID
    title: str
    title_i18n: Texts
    kind: CallKind
    area: str
    territory: str = Field(examples=["kato:750000000"])
    phase: Phase
    sum_mrp: int
    sum_kzt: int
    months: int
    awards: int
    closes_at: datetime

    @classmethod
    def of(cls, call: Call, now: datetime) -> "CallRow":
        """Shape a call loaded with its territory."""
        return cls(
            id=call.public_id,
            title=text_for_reader(call, "title"),
            title_i18n=Texts.of(call, "title"),
            kind=CallKind(call.kind),
            area=call.area,
            territory=call.territory.key,
            phase=call.phase(now),
            sum_mrp=call.sum_mrp,
            sum_kzt=call.sum_kzt,
            months=call.months,
            awards=call.awards,
            closes_at=call.closes_at,
        )


class CallPage(Page[CallRow]):
    """Some calls and the cursor to the next ones."""


class TermsOut(Schema):
    """One version of the terms, with the SHA-256 of its canonical text and why it was corrected."""

    version: int
    sha256: str
    reason: str
    published_at: datetime


class CallOut(CallRow):
    """One call in full."""

    about_i18n: Texts
    required_level: int
    min_rating_tenths: int | None
    criteria: list[CriterionOut]
    combining: CombiningChoice
    tie_rule: TieChoice
    least_total: int
    commission_size: int
    rules_version: str
    decided_at: datetime | None
    complaints_until: date | None
    versions: list[TermsOut]

    @classmethod
    def of(cls, call: Call, now: datetime) -> "CallOut":
        """Shape a call loaded with its territory; one query for the versions."""
        return cls(
            **CallRow.of(call, now).model_dump(),
            about_i18n=Texts.of(call, "about"),
            required_level=call.required_level,
            min_rating_tenths=call.min_rating_tenths,
            criteria=[
                CriterionOut(
                    code=row["code"],
                    name_i18n=Texts(kk=row.get("kk", ""), ru=row.get("ru", ""), en=row.get("en", "")),
                    weight=row["weight"],
                    best=row["best"],
                )
                for row in call.criteria
            ],
            combining=CombiningChoice(call.combining),
            tie_rule=TieChoice(call.tie_rule),
            least_total=call.least_total,
            commission_size=call.commission_size,
            rules_version=call.rules_version,
            decided_at=call.decided_at,
            complaints_until=call.complaints_until,
            versions=[TermsOut.model_validate(row, from_attributes=True) for row in call.versions.order_by("version")],
        )


class ResultOut(Schema):
    """The place of one application; ``total`` is an exact fraction of 100, points are exact too."""

    place: int
    number: int
    organisation: OrganisationBrief
    total: str = Field(examples=["251/3"])
    points: dict[str, str]
    sheets: int
    outcome: OutcomeChoice
    broke_tie: bool
    awarded_kzt: int

    @classmethod
    def of(cls, result: Result) -> "ResultOut":
        """Shape a result loaded with its application and organisation."""
        return cls(
            place=result.place,
            number=result.application.number or 0,
            organisation=OrganisationBrief.of(result.application.organisation),
            total=result.total,
            points=result.points,
            sheets=result.sheets,
            outcome=OutcomeChoice(result.outcome),
            broke_tie=result.broke_tie,
            awarded_kzt=result.awarded_kzt,
        )


class ResultsOut(Schema):
    """What was decided; empty before the decision. ``protocol_sha256`` is the digest the members signed."""

    phase: Phase
    protocol_sha256: str
    results: list[ResultOut]
