"""Where a protected place really is, and who may know it when: the only reads of that table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.enums import OpportunityStatus, ShiftStatus, SignUpStatus
from events.models import Opportunity, ProtectedPlace, SignUp
from places.models import Territory

RELEASED_BEFORE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class ExactPlace:
    """A place to go to; all empty for online work."""

    venue: Territory | None
    address: str
    latitude: float | None
    longitude: float | None


def exact_place(opportunity: Opportunity) -> ExactPlace:
    """Return where an opportunity really is, for those who run it. One query for a protected place, else none."""
    if not opportunity.is_place_protected:
        return _of_row(opportunity)
    kept = ProtectedPlace.objects.select_related("venue__region").filter(opportunity=opportunity).first()
    return _of_kept(kept) if kept else _of_row(opportunity)


def places_for(signups: Iterable[SignUp], *, now: datetime) -> dict[int, ExactPlace]:
    """Return by key of a sign-up where its person may know to go: the district until the address is released.

    One query for all protected places together, none without any.
    """
    held = list(signups)
    open_ids = {signup.shift.opportunity_id for signup in held if is_released(signup, now=now)}
    kept = ProtectedPlace.objects.select_related("venue__region").filter(opportunity__in=open_ids) if open_ids else ()
    exact = {place.opportunity_id: _of_kept(place) for place in kept}
    return {
        signup.pk: exact.get(signup.shift.opportunity_id, _of_row(signup.shift.opportunity))
        if is_released(signup, now=now)
        else _of_row(signup.shift.opportunity)
        for signup in held
    }


def is_released(signup: SignUp, *, now: datetime) -> bool:
    """Say whether a person may know the address of a protected place: confirmed, from 48 hours before to the end."""
    shift = signup.shift
    return (
        shift.opportunity.is_place_protected
        and signup.status == SignUpStatus.CONFIRMED
        and signup.reconfirm_by is None
        and shift.status == ShiftStatus.PLANNED
        and shift.opportunity.status in (OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED)
        and shift.starts_at - RELEASED_BEFORE <= now < shift.ends_at
    )


def _of_row(opportunity: Opportunity) -> ExactPlace:
    return ExactPlace(opportunity.venue, opportunity.address, opportunity.latitude, opportunity.longitude)


def _of_kept(place: ProtectedPlace) -> ExactPlace:
    return ExactPlace(place.venue, place.address, place.latitude, place.longitude)
