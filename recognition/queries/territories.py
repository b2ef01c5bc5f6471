"""Whose organisations somebody outside may decide about."""

from django.db.models import Q

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of


def inside_of(user: User) -> Q:
    """Return the condition on rows with an ``organisation`` that it lies where the person decides about hours."""
    return _inside(user, "organisation__region")


def homes_inside_of(user: User) -> Q:
    """Return the condition on rows with a ``volunteer`` that she lives where the person decides about hours."""
    return _inside(user, "volunteer__home")


def _inside(user: User, place: str) -> Q:
    inside = Q(pk__in=())
    for grant in grants_of(user):
        if not allows([grant.role], Action.DISPUTE_DECIDE):
            continue
        if grant.territory is None:
            return Q()
        below = Q(**{f"{place}__path__startswith": grant.territory.inner_path})
        inside |= Q(**{place: grant.territory}) | below
    return inside
