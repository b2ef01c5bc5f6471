"""Shapes of territories and places as they leave the API."""

import datetime
from typing import Any

from django.utils.translation import get_language
from ninja import Schema

from core.text import localised
from places.enums import TerritoryKind
from places.models import Territory
from places.queries import PlaceSearch, place_label


class TerritoryRow(Schema):
    """One unit in force. ``name`` is in the language asked for, or in the one ``name_language`` says."""

    key: str
    kind: TerritoryKind
    name: str
    name_language: str
    name_kk: str
    name_ru: str
    name_en: str
    parent_key: str | None
    region_key: str | None
    latitude: float | None
    longitude: float | None
    time_zone: str
    population: int | None
    valid_from: datetime.date

    @classmethod
    def of(cls, territory: Territory) -> "TerritoryRow":
        """Shape a territory loaded with its parent and region."""
        name = localised(territory, "name", _language())
        return cls(
            key=territory.key,
            kind=TerritoryKind(territory.kind),
            name=name.text,
            name_language=name.language,
            parent_key=territory.parent.key if territory.parent else None,
            region_key=territory.region.key if territory.region else None,
            **{column: getattr(territory, column) for column in _SAME_COLUMNS},
        )


class TerritoryPage(Schema):
    """Some units and the cursor to the next ones."""

    items: list[TerritoryRow]
    next_cursor: str | None


class PlaceRow(Schema):
    """A place to choose. ``label`` names the region too."""

    key: str
    label: str
    latitude: float
    longitude: float


class PlaceSuggestions(Schema):
    """Places whose name begins as asked; only when there is none, those that come close."""

    items: list[PlaceRow]
    did_you_mean: list[PlaceRow]

    @classmethod
    def of(cls, search: PlaceSearch) -> "PlaceSuggestions":
        """Shape what a name search found."""
        return cls(items=[_place(place) for place in search.found], did_you_mean=[_place(p) for p in search.close])


_SAME_COLUMNS = (
    "name_kk",
    "name_ru",
    "name_en",
    "latitude",
    "longitude",
    "time_zone",
    "population",
    "valid_from",
)


def _place(place: Territory) -> PlaceRow:
    columns: dict[str, Any] = {"latitude": place.latitude, "longitude": place.longitude}
    return PlaceRow(key=place.key, label=place_label(place, _language()), **columns)


def _language() -> str:
    return (get_language() or "kk")[:2]
