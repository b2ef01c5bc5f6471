"""Writes about grounds of exclusion: noted and ended by a reviewer, each with its source."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from ngos import errors
from ngos.enums import ExclusionKind
from ngos.models import ExclusionFlag, Organisation
from ngos.queries.cases import tied_organisations


@transaction.atomic
def note_exclusion(
    *, organisation: Organisation, kind: ExclusionKind, since: date, source: str, reviewer: User, now: datetime
) -> ExclusionFlag:
    """Note a ground that stands from a day.

    Raises TiedToOrganisation, SourceMissing, FlagDateImpossible or FlagStands.
    """
    _require(organisation, reviewer, source)
    if since > local_day(now):
        raise errors.FlagDateImpossible
    try:
        with transaction.atomic():
            flag = ExclusionFlag.objects.create(
                organisation=organisation, kind=kind, since=since, source=source.strip(), noted_by=reviewer
            )
    except IntegrityError as clash:
        raise errors.FlagStands from clash
    audit.record("exclusion.noted", actor=reviewer, subject=organisation, at=now, kind=kind)
    return flag


@transaction.atomic
def end_exclusion(*, flag: ExclusionFlag, until: date, source: str, reviewer: User, now: datetime) -> ExclusionFlag:
    """End a ground on a day; it stays in the history. Raises as note_exclusion, and FlagNotFound."""
    _require(flag.organisation, reviewer, source)
    if not flag.since <= until <= local_day(now):
        raise errors.FlagDateImpossible
    standing = ExclusionFlag.objects.filter(pk=flag.pk, until=None)
    if standing.update(until=until, end_source=source.strip(), updated_at=now) != 1:
        raise errors.FlagNotFound
    audit.record("exclusion.ended", actor=reviewer, subject=flag.organisation, at=now, kind=flag.kind)
    flag.refresh_from_db()
    return flag


def _require(organisation: Organisation, reviewer: User, source: str) -> None:
    if organisation.pk in tied_organisations(reviewer):
        raise errors.TiedToOrganisation
    if not source.strip():
        raise errors.SourceMissing
