"""What waits for an officer: drafts to sign, signed reports to publish, published ones that are no longer right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.enums import Role
from accounts.models import RoleGrant, User
from places.models import Territory
from reports.enums import Step
from reports.models import Snapshot
from reports.queries.overlaps import Beside
from reports.queries.units import formerly

REMEMBERED = timedelta(days=92)  # what nobody touched for a quarter waits for nobody; the list of reports keeps it
_UNREAD = ("figures", "head", "signature__token", "signature__detached", "publication__tables", "publication__reasons")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One report, the next step with it, and since when it waits for that."""

    snapshot: Snapshot
    step: Step
    since: datetime


def waiting_for(officer: User, territories: Sequence[Territory], *, now: datetime) -> list[Waiting]:
    """Return what waits for an officer of some territories, the oldest first.

    A report about a unit below hers waits for her only if that unit has no officer of its own. One that can never be
    published beside what is public waits for nobody. One query; more where something is about what a unit of hers was
    before, or where other reports are public on the same days.
    """
    if not territories:
        return []
    named = _open(now).filter(_hers(officer, territories))
    found = [_waiting(snapshot) for snapshot in named if _is_about(snapshot.territory, territories)]
    beside = Beside([one.snapshot for one in found if _may_be_refused(one)])
    return [one for one in found if not (_may_be_refused(one) and _is_refused(one.snapshot, beside))]


def _is_about(unit: Territory, territories: Sequence[Territory]) -> bool:
    """Say whether a unit is one of some, lies in one, or is what one was before: codes are reused."""
    if any(mine.contains(unit) for mine in territories):
        return True
    return any(unit in formerly(mine) for mine in territories if mine.key == unit.key)


def _may_be_refused(one: Waiting) -> bool:
    return one.step != Step.CORRECT and bool(one.snapshot.is_beside_public)  # type: ignore[attr-defined]  # a column


def _is_refused(snapshot: Snapshot, beside: Beside) -> bool:
    return beside.in_another_structure(snapshot) is not None or beside.across(snapshot) is not None


def _open(now: datetime) -> QuerySet[Snapshot]:
    """Return the newest versions that wait; ``since`` is when the step before was done, or the numbers changed."""
    is_open = Q(publication=None) | Q(comparison__differs_since__isnull=False)
    since = Coalesce("comparison__differs_since", "signature__signed_at", "made_at")
    public = Snapshot.objects.filter(
        publication__isnull=False, first_day__lt=OuterRef("end_day"), end_day__gt=OuterRef("first_day")
    )
    newest = Snapshot.objects.select_related("territory__region", "signature", "publication").defer(*_UNREAD)
    found: QuerySet[Snapshot] = (
        newest.filter(is_open, replaced_by=None)
        .annotate(since=since, is_beside_public=Exists(public))
        .filter(since__gte=now - REMEMBERED)
        .order_by("since", "pk")
    )
    return found


def _hers(officer: User, territories: Sequence[Territory]) -> Q:
    """Match what may be hers: by code, under which other units may have been, and what lies below."""
    own, below = Q(), Q()
    for territory in territories:
        own |= Q(territory__code=territory.code, territory__code_system=territory.code_system)
        below |= Q(territory__path__startswith=territory.inner_path)
    others = RoleGrant.objects.filter(
        role=Role.AKIMAT_OFFICER, user__is_active=True, territory=OuterRef("territory")
    ).exclude(user=officer)
    return own | (below & ~Q(Exists(others)))


def _waiting(snapshot: Snapshot) -> Waiting:
    step = Step.SIGN
    if hasattr(snapshot, "publication"):
        step = Step.CORRECT
    elif hasattr(snapshot, "signature"):
        step = Step.PUBLISH
    return Waiting(snapshot, step, snapshot.since)  # type: ignore[attr-defined]  # a column of the question
