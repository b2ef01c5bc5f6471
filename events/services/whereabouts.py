"""Where an opportunity takes place: what everybody reads, and what is kept apart for a protected place."""

from dataclasses import dataclass

from core.text import LANGUAGES, fold
from events import errors
from events.models import Opportunity, ProtectedPlace
from places.distance import GeoPoint
from places.models import Territory
from places.queries import shown_district

DEFAULT_TIME_ZONE = "Asia/Almaty"
READ_BY_ALL = ("title", "description", "bring", "costs")
TELLING_LETTERS = 5  # a shorter address, such as a bare number, stands in many texts by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePlan:
    """Where an opportunity takes place; a point that is not given is the middle of the venue."""

    is_remote: bool = False
    venue: Territory | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_place_protected: bool = False

    @property
    def time_zone(self) -> str:
        """The zone of the venue, or the country's for online work."""
        return self.venue.time_zone if self.venue else DEFAULT_TIME_ZONE


def place_of(opportunity: Opportunity) -> PlacePlan:
    """Return where an opportunity takes place, as everybody reads it."""
    return PlacePlan(
        is_remote=opportunity.is_remote,
        venue=opportunity.venue,
        address=opportunity.address,
        latitude=opportunity.latitude,
        longitude=opportunity.longitude,
        is_place_protected=opportunity.is_place_protected,
    )


def fill_place(opportunity: Opportunity, draft: PlacePlan) -> None:
    """Copy the place onto a row without saving: all of it, or only the district of a protected one.

    Raises PlaceMissing or AddressInWords.
    """
    point = _exact_point(draft)
    if point is None and not draft.is_remote:
        raise errors.PlaceMissing
    venue, address = draft.venue, draft.address.strip()
    opportunity.is_remote = draft.is_remote
    opportunity.is_place_protected = draft.is_place_protected and not draft.is_remote
    opportunity.time_zone = draft.time_zone
    if opportunity.is_place_protected and venue is not None:
        _require_silent(opportunity, address)
        venue, address = shown_district(venue), ""
        point = venue.point
        if point is None:
            raise errors.PlaceMissing
    opportunity.venue, opportunity.address = venue, address
    opportunity.latitude, opportunity.longitude = (point.latitude, point.longitude) if point else (None, None)


def keep_exact_place(opportunity: Opportunity, draft: PlacePlan) -> bool:
    """Keep where a protected place is, or forget it for one that is protected no more. Part of a transaction.

    Return whether a place that was protected before is now somewhere else, which nobody reads from the row.
    """
    kept = ProtectedPlace.objects.filter(opportunity=opportunity).first()
    point = _exact_point(draft)
    if not opportunity.is_place_protected or draft.venue is None or point is None:
        ProtectedPlace.objects.filter(opportunity=opportunity).delete()
        return False
    place = {
        "venue": draft.venue,
        "address": draft.address.strip(),
        "latitude": point.latitude,
        "longitude": point.longitude,
    }
    ProtectedPlace.objects.update_or_create(opportunity=opportunity, defaults=place)
    return kept is not None and any(getattr(kept, name) != value for name, value in place.items())


def _exact_point(draft: PlacePlan) -> GeoPoint | None:
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
