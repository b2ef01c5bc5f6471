"""Shapes of suggestions with their reasons, and of allocations."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from core.schemas import Input, PlainText
from events.queries import Standing
from events.schemas import OpportunityBrief, RoleOut, ShiftBrief
from matching import engine
from matching.enums import MatchLevel, RunStatus
from matching.models import MatchRun
from matching.queries import Candidates as FoundPeople
from matching.queries import Found, HelpfulChange, RankedRole, RankedVolunteer
from matching.reasons import FactorText
from matching.reasons.bands import CODES, band_words
from matching.services.results import DEFAULT_SEED
from matching.services.runs import DEFAULT_WEEKS, MOST_WEEKS
from places.distance import band_of


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


class DistanceOut(Schema):
    """How far somebody has to go, as an organisation may know it."""

    code: str = Field(examples=["3_5"], description="under_3, 3_5, 5_10, 10_25 or over_25; kilometres.")
    label: str

    @classmethod
    def of(cls, km: float) -> "DistanceOut":
        """Shape a distance."""
        return cls(code=CODES[band_of(km)], label=band_words(km))


class CandidateOut(Schema):
    """A person who fits a role: first name and an initial; ``parts`` are points that add up to ``score``."""

    volunteer_id: UUID
    volunteer: str
    score: int
    parts: dict[str, int]
    level: LevelOut
    reasons: list[ReasonOut]
    distance: DistanceOut | None = Field(description="In bands, from the cell a home lies in; null for online work.")
    is_allowed: bool
    standing: str = Field(description="Whether the person may take the shift, in words.")

    @classmethod
    def of(cls, ranked: RankedVolunteer, standing: Standing) -> "CandidateOut":
        """Shape a ranked volunteer."""
        return cls(
            volunteer_id=ranked.volunteer.public_id,
            volunteer=ranked.volunteer.user.short_name,
            score=ranked.score,
            parts=ranked.parts,
            level=LevelOut.of(ranked.level),
            reasons=[ReasonOut.of(factor) for factor in ranked.factors],
            distance=None if ranked.distance_km is None else DistanceOut.of(ranked.distance_km),
            is_allowed=standing.is_allowed,
            standing=standing.words,
        )


class Candidates(Schema):
    """Who fits, best first."""

    fitting_count: int = Field(description="How many people fit in all.")
    lacking: list[str] = Field(
        description="Who would fit but for one need; fewer than five people are never counted exactly."
    )
    items: list[CandidateOut]

    @classmethod
    def of(cls, found: FoundPeople, standings: Mapping[int, Standing]) -> "Candidates":
        """Shape who was found; ``standings`` by key of the person."""
        items = [CandidateOut.of(person, standings[person.volunteer.pk]) for person in found.ranked]
        return cls(fitting_count=found.fitting_count, lacking=found.lacking, items=items)


class AllocationIn(Input):
    """What to allocate."""

    territory: PlainText = Field(
        examples=["350000000"], description="Code of a territory, or `country`.", max_length=20
    )
    weeks: int = Field(DEFAULT_WEEKS, description="Weeks ahead, from today.", ge=1, le=MOST_WEEKS)
    weights: PlainText = Field(engine.CURRENT, max_length=40)
    seed: int = Field(DEFAULT_SEED, ge=0, le=2**31 - 1, description="Same problem and seed, same answer.")


class AllocationOut(Schema):
    """An allocation and how far it is; points of the last round while it is under way, of the result afterwards."""

    id: UUID
    territory: str | None = Field(description="Public name of the territory; null for the country.")
    status: RunStatus
    from_day: date | None
    until_day: date | None = Field(description="The first day that does not belong to it.")
    made_at: datetime
    weights: str
    seed: int
    round: int
    objective: int
    bound: int
    gap_ppm: float
    seconds: float
    stopped_by: str
    verified: bool
    volunteers: int
    seats: int
    placed: int
    problem_sha256: str

    @classmethod
    def of(cls, run: MatchRun) -> "AllocationOut":
        """Shape a run."""
        return cls(
            id=run.public_id,
            territory=run.territory.key if run.territory else None,
            status=RunStatus(run.status),
            from_day=run.from_day,
            until_day=run.until_day,
            made_at=run.made_at,
            weights=run.weights_version,
            seed=run.seed,
            round=run.round,
            objective=run.objective,
            bound=run.bound,
            gap_ppm=run.gap_ppm,
            seconds=run.seconds,
            stopped_by=run.stopped_by,
            verified=run.is_verified,
            volunteers=run.volunteers_count,
            seats=run.seats_count,
            placed=run.placed_count,
            problem_sha256=run.problem_hash,
        )


class Allocations(Schema):
    """Allocations of one territory, newest first."""

    items: list[AllocationOut]


class CertificateOut(Schema):
    """What proves an allocation to whoever has its problem: prices in 1/64 points, one per role."""

    run: UUID
    problem_sha256: str
    objective: int
    bound: int
    weights: dict[str, int | str]
    seed: int
    stopped_by: str
    verified: bool
    prices: list[int]
    surcharges: dict[str, list[int]]


class SentOut(Schema):
    """How many invitations a commit made, or an undo took back."""

    count: int
