"""Reads about reports: who is told, what the reporter may read, what waits too long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.permissions import Action, allows
from accounts.queries import grants_of
from events.enums import WAITING_CONCERNS, ConcernStatus
from events.models import Concern, Opportunity, Shift
from ngos.models import Membership, Organisation

UNTAKEN_AFTER = timedelta(hours=1)
UNANSWERED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ConcernSubject:
    """What a report is about, as far as it is known."""

    organisation: Organisation | None = None
    opportunity: Opportunity | None = None
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class ConcernState:
    """What a report's sender may read with the code: how far it is, and the answer."""

    status: str
    reported_at: datetime
    answer: str
    answered_at: datetime | None


def state_of(concern: Concern) -> ConcernState:
    """Return what the sender may read."""
    return ConcernState(
        status=concern.status,
        reported_at=concern.reported_at,
        answer=concern.answer,
        answered_at=concern.answered_at,
    )


def concern_with_hash(receipt_hash: str) -> Concern | None:
    """Return the report with a receipt."""
    return Concern.objects.filter(receipt_hash=receipt_hash).first()


def may_handle_concerns(user: User | AnonymousUser) -> bool:
    """Say whether a person handles reports anywhere."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_staff or any(allows([grant.role], Action.CONCERN_HANDLE) for grant in grants_of(user))


def concerns_seen_by(user: User) -> QuerySet[Concern]:
    """Return the reports a person may know of: of her territories, never about an organisation she acts for."""
    found = Concern.objects.select_related("organisation", "organisation__region", "opportunity", "taken_by")
    theirs = Membership.objects.filter(user=user).values("organisation")
    return found.filter(_inside(user)).exclude(organisation__in=theirs)


def _inside(user: User) -> Q:
    if user.is_staff:
        return Q()
    inside = Q(pk__in=())
    for grant in grants_of(user):
        if not allows([grant.role], Action.CONCERN_HANDLE):
            continue
        if grant.territory is None:
            return Q()
        below = Q(organisation__region__path__startswith=grant.territory.inner_path)
        inside |= Q(organisation__region=grant.territory) | below
    return inside


def open_concerns(seen: QuerySet[Concern]) -> QuerySet[Concern]:
    """Return those that are not closed, oldest first."""
    return seen.exclude(status=ConcernStatus.CLOSED).order_by("reported_at", "pk")


def closed_concerns(seen: QuerySet[Concern]) -> QuerySet[Concern]:
    """Return those that are closed, newest first."""
    return seen.filter(status=ConcernStatus.CLOSED).order_by("-closed_at", "-pk")


def untaken_concerns(now: datetime) -> QuerySet[Concern]:
    """Return those nobody took in time and nobody was told of yet."""
    return Concern.objects.filter(
        status=ConcernStatus.NEW, untaken_escalated_at=None, reported_at__lte=now - UNTAKEN_AFTER
    )


def unanswered_concerns(now: datetime) -> QuerySet[Concern]:
    """Return those nobody answered in time and nobody was told of a second time yet."""
    return Concern.objects.filter(
        status__in=[*WAITING_CONCERNS, ConcernStatus.TAKEN],
        answered_at=None,
        unanswered_escalated_at=None,
        reported_at__lte=now - UNANSWERED_AFTER,
    )


def first_recipients(organisation: Organisation | None) -> list[User]:
    """Return the officers of the organisation's territory and of the country, none of whom acts for it.

    When none is left, the staff is told.
    """
    region = organisation.region if organisation else None
    grants = RoleGrant.objects.filter(role=Role.SAFEGUARDING_OFFICER).select_related("territory")
    near = {
        grant.user_id
        for grant in grants
        if grant.territory is None or (region is not None and grant.territory.contains(region))
    }
    outsiders = _outsiders(organisation)
    return list(outsiders.filter(pk__in=near)) or list(outsiders.filter(_is_staff()))


def wider_recipients(organisation: Organisation | None) -> list[User]:
    """Return all officers of the country and the staff, none of whom acts for the organisation."""
    officers = RoleGrant.objects.filter(role=Role.SAFEGUARDING_OFFICER, territory=None).values("user")
    return list(_outsiders(organisation).filter(Q(pk__in=officers) | _is_staff()))


def _is_staff() -> Q:
    granted = RoleGrant.objects.filter(role=Role.STAFF, territory=None).values("user")
    return Q(is_staff=True) | Q(pk__in=granted)


def _outsiders(organisation: Organisation | None) -> QuerySet[User]:
    people = User.objects.filter(is_active=True).order_by("pk")
    if organisation is None:
        return people
    return people.exclude(pk__in=Membership.objects.filter(organisation=organisation).values("user"))
