"""Shapes of organisations."""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from core.enums import Cause
from core.schemas import Page, PageIn, PlainText, Texts, text_for_reader
from ngos.directions import Direction
from ngos.enums import BodyKind, LegalForm, LegalStatus, MembershipRole, OrganisationStatus
from ngos.models import Membership, Organisation, Rating
from ngos.queries.entries import Facts
from places.models import Territory

Bin = str
ADDRESS_PATTERN = r"^(\d{12}|[-a-z0-9_]{0,59}[-a-z_][-a-z0-9_]{0,59})$"  # a BIN, or a slug


class RegionOut(Schema):
    """The region an organisation works in."""

    key: str = Field(examples=["kato:750000000"])
    name: str

    @classmethod
    def of(cls, region: Territory) -> "RegionOut":
        """Shape a region."""
        return cls(key=region.key, name=text_for_reader(region, "name"))


class OrganisationBrief(Schema):
    """Who stands behind something."""

    bin: Bin = Field(description="Empty for a volunteer group without one.")
    name: str
    is_verified: bool

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationBrief":
        """Shape an organisation in short."""
        return cls(
            bin=organisation.bin,
            name=text_for_reader(organisation, "name"),
            is_verified=organisation.is_verified,
        )


class OrganisationRow(OrganisationBrief):
    """One line of the public register."""

    slug: str
    name_i18n: Texts
    region: RegionOut
    causes: list[Cause]
    status: OrganisationStatus
    legal_form: LegalForm | None
    legal_status: LegalStatus | None

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationRow":
        """Shape an organisation loaded with its region."""
        return cls(
            **OrganisationBrief.of(organisation).model_dump(),
            slug=organisation.slug,
            name_i18n=Texts.of(organisation, "name"),
            region=RegionOut.of(organisation.region),
            causes=[cause for cause in Cause if getattr(organisation, f"works_in_{cause}")],
            status=OrganisationStatus(organisation.status),
            legal_form=LegalForm(organisation.legal_form) if organisation.legal_form else None,
            legal_status=LegalStatus(organisation.legal_status) if organisation.legal_status else None,
        )


class DirectionOut(Schema):
    """A direction of activity in which the state orders social work."""

    code: str = Field(examples=["volunteering"])
    law_point: str = Field(examples=["16"], description="Point of Article 5 of the law on state social order.")
    name: str

    @classmethod
    def of(cls, direction: Direction) -> "DirectionOut":
        """Shape a direction."""
        return cls(code=direction.code, law_point=direction.law_point, name=text_for_reader(direction, "name"))


class FounderOut(Schema):
    """A legal entity that founded an organisation."""

    bin: Bin
    name: str


class BodyOut(Schema):
    """A governing body and how many people are in it."""

    kind: BodyKind
    name: str
    member_count: int


class OrganisationOut(OrganisationRow):
    """One organisation in full; people are counted and never named."""

    about: str
    about_i18n: Texts
    legal_status_since: date | None
    level: int = Field(description="0 nothing checked, 1 identity, 2 registered, 3 reported, 4 audited.")
    directions: list[DirectionOut]
    founders: list[FounderOut]
    founder_people: int | None
    bodies: list[BodyOut]
    branches: list[str] = Field(description="Addresses of its branches in this API: the last part of the path.")

    @classmethod
    def of_entry(cls, organisation: Organisation, facts: Facts) -> "OrganisationOut":
        """Shape an organisation loaded with its region, and what its entry holds."""
        return cls(
            **OrganisationRow.of(organisation).model_dump(),
            about=text_for_reader(organisation, "about"),
            about_i18n=Texts.of(organisation, "about"),
            legal_status_since=organisation.legal_status_since,
            level=facts.level,
            directions=[DirectionOut.of(direction) for direction in facts.directions],
            founders=[FounderOut(bin=founder.bin, name=founder.name) for founder in facts.founders],
            founder_people=organisation.founder_people,
            bodies=[
                BodyOut(kind=BodyKind(body.kind), name=body.name, member_count=body.member_count)
                for body in facts.bodies
            ],
            branches=[branch.address for branch in facts.branches],
        )


class OrganisationPage(Page[OrganisationRow]):
    """Some organisations and the cursor to the next ones."""


class OrganisationSearch(PageIn):
    """What to look for in the register; an empty value does not filter."""

    q: PlainText = Field("", max_length=200, description="Words of a name in any language, or a BIN.")
    region: str = Field("", pattern=r"^((kato:)?\d{9})?$", description="Key of a region.", examples=["kato:750000000"])
    cause: Cause | None = None
    status: OrganisationStatus | None = None
    direction: str = Field("", pattern=r"^[a-z_]{0,30}$", description="Code of a direction of activity.")
    legal_form: LegalForm | None = None
    legal_status: LegalStatus | None = None
    level: int = Field(0, ge=0, le=4, description="Least level that holds today.")

    @property
    def region_code(self) -> str:
        """The state code of the region."""
        return self.region.removeprefix("kato:")


class RatingRow(Schema):
    """The rating of one organisation in short; nothing for points means not rated yet."""

    bin: Bin
    method: str
    as_of: date
    points_tenths: int | None = Field(ge=0, le=1000, description="Tenths of a point.")
    low_tenths: int | None
    high_tenths: int | None
    is_open: bool = Field(description="Whether no gate is closed, whatever the points.")
    gates: list[str]

    @classmethod
    def of(cls, rating: Rating) -> "RatingRow":
        """Shape a rating loaded with its organisation and run."""
        return cls(
            bin=rating.organisation.bin,
            method=rating.run.method,
            as_of=rating.run.as_of,
            points_tenths=rating.tenths,
            low_tenths=rating.low_tenths,
            high_tenths=rating.high_tenths,
            is_open=not rating.gates,
            gates=rating.gates,
        )


class RatingPage(Page[RatingRow]):
    """Some ratings and the cursor to the next ones."""


class RatingDocument(Schema):
    """A document of ratings as in /data/ratings.json; its schema is /data/ratings.schema.json."""

    as_of: date
    format: str
    licence: str
    method: str
    method_sha256: str
    ratings: list[dict[str, Any]]


class MembershipOut(Schema):
    """What a person may do for which organisation."""

    organisation: OrganisationRow
    role: MembershipRole

    @classmethod
    def of(cls, membership: Membership) -> "MembershipOut":
        """Shape a membership loaded with its organisation and region."""
        return cls(organisation=OrganisationRow.of(membership.organisation), role=MembershipRole(membership.role))


class Memberships(Schema):
    """Every organisation a person acts for."""

    items: list[MembershipOut]
