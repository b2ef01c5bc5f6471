"""Shapes of the other ways into a place: waiting lists, places given by name, and the door."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from core.schemas import Input, PlainText
from events.enums import SwapAnswer
from events.models import Reduction, SwapOffer
from events.queries import Waiting
from events.schemas.opportunities import OpportunityBrief, ShiftBrief
from events.schemas.signups import RoleBrief


class WaitingOut(Schema):
    """One person's place in a queue; ``position`` counts from 1."""

    id: UUID
    position: int
    joined_at: datetime
    role: RoleBrief
    shift: ShiftBrief
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, waiting: Waiting) -> "WaitingOut":
        """Shape an entry loaded with role, shift, opportunity and organisation."""
        role = waiting.entry.role
        return cls(
            id=waiting.entry.public_id,
            position=waiting.position,
            joined_at=waiting.entry.joined_at,
            role=RoleBrief.of(role),
            shift=ShiftBrief.of(role.shift),
            opportunity=OpportunityBrief.of(role.shift.opportunity),
        )


class WaitingList(Schema):
    """Everything a person waits for."""

    items: list[WaitingOut]


class ReductionIn(Input):
    """How many places are left, why, and who leaves: ids of sign-ups, exactly as many as are too many."""

    capacity: int = Field(ge=1, le=1000)
    reason: Annotated[PlainText, Field(min_length=1, max_length=300)]
    leaving: list[UUID] | None = Field(None, max_length=1000)


class ReductionOut(Schema):
    """What was decided, and the sign-ups it ended."""

    id: UUID
    capacity_before: int
    capacity: int
    reason: str
    made_at: datetime
    ended: list[UUID]

    @classmethod
    def of(cls, reduction: Reduction) -> "ReductionOut":
        """Shape a reduction."""
        return cls(
            id=reduction.public_id,
            capacity_before=reduction.capacity_before,
            capacity=reduction.capacity,
            reason=reduction.reason,
            made_at=reduction.made_at,
            ended=list(reduction.ended.order_by("pk").values_list("public_id", flat=True)),
        )


class SwapIn(Input):
    """Whom somebody wants to give a place to."""

    email: Annotated[PlainText, Field(min_length=3, max_length=254)]


class SwapOut(Schema):
    """A place that was offered by name; ``volunteer`` is who gives it, first name and an initial."""

    id: UUID
    volunteer: str
    made_at: datetime
    answer: SwapAnswer | None
    role: RoleBrief
    shift: ShiftBrief
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, offer: SwapOffer) -> "SwapOut":
        """Shape an offer loaded with its sign-up, role, shift, opportunity and organisation."""
        signup = offer.signup
        return cls(
            id=offer.public_id,
            volunteer=signup.volunteer.user.short_name,
            made_at=offer.made_at,
            answer=SwapAnswer(offer.answer) if offer.answer else None,
            role=RoleBrief.of(signup.role),
            shift=ShiftBrief.of(signup.shift),
            opportunity=OpportunityBrief.of(signup.shift.opportunity),
        )


class SwapList(Schema):
    """Places others would like to give to a person."""

    items: list[SwapOut]


class WalkInIn(Input):
    """Somebody at the door: the role, a name, the address of the account, and whether a guardian stands beside."""

    role_id: UUID
    name: Annotated[PlainText, Field(min_length=1, max_length=150)]
    contact: Annotated[PlainText, Field(min_length=3, max_length=254)]
    is_parent_here: bool = False


class CheckInIn(Input):
    """What the coordinator sees at the door."""

    is_parent_here: bool = False
