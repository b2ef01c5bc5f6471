"""Doors to reports: officers see their own territory and what lies below it."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of, roles_in
from core.errors import NotAllowed, NotSignedIn
from places.models import Territory
from reports import errors

Person = User | AnonymousUser


def own_territories(user: Person) -> list[Territory]:
    """Return the territories the person was granted reports for; every region for a country-wide grant.

    Raises NotSignedIn or NotAllowed.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    grants = [grant for grant in grants_of(user) if allows([grant.role], Action.REPORT_VIEW)]
    if not grants:
        raise NotAllowed
    if any(grant.territory is None for grant in grants):
        return list(Territory.objects.current().regions().order_by("code"))
    return [grant.territory for grant in grants if grant.territory is not None]


def territory_for(user: Person, code: str, action: Action = Action.REPORT_VIEW) -> Territory:
    """Return the territory with a state code if the person may do this there.

    Raises NotSignedIn, NotAllowed for people without any such role, TerritoryNotYours otherwise.
    """
    own_territories(user)
    found = Territory.objects.current().select_related("region").filter(code_system="kato", code=code).first()
    if found is None or not allows(roles_in(user, found), action):
        raise errors.TerritoryNotYours
    return found
