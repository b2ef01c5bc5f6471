"""Shapes of documents, tasks, levels and cases of verification."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from core.schemas import Input, Page, PlainText
from ngos.enums import (
    CaseGround,
    CaseReason,
    CaseState,
    CheckItem,
    DisclosureLevel,
    MaterialKind,
    MaterialState,
    Right,
    Verdict,
)
from ngos.models import CaseDecision, Material, VerificationCase
from ngos.queries.rights import Standing
from ngos.queries.tasks import Task
from ngos.schemas import OrganisationBrief
from ngos.services.cases import Check, Wish

WORDS = Field(min_length=1, max_length=500)


class MaterialIn(Input):
    """What an organisation says about a file; the file itself is the part ``file`` of the form."""

    kind: MaterialKind
    issued_on: date
    about_from: date | None = None
    about_until: date | None = None
    valid_until: date | None = None
    replaces: UUID | None = Field(None, description="The document of the same kind that it stands in for.")
    statement: bool = Field(
        False, description="It is no identity document of a person, and may be shown to everybody."
    )


class MaterialOut(Schema):
    """One posted document."""

    id: UUID
    kind: MaterialKind
    state: MaterialState
    issued_on: date
    about_from: date | None
    about_until: date | None
    valid_until: date | None
    sha256: str = Field(description="Of the file that is given out.")
    sent_sha256: str = Field(description="Of the file as it was sent, before it was made harmless.")
    size_bytes: int
    media_type: str
    posted_at: datetime
    checked_at: datetime | None
    reason: str
    href: str | None = Field(examples=["/documents/0b4c…/"])

    @classmethod
    def of(cls, row: Material) -> "MaterialOut":
        """Shape a document."""
        names = (
            *("kind", "state", "issued_on", "about_from", "about_until", "valid_until", "sha256", "sent_sha256"),
            *("size_bytes", "media_type", "posted_at", "checked_at", "reason"),
        )
        href = None if row.erased_at else f"/documents/{row.public_id}/"
        return cls(id=row.public_id, href=href, **{name: getattr(row, name) for name in names})


class MaterialList(Schema):
    """Every document that everybody may read, the newest of each kind first."""

    items: list[MaterialOut]


class TaskOut(Schema):
    """One document that a level or a right asks for, and how it stands."""

    kind: MaterialKind
    name: str
    level: int | None
    right: Right | None
    state: str = Field(examples=["missing", "posted", "returned", "accepted", "ending"])
    counts_until: date | None
    material: MaterialOut | None

    @classmethod
    def of(cls, task: Task) -> "TaskOut":
        """Shape a task."""
        return cls(
            kind=task.kind,
            name=str(task.kind.label),
            level=task.level,
            right=task.right,
            state=task.state,
            counts_until=task.counts_until,
            material=MaterialOut.of(task.material) if task.material else None,
        )


class RightOut(Schema):
    """Whether a right is open, and what opens it."""

    right: Right
    name: str
    is_open: bool
    needed_level: int
    missing: list[MaterialKind]

    @classmethod
    def of(cls, standing: Standing) -> "RightOut":
        """Shape how it stands with a right."""
        return cls(
            right=standing.right,
            name=str(standing.right.label),
            is_open=standing.is_open,
            needed_level=standing.needed,
            missing=[MaterialKind(kind) for kind in standing.missing],
        )


class TasksOut(Schema):
    """What an owner has to do, the level that holds, and what it opens."""

    level: int = Field(description="0 nothing checked, 1 identity, 2 registered, 3 reported, 4 audited.")
    level_name: str
    tasks: list[TaskOut]
    rights: list[RightOut]


class CaseRow(Schema):
    """One line of the queue."""

    id: UUID
    organisation: OrganisationBrief
    ground: CaseGround
    state: CaseState
    opened_at: datetime
    due_on: date
    working_days: int

    @classmethod
    def of(cls, case: VerificationCase, days: int) -> "CaseRow":
        """Shape a case loaded with its organisation."""
        return cls(
            id=case.public_id,
            organisation=OrganisationBrief.of(case.organisation),
            ground=CaseGround(case.ground),
            state=CaseState(case.state),
            opened_at=case.opened_at,
            due_on=case.due_on,
            working_days=days,
        )


class CasePage(Page[CaseRow]):
    """Some cases, the oldest first, and the cursor to the next ones."""


class DecisionOut(Schema):
    """How a case ended."""

    id: UUID
    verdict: Verdict
    level: int
    reasons: list[CaseReason]
    words: str
    decided_at: datetime
    recheck_on: date | None
    is_by_two: bool

    @classmethod
    def of(cls, row: CaseDecision) -> "DecisionOut":
        """Shape a decision; who decided is not said."""
        return cls(
            id=row.public_id,
            verdict=Verdict(row.verdict),
            level=DisclosureLevel(row.level),
            reasons=[CaseReason(reason) for reason in row.reasons],
            words=row.words,
            decided_at=row.decided_at,
            recheck_on=row.recheck_on,
            is_by_two=row.second is not None,
        )


class CaseOut(CaseRow):
    """One case with the documents to check and what was decided before."""

    note: str
    is_mine: bool
    proposed: Verdict | None
    materials: list[MaterialOut]
    decisions: list[DecisionOut]


class CheckIn(Input):
    """A reviewer's word about one document."""

    material_id: UUID
    accept: bool
    reason: PlainText = Field("", max_length=500)


class DecisionIn(Input):
    """What a reviewer decides."""

    verdict: Verdict
    words: PlainText = WORDS
    reasons: list[CaseReason] = Field([], max_length=20)
    checklist: list[CheckItem] = Field([], max_length=20)
    checks: list[CheckIn] = Field([], max_length=100)
    recheck_on: date | None = None

    @property
    def wish(self) -> Wish:
        """The decision as the service takes it."""
        return Wish(
            verdict=self.verdict,
            words=self.words,
            reasons=tuple(self.reasons),
            checklist=frozenset(self.checklist),
            checks={one.material_id: Check(is_accepted=one.accept, reason=one.reason) for one in self.checks},
            recheck_on=self.recheck_on,
        )


class SecondIn(Input):
    """The word of the second reviewer."""

    agrees: bool
    words: PlainText = Field("", max_length=300)


class AppealIn(Input):
    """Why an organisation does not agree."""

    words: PlainText = WORDS
