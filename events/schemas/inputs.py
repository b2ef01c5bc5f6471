"""Shapes of what people ask for and what coordinators write."""

import math
from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from accounts.schemas import SpokenCode, language_mask
from core.enums import Cause
from core.paging import BadCursor, decode_cursor, encode_cursor
from core.schemas import DaysIn, Input, PageIn, PlainText, Texts
from events import errors
from events.enums import HAZARD_CODES, Effort, HostKind
from events.queries import OpportunityFilter, SearchPosition
from events.services.publishing import AccessFacts, Declaration, OpportunityDraft, RolePlan, ShiftPlan
from places.distance import GeoPoint
from places.models import Territory
from volunteers.models import Skill

Title = Annotated[PlainText, StringConstraints(max_length=140)]
Note = Annotated[PlainText, StringConstraints(max_length=300)]
Name = Annotated[PlainText, StringConstraints(max_length=80)]
Story = Annotated[PlainText, StringConstraints(max_length=20_000)]
Level = Annotated[int, Field(ge=1, le=3)]


def _without_zone(given: time) -> time:
    if given.tzinfo is not None:
        raise PydanticCustomError("time_zone_given", "the zone is that of the place")
    return given


# What clocks at the place show; the place knows its own zone.
WallTime = Annotated[time, AfterValidator(_without_zone)]


class TitleTexts(Input, Texts):
    """A title in up to three languages."""

    kk: Title = ""
    ru: Title = ""
    en: Title = ""


class NoteTexts(Input, Texts):
    """A short note in up to three languages."""

    kk: Note = ""
    ru: Note = ""
    en: Note = ""


class NameTexts(Input, Texts):
    """The name of a role in up to three languages."""

    kk: Name = ""
    ru: Name = ""
    en: Name = ""


class StoryTexts(Input, Texts):
    """A description in up to three languages."""

    kk: Story = ""
    ru: Story = ""
    en: Story = ""


class OpportunitySearch(DaysIn, PageIn):
    """What to look for; an empty value does not filter. Days are local days of a shift."""

    near: PlainText = Field(
        "",
        max_length=200,
        description="Latitude,longitude in degrees, or the name of a place.",
        examples=["43.25,76.91"],
    )
    km: float | None = Field(
        None, gt=0, le=5000, allow_inf_nan=False, description="At most this far from `near`, in kilometres."
    )
    cause: list[Cause] = Field([], description="Any of these.")
    language: list[SpokenCode] = Field([], description="Languages of work, any of these.")
    access: Literal["step_free"] | None = None
    online: Literal["too", "only", "no"] = Field("no", description="Whether online work is listed.")
    q: PlainText = Field("", max_length=200, description="Words of the title, description or address.")
    age: int | None = Field(None, ge=0, le=120, description="Age of the volunteer in completed years.")
    order: Literal["nearest", "soonest"] = Field("nearest", description="Without `near` always soonest.")

    def criteria(self, near: GeoPoint | None) -> OpportunityFilter:
        """Return what the search asks for, around the point that was named. Raises KmWithoutNear, PeriodReversed."""
        if self.km is not None and near is None:
            raise errors.KmWithoutNear
        return OpportunityFilter(
            near=near,
            within_km=self.km,
            from_on=self.from_day,
            until_on=self.end_day,
            causes=frozenset(self.cause),
            age=self.age,
            languages=language_mask(self.language),
            step_free=self.access == "step_free",
            online=self.online,
            text=self.q,
            order=self.order,
        )

    @property
    def after(self) -> SearchPosition | None:
        """Where the page before ended. Raises BadCursor."""
        return read_position(self.cursor) if self.cursor else None


def read_position(cursor: str) -> SearchPosition:
    """Unpack a cursor of a search. Raises BadCursor."""
    distance, starts_at, public_id = decode_cursor(cursor, parts=3)
    try:
        position = SearchPosition(float(distance), datetime.fromisoformat(starts_at), UUID(public_id))
    except ValueError as broken:
        raise BadCursor from broken
    if position.starts_at.tzinfo is None or math.isnan(position.distance_km):
        raise BadCursor
    return position


def write_position(position: SearchPosition | None) -> str | None:
    """Pack the end of a page of a search; nothing where the list ends."""
    return encode_cursor(*position) if position else None


class AccessIn(Input):
    """What a disabled volunteer wants to know before coming."""

    effort: Effort = Effort.MEDIUM
    is_step_free: bool = False
    has_accessible_toilet: bool = False
    has_sign_language: bool = False
    has_quiet_place: bool = False
    provides_transport: bool = False


class RoleIn(Input):
    """A kind of work on a shift; skills are levels 1 to 3 by code of the catalogue."""

    name_i18n: NameTexts
    capacity: int = Field(ge=1, le=10_000)
    minimum: int = Field(0, ge=0, le=10_000)
    min_age: int | None = None
    languages: list[SpokenCode] = Field([], description="Languages that must all be spoken.")
    required_skills: dict[PlainText, Level] = Field({}, max_length=20)
    wanted_skills: dict[PlainText, Level] = Field({}, max_length=20)

    def plan(self, skills: dict[str, Skill]) -> RolePlan:
        """Return the role for the service; ``skills`` holds every skill it names."""
        return RolePlan(
            names=self.name_i18n.model_dump(),
            capacity=self.capacity,
            minimum=self.minimum,
            min_age=self.min_age,
            languages=language_mask(self.languages),
            required_skills={skills[code]: level for code, level in self.required_skills.items()},
            wanted_skills={skills[code]: level for code, level in self.wanted_skills.items()},
        )


class TimesIn(Input):
    """When a shift takes place, in the wall time of the place."""

    starts_on: date
    start_time: WallTime
    ends_on: date
    end_time: WallTime

    @property
    def plan(self) -> ShiftPlan:
        """The times for the service."""
        return ShiftPlan(
            starts_on=self.starts_on, start_time=self.start_time, ends_on=self.ends_on, end_time=self.end_time
        )


class ShiftIn(TimesIn):
    """A shift in the wall time of the place, with its roles."""

    roles: list[RoleIn] = Field(min_length=1, max_length=20)

    @property
    def skill_codes(self) -> set[str]:
        """Every skill its roles name."""
        return {code for role in self.roles for code in (*role.required_skills, *role.wanted_skills)}

    def role_plans(self, skills: dict[str, Skill]) -> list[RolePlan]:
        """Return the roles for the service."""
        return [role.plan(skills) for role in self.roles]


HazardCode = Literal[
    "emergency",
    "offence_victims",
    "offenders",
    "heavy_or_harmful",
    "cash_collection",
    "vulnerable_adults",
    "medical",
]


class OpportunityIn(Input):
    """What a coordinator writes. ``place`` is a name, or a point as latitude,longitude; online work has none."""

    cause: Cause
    title_i18n: TitleTexts
    description_i18n: StoryTexts = StoryTexts()
    bring_i18n: NoteTexts = NoteTexts()
    costs_i18n: NoteTexts = NoteTexts()
    is_remote: bool = False
    place: PlainText = Field("", max_length=200, examples=["Алматы"])
    address: PlainText = Field("", max_length=200)
    is_place_protected: bool = Field(
        False,
        description="Only the district is shown. Confirmed people read the address from 48 hours before the start.",
    )
    min_age: int = 14
    has_child_contact: bool = False
    hazards: list[HazardCode] | None = Field(
        None, description="What is true of the work; an empty list declares none. Null leaves it undeclared."
    )
    host_kind: HostKind = HostKind.NONE
    host_approval: PlainText = Field("", max_length=200, description="Who agreed for the host, and when.")
    safeguarding_lead: PlainText = Field("", max_length=100)
    languages: list[SpokenCode] = Field(["kk"], min_length=1)
    contact_name: PlainText = Field(min_length=1, max_length=100)
    contact_phone: PlainText = Field("", max_length=30)
    access: AccessIn = AccessIn()
    shift: ShiftIn = Field(description="The first shift.")

    def draft(self, venue: Territory | None, point: GeoPoint | None) -> OpportunityDraft:
        """Return the draft for the service; ``venue`` and ``point`` are what the place meant."""
        texts = {
            f"{name}_{language}": words
            for name in ("title", "description", "bring", "costs")
            for language, words in getattr(self, f"{name}_i18n").model_dump().items()
        }
        return OpportunityDraft(
            cause=self.cause,
            texts=texts,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
            is_remote=self.is_remote,
            venue=venue,
            address=self.address,
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            is_place_protected=self.is_place_protected,
            min_age=self.min_age,
            declaration=Declaration(
                is_made=self.hazards is not None,
                hazards=sum(HAZARD_CODES[code] for code in set(self.hazards or ())),
                has_child_contact=self.has_child_contact,
                safeguarding_lead=self.safeguarding_lead,
                host_kind=self.host_kind,
                host_approval=self.host_approval,
            ),
            languages=language_mask(self.languages),
            access=AccessFacts(**self.access.model_dump()),
        )
