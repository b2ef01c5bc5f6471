"""Shapes of what people say about hours: own reports, objections, corrections, wishes by hand."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from core.schemas import Input, PlainText
from events.schemas import OpportunityBrief
from recognition.enums import CorrectionSource, DisputeReason, DisputeState
from recognition.models import Correction, Dispute, HandCredit, OwnReport

LONGEST = 24 * 60


class CorrectionIn(Input):
    """The right minutes of one person, 0 for somebody who did not come, and why; the volunteer reads it."""

    minutes: int = Field(ge=0, le=LONGEST)
    reason: PlainText = Field(max_length=300)


class CorrectionOut(Schema):
    """A change that was written down; ``is_late`` where the month had been closed."""

    id: UUID
    minutes_before: int | None
    minutes_after: int
    source: CorrectionSource
    reason: str
    is_late: bool
    made_at: datetime

    @classmethod
    def of(cls, correction: Correction) -> "CorrectionOut":
        """Shape a correction."""
        return cls(
            id=correction.public_id,
            minutes_before=correction.minutes_before,
            minutes_after=correction.minutes_after,
            source=CorrectionSource(correction.source),
            reason=correction.reason,
            is_late=correction.is_late,
            made_at=correction.made_at,
        )


class OwnReportIn(Input):
    """How long I was there; nothing: the whole shift."""

    minutes: int | None = Field(None, ge=1, le=LONGEST)


class OwnReportOut(Schema):
    """My own word about a shift: declared, and counted by nobody."""

    minutes: int
    reported_at: datetime

    @classmethod
    def of(cls, report: OwnReport) -> "OwnReportOut":
        """Shape an own report."""
        return cls(minutes=report.minutes, reported_at=report.reported_at)


class ObjectionIn(Input):
    """What is wrong with my hours. Without minutes: what the gate saw, else the whole shift."""

    reason: DisputeReason
    wanted_minutes: int | None = Field(None, ge=1, le=LONGEST)
    words: PlainText = Field("", max_length=300)


class AnswerIn(Input):
    """The organisation's answer; a refusal needs words, which the volunteer reads."""

    is_right: bool = Field(description="Whether the volunteer is right; then the hours change at once.")
    words: PlainText = Field("", max_length=300)


class ObjectionOut(Schema):
    """An objection and how it stands; ``due_at`` is when the present state ends by itself."""

    id: UUID
    signup_id: UUID
    opportunity: OpportunityBrief
    reason: DisputeReason
    words: str
    state: DisputeState
    minutes_before: int | None
    wanted_minutes: int
    minutes_after: int | None
    answer: str
    decision: str
    opened_at: datetime
    due_at: datetime | None

    @classmethod
    def of(cls, dispute: Dispute) -> "ObjectionOut":
        """Shape an objection loaded with its place."""
        return cls(
            id=dispute.public_id,
            signup_id=dispute.signup.public_id,
            opportunity=OpportunityBrief.of(dispute.signup.shift.opportunity),
            reason=DisputeReason(dispute.reason),
            words=dispute.words,
            state=DisputeState(dispute.state),
            minutes_before=dispute.minutes_before,
            wanted_minutes=dispute.wanted_minutes,
            minutes_after=dispute.minutes_after,
            answer=dispute.answer,
            decision=dispute.decision,
            opened_at=dispute.opened_at,
            due_at=dispute.due_at,
        )


class HandCreditIn(Input):
    """Who was there without a place, for how long, and why it is written by hand."""

    contact: PlainText = Field(max_length=254, description="E-mail address or phone of the person's account.")
    minutes: int = Field(ge=1, le=LONGEST)
    reason: PlainText = Field(max_length=300)


class HandCreditOut(Schema):
    """A wish to write hours by hand, and what another team decided."""

    id: UUID
    role_id: UUID
    opportunity: OpportunityBrief
    volunteer: str
    minutes: int
    reason: str
    state: Literal["waits", "granted", "refused"]
    decision: str

    @classmethod
    def of(cls, wish: HandCredit) -> "HandCreditOut":
        """Shape a wish loaded with its person and shift."""
        decided: Literal["granted", "refused"] = "granted" if wish.is_granted else "refused"
        return cls(
            id=wish.public_id,
            role_id=wish.role.public_id,
            opportunity=OpportunityBrief.of(wish.role.shift.opportunity),
            volunteer=wish.volunteer.user.short_name,
            minutes=wish.minutes,
            reason=wish.reason,
            state=decided if wish.decided_at else "waits",
            decision=wish.decision,
        )
