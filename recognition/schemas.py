"""Shapes of hours."""

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from core.enums import Cause
from events.schemas import OpportunityBrief
from recognition.enums import EntryKind
from recognition.models import LedgerEntry
from recognition.queries import HoursSummary


class EntryOut(Schema):
    """Minutes of one shift; negative where they were taken back. ``worked_on`` is the local day."""

    id: UUID
    kind: EntryKind
    minutes: int
    reason: str
    worked_on: date
    cause: Cause
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, entry: LedgerEntry) -> "EntryOut":
        """Shape an entry loaded with its opportunity and organisation."""
        opportunity = entry.attendance.signup.shift.opportunity
        return cls(
            id=entry.public_id,
            kind=EntryKind(entry.kind),
            minutes=entry.minutes,
            reason=entry.reason,
            worked_on=entry.worked_on,
            cause=Cause(entry.cause),
            opportunity=OpportunityBrief.of(opportunity),
        )


class ReversalIn(Schema):
    """Why hours are taken back; the volunteer reads it."""

    reason: str = Field(max_length=300)


class HoursOut(Schema):
    """A person's hours, in minutes: confirmed, and waiting for a coordinator's word."""

    confirmed_minutes: int
    waiting_minutes: int
    active_months: int
    minutes_by_cause: dict[Cause, int]
    entries: list[EntryOut]

    @classmethod
    def of(cls, summary: HoursSummary) -> "HoursOut":
        """Shape a summary."""
        return cls(
            confirmed_minutes=summary.confirmed_minutes,
            waiting_minutes=summary.waiting_minutes,
            active_months=summary.active_months,
            minutes_by_cause={Cause(code): minutes for code, minutes in summary.by_cause.items()},
            entries=[EntryOut.of(entry) for entry in summary.entries],
        )
