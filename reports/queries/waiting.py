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

REMEMBERED = timedelta(days=92)  # what nobody touched for a quarter waits for nobody; the list of reports keeps it
_UNREAD = ("figures", "head", "signature__token", "signature__detached", "publication__tables", "publication__reasons")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One report, the next step with it, and since when it waits for that."""

    snapshot: Snapshot
    step: Step
    since: datetime


def waiting_for(officer: User, territories: Sequence[Territory], *, now: datetime) -> list[Waiting]:
    """Return what waits for an officer of some territories, the oldest first; one query.

    A report about a unit below hers waits for her only if that unit has no officer of its own.
    """
    if not territories:
        return []
    return [_waiting(snapshot) for snapshot in _open(now).filter(_hers(officer, territories))]


def count_waiting(officer: User, territories: Sequence[Territory], *, now: datetime) -> int:
    """Return how many reports wait for an officer of some territories; one query."""
    return _open(now).filter(_hers(officer, territories)).count() if territories else 0


def _open(now: datetime) -> QuerySet[Snapshot]:
    """Return the newest versions that wait; ``since`` is when the step before was done, or the numbers changed."""
    is_open = Q(publication=None) | Q(comparison__differs_since__isnull=False)
    since = Coalesce("comparison__differs_since", "signature__signed_at", "made_at")
    newest = Snapshot.objects.select_related("territory", "signature", "publication").defer(*_UNREAD)
    found: QuerySet[Snapshot] = (
        newest.filter(is_open, replaced_by=None)
        .annotate(since=since)
        .filter(since__gte=now - REMEMBERED)
        .order_by("since", "pk")
    )
    return found


def _hers(officer: User, territories: Sequence[Territory]) -> Q:
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
