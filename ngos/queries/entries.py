"""What the register holds about one organisation and how it came to be so; two queries, whatever its history.

Each question is one union over several small tables, because a page shows all of them and waits for each query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Expression, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from ngos.directions import Direction, directions_named
from ngos.enums import BodyKind, ChangeKind, DisclosureLevel, MaterialKind, MaterialState
from ngos.models import (
    Body,
    Founder,
    LegalStatusEntry,
    LevelGrant,
    Material,
    Organisation,
    OrganisationChange,
    OrganisationDirection,
    StatusDecision,
)
from ngos.queries.listing import family_of, holding

SHOWN_CHANGES = 50
MOST_BRANCHES = 200
_TEXTS = ("row_one", "row_two", "row_three", "row_four")
Row = tuple[str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class FounderLine:
    """A legal entity that founded it."""

    name: str
    bin: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A governing body and its size."""

    kind: str
    name: str
    member_count: int

    @property
    def label(self) -> str:
        """Which body it is, in the reader's language."""
        return str(BodyKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch: its names and where its own page is."""

    name_kk: str
    name_ru: str
    name_en: str
    address: str


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material anybody may know of: what it is, when it was issued, and where its file is."""

    kind: str
    issued_on: date
    valid_until: date | None
    public_id: UUID

    @property
    def label(self) -> str:
        """What it is, in the reader's language."""
        return str(MaterialKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry holds besides the organisation's own columns."""

    level: DisclosureLevel
    directions: list[Direction]
    founders: list[FounderLine]
    bodies: list[BodyLine]
    branches: list[BranchLine]
    materials: list[MaterialLine]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change; ``kind`` is a ChangeKind, or ``decision`` for one of a reviewer with its reason in ``words``."""

    kind: str
    before: str
    after: str
    words: str
    at: datetime


def facts_of(organisation: Organisation, *, on: date) -> Facts:
    """Return what an entry holds on a day. One query."""
    found: dict[str, list[Row]] = {}
    for row in _facts(organisation, on):
        found.setdefault(row[0], []).append(row)
    level = found.get("level", [])
    return Facts(
        level=DisclosureLevel(max((row[5] for row in level), default=0)),
        directions=directions_named(row[1] for row in found.get("direction", [])),
        founders=sorted((FounderLine(row[1], row[2]) for row in found.get("founder", [])), key=lambda one: one.name),
        bodies=[BodyLine(row[1], row[2], row[5]) for row in found.get("body", [])],
        branches=sorted((BranchLine(*row[1:5]) for row in found.get("branch", [])), key=lambda one: one.address),
        materials=sorted(map(_material, found.get("material", [])), key=lambda one: one.issued_on, reverse=True),
    )


def _facts(organisation: Organisation, on: date) -> Iterable[Row]:
    of_it = {"organisation": organisation}
    current = OrganisationDirection.objects.filter(**of_it, until=None)
    accepted = Material.objects.filter(**of_it, state=MaterialState.ACCEPTED)
    branches = Organisation.objects.standing().filter(parent=organisation).order_by()[:MOST_BRANCHES]
    address = Case(When(bin="", then=F("slug")), default=F("bin"), output_field=TextField())
    rows: Iterable[Row] = _row(current, "direction", "code").union(
        _row(Founder.objects.filter(**of_it), "founder", "name", "bin"),
        _row(Body.objects.filter(**of_it), "body", "kind", "name", count=F("member_count")),
        _row(
            Organisation.objects.filter(pk__in=branches.values("pk")),
            "branch",
            "name_kk",
            "name_ru",
            "name_en",
            address,
        ),
        _row(accepted, "material", "kind", "issued_on", "valid_until", "public_id"),
        _row(holding(LevelGrant.objects.filter(**of_it), on), "level", count=F("level")),
        all=True,
    )
    return rows


def _row(found: QuerySet[Any, Any], what: str, *texts: str | Expression, count: F | None = None) -> Any:
    """Bring rows of any table into one shape: what they are, four texts, a number."""
    columns: dict[str, Any] = {"row_what": _text(what), "row_count": Cast(count or Value(0), IntegerField())}
    for place, name in enumerate(_TEXTS):
        columns[name] = Coalesce(Cast(texts[place], TextField()), _text("")) if place < len(texts) else _text("")
    return found.order_by().annotate(**columns).values_list("row_what", *_TEXTS, "row_count")


def _text(words: str) -> Value:
    return Value(words, output_field=TextField())


def _material(row: Row) -> MaterialLine:
    until = date.fromisoformat(row[3]) if row[3] else None
    return MaterialLine(kind=row[1], issued_on=date.fromisoformat(row[2]), valid_until=until, public_id=UUID(row[4]))


def history_of(organisation: Organisation) -> list[HistoryLine]:
    """Return the latest changes of an entry and of those joined with it, the newest first. One query."""
    family = family_of(organisation).values("pk")
    changes = OrganisationChange.objects.filter(organisation__in=family).exclude(kind=ChangeKind.LEGAL_STATUS)
    statuses = LegalStatusEntry.objects.filter(organisation__in=family)
    decisions = StatusDecision.objects.filter(organisation__in=family)
    lines = _line(changes, "kind", "before", "after", "source", moment="changed_at").union(
        _line(statuses, _text(ChangeKind.LEGAL_STATUS), "since", "status", "source", moment="noted_at"),
        _line(decisions, _text("decision"), _text(""), "status", "reason", moment="decided_at"),
        all=True,
    )
    return [HistoryLine(*line[:5]) for line in lines.order_by("-row_at", "-row_key")[:SHOWN_CHANGES]]


def _line(found: QuerySet[Any, Any], *columns: str | Expression, moment: str) -> Any:
    texts = {name: Cast(column, TextField()) for name, column in zip(_TEXTS, columns, strict=True)}
    return (
        found.order_by().annotate(**texts, row_at=F(moment), row_key=F("pk")).values_list(*_TEXTS, "row_at", "row_key")
    )
