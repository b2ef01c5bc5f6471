"""Joining two entries of one organisation, and taking them apart again exactly.

What hangs on the duplicate is moved to the survivor and listed row by row, whichever app it belongs to. Rows that may
never change (the ledger of hours, histories) and papers that were frozen stay where they are and are read through
``ngos.queries.listing.family_of``. A row the survivor has already, such as a person who acts for both, stays too, and
so does one that the database refuses to change.

Earlier duplicates of a duplicate move like everything else, so a joined entry always leads to one that stands.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, ProgrammingError, models, transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from core.models import AppendOnly
from ngos import errors
from ngos.enums import ChangeKind, Source
from ngos.models import Membership, Organisation, OrganisationMerge
from ngos.services import note_change

Moved = dict[str, list[int]]
# A constraint; and what a trigger raises, which is an IntegrityError on SQLite and a ProgrammingError on PostgreSQL.
REFUSALS = (IntegrityError, ProgrammingError)


@transaction.atomic
def merge(
    *, survivor: Organisation, duplicate: Organisation, reason: str, reviewer: User, now: datetime
) -> OrganisationMerge:
    """Join a duplicate with the entry that remains; both are locked in one order.

    Raises ReasonMissing, OwnClaim for a reviewer who acts for one of them, MergeWithItself or MergeKeepsBin.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    if Membership.objects.filter(organisation__in=(survivor, duplicate), user=reviewer).exists():
        raise errors.OwnClaim
    kept, gone = _locked(survivor, duplicate)
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise errors.MergeWithItself
    if gone.bin and not kept.bin:
        raise errors.MergeKeepsBin
    moved: Moved = {}
    for model, column in _hanging():
        keys = list(_rows(model, column, gone).order_by("pk").values_list("pk", flat=True))
        landed = _move(model, column, keys, kept)
        if landed:
            moved[f"{model._meta.label}.{column}"] = landed
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    joining = OrganisationMerge.objects.create(
        survivor=kept, duplicate=gone, reason=reason, moved=moved, merged_at=now, merged_by=reviewer
    )
    _note(joining, ChangeKind.MERGED, reviewer, now)
    audit.record("organisation.merged", actor=reviewer, subject=kept, at=now, rows=sum(map(len, moved.values())))
    return joining


@transaction.atomic
def undo_merge(*, joining: OrganisationMerge, reviewer: User, now: datetime) -> OrganisationMerge:
    """Take two entries apart: every row that was moved goes back, what came since stays with the survivor.

    So does a row that the database refuses to change since. Raises MergeNotFound or MergeCoveredByLater.
    """
    kept, gone = _locked(joining.survivor, joining.duplicate)
    if kept.merged_into_id:
        raise errors.MergeCoveredByLater
    live = OrganisationMerge.objects.filter(pk=joining.pk, undone_at=None)
    if live.update(undone_at=now, undone_by=reviewer) != 1:
        raise errors.MergeNotFound
    for model, column in _hanging():
        keys = joining.moved.get(f"{model._meta.label}.{column}", [])
        still_there = _rows(model, column, kept).filter(pk__in=keys).order_by("pk")
        _move(model, column, list(still_there.values_list("pk", flat=True)), gone)
    Organisation.objects.filter(pk=gone.pk).update(merged_into=None)
    _note(joining, ChangeKind.UNMERGED, reviewer, now)
    audit.record("organisation.unmerged", actor=reviewer, subject=kept, at=now)
    joining.refresh_from_db()
    return joining


def _locked(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Lock two entries with the duplicates that are joined with them, which move as well."""
    pair = (one.pk, other.pk)
    rows = Organisation.objects.select_for_update().filter(Q(pk__in=pair) | Q(merged_into__in=pair)).order_by("pk")
    by_key = {row.pk: row for row in rows}
    return by_key[one.pk], by_key[other.pk]


def _hanging() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every table and column that leads to an organisation and may be moved."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, column = relation.related_model, relation.field.name
        stays = model is OrganisationMerge or issubclass(model, AppendOnly)
        if not stays and not getattr(model, "stays_when_merged", False):
            yield model, column


def _rows(model: type[models.Model], column: str, organisation: Organisation) -> models.QuerySet[Any]:
    return model._base_manager.filter(**{column: organisation})


def _move(model: type[models.Model], column: str, keys: list[int], to: Organisation) -> list[int]:
    """Move rows; return which did. Those that the database refuses to move stay."""
    rows = model._base_manager.filter(pk__in=keys)
    try:
        with transaction.atomic():
            rows.update(**{column: to})
    except REFUSALS:
        return [key for key in keys if _moves(model, column, key, to)] if len(keys) > 1 else []
    return keys


def _moves(model: type[models.Model], column: str, key: int, to: Organisation) -> bool:
    return bool(_move(model, column, [key], to))


def _note(joining: OrganisationMerge, kind: ChangeKind, reviewer: User, now: datetime) -> None:
    for one, other in ((joining.survivor, joining.duplicate), (joining.duplicate, joining.survivor)):
        note_change(organisation=one, kind=kind, after=other.address, source=Source.REVIEWER, now=now)
