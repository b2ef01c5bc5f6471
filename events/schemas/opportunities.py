"""Shapes of opportunities, shifts and roles as they leave the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.schemas import SpokenCode, language_codes
from core.enums import Cause
from core.schemas import Page, Texts, at_place, reader_language, text_for_reader
from core.text import localised
from events.enums import Effort, OpportunityStatus, ShiftStatus
from events.models import Opportunity, RoleSkill, Shift, ShiftRole
from events.queries import OpportunityRow, ShiftRow, shift_row
from ngos.schemas import OrganisationBrief
from places.queries import place_label


class PlaceOut(Schema):
    """Where people meet; coordinates in degrees."""

    key: str
    name: str
    address: str
    latitude: float
    longitude: float

    @classmethod
    def of(cls, opportunity: Opportunity) -> "PlaceOut | None":
        """Shape the place of an opportunity loaded with its venue; nothing for online work."""
        venue, latitude, longitude = opportunity.venue, opportunity.latitude, opportunity.longitude
        if opportunity.is_remote or venue is None or latitude is None or longitude is None:
            return None
        label = place_label(venue, reader_language())
        return cls(key=venue.key, name=label, address=opportunity.address, latitude=latitude, longitude=longitude)


class AccessOut(Schema):
    """What a disabled volunteer wants to know before coming."""

    effort: Effort
    is_step_free: bool
    has_accessible_toilet: bool
    has_sign_language: bool
    has_quiet_place: bool
    provides_transport: bool


class NextShiftOut(Schema):
    """The next shift of an opportunity with a free seat."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    seats_left: int
    capacity: int


class OpportunityBrief(Schema):
    """Which opportunity something belongs to."""

    id: UUID
    title: str
    title_language: str
    organisation: OrganisationBrief

    @classmethod
    def of(cls, opportunity: Opportunity) -> "OpportunityBrief":
        """Shape an opportunity loaded with its organisation."""
        title = localised(opportunity, "title", reader_language())
        return cls(
            id=opportunity.public_id,
            title=title.text,
            title_language=title.language,
            organisation=OrganisationBrief.of(opportunity.organisation),
        )


class OpportunityFacts(OpportunityBrief):
    """What a list and a page both say. ``title_language`` says which language ``title`` is in."""

    title_i18n: Texts
    cause: Cause
    is_remote: bool
    place: PlaceOut | None
    is_place_protected: bool = Field(description="Whether ``place`` is only the district, and its middle.")
    min_age: int
    is_for_adults: bool = Field(description="Whether people under 18 are kept out by law or by the host.")
    languages: list[SpokenCode] = Field(description="Languages of work, any of which is enough.")
    access: AccessOut

    @classmethod
    def of(cls, opportunity: Opportunity) -> "OpportunityFacts":
        """Shape an opportunity loaded with organisation and venue."""
        return cls(
            **OpportunityBrief.of(opportunity).model_dump(),
            title_i18n=Texts.of(opportunity, "title"),
            cause=Cause(opportunity.cause),
            is_remote=opportunity.is_remote,
            place=PlaceOut.of(opportunity),
            is_place_protected=opportunity.is_place_protected,
            min_age=opportunity.min_age,
            is_for_adults=opportunity.is_for_adults,
            languages=language_codes(opportunity.languages),
            access=AccessOut.model_validate(opportunity),
        )


class OpportunityListed(OpportunityFacts):
    """One line of the list. ``distance_km`` is geodesic; null for online work or without ``near``."""

    distance_km: float | None
    next_shift: NextShiftOut

    @classmethod
    def of_row(cls, row: OpportunityRow) -> "OpportunityListed":
        """Shape a row of a search."""
        shift = row.next_shift
        return cls(
            **OpportunityFacts.of(row.opportunity).model_dump(),
            distance_km=None if row.distance_km is None else round(row.distance_km, 3),
            next_shift=NextShiftOut(
                id=shift.public_id,
                starts_at=at_place(shift.starts_at, shift.time_zone),
                ends_at=at_place(shift.ends_at, shift.time_zone),
                time_zone=shift.time_zone,
                seats_left=row.seats_left,
                capacity=row.capacity,
            ),
        )


class OpportunityPage(Page[OpportunityListed]):
    """Some opportunities and the cursor to the next ones; ``total`` counts all that fit."""

    total: int


class RoleSkillOut(Schema):
    """A skill a role needs (required) or likes, at this level (1 to 3) or above."""

    code: str
    name: str
    level: int
    is_required: bool

    @classmethod
    def of(cls, asked: RoleSkill) -> "RoleSkillOut":
        """Shape an asked skill loaded with its catalogue entry."""
        name = text_for_reader(asked.skill, "name")
        return cls(code=asked.skill.code, name=name, level=asked.level, is_required=asked.is_required)


class RoleOut(Schema):
    """A kind of work on a shift. ``languages`` must all be spoken."""

    id: UUID
    name: str
    name_i18n: Texts
    capacity: int
    seats_left: int
    minimum: int
    min_age: int | None
    languages: list[SpokenCode]
    skills: list[RoleSkillOut]

    @classmethod
    def of(cls, role: ShiftRole) -> "RoleOut":
        """Shape a role with its skills prefetched."""
        return cls(
            id=role.public_id,
            name=text_for_reader(role, "name"),
            name_i18n=Texts.of(role, "name"),
            capacity=role.capacity,
            seats_left=role.free_count,
            minimum=role.minimum,
            min_age=role.min_age,
            languages=language_codes(role.languages),
            skills=[RoleSkillOut.of(asked) for asked in role.skills.all()],
        )


class ShiftBrief(Schema):
    """When a shift is; moments carry the offset of the place."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    duration_minutes: int
    status: ShiftStatus

    @classmethod
    def of(cls, shift: Shift) -> "ShiftBrief":
        """Shape a shift."""
        return cls(
            id=shift.public_id,
            starts_at=at_place(shift.starts_at, shift.time_zone),
            ends_at=at_place(shift.ends_at, shift.time_zone),
            time_zone=shift.time_zone,
            duration_minutes=shift.minutes,
            status=ShiftStatus(shift.status),
        )


class ShiftRolesOut(ShiftBrief):
    """A shift with its roles and seats."""

    seats_left: int
    capacity: int
    roles: list[RoleOut]

    @classmethod
    def of_row(cls, row: ShiftRow) -> "ShiftRolesOut":
        """Shape a shift with its roles."""
        return cls(
            **ShiftBrief.of(row.shift).model_dump(),
            seats_left=row.seats_left,
            capacity=row.capacity,
            roles=[RoleOut.of(role) for role in row.roles],
        )


class ShiftOut(ShiftRolesOut):
    """One shift in full, with the opportunity it belongs to."""

    opportunity: OpportunityBrief

    @classmethod
    def of_shift(cls, shift: Shift) -> "ShiftOut":
        """Shape a shift loaded with roles, skills, opportunity and organisation."""
        return cls(
            **ShiftRolesOut.of_row(shift_row(shift)).model_dump(), opportunity=OpportunityBrief.of(shift.opportunity)
        )


class OpportunityOut(OpportunityFacts):
    """One opportunity in full, with the shifts that lie ahead."""

    status: OpportunityStatus
    description: str
    description_i18n: Texts
    bring: str
    bring_i18n: Texts
    costs: str
    costs_i18n: Texts
    contact_name: str
    shifts: list[ShiftRolesOut]

    @classmethod
    def of_parts(cls, opportunity: Opportunity, shifts: list[ShiftRow]) -> "OpportunityOut":
        """Shape an opportunity loaded with organisation and venue, and its shifts."""
        texts: dict[str, Any] = {}
        for name in ("description", "bring", "costs"):
            texts |= {name: text_for_reader(opportunity, name), f"{name}_i18n": Texts.of(opportunity, name)}
        return cls(
            **OpportunityFacts.of(opportunity).model_dump(),
            **texts,
            status=OpportunityStatus(opportunity.status),
            contact_name=opportunity.contact_name,
            shifts=[ShiftRolesOut.of_row(row) for row in shifts],
        )
