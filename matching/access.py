"""Doors to runs: found and permitted, or an error that does not leak which."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action
from core.errors import NotSignedIn
from matching import errors
from matching.models import MatchRun
from ngos.access import require_action
from ngos.errors import OrganisationNotFound, OrganisationNotVerified


def run_for(user: User | AnonymousUser, public_id: UUID) -> MatchRun:
    """Return a run for an opportunity the person may invite to.

    A run names volunteers, so an organisation that is no longer verified cannot open it. Raises NotSignedIn,
    NotAllowed, RunNotFound or OrganisationNotVerified.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    runs = MatchRun.objects.select_related("opportunity", "opportunity__organisation", "opportunity__venue")
    found = runs.filter(public_id=public_id, opportunity__isnull=False).first()
    if found is None or found.opportunity is None:
        raise errors.RunNotFound
    try:
        require_action(user, found.opportunity.organisation, Action.SIGNUP_INVITE)
    except OrganisationNotFound as stranger:
        raise errors.RunNotFound from stranger
    if not found.opportunity.organisation.is_verified:
        raise OrganisationNotVerified
    return found
