"""Doors to organisations: found and permitted, or an error that does not leak which."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of, roles_in
from core.errors import NotAllowed, NotSignedIn
from ngos import errors
from ngos.models import Organisation, Rating, RatingAppeal
from ngos.queries import Invitation, organisation_roles, read_invitation
from ngos.queries.levels import current_rating
from places.models import Territory


def public_organisation(number: str) -> Organisation:
    """Return the organisation with a BIN, which anybody may look at. Raises OrganisationNotFound."""
    return _found(bin=number)


def public_organisation_named(slug: str) -> Organisation:
    """Return the organisation with a slug, which anybody may look at. Raises OrganisationNotFound."""
    return _found(slug=slug)


def _found(**lookup: str) -> Organisation:
    found = Organisation.objects.select_related("region").filter(**lookup).first()
    if found is None:
        raise errors.OrganisationNotFound
    return found


def invitation_for(user: User | AnonymousUser, token: str) -> Invitation:
    """Return an invitation that was sent to this person. Raises NotSignedIn or InvitationNotFound."""
    if not user.is_authenticated:
        raise NotSignedIn
    found = read_invitation(token)
    if found is None or not found.is_for(user):
        raise errors.InvitationNotFound
    return found


def require_action(user: User | AnonymousUser, organisation: Organisation, action: Action) -> None:
    """Raise NotSignedIn for guests, OrganisationNotFound for strangers, NotAllowed for members without the right."""
    if not user.is_authenticated:
        raise NotSignedIn
    roles = organisation_roles(user, organisation)
    if not roles:
        raise errors.OrganisationNotFound
    if not allows(roles, action):
        raise NotAllowed


def organisation_for(user: User | AnonymousUser, slug: str, action: Action) -> Organisation:
    """Return an organisation for which the person may do this. Raises as require_action."""
    if not user.is_authenticated:
        raise NotSignedIn
    organisation = _found(slug=slug)
    require_action(user, organisation, action)
    return organisation


def organisation_with_bin_for(user: User | AnonymousUser, number: str, action: Action) -> Organisation:
    """Return the organisation with a BIN for which the person may do this. Raises as require_action."""
    organisation = public_organisation(number)
    require_action(user, organisation, action)
    return organisation


def organisation_for_reviewer(user: User | AnonymousUser, public_id: UUID) -> Organisation:
    """Return an organisation for a person who may decide about it.

    Raises NotSignedIn, NotAllowed or OrganisationNotFound.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = Organisation.objects.select_related("region").filter(public_id=public_id).first()
    if not allows(roles_in(user, found.region if found else None), Action.ORGANISATION_DECIDE):
        raise NotAllowed
    if found is None:
        raise errors.OrganisationNotFound
    return found


def appeal_for_reviewer(user: User | AnonymousUser, public_id: UUID) -> RatingAppeal:
    """Return an objection to a rating for a person who may decide about its organisation.

    Raises NotSignedIn, NotAllowed or AppealNotFound.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    appeals = RatingAppeal.objects.select_related("organisation__region", "rating__run")
    found = appeals.filter(public_id=public_id).first()
    if not allows(roles_in(user, found.organisation.region if found else None), Action.ORGANISATION_DECIDE):
        raise NotAllowed
    if found is None:
        raise errors.AppealNotFound
    return found


def rating_of(number: str) -> Rating:
    """Return the rating of the organisation with a BIN, open to all. Raises OrganisationNotFound or NotRated."""
    found = current_rating(public_organisation(number))
    if found is None:
        raise errors.NotRated
    return found


def reviewed_territories(user: User | AnonymousUser) -> list[Territory] | None:
    """Return the territories whose organisations the person may decide about, None for the whole country.

    Raises NotSignedIn, or NotAllowed for everybody without such a grant. One query.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    grants = [grant for grant in grants_of(user) if allows([grant.role], Action.ORGANISATION_DECIDE)]
    if not grants:
        raise NotAllowed
    territories = [grant.territory for grant in grants if grant.territory]
    return territories if len(territories) == len(grants) else None
