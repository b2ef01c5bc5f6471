"""Doors to reports: officers see their own territory and what lies below it."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action
from core.errors import NotAllowed, NotSignedIn
from places.models import Territory
from reports import errors
from reports.models import Snapshot
from reports.queries.officers import territories_of
from reports.queries.snapshots import snapshot_by_id
from reports.queries.waiting import Waiting, count_waiting, waiting_for

Person = User | AnonymousUser


def snapshot_for(user: Person, public_id: UUID, action: Action = Action.REPORT_VIEW) -> Snapshot:
    """Return a frozen report about a territory the person reports for.

    Raises NotSignedIn, NotAllowed for people without any such role, ReportNotThere otherwise.
    """
    own_territories(user, action)
    found = snapshot_by_id(str(public_id))
    if found is None:
        raise errors.ReportNotThere
    try:
        territory_for(user, found.territory.code, action)
    except errors.TerritoryNotYours as elsewhere:
        raise errors.ReportNotThere from elsewhere
    return found


def what_waits_for(user: Person, *, now: datetime) -> list[Waiting]:
    """Return the reports that wait for the person's next step, the oldest first.

    Raises NotSignedIn, or NotAllowed for people who sign no reports.
    """
    territories = own_territories(user, Action.REPORT_SIGN)
    return waiting_for(user, territories, now=now) if isinstance(user, User) else []


def how_many_wait_for(user: Person, *, now: datetime) -> int:
    """Return how many reports wait for the person's next step.

    Raises NotSignedIn, or NotAllowed for people who sign no reports.
    """
    territories = own_territories(user, Action.REPORT_SIGN)
    return count_waiting(user, territories, now=now) if isinstance(user, User) else 0


def own_territories(user: Person, action: Action = Action.REPORT_VIEW) -> list[Territory]:
    """Return the territories in force the person was granted reports for; every region for a country-wide grant.

    Raises NotSignedIn or NotAllowed.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = territories_of(user, action)
    if not found:
        raise NotAllowed
    return found


def territory_for(user: Person, code: str, action: Action = Action.REPORT_VIEW) -> Territory:
    """Return the territory with a code (of the state classifier first) if it lies in one the person reports for.

    Raises NotSignedIn, NotAllowed for people without any such role, TerritoryNotYours otherwise.
    """
    own = own_territories(user, action)
    named = Territory.objects.current().select_related("region").filter(code=code).order_by("-code_system")
    found = next((territory for territory in named for mine in own if mine.contains(territory)), None)
    if found is None:
        raise errors.TerritoryNotYours
    return found
