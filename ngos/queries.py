"""Reads about organisations."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from ngos.enums import MembershipRole, OrganisationStatus
from ngos.models import Membership, Organisation, StatusDecision
from places.models import Territory


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
    found = Organisation.objects.select_related("region")
    if text:
        found = found.named_like(text)
    if region_code:
        found = found.filter(region__code=region_code)
    if cause in ("ecology", "child_protection", "inclusion"):
        found = found.filter(**{f"works_in_{cause}": True})
    if status in OrganisationStatus.values:
        found = found.filter(status=status)
    return found.order_by("name_kk", "pk")


def review_queue(territories: Iterable[Territory] | None = None) -> QuerySet[Organisation]:
    """Return organisations that wait for a decision, longest wait first; None means those of the whole country."""
    waiting = Organisation.objects.filter(status=OrganisationStatus.UNVERIFIED).select_related("region")
    if territories is not None:
        inside = Q(pk__in=())
        for territory in territories:
            inside |= Q(region=territory) | Q(region__path__startswith=territory.inner_path)
        waiting = waiting.filter(inside)
    return waiting.order_by("pk")


def decisions_about(organisation: Organisation) -> QuerySet[StatusDecision]:
    """Return the history of decisions, newest first."""
    return organisation.decisions.select_related("reviewer").order_by("-decided_at", "-pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return who acts for an organisation, owners first."""
    return organisation.memberships.select_related("user").order_by("-role", "user__full_name", "pk")
