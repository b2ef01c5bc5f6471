"""Shapes of moved shifts, cover and teams."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from core.schemas import Input, PlainText
from events.enums import CoverAnswer, CoverEnd, TeamAnswer, TeamStatus
from events.models import CoverAsk, CoverSearch, Team, TeamPlace
from events.schemas.opportunities import OpportunityBrief, ShiftBrief
from events.schemas.signups import RoleBrief
from events.services.teams import MOST


class CoverIn(Input):
    """For which role of a shift people are looked for."""

    role_id: UUID


class CoverSearchOut(Schema):
    """A search for cover: how many were asked, not whom."""

    id: UUID
    role_id: UUID
    wanted: int
    found: int
    asked: int
    opened_at: datetime
    next_wave_at: datetime
    end: CoverEnd | None

    @classmethod
    def of(cls, search: CoverSearch) -> "CoverSearchOut":
        """Shape a search loaded with its role."""
        return cls(
            id=search.public_id,
            role_id=search.role.public_id,
            wanted=search.wanted,
            found=search.found,
            asked=search.asks.count(),
            opened_at=search.opened_at,
            next_wave_at=search.next_wave_at,
            end=CoverEnd(search.end) if search.end else None,
        )


class CoverAskOut(Schema):
    """One question whether a person comes instead of somebody."""

    id: UUID
    asked_at: datetime
    answer: CoverAnswer | None
    role: RoleBrief
    shift: ShiftBrief
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, ask: CoverAsk) -> "CoverAskOut":
        """Shape a question loaded with its search, role, shift, opportunity and organisation."""
        role = ask.search.role
        return cls(
            id=ask.public_id,
            asked_at=ask.asked_at,
            answer=CoverAnswer(ask.answer) if ask.answer else None,
            role=RoleBrief.of(role),
            shift=ShiftBrief.of(role.shift),
            opportunity=OpportunityBrief.of(role.shift.opportunity),
        )


class CoverAskList(Schema):
    """Questions a person may still answer."""

    items: list[CoverAskOut]


class DeclineCoverIn(Input):
    """A no; with ``never_again`` the person is not asked any more when others drop out."""

    never_again: bool = False


class InviteeIn(Input):
    """Somebody a leader names, and an e-mail or a phone number."""

    name: Annotated[PlainText, Field(min_length=1, max_length=80)]
    contact: Annotated[PlainText, Field(min_length=3, max_length=254)]


class TeamIn(Input):
    """A role and the people who come along; the leader is not named."""

    role_id: UUID
    people: list[InviteeIn] = Field(min_length=1, max_length=MOST - 1)


class TeamPlaceOut(Schema):
    """One place of a team by the name the leader wrote; empty for the leader."""

    id: UUID
    name: str
    answer: TeamAnswer

    @classmethod
    def of(cls, place: TeamPlace) -> "TeamPlaceOut":
        """Shape a place."""
        return cls(id=place.public_id, name=place.name, answer=TeamAnswer(place.answer))


class TeamOut(Schema):
    """A team as its leader sees it."""

    id: UUID
    status: TeamStatus
    answer_by: datetime
    role: RoleBrief
    shift: ShiftBrief
    opportunity: OpportunityBrief
    places: list[TeamPlaceOut]

    @classmethod
    def of(cls, team: Team) -> "TeamOut":
        """Shape a team loaded with role, shift, opportunity, organisation and places."""
        return cls(
            id=team.public_id,
            status=TeamStatus(team.status),
            answer_by=team.answer_by,
            role=RoleBrief.of(team.role),
            shift=ShiftBrief.of(team.role.shift),
            opportunity=OpportunityBrief.of(team.role.shift.opportunity),
            places=[TeamPlaceOut.of(place) for place in sorted(team.places.all(), key=lambda one: one.pk)],
        )


class TeamInvitationOut(Schema):
    """A place of a team as the person it is for sees it; ``leader`` is a first name and an initial."""

    id: UUID
    leader: str
    answer: TeamAnswer
    status: TeamStatus
    answer_by: datetime
    role: RoleBrief
    shift: ShiftBrief
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, place: TeamPlace) -> "TeamInvitationOut":
        """Shape a place loaded with its team, leader, role, shift, opportunity and organisation."""
        team = place.team
        return cls(
            id=place.public_id,
            leader=team.leader.user.short_name,
            answer=TeamAnswer(place.answer),
            status=TeamStatus(team.status),
            answer_by=team.answer_by,
            role=RoleBrief.of(team.role),
            shift=ShiftBrief.of(team.role.shift),
            opportunity=OpportunityBrief.of(team.role.shift.opportunity),
        )


class Teams(Schema):
    """The teams a person leads, and those she is named for."""

    led: list[TeamOut]
    invited: list[TeamInvitationOut]
