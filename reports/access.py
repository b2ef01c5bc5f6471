"""Doors to reports: officers see their own territory and what lies below it."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of
from core.errors import NotAllowed, NotSignedIn
from places.models import Territory
from reports import errors
from reports.models import Snapshot
from reports.queries.snapshots import snapshot_by_id

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


def own_territories(user: Person, action: Action = Action.REPORT_VIEW) -> list[Territory]:
    """Return the territories in force the person was granted reports for; every region for a country-wide grant.

    Raises NotSignedIn or NotAllowed.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    grants = [grant for grant in grants_of(user) if allows([grant.role], action)]
    if any(grant.territory is None for grant in grants):
        return list(Territory.objects.current().regions().order_by("code"))
    granted = {grant.territory.pk: grant.territory for grant in grants if grant.territory is not None}
    found = [territory for territory in granted.values() if territory.valid_until is None]
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
