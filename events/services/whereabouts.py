"""Where an opportunity takes place: what everybody reads, and what is kept apart for a protected place."""

from typing import TYPE_CHECKING

from core.text import LANGUAGES, fold
from events import errors
from events.models import Opportunity, ProtectedPlace
from places.distance import GeoPoint
from places.queries import shown_district

if TYPE_CHECKING:
    from events.services.publishing import OpportunityDraft

DEFAULT_TIME_ZONE = "Asia/Almaty"
READ_BY_ALL = ("title", "description", "bring", "costs")
TELLING_LETTERS = 5  # a shorter address, such as a bare number, stands in many texts by chance


def fill_place(opportunity: Opportunity, draft: "OpportunityDraft") -> None:
    """Copy the place onto a row without saving: all of it, or only the district of a protected one.

    Raises PlaceMissing or AddressInWords.
    """
    point = _exact_point(draft)
    if point is None and not draft.is_remote:
        raise errors.PlaceMissing
    venue, address = draft.venue, draft.address.strip()
    opportunity.is_remote = draft.is_remote
    opportunity.is_place_protected = draft.is_place_protected and not draft.is_remote
    opportunity.time_zone = venue.time_zone if venue else DEFAULT_TIME_ZONE
    if opportunity.is_place_protected and venue is not None:
        _require_silent(opportunity, address)
        venue, address = shown_district(venue), ""
        point = venue.point
        if point is None:
            raise errors.PlaceMissing
    opportunity.venue, opportunity.address = venue, address
    opportunity.latitude, opportunity.longitude = (point.latitude, point.longitude) if point else (None, None)


def keep_exact_place(opportunity: Opportunity, draft: "OpportunityDraft") -> None:
    """Keep where a protected place is, or forget it for one that is protected no more. Part of a transaction."""
    point = _exact_point(draft)
    if not opportunity.is_place_protected or draft.venue is None or point is None:
        ProtectedPlace.objects.filter(opportunity=opportunity).delete()
        return
    ProtectedPlace.objects.update_or_create(
        opportunity=opportunity,
        defaults={
            "venue": draft.venue,
            "address": draft.address.strip(),
            "latitude": point.latitude,
            "longitude": point.longitude,
        },
    )


def _exact_point(draft: "OpportunityDraft") -> GeoPoint | None:
    if draft.venue is None:
        return None
    if draft.latitude is None or draft.longitude is None:
        return draft.venue.point
    return GeoPoint(draft.latitude, draft.longitude)


def _require_silent(opportunity: Opportunity, address: str) -> None:
    """Refuse words for everybody that name the address."""
    secret = fold(address)
    said = [getattr(opportunity, f"{name}_{language}") for name in READ_BY_ALL for language in LANGUAGES]
    if len(secret) >= TELLING_LETTERS and any(secret in fold(words) for words in (*said, opportunity.contact_name)):
        raise errors.AddressInWords
