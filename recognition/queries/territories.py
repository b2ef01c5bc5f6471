"""Whose organisations somebody outside may decide about."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of
from places.models import Territory

Row = TypeVar("Row", bound=Model)


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


def of_territories(rows: QuerySet[Row], territories: Iterable[Territory] | None) -> QuerySet[Row]:
    """Keep rows whose ``organisation`` lies in territories; None keeps all."""
    if territories is None:
        return rows
    inside = Q(pk__in=())
    for territory in territories:
        inside |= Q(organisation__region=territory) | Q(organisation__region__path__startswith=territory.inner_path)
    return rows.filter(inside)
