"""Shapes of sign-ups and attendance: in and out of the API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from core.schemas import Input, NextStep, Page, text_for_reader
from events.enums import Outcome, SignUpOrigin, SignUpStatus
from events.models import Attendance, ShiftRole, SignUp
from events.queries import Standing, host_sentences
from events.schemas.opportunities import OpportunityBrief, ShiftBrief
from events.services.contacts import Contact
from volunteers.schemas import NeedCode, need_codes


class ClaimIn(Input):
    """Which role on the shift somebody wants to take."""

    role_id: UUID


class ClaimsIn(Input):
    """Which roles somebody wants to take, all at once."""

    role_ids: list[UUID] = Field(min_length=1, max_length=20)


class AttendanceIn(Input):
    """What the coordinator saw; ``minutes`` worked count only for people who came.

    ``reason`` is owed where they differ from what the gate saw or the person says, or the month is closed.
    """

    outcome: Outcome
    minutes: int = Field(0, ge=0, le=24 * 60)
    reason: str = Field("", max_length=300)


class RoleBrief(Schema):
    """Which role."""

    id: UUID
    name: str

    @classmethod
    def of(cls, role: ShiftRole) -> "RoleBrief":
        """Shape a role in short."""
        return cls(id=role.public_id, name=text_for_reader(role, "name"))


class AttendanceOut(Schema):
    """What the coordinator confirmed."""

    outcome: Outcome
    minutes: int
    confirmed_at: datetime

    @classmethod
    def of(cls, attendance: Attendance) -> "AttendanceOut":
        """Shape an attendance."""
        return cls(
            outcome=Outcome(attendance.outcome), minutes=attendance.minutes, confirmed_at=attendance.confirmed_at
        )


class Refusal(Schema):
    """Why one wish was refused, in the reader's language, and what would help."""

    code: str = Field(examples=["events.shift_full"])
    status: int = Field(examples=[409])
    detail: str
    next: list[NextStep]


class SignUpOut(Schema):
    """One person's place on a shift."""

    id: UUID
    status: SignUpStatus
    origin: SignUpOrigin
    made_at: datetime
    role: RoleBrief
    shift: ShiftBrief
    opportunity: OpportunityBrief
    attendance: AttendanceOut | None
    offer_expires_at: datetime | None = Field(description="Until when an offer from the waiting list stands.")
    reconfirm_by: datetime | None = Field(description="The shift moved: until when I am asked whether I still come.")
    coming_said_at: datetime | None = Field(description="When I last said that I come.")
    checked_in_at: datetime | None

    @classmethod
    def of(cls, signup: SignUp) -> "SignUpOut":
        """Shape a sign-up loaded with role, shift, opportunity and organisation."""
        attendance = getattr(signup, "attendance", None)
        return cls(
            id=signup.public_id,
            status=SignUpStatus(signup.status),
            origin=SignUpOrigin(signup.origin),
            made_at=signup.made_at,
            role=RoleBrief.of(signup.role),
            shift=ShiftBrief.of(signup.shift),
            opportunity=OpportunityBrief.of(signup.shift.opportunity),
            attendance=AttendanceOut.of(attendance) if attendance else None,
            offer_expires_at=signup.offer_expires_at,
            reconfirm_by=signup.reconfirm_by,
            coming_said_at=signup.coming_said_at,
            checked_in_at=signup.checked_in_at,
        )


class ClaimOut(Schema):
    """What came of one wish: ``signup`` where a place was taken, else ``problem``."""

    role_id: UUID
    signup: SignUpOut | None
    problem: Refusal | None


class ClaimsOut(Schema):
    """What came of each wish, the soonest shift first."""

    items: list[ClaimOut]


class SignUpPage(Page[SignUpOut]):
    """Some sign-ups and the cursor to the next ones."""


class NeedsIn(Input):
    """Which of the needs of my profile the organiser of this shift may know."""

    needs: list[NeedCode] = Field(min_length=1, max_length=20)


class SharedNeedsOut(Schema):
    """What I have told the organiser of one shift, and the sentences the organiser reads instead of it."""

    signup_id: UUID
    needs: list[NeedCode]
    sentences: list[str]

    @classmethod
    def of(cls, signup: SignUp) -> "SharedNeedsOut":
        """Shape what a sign-up holds."""
        shared = signup.shared_needs
        return cls(signup_id=signup.public_id, needs=need_codes(shared), sentences=host_sentences(shared))


class RosterRow(Schema):
    """One confirmed person of a shift, as the coordinator sees them: first name and an initial.

    ``is_allowed`` and ``standing`` say whether they may take the shift, and in words why not. ``asks`` are sentences
    the person chose to share for this shift; each time they are shown is written down.
    """

    id: UUID = Field(description="Id of the sign-up.")
    volunteer: str
    role: RoleBrief
    origin: SignUpOrigin
    checked_in_at: datetime | None
    attendance: AttendanceOut | None
    is_allowed: bool
    standing: str = Field(examples=["May take this shift."])
    asks: list[str] = Field(examples=[["A ramp or level way is needed."]])

    @classmethod
    def of(cls, signup: SignUp, standing: Standing, asks: list[str]) -> "RosterRow":
        """Shape a sign-up loaded with role and volunteer."""
        attendance = getattr(signup, "attendance", None)
        return cls(
            id=signup.public_id,
            volunteer=signup.volunteer.user.short_name,
            role=RoleBrief.of(signup.role),
            origin=SignUpOrigin(signup.origin),
            checked_in_at=signup.checked_in_at,
            attendance=AttendanceOut.of(attendance) if attendance else None,
            is_allowed=standing.is_allowed,
            standing=standing.words,
            asks=asks,
        )


class RosterPage(Page[RosterRow]):
    """Some confirmed people and the cursor to the next ones."""


class ContactRow(Schema):
    """How one confirmed person is reached; of somebody under 18, only the parent or guardian around the shift."""

    id: UUID = Field(description="Id of the sign-up.")
    volunteer: str
    is_minor: bool
    guardian: str
    email: str
    phone: str

    @classmethod
    def of(cls, contact: Contact) -> "ContactRow":
        """Shape a contact."""
        return cls(
            id=contact.signup.public_id,
            volunteer=contact.signup.volunteer.user.short_name,
            is_minor=contact.is_minor,
            guardian=contact.guardian,
            email=contact.email,
            phone=contact.phone,
        )


class Contacts(Schema):
    """The contacts of a shift."""

    items: list[ContactRow]
