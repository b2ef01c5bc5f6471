"""Shapes of profiles and of the skill catalogue."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.schemas import SpokenCode, language_codes, language_mask
from core.enums import Cause
from core.schemas import Input, PlainText, Texts, reader_language, text_for_reader
from places.models import Territory
from places.queries import place_label
from volunteers.enums import AccessNeed, ClearanceKind, DayPart, SkillGroup, needs_of
from volunteers.models import Clearance, Skill, Volunteer
from volunteers.services import ProfileChange

NeedCode = Literal[
    "step_free",
    "accessible_toilet",
    "sign_language",
    "quiet_place",
    "transport",
    "companion",
    "screen_reader",
    "breaks",
    "seated_work",
]


def need_codes(mask: int) -> list[NeedCode]:
    """Return the codes of a mask of access needs."""
    return [str(need.name).lower() for need in needs_of(mask)]  # type: ignore[misc]  # NeedCode spells AccessNeed


def need_mask(codes: list[NeedCode]) -> int:
    """Return the mask of codes of access needs."""
    return sum(AccessNeed[code.upper()] for code in set(codes))


class SkillRow(Schema):
    """One entry of the catalogue."""

    code: str
    group: SkillGroup
    name: str
    name_i18n: Texts

    @classmethod
    def of(cls, skill: Skill) -> "SkillRow":
        """Shape a skill."""
        return cls(
            code=skill.code,
            group=SkillGroup(skill.group),
            name=text_for_reader(skill, "name"),
            name_i18n=Texts.of(skill, "name"),
        )


class Skills(Schema):
    """The whole catalogue."""

    items: list[SkillRow]


class FreeTime(Schema):
    """One part of one day of the week; Monday is 0, parts are morning 0, day 1 and evening 2."""

    weekday: int = Field(ge=0, le=6)
    part: DayPart


class HomeOut(Schema):
    """Where a volunteer starts from."""

    key: str
    label: str
    latitude: float
    longitude: float


class ProfileOut(Schema):
    """A person's own profile. ``skills`` holds levels 1 to 3 by code, ``cause_weights`` 0 to 3 by cause.

    ``access_needs`` are seen by nobody else. While ``filters_by_needs``, suggestions hold only what provides them.
    """

    id: UUID
    birth_date: date
    home: HomeOut
    max_km: int
    accepts_on_site: bool
    accepts_remote: bool
    languages: list[SpokenCode]
    cause_weights: dict[Cause, int]
    free_times: list[FreeTime]
    max_minutes_week: int
    max_shifts_week: int
    skills: dict[str, int]
    access_needs: list[NeedCode]
    filters_by_needs: bool

    @classmethod
    def of(cls, volunteer: Volunteer) -> "ProfileOut":
        """Shape a profile; its skills are read in one query."""
        return cls(
            id=volunteer.public_id,
            birth_date=volunteer.birth_date,
            home=_home(volunteer),
            max_km=volunteer.max_km,
            accepts_on_site=volunteer.accepts_on_site,
            accepts_remote=volunteer.accepts_remote,
            languages=language_codes(volunteer.languages),
            cause_weights={cause: getattr(volunteer, f"cause_{cause}") for cause in Cause},
            free_times=[
                FreeTime(weekday=weekday, part=DayPart(part)) for weekday, part in sorted(volunteer.free_times)
            ],
            max_minutes_week=volunteer.max_minutes_week,
            max_shifts_week=volunteer.max_shifts_week,
            skills={owned.skill.code: owned.level for owned in volunteer.skills.select_related("skill")},
            access_needs=need_codes(volunteer.access_needs),
            filters_by_needs=volunteer.filters_by_needs,
        )


class FreeTimeIn(Input, FreeTime):
    """A part of a weekday when the person is free."""


class ProfilePatch(Input):
    """What a volunteer changes; what is left out stays. ``home`` is a place name, or a point as latitude,longitude."""

    home: PlainText | None = Field(None, min_length=1, max_length=200, examples=["Талғар"])
    max_km: int | None = None
    accepts_on_site: bool | None = None
    accepts_remote: bool | None = None
    languages: list[SpokenCode] | None = Field(None, min_length=1)
    cause_weights: dict[Cause, int] | None = None
    free_times: list[FreeTimeIn] | None = None
    max_minutes_week: int | None = None
    max_shifts_week: int | None = None
    access_needs: list[NeedCode] | None = Field(None, max_length=20)
    filters_by_needs: bool | None = None

    def change(self, home: Territory | None) -> ProfileChange:
        """Return the change for the service; ``home`` is the place that was named."""
        times = None if self.free_times is None else frozenset((slot.weekday, slot.part) for slot in self.free_times)
        weights = (
            None
            if self.cause_weights is None
            else {str(cause): weight for cause, weight in self.cause_weights.items()}
        )
        return ProfileChange(
            home=home,
            max_km=self.max_km,
            accepts_on_site=self.accepts_on_site,
            accepts_remote=self.accepts_remote,
            languages=None if self.languages is None else language_mask(self.languages),
            cause_weights=weights,
            free_times=times,
            max_minutes_week=self.max_minutes_week,
            max_shifts_week=self.max_shifts_week,
            access_needs=None if self.access_needs is None else need_mask(self.access_needs),
            filters_by_needs=self.filters_by_needs,
        )


class SkillsIn(Input):
    """All skills of a person: levels 1 to 3 by code of the catalogue."""

    skills: dict[PlainText, int] = Field(max_length=100, examples=[{"first_aid": 2}])


class ClearanceRow(Schema):
    """Something an officer saw: ``valid_until`` is the first day on which it no longer counts."""

    kind: ClearanceKind
    name: str
    issued_on: date
    valid_until: date
    issuer: str
    checked_at: datetime
    revoked_at: datetime | None
    revoke_reason: str

    @classmethod
    def of(cls, clearance: Clearance) -> "ClearanceRow":
        """Shape a clearance."""
        return cls(
            kind=ClearanceKind(clearance.kind),
            name=clearance.get_kind_display(),
            issued_on=clearance.issued_on,
            valid_until=clearance.valid_until,
            issuer=clearance.issuer,
            checked_at=clearance.checked_at,
            revoked_at=clearance.revoked_at,
            revoke_reason=clearance.revoke_reason,
        )


class Clearances(Schema):
    """Everything that was recorded about a person, newest first."""

    items: list[ClearanceRow]


def _home(volunteer: Volunteer) -> HomeOut:
    return HomeOut(
        key=volunteer.home.key,
        label=place_label(volunteer.home, reader_language()),
        latitude=volunteer.latitude,
        longitude=volunteer.longitude,
    )
