"""Reads about territories: by name, by code, by nearness, by what lies above and below."""

import csv
import datetime
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.text import Localised, fold, localised, sort_key
from places.distance import GeoPoint, bounding_box, box_filter, distances_km
from places.enums import POPULATED_KINDS, CodeSystem, TerritoryKind
from places.errors import AmbiguousPlace, MisspeltPlace, UnknownPlace, UnknownTerritory
from places.models import Territory, TerritoryQuerySet

DATA_DIR = Path(__file__).resolve().parent / "data"
_SEARCH_RINGS_KM = (25, 100, 400)
# A name belongs to the place with this many times the people of its next namesake: Ақтау is the city by the sea.
_STANDS_OUT = 5
# Two rows of one name nearer than this are one place entered twice.
_SAME_PLACE_KM = 20
_CLOSE_ENOUGH = 0.72
# A place with so many people says little about where in it something is.
_LARGE_PLACE = 50_000
_DISTRICT_KINDS = (TerritoryKind.DISTRICT, TerritoryKind.CITY_DISTRICT, TerritoryKind.CITY_AREA)
_KEY = re.compile(r"[\w:-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlaceSearch:
    """What a name led to: whole names, then beginnings, or, when there is neither, names that come close."""

    exact: tuple[Territory, ...]
    starting: tuple[Territory, ...]
    close: tuple[Territory, ...]

    @property
    def found(self) -> tuple[Territory, ...]:
        """Whole names first, then beginnings."""
        return self.exact + self.starting


@dataclass(frozen=True, slots=True)
class NearbyPlace:
    """A place and how far it is."""

    territory: Territory
    distance_km: float


@dataclass(frozen=True, slots=True)
class RegionTile:
    """One square of the tile map, counted from the top left corner."""

    territory: Territory
    column: int
    row: int
    short: Localised
    abbreviation: Localised


def find_places(text: str, *, limit: int = 10) -> PlaceSearch:
    """Look for a place to live or to meet by any of its names; ``Абай, Қарағанды`` narrows to a region.

    Only places with a point are offered. Each list is ordered by number of people. Three queries at most.
    """
    name, _, region_name = (part.strip() for part in text.partition(","))
    folded = fold(name)
    if not folded:
        return PlaceSearch(exact=(), starting=(), close=())
    pool = offered_places()
    if region_name:
        pool = pool.filter(region__in=Territory.objects.regions().current().matching(region_name))
    matches = _without_doubles(pool.matching(name))
    exact = tuple(place for place in matches if f"|{folded}|" in place.search_name)[:limit]
    starting = tuple(place for place in matches if place not in exact)[: limit - len(exact)]
    close = () if matches else _close_places(pool, folded, limit=min(limit, 5))
    return PlaceSearch(exact=exact, starting=starting, close=close)


def get_place_by_name(text: str, *, language: str) -> Territory:
    """Return the one place a written name means.

    Raises AmbiguousPlace, MisspeltPlace or UnknownPlace; their sentences name the choices in the given language.
    """
    search = find_places(text)
    candidates = search.exact or search.starting
    if not candidates:
        if search.close:
            raise MisspeltPlace(place=text, close=_listed(search.close, language))
        raise UnknownPlace(place=text)
    if len(candidates) > 1 and (candidates[0].population or 0) < _STANDS_OUT * max(candidates[1].population or 0, 1):
        raise AmbiguousPlace(place=text, choices=_listed(candidates[:4], language))
    return candidates[0]


def place_label(territory: Territory, language: str) -> str:
    """Return name and region, ``Абай, Қарағанды облысы``; the name alone for a region or a city that is one."""
    name = localised(territory, "name", language).text
    region = localised(territory.region, "name", language).text if territory.region else name
    return name if name == region else f"{name}, {region}"


def offered_places() -> TerritoryQuerySet:
    """Places in force below region level with a point: what a person may choose as a home or a venue."""
    return Territory.objects.current().with_point().filter(parent__isnull=False).select_related("region")


def nearest_settlement(point: GeoPoint) -> NearbyPlace | None:
    """Return the nearest place where people live, at any distance; None when the table is empty.

    At most four queries: rings of 25, 100 and 400 km, then the whole country.
    """
    settlements = Territory.objects.current().with_point().filter(kind__in=POPULATED_KINDS).select_related("region")
    for radius_km in _SEARCH_RINGS_KM:
        around = settlements.filter(**box_filter(bounding_box(point, radius_km)))
        nearest = _nearest_of(around, point)
        # The corner of a box is farther than its side, so only what lies within the radius is surely the nearest.
        if nearest and nearest.distance_km <= radius_km:
            return nearest
    return _nearest_of(settlements, point)


def shown_district(place: Territory) -> Territory:
    """Return the unit by which a protected place is known: its district, else a large town itself, else its region.

    It depends on the unit alone, never on a point inside it. One query at most.
    """
    is_large = (place.population or 0) >= _LARGE_PLACE and place.point is not None
    if place.region is None or (place.district_pk == place.pk and is_large):
        return place
    keys = [key for key in (place.district_pk, place.region_id) if key]
    above = Territory.objects.select_related("region").filter(pk__in=keys).with_point()
    units = {unit.pk: unit for unit in above if unit.pk == place.region_id or unit.kind in _DISTRICT_KINDS}
    return units.get(place.district_pk or 0) or place.region


def regions_in_order(language: str, *, day: datetime.date | None = None) -> list[Territory]:
    """Return the regions in force today or on a day, in alphabetical order of a language. One query."""
    regions = Territory.objects.regions()
    in_force = regions.in_force_on(day) if day else regions.current()
    return sorted(in_force, key=lambda region: sort_key(localised(region, "name", language).text))


def get_territory_by_key(key: str) -> Territory:
    """Return the version in force of ``kato:750000000`` (or a bare KATO code). Raises UnknownTerritory."""
    code_system, _, code = key.rpartition(":")
    # PostgreSQL refuses a NUL byte with an error of its own; no code holds anything but letters, digits and dashes.
    if not _KEY.fullmatch(key):
        raise UnknownTerritory(key=key)
    wanted = Territory.objects.current().select_related("region", "predecessor__predecessor")
    try:
        return wanted.get(code_system=code_system or CodeSystem.KATO, code=code)
    except Territory.DoesNotExist as missing:
        raise UnknownTerritory(key=key) from missing


def list_territories(*, name: str = "", kind: str = "", parent_key: str = "") -> TerritoryQuerySet:
    """Return territories in force, with region and parent, narrowed by name, kind and the unit directly above.

    Raises UnknownTerritory for a parent nobody knows.
    """
    territories = Territory.objects.current().select_related("region", "parent")
    if name:
        territories = territories.matching(name)
    if kind:
        territories = territories.filter(kind=kind)
    if parent_key:
        territories = territories.filter(parent=get_territory_by_key(parent_key))
    return territories


def region_of(territory: Territory) -> Territory:
    """Return the top unit: the territory's region, or itself when it is one."""
    return territory.region or territory


def region_on(territory: Territory, day: datetime.date) -> Territory | None:
    """Return the region that held this ground on a day, by way of predecessors; None when no version is known.

    A place of today's Ulytau belonged to Karaganda in 2019. One query per step back.
    """
    region: Territory | None = region_of(territory)
    while region and region.valid_from > day:
        region = region.predecessor
    return region


def tile_grid(language: str) -> tuple[RegionTile, ...]:
    """Return one tile per region in force today, top row first, with its short names. One query."""
    regions = {region.code: region for region in Territory.objects.regions().current()}
    return tuple(
        RegionTile(
            territory=regions[tile["kato"]],
            column=int(tile["col"]),
            row=int(tile["row"]),
            short=Localised(tile[f"short_{language}"], language),
            abbreviation=Localised(tile[f"abbr_{language}"], language),
        )
        for tile in _tiles()
        if tile["kato"] in regions
    )


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the tables shipped in ``places/data``."""
    with (DATA_DIR / name).open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


@cache
def _tiles() -> tuple[dict[str, str], ...]:
    return tuple(sorted(read_table("region_tiles.csv"), key=lambda tile: (int(tile["row"]), int(tile["col"]))))


def _nearest_of(places: TerritoryQuerySet, point: GeoPoint) -> NearbyPlace | None:
    known = list(places)
    if not known:
        return None
    distances = distances_km(
        point,
        [place.latitude for place in known if place.latitude is not None],
        [place.longitude for place in known if place.longitude is not None],
    )
    nearest = int(distances.argmin())
    return NearbyPlace(territory=known[nearest], distance_km=float(distances[nearest]))


def _without_doubles(places: Iterable[Territory]) -> list[Territory]:
    """Order by people and drop a row that repeats a larger namesake next to it."""
    kept: list[Territory] = []
    for place in sorted(places, key=lambda row: (-(row.population or 0), row.pk)):
        if not any(_is_double(place, larger) for larger in kept):
            kept.append(place)
    return kept


def _is_double(place: Territory, larger: Territory) -> bool:
    if place.region_id != larger.region_id or fold(place.name_ru) != fold(larger.name_ru):
        return False
    return _apart_km(place, larger) < _SAME_PLACE_KM


def _apart_km(place: Territory, other: Territory) -> float:
    if place.point is None or other.point is None:
        return 0.0
    return float(distances_km(place.point, [other.point.latitude], [other.point.longitude])[0])


def _close_places(pool: TerritoryQuerySet, folded: str, *, limit: int) -> tuple[Territory, ...]:
    by_name: dict[str, list[int]] = {}
    for pk, search_name in pool.values_list("pk", "search_name"):
        for name in search_name.strip("|").split("|"):
            by_name.setdefault(name, []).append(pk)
    names = difflib.get_close_matches(folded, by_name, n=limit, cutoff=_CLOSE_ENOUGH)
    rank = {pk: position for position, name in reversed(list(enumerate(names))) for pk in by_name[name]}
    places = sorted(pool.filter(pk__in=rank), key=lambda place: (rank[place.pk], -(place.population or 0)))
    return tuple(places[:limit])


def _listed(places: Iterable[Territory], language: str) -> str:
    return "; ".join(place_label(place, language) for place in places)
