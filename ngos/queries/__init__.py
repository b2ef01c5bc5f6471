"""Reads about organisations."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from accounts.validators import Contact
from ngos.enums import MembershipRole, OrganisationStatus
from ngos.models import Membership, Organisation, StatusDecision

INVITATION_SALT = "ngos.invitation"
INVITATION_LASTS = timedelta(days=7)


def memberships_of(user: User | AnonymousUser) -> QuerySet[Membership]:
    """Return what a person does for which organisations."""
    if not user.is_authenticated:
        return Membership.objects.none()
    return Membership.objects.filter(user=user).select_related("organisation", "organisation__region").order_by("pk")


def organisation_roles(user: User | AnonymousUser, organisation: Organisation) -> set[str]:
    """Return the person's roles in one organisation."""
    return set(memberships_of(user).filter(organisation=organisation).values_list("role", flat=True))


def opens_data_of_others(user: User | AnonymousUser) -> bool:
    """Say whether a person's roles open what belongs to others, so that one secret is not enough to sign in.

    True for everybody with a role outside organisations (officers, reviewers, safeguarding officers, staff), for
    those who may enter the staff admin, and for owners of organisations.
    """
    if not user.is_authenticated:
        return False
    holds_role = Q(role_grants__isnull=False) | Q(memberships__role=MembershipRole.OWNER)
    return user.is_staff or user.is_superuser or User.objects.filter(holds_role, pk=user.pk).exists()


def register(*, text: str = "", region_code: str = "", cause: str = "", status: str = "") -> QuerySet[Organisation]:
    """Return the public register, filtered by words, region, cause and status; empty filters do not filter."""
    found = Organisation.objects.standing().select_related("region")
    if text:
        found = found.named_like(text)
    if region_code:
        found = found.filter(region__code=region_code)
    if cause in ("ecology", "child_protection", "inclusion"):
        found = found.filter(**{f"works_in_{cause}": True})
    if status in OrganisationStatus.values:
        found = found.filter(status=status)
    return found.order_by("name_kk", "pk")


def decisions_about(organisation: Organisation) -> QuerySet[StatusDecision]:
    """Return the history of decisions, newest first."""
    return organisation.decisions.select_related("reviewer").order_by("-decided_at", "-pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return who acts for an organisation, owners first."""
    return organisation.memberships.select_related("user").order_by("-role", "user__full_name", "pk")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who asks whom to act for which organisation, read from a link.

    Nothing is stored: the link carries, signed, who invites to what, and of the contact only a keyed hash. Whether an
    address has an account is therefore never said.
    """

    organisation: Organisation
    role: MembershipRole
    inviter: User
    contact_hash: str

    def is_for(self, user: User) -> bool:
        """Say whether it was sent to where this person has proven to be reached."""
        phone = user.phone if user.phone_verified_at else ""
        return any(constant_time_compare(_hash(one), self.contact_hash) for one in (user.email, phone) if one)


def invitation_token(*, organisation: Organisation, contact: Contact, role: MembershipRole, inviter: User) -> str:
    """Return the secret part of a link."""
    return signing.dumps([organisation.pk, role, inviter.pk, _hash(str(contact))], salt=INVITATION_SALT)


def read_invitation(token: str) -> Invitation | None:
    """Read a link; nothing when it was changed, is older than a week, or whoever sent it is no owner any more."""
    try:
        organisation_id, role, inviter_id, contact_hash = signing.loads(
            token, salt=INVITATION_SALT, max_age=INVITATION_LASTS
        )
    except signing.BadSignature:
        return None
    owners = Membership.objects.filter(organisation=organisation_id, user=inviter_id, role=MembershipRole.OWNER)
    owner = owners.filter(user__is_active=True).select_related("organisation", "user").first()
    if owner is None:
        return None
    return Invitation(owner.organisation, MembershipRole(role), owner.user, contact_hash)


def link_of(token: str, language: str) -> str:
    """Return the address of the page that asks."""
    return f"{settings.SITE_URL}/{language}/org/invited/{token}/"


def _hash(contact: str) -> str:
    return salted_hmac("ngos.invitation", contact.lower(), algorithm="sha256").hexdigest()[:32]
