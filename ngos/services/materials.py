"""Writes about what organisations post: a file is checked, made harmless, kept under its digest, and never changed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from core import audit, vault
from core.clock import local_day
from core.errors import DomainError
from core.privacy.retention import sweep
from ngos import errors
from ngos.enums import MaterialKind, MaterialState
from ngos.models import Material, Organisation
from ngos.papers.checking import check
from ngos.papers.personal import is_identity_document, personal_numbers_in
from ngos.papers.shapes import LARGEST_BYTES, Fault, Paper, PaperRefused
from ngos.queries.materials import same_file

# What was never public, or is not any more, loses its file; the line with its digest stays.
FILE_KEPT = timedelta(days=90)
SETTLED = timedelta(days=1)  # a file this old without a line is one whose line was rolled back
ABOUT_A_PERIOD = (MaterialKind.ANNUAL_FILING, MaterialKind.AUDIT)
FAULTS: dict[Fault, type[DomainError]] = {
    Fault.UNKNOWN: errors.MaterialUnknown,
    Fault.ACTIVE: errors.MaterialActive,
    Fault.LOCKED: errors.MaterialLocked,
    Fault.BROKEN: errors.MaterialBroken,
    Fault.TOO_HARD: errors.MaterialTooHard,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMaterial:
    """What an organisation says about a file; ``has_statement`` is its word that it shows no identity document."""

    kind: MaterialKind
    issued_on: date
    content: bytes
    has_statement: bool
    about_from: date | None = None
    about_until: date | None = None
    valid_until: date | None = None
    replaces: Material | None = None


def post_material(*, organisation: Organisation, material: NewMaterial, actor: User, now: datetime) -> Material:
    """Keep a document for the check by a reviewer.

    One that waits and is replaced counts as withdrawn; one that is accepted stays until the newer one is. Raises
    StatementMissing, MaterialInFuture, MaterialOver, an error of its period, an error of its file, MaterialTwice or
    MaterialGone.
    """
    _check_days(material, today=local_day(now))
    if not material.has_statement:
        raise errors.StatementMissing
    sent = hashlib.sha256(material.content).hexdigest()
    twin = same_file(organisation, sent)
    if twin is not None:
        raise errors.MaterialTwice(kind=twin.get_kind_display())
    paper = _made_harmless(material.content)
    return _keep(organisation, material, paper, sent, actor, now)


def _check_days(material: NewMaterial, *, today: date) -> None:
    if material.issued_on > today:
        raise errors.MaterialInFuture(today=today.strftime("%d.%m.%Y"))
    if material.valid_until and material.valid_until < max(today, material.issued_on):
        raise errors.MaterialOver
    first, last = material.about_from, material.about_until
    if (first is None) != (last is None) or (first is None and material.kind in ABOUT_A_PERIOD):
        raise errors.MaterialPeriodMissing
    if first and last and last < first:
        raise errors.MaterialPeriodBackwards
    if last and last >= today and material.kind in ABOUT_A_PERIOD:
        raise errors.MaterialPeriodOpen


def _made_harmless(content: bytes) -> Paper:
    """Check a file. Raises the error of its fault."""
    if not content:
        raise errors.MaterialEmpty
    if len(content) > LARGEST_BYTES:
        raise errors.MaterialTooLarge(most=LARGEST_BYTES // 1024**2)
    try:
        paper = check(content)
    except PaperRefused as refused:
        raise FAULTS[refused.fault] from refused
    if is_identity_document(paper.text):
        raise errors.MaterialIsIdentity
    numbers = personal_numbers_in(paper.text)
    if numbers:
        raise errors.MaterialHoldsNumbers(count=len(numbers))
    return paper


@transaction.atomic
def _keep(
    organisation: Organisation, material: NewMaterial, paper: Paper, sent: str, actor: User, now: datetime
) -> Material:
    older = _replaced(organisation, material, now)
    row = Material.objects.create(
        organisation=organisation,
        kind=material.kind,
        about_from=material.about_from,
        about_until=material.about_until,
        issued_on=material.issued_on,
        valid_until=material.valid_until,
        sha256=vault.keep(paper.content),
        sent_sha256=sent,
        size_bytes=len(paper.content),
        media_type=paper.kind,
        replaces=older,
        posted_at=now,
        posted_by=actor,
    )
    audit.record("material.posted", actor=actor, subject=organisation, at=now, kind=row.kind, sha256=row.sha256)
    return row


def _replaced(organisation: Organisation, material: NewMaterial, now: datetime) -> Material | None:
    """Return what the new one stands in for, withdrawn if it still waits. Raises MaterialGone."""
    if material.replaces is None:
        return None
    older = Material.objects.select_for_update(of=("self",)).filter(
        pk=material.replaces.pk, organisation=organisation, kind=material.kind, replaced_by=None
    )
    row = older.exclude(state=MaterialState.WITHDRAWN).first()
    if row is None:
        raise errors.MaterialGone
    Material.objects.filter(pk=row.pk, state=MaterialState.POSTED).update(
        state=MaterialState.WITHDRAWN, updated_at=now
    )
    return row


@transaction.atomic
def withdraw_material(*, material: Material, actor: User, now: datetime) -> Material:
    """Take a document back: it is not shown any more, and its file is deleted after 90 days. Raises MaterialGone.

    Levels that were granted from it stay until they end; the next check cannot count on it.
    """
    claimed = Material.objects.filter(pk=material.pk).exclude(state=MaterialState.WITHDRAWN)
    if claimed.update(state=MaterialState.WITHDRAWN, updated_at=now) != 1:
        raise errors.MaterialGone
    audit.record("material.withdrawn", actor=actor, subject=material.organisation, at=now, kind=material.kind)
    material.refresh_from_db()
    return material


@sweep("files of materials that are not public")
def erase_files(now: datetime, dry: bool) -> int:
    """Delete files of withdrawn and returned materials after 90 days, and those without a line; return how many."""
    over = Material.objects.filter(
        state__in=(MaterialState.WITHDRAWN, MaterialState.RETURNED),
        erased_at=None,
        updated_at__lte=now - FILE_KEPT,
    )
    orphans = _without_a_line(set(vault.kept_before(now - SETTLED)))
    if dry:
        return over.count() + len(orphans)
    digests = list(over.values_list("sha256", flat=True))
    erased = over.update(erased_at=now)
    for digest in {*_without_a_line(set(digests)), *orphans}:
        vault.forget(digest)
    return erased + len(orphans)


def _without_a_line(digests: set[str]) -> set[str]:
    """Return the files no line with a file stands for."""
    return digests - set(Material.objects.filter(erased_at=None).values_list("sha256", flat=True))
