"""Doors to organisations: found and permitted, or an error that does not leak which."""

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of, roles_in
from core.errors import NotAllowed, NotSignedIn
from ngos import errors
from ngos.enums import DisclosureLevel, MaterialKind, MaterialState, Right
from ngos.models import (
    ExclusionFlag,
    Material,
    Membership,
    Organisation,
    OrganisationClaim,
    OrganisationMerge,
    Rating,
    RatingAppeal,
    VerificationCase,
)
from ngos.queries import Invitation, organisation_roles, read_invitation
from ngos.queries.cases import case_with, flags_of
from ngos.queries.levels import current_rating
from ngos.queries.materials import material_with
from ngos.queries.rights import Standing, may
from ngos.validators import BIN_LENGTH
from places.models import Territory


def public_organisation(number: str) -> Organisation:
    """Return the organisation with a BIN, which anybody may look at. Raises OrganisationNotFound."""
    return _found(bin=number or "-")


def public_organisation_at(address: str) -> Organisation:
    """Return the organisation an address leads to: a BIN, or the slug of one without. Raises OrganisationNotFound."""
    is_number = address.isascii() and address.isdigit() and len(address) == BIN_LENGTH
    return _found(bin=address) if is_number else _found(slug=address, bin="")


def public_organisation_named(slug: str) -> Organisation:
    """Return the organisation with a slug, which anybody may look at. Raises OrganisationNotFound."""
    return _found(slug=slug)


def _found(**lookup: str) -> Organisation:
    """Find an entry, or the one it was joined with."""
    found = Organisation.objects.select_related("region").filter(**lookup).first()
    if found is not None and found.merged_into_id:
        found = Organisation.objects.select_related("region").filter(pk=found.merged_into_id).first()
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
    """Return the organisation with a BIN, or a slug, for which the person may do this. Raises as require_action."""
    organisation = public_organisation_at(number)
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


def require_reviewer(user: User | AnonymousUser) -> User:
    """Return the person, who may decide about organisations somewhere. Raises NotSignedIn or NotAllowed."""
    reviewed_territories(user)
    if not user.is_authenticated:
        raise NotSignedIn
    return user


def claimable_organisation(user: User | AnonymousUser, address: str) -> Organisation:
    """Return an organisation nobody acts for, for a person who is signed in.

    Raises NotSignedIn, OrganisationNotFound or ClaimedAlready.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = public_organisation_at(address)
    if Membership.objects.filter(organisation=found).exists():
        raise errors.ClaimedAlready
    return found


def claim_for_reviewer(user: User | AnonymousUser, public_id: UUID) -> OrganisationClaim:
    """Return a request for a person who may decide about its organisation.

    Raises NotSignedIn, NotAllowed or ClaimNotFound.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    claims = OrganisationClaim.objects.select_related("organisation__region", "user")
    found = claims.filter(public_id=public_id, decided_at=None).first()
    if not allows(roles_in(user, found.organisation.region if found else None), Action.ORGANISATION_DECIDE):
        raise NotAllowed
    if found is None:
        raise errors.ClaimNotFound
    return found


def lookalike_for_reviewer(user: User, public_id: UUID) -> Organisation:
    """Return an entry that may be joined with another one. Raises NotAllowed or OrganisationNotFound.

    A duplicate may stand in another region than the entry that remains, so it need not be of the reviewer's own.
    """
    require_reviewer(user)
    found = Organisation.objects.filter(public_id=public_id).first()
    if found is None:
        raise errors.OrganisationNotFound
    return found


def merge_for_reviewer(user: User, public_id: UUID) -> OrganisationMerge:
    """Return a joining that stands, for a person who may decide about the entry that remains.

    Raises NotAllowed or MergeNotFound.
    """
    merges = OrganisationMerge.objects.select_related("survivor__region", "duplicate")
    found = merges.filter(public_id=public_id, undone_at=None).first()
    if not allows(roles_in(user, found.survivor.region if found else None), Action.ORGANISATION_DECIDE):
        raise NotAllowed
    if found is None:
        raise errors.MergeNotFound
    return found


def require_right(organisation: Organisation, right: Right, *, on: date) -> None:
    """Raise OrganisationNotVerified or LevelTooLow, which says what opens it, unless the organisation has a right."""
    standing = may(organisation, right, on=on)
    if standing.is_open:
        return
    if not standing.is_verified:
        raise errors.OrganisationNotVerified
    raise errors.LevelTooLow(
        right=capfirst(Right(right).label), level=DisclosureLevel(standing.needed).label, step=_step_of(standing)
    )


def _step_of(standing: Standing) -> str:
    """Say in the reader's language what opens a right."""
    if standing.missing:
        kinds = ", ".join(str(MaterialKind(kind).label) for kind in standing.missing)
        return _("post %(kinds)s and send it for a check") % {"kinds": kinds}
    return _("send what is posted for a check")


def case_for_reviewer(user: User | AnonymousUser, public_id: UUID) -> VerificationCase:
    """Return a case of the reviewer's territories. Raises NotSignedIn, NotAllowed or CaseNotFound."""
    territories = reviewed_territories(user)
    found = case_with(public_id)
    if found is None or not open_to(found.organisation, territories):
        raise errors.CaseNotFound
    return found


def open_to(organisation: Organisation, territories: list[Territory] | None) -> bool:
    """Say whether an organisation lies in one of some territories; None means the whole country."""
    if territories is None:
        return True
    region = organisation.region
    return any(region == one or region.path.startswith(one.inner_path) for one in territories)


def material_for_reader(user: User | AnonymousUser, public_id: UUID) -> Material:
    """Return a material somebody may read: everybody an accepted one, its owners and reviewers every one with a file.

    Raises MaterialNotFound, which does not say whether there is one.
    """
    found = material_with(public_id)
    if found is None or found.erased_at is not None:
        raise errors.MaterialNotFound
    if found.state == MaterialState.ACCEPTED or _may_read(user, found.organisation):
        return found
    raise errors.MaterialNotFound


def _may_read(user: User | AnonymousUser, organisation: Organisation) -> bool:
    if not user.is_authenticated:
        return False
    if allows(organisation_roles(user, organisation), Action.ORGANISATION_EDIT):
        return True
    return allows(roles_in(user, organisation.region), Action.ORGANISATION_DECIDE)


def material_of(organisation: Organisation, public_id: UUID) -> Material:
    """Return a material of an organisation the caller has been let into. Raises MaterialNotFound."""
    found = material_with(public_id)
    if found is None or found.organisation_id != organisation.pk:
        raise errors.MaterialNotFound
    return found


def flag_of(organisation: Organisation, number: int) -> ExclusionFlag:
    """Return a standing ground of exclusion of an organisation. Raises FlagNotFound."""
    found = flags_of(organisation).filter(pk=number, until=None).first()
    if found is None:
        raise errors.FlagNotFound
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
    found = current_rating(public_organisation_at(number))
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
