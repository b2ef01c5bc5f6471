"""From written words to a point: coordinates, then our own gazetteer, then Nominatim where one is set up."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from geopy.adapters import URLLibAdapter
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim

from core.text import fold
from places.distance import GeoPoint
from places.errors import GeocoderBusy, MisspeltPlace, PointOutsideCountry, UnknownPlace
from places.models import Territory
from places.queries import get_place_by_name, nearest_settlement, place_label
from places.validators import check_in_country, read_coordinates

TIMEOUT_SECONDS = 3
# The usage policy of the public server: one question a second from one service.
SECONDS_BETWEEN_QUESTIONS = 1
KEEP_ANSWER_SECONDS = 30 * 24 * 3600
KEEP_MISS_SECONDS = 24 * 3600
_TURN_KEY = "places.geocoding.turn"


class GeocodeOrigin(StrEnum):
    """Who knew the answer."""

    COORDINATES = "coordinates"
    GAZETTEER = "gazetteer"
    NOMINATIM = "nominatim"


@dataclass(frozen=True, slots=True)
class Geocoded:
    """A point, the settlement it belongs to or lies nearest, and a line to show the person who asked."""

    point: GeoPoint
    territory: Territory
    label: str
    origin: GeocodeOrigin


@dataclass(frozen=True, slots=True)
class _Answer:
    latitude: float
    longitude: float
    label: str


def geocode(text: str, *, language: str) -> Geocoded:
    """Find the point a person means by coordinates, a place name or, with a Nominatim server, an address.

    Offline unless the gazetteer does not know the text and ``NOMINATIM_URL`` is set. Then at most one question a
    second leaves this service, it waits at most three seconds, and the answer is kept for 30 days, a miss for one.
    Raises PointOutsideCountry, AmbiguousPlace, MisspeltPlace, UnknownPlace or GeocoderBusy.
    """
    coordinates = read_coordinates(text)
    if coordinates:
        return _beside(GeoPoint(*coordinates), GeocodeOrigin.COORDINATES, language=language)
    try:
        territory = get_place_by_name(text, language=language)
    except (MisspeltPlace, UnknownPlace):
        answer = _ask_nominatim(text, language=language) if settings.NOMINATIM_URL else None
        if answer is None:
            raise
        found = GeoPoint(answer.latitude, answer.longitude)
        return _beside(found, GeocodeOrigin.NOMINATIM, language=language, label=answer.label)
    if territory.point is None:
        raise UnknownPlace(place=text)
    return Geocoded(territory.point, territory, place_label(territory, language), GeocodeOrigin.GAZETTEER)


def _beside(point: GeoPoint, origin: GeocodeOrigin, *, language: str, label: str = "") -> Geocoded:
    nearest = nearest_settlement(point)
    if nearest is None:
        raise UnknownPlace(place=f"{point.latitude}, {point.longitude}")
    return Geocoded(point, nearest.territory, label or place_label(nearest.territory, language), origin)


def _ask_nominatim(text: str, *, language: str) -> _Answer | None:
    question = f"{settings.NOMINATIM_URL} {language} {fold(text)}"
    key = f"places.geocoding.{hashlib.sha256(question.encode()).hexdigest()}"
    missing = object()
    kept = cache.get(key, missing)
    if kept is missing:
        if not cache.add(_TURN_KEY, True, SECONDS_BETWEEN_QUESTIONS):
            raise GeocoderBusy
        kept = _ask_now(text, language=language)
        cache.set(key, kept, KEEP_ANSWER_SECONDS if kept else KEEP_MISS_SECONDS)
    answer: _Answer | None = kept
    return answer


def _ask_now(text: str, *, language: str) -> _Answer | None:
    address = urlsplit(settings.NOMINATIM_URL)
    server = Nominatim(
        scheme=address.scheme,
        domain=f"{address.netloc}{address.path}".rstrip("/"),
        user_agent=settings.NOMINATIM_USER_AGENT,
        timeout=TIMEOUT_SECONDS,
        adapter_factory=URLLibAdapter,
    )
    try:
        found = server.geocode(text, country_codes="kz", language=language)
        if found is None:
            return None
        check_in_country(latitude=found.latitude, longitude=found.longitude)
    except PointOutsideCountry:
        return None
    # A server that answers with the wrong shape is as unavailable as one that does not answer.
    except (GeopyError, ValueError, KeyError, TypeError, AttributeError) as silent:
        raise GeocoderBusy from silent
    return _Answer(latitude=found.latitude, longitude=found.longitude, label=found.address)
