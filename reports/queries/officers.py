"""Who reports for which territories."""

from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.permissions import Action, allows
from accounts.queries import grants_of
from places.models import Territory


def territories_of(user: User, action: Action = Action.REPORT_VIEW) -> list[Territory]:
    """Return the territories in force a person was granted an action for; every region for a country-wide grant."""
    grants = [grant for grant in grants_of(user) if allows([grant.role], action)]
    if any(grant.territory is None for grant in grants):
        return list(Territory.objects.current().regions().order_by("code"))
    granted = {grant.territory.pk: grant.territory for grant in grants if grant.territory is not None}
    return [territory for territory in granted.values() if territory.valid_until is None]


def officers() -> list[User]:
    """Return the akimats' officers whose accounts are open."""
    granted = RoleGrant.objects.filter(role=Role.AKIMAT_OFFICER)
    return list(User.objects.filter(is_active=True, pk__in=granted.values("user")).order_by("pk"))


def territories_with_officers() -> list[Territory]:
    """Return the territories in force for which an officer with an open account was granted her role."""
    granted = RoleGrant.objects.filter(role=Role.AKIMAT_OFFICER, user__is_active=True, territory__isnull=False)
    return list(Territory.objects.current().filter(pk__in=granted.values("territory")).order_by("path", "code"))
