"""Writes about an entry of the register: names, legal form and status, directions, founders, bodies, head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from ngos import errors
from ngos.directions import DIRECTIONS, directions_named
from ngos.enums import BodyKind, ChangeKind, LegalForm, LegalStatus, Source
from ngos.models import NAMES, Body, Founder, LegalStatusEntry, Organisation, OrganisationDirection
from ngos.services import known_form, note_change
from ngos.validators import clean_bin, clean_name, is_branch, is_head


@dataclass(frozen=True, slots=True)
class FounderSaid:
    """A legal entity among the founders."""

    name: str
    bin: str


@dataclass(frozen=True, slots=True)
class BodySaid:
    """A governing body, what the organisation calls it, and how many people are in it."""

    kind: BodyKind
    name: str
    member_count: int


@dataclass(frozen=True, slots=True)
class EntrySaid:
    """Everything an organisation says about itself in the register; people are counted and never named."""

    names: tuple[str, str, str]
    legal_form: str
    directions: Sequence[str]
    founders: Sequence[FounderSaid]
    founder_people: int | None
    bodies: Sequence[BodySaid]
    parent_bin: str


@transaction.atomic
def describe(*, organisation: Organisation, said: EntrySaid, actor: User, now: datetime) -> list[ChangeKind]:
    """Keep what an organisation says about itself; return what changed, each written into its history.

    All or nothing. Raises NameMissing, FormBarred, FormUnknown, a BinInvalid, BinOfGroup, DirectionUnknown,
    FounderIncomplete, ParentNotFound or NotABranch.
    """
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    hand = _Hand(row, Source.ORGANISATION, now)
    hand.rename(said.names)
    hand.change_form(said.legal_form)
    hand.direct(said.directions)
    hand.found(said.founders, said.founder_people)
    hand.govern(said.bodies)
    hand.subordinate(said.parent_bin)
    if hand.changed:
        row.save()
        audit.record("organisation.described", actor=actor, subject=row, at=now, kinds=[str(k) for k in hand.changed])
    organisation.refresh_from_db()
    return hand.changed


@transaction.atomic
def note_legal_status(
    *, organisation: Organisation, status: LegalStatus, since: date, source: str, actor: User, now: datetime
) -> LegalStatusEntry:
    """Note the legal status of an organisation since a day, from a named source; earlier ones stay.

    Raises SourceMissing, DayInFuture, DayBeforeLast, LegalStatusImpossible or LegalStatusUnchanged.
    """
    source = source.strip()
    if not source:
        raise errors.SourceMissing
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _check_status(row, status, since, on=local_day(now))
    entry = LegalStatusEntry.objects.create(organisation=row, status=status, since=since, source=source, noted_at=now)
    note_change(
        organisation=row, kind=ChangeKind.LEGAL_STATUS, before=row.legal_status, after=status,
        source=Source.REVIEWER, now=now,
    )  # fmt: skip
    row.legal_status, row.legal_status_since = status, since
    row.save(update_fields=["legal_status", "legal_status_since", "updated_at"])
    audit.record("organisation.legal_status_noted", actor=actor, subject=row, at=now, status=status)
    organisation.refresh_from_db()
    return entry


def _check_status(row: Organisation, status: LegalStatus, since: date, *, on: date) -> None:
    if (status == LegalStatus.UNVERIFIED) != (not row.bin):
        raise errors.LegalStatusImpossible
    if since > on:
        raise errors.DayInFuture
    if row.legal_status == status:
        raise errors.LegalStatusUnchanged
    if row.legal_status_since and since < row.legal_status_since:
        raise errors.DayBeforeLast(day=row.legal_status_since.isoformat())


class _Hand:
    """Writes one entry, one kind of fact after another, and remembers which of them changed."""

    def __init__(self, row: Organisation, source: Source, now: datetime) -> None:
        self.row, self.source, self.now = row, source, now
        self.changed: list[ChangeKind] = []

    def rename(self, names: Sequence[str]) -> None:
        """Set the three names. Raises NameMissing."""
        cleaned = [clean_name(name) for name in names]
        if not any(cleaned):
            raise errors.NameMissing
        before = [getattr(self.row, column) for column in NAMES]
        for column, name in zip(NAMES, cleaned, strict=True):
            setattr(self.row, column, name)
        self._note(ChangeKind.NAMES, " · ".join(filter(None, before)), " · ".join(filter(None, cleaned)))

    def change_form(self, wish: str) -> None:
        """Set the legal form. Raises FormBarred, FormUnknown or BinOfGroup."""
        form = known_form(wish)
        if form == LegalForm.VOLUNTEER_GROUP and self.row.bin:
            raise errors.BinOfGroup
        before, self.row.legal_form = self.row.legal_form, form
        self._note(ChangeKind.LEGAL_FORM, before, form)

    def direct(self, codes: Sequence[str]) -> None:
        """Begin and end directions as of today. Raises DirectionUnknown."""
        for code in codes:
            if code not in DIRECTIONS:
                raise errors.DirectionUnknown(wish=code)
        day, standing = local_day(self.now), OrganisationDirection.objects.filter(organisation=self.row, until=None)
        before, wanted = set(standing.values_list("code", flat=True)), set(codes)
        standing.filter(code__in=before - wanted).update(until=day)
        OrganisationDirection.objects.bulk_create(
            OrganisationDirection(organisation=self.row, code=code, since=day) for code in sorted(wanted - before)
        )
        self._note(ChangeKind.DIRECTIONS, _in_order(before), _in_order(wanted))

    def found(self, founders: Sequence[FounderSaid], people: int | None) -> None:
        """Set who founded it. Raises FounderIncomplete or a BinInvalid."""
        said: dict[str, str] = {}
        for founder in founders:
            name = clean_name(founder.name)
            if not name or not founder.bin.strip():
                raise errors.FounderIncomplete
            said[clean_bin(founder.bin)] = name
        stored = Founder.objects.filter(organisation=self.row)
        before = dict(stored.values_list("bin", "name"))
        if said != before:
            stored.delete()
            Founder.objects.bulk_create(
                Founder(organisation=self.row, bin=number, name=name) for number, name in said.items()
            )
        old_people, self.row.founder_people = self.row.founder_people, people
        self._note(ChangeKind.FOUNDERS, _founders(before, old_people), _founders(said, people))

    def govern(self, bodies: Sequence[BodySaid]) -> None:
        """Set the governing bodies and how many people are in each."""
        stored = Body.objects.filter(organisation=self.row)
        before = sorted((body.kind, body.name, body.member_count) for body in stored)
        said = sorted((str(body.kind), clean_name(body.name), body.member_count) for body in bodies)
        if said != before:
            stored.delete()
            Body.objects.bulk_create(
                Body(organisation=self.row, kind=kind, name=name, member_count=count) for kind, name, count in said
            )
        self._note(ChangeKind.BODIES, _bodies(before), _bodies(said))

    def subordinate(self, number: str) -> None:
        """Set the head organisation by its BIN, or none. Raises a BinInvalid, ParentNotFound or NotABranch."""
        before = self.row.parent.bin if self.row.parent else ""
        head = parent_of(self.row.bin, number) if number.strip() else None
        self.row.parent = head
        self._note(ChangeKind.PARENT, before, head.bin if head else "")

    def _note(self, kind: ChangeKind, before: str, after: str) -> None:
        if before != after:
            note_change(organisation=self.row, kind=kind, before=before, after=after, source=self.source, now=self.now)
            self.changed.append(kind)


def parent_of(branch_bin: str, number: str) -> Organisation:
    """Return the head of a branch. Raises a BinInvalid, ParentNotFound or NotABranch."""
    wanted = clean_bin(number)
    if not is_branch(branch_bin) or not is_head(wanted):
        raise errors.NotABranch
    head = Organisation.objects.standing().filter(bin=wanted).first()
    if head is None:
        raise errors.ParentNotFound
    return head


def _in_order(codes: set[str]) -> str:
    return ", ".join(direction.code for direction in directions_named(codes))


def _founders(legal: dict[str, str], people: int | None) -> str:
    named = [f"{name} ({number})" for number, name in sorted(legal.items())]
    return " · ".join([*named, *([f"+{people}"] if people else [])])


def _bodies(bodies: Sequence[tuple[str, str, int]]) -> str:
    return " · ".join(f"{kind}: {count}" for kind, _name, count in bodies)
