"""Shapes of suggestions with their reasons."""

from uuid import UUID

from ninja import Schema
from pydantic import Field

from events.schemas import OpportunityBrief, RoleOut, ShiftBrief
from matching.enums import MatchLevel
from matching.queries import Candidates as FoundPeople
from matching.queries import Found, HelpfulChange, RankedRole, RankedVolunteer
from matching.reasons import FactorText


class LevelOut(Schema):
    """How well a pair fits, in a word."""

    code: MatchLevel
    label: str

    @classmethod
    def of(cls, level: MatchLevel) -> "LevelOut":
        """Shape a level in the reader's language."""
        return cls(code=level, label=str(level.label))


class ReasonOut(Schema):
    """One fact that speaks for a pair (fits), should be looked at (check) or stands in the way (fails)."""

    code: str
    verdict: str = Field(examples=["fits"])
    title: str
    sentence: str

    @classmethod
    def of(cls, factor: FactorText) -> "ReasonOut":
        """Shape a factor."""
        return cls(code=factor.code, verdict=factor.verdict, title=factor.title, sentence=factor.sentence)


class SuggestionOut(Schema):
    """A role that fits; ``parts`` are points that add up to ``score``."""

    score: int
    parts: dict[str, int]
    level: LevelOut
    reasons: list[ReasonOut]
    distance_km: float | None
    role: RoleOut
    shift: ShiftBrief
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, ranked: RankedRole) -> "SuggestionOut":
        """Shape a ranked role."""
        shift = ranked.role.shift
        return cls(
            score=ranked.score,
            parts=ranked.parts,
            level=LevelOut.of(ranked.level),
            reasons=[ReasonOut.of(factor) for factor in ranked.factors],
            distance_km=None if ranked.distance_km is None else round(ranked.distance_km, 3),
            role=RoleOut.of(ranked.role),
            shift=ShiftBrief.of(shift),
            opportunity=OpportunityBrief.of(shift.opportunity),
        )


class Suggestions(Schema):
    """What fits, best first."""

    opportunity_count: int = Field(description="How many opportunities fit in all.")
    items: list[SuggestionOut]

    @classmethod
    def of(cls, found: Found) -> "Suggestions":
        """Shape what was found."""
        items = [SuggestionOut.of(role) for role in found.ranked]
        return cls(opportunity_count=found.opportunity_count, items=items)


class StepOut(Schema):
    """One thing to change; ``values`` go into the question of the profile they are named after.

    Without values the step is somebody else's to make, such as a guardian's.
    """

    code: str = Field(examples=["distance"])
    label: str
    values: dict[str, str] = Field(examples=[{"max_km": "14"}])


class ChangeOut(Schema):
    """Steps that, made together, let ``opportunity_count`` more opportunities fit."""

    opportunity_count: int
    steps: list[StepOut]

    @classmethod
    def of(cls, change: HelpfulChange) -> "ChangeOut":
        """Shape a change."""
        steps = [StepOut(code=step.code, label=step.label, values=step.values) for step in change.steps]
        return cls(opportunity_count=change.count, steps=steps)


class Changes(Schema):
    """What would let more fit, the most helpful for its size first."""

    items: list[ChangeOut]


class CandidateOut(Schema):
    """A person who fits a role: first name and an initial; ``parts`` are points that add up to ``score``."""

    volunteer_id: UUID
    volunteer: str
    score: int
    parts: dict[str, int]
    level: LevelOut
    reasons: list[ReasonOut]
    distance_km: float | None = Field(description="Rounded to whole kilometres: homes stay private.")

    @classmethod
    def of(cls, ranked: RankedVolunteer) -> "CandidateOut":
        """Shape a ranked volunteer."""
        return cls(
            volunteer_id=ranked.volunteer.public_id,
            volunteer=ranked.volunteer.user.short_name,
            score=ranked.score,
            parts=ranked.parts,
            level=LevelOut.of(ranked.level),
            reasons=[ReasonOut.of(factor) for factor in ranked.factors],
            distance_km=None if ranked.distance_km is None else float(round(ranked.distance_km)),
        )


class Candidates(Schema):
    """Who fits, best first."""

    fitting_count: int = Field(description="How many people fit in all.")
    lacking: list[str] = Field(
        description="Who would fit but for one need; fewer than five people are never counted exactly."
    )
    items: list[CandidateOut]

    @classmethod
    def of(cls, found: FoundPeople) -> "Candidates":
        """Shape who was found."""
        items = [CandidateOut.of(person) for person in found.ranked]
        return cls(fitting_count=found.fitting_count, lacking=found.lacking, items=items)
