"""Doors to runs: found and permitted, or an error that does not leak which."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import roles_in
from core.errors import NotAllowed, NotSignedIn
from events.errors import RoleNotFound
from events.models import ShiftRole
from matching import errors
from matching.enums import RunKind
from matching.models import MatchRun, Suggestion
from ngos.access import require_action
from ngos.errors import OrganisationNotFound, OrganisationNotVerified
from places.errors import UnknownTerritory
from places.models import Territory

COUNTRY = "country"


def run_for(user: User | AnonymousUser, public_id: UUID) -> MatchRun:
    """Return a filling of an opportunity or of an organisation the person may invite for.

    A run names volunteers, so an organisation that is no longer verified cannot open it. Raises NotSignedIn,
    NotAllowed, RunNotFound or OrganisationNotVerified.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    runs = MatchRun.objects.filter(kind=RunKind.FILLING).select_related(
        "organisation", "opportunity", "opportunity__organisation", "opportunity__venue"
    )
    found = runs.filter(public_id=public_id).first()
    host = found.host if found else None
    if found is None or host is None:
        raise errors.RunNotFound
    try:
        require_action(user, host, Action.SIGNUP_INVITE)
    except OrganisationNotFound as stranger:
        raise errors.RunNotFound from stranger
    if not host.is_verified:
        raise OrganisationNotVerified
    return found


def require_scope(user: User | AnonymousUser, territory: Territory | None, action: Action) -> None:
    """Let pass who may allocate in a territory; in the whole country only with a role that holds for all of it.

    Raises NotSignedIn or NotAllowed.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    if not allows(roles_in(user, territory), action):
        raise NotAllowed


def allocation_for(
    user: User | AnonymousUser, public_id: UUID, action: Action, kind: RunKind = RunKind.ALLOCATION
) -> MatchRun:
    """Return a run of a kind about a territory the person allocates in; others do not find it.

    Raises NotSignedIn or RunNotFound.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    runs = MatchRun.objects.filter(kind=kind).select_related("territory", "territory__region", "warm_from")
    found = runs.filter(public_id=public_id).first()
    if found is None or not allows(roles_in(user, found.territory), action):
        raise errors.RunNotFound
    return found


def scope_for(user: User | AnonymousUser, code: str, action: Action) -> Territory | None:
    """Return the territory in force with a code, of the state classifier first, if the person allocates there.

    ``COUNTRY`` stands for the whole country and gives None. Raises NotSignedIn, UnknownTerritory or NotAllowed.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = None
    if code != COUNTRY:
        found = Territory.objects.current().filter(code=code).order_by("-code_system").first()
        if found is None:
            raise UnknownTerritory
    require_scope(user, found, action)
    return found


def role_in(run: MatchRun, public_id: UUID) -> ShiftRole:
    """Return a role an opened run proposes somebody for. Raises RoleNotFound."""
    found = (
        ShiftRole.objects.filter(pk__in=run.suggestions.values("role"), public_id=public_id)
        .select_related("shift__opportunity__organisation", "shift__opportunity__venue")
        .first()
    )
    if found is None:
        raise RoleNotFound
    return found


def proposal_in(run: MatchRun, text: str) -> Suggestion:
    """Return a proposal of an opened run by its public id, however it came. Raises RunNotFound."""
    try:
        wanted = UUID(text)
    except ValueError as unreadable:
        raise errors.RunNotFound from unreadable
    found = run.suggestions.select_related("volunteer").filter(public_id=wanted).first()
    if found is None:
        raise errors.RunNotFound
    return found
