"""Checks and readings of what people and the state classifier write: codes, kinds in abbreviations, coordinates."""

import re
from dataclasses import dataclass

from core.text import unmix_scripts
from places.enums import TerritoryKind
from places.errors import PointOutsideCountry

NAME_LENGTH = 200
# A degree or so around the country: enough to notice latitude and longitude changing places.
_SOUTH, _WEST, _NORTH, _EAST = 40.0, 46.0, 56.0, 88.0
_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_POINT_WITH_COMMAS = re.compile(r"\s*(-?\d{1,3},\d+)\s*(?:;|,?\s)\s*(-?\d{1,3},\d+)\s*")
_CODE = re.compile(r"[0-9]{9}")
# The districts of Karaganda are written «р.а. им.Казыбек би» and «Әлихан Бөкейхан р.а.».
_CITY_DISTRICT_MARK = re.compile(r"^(?:р\.а\.\s*(.+)|(.+?)\s*р\.а\.)$")
_SPACES = re.compile(r"\s+")

# How the classifier abbreviates, Russian then Kazakh: the tail it puts after a name and what it stands for.
_RURAL_TAILS = {
    "с.о.": "сельский округ",
    "с.о": "сельский округ",
    "с.а.": "сельская администрация",
    "п.а.": "поселковая администрация",
    "г.а.": "городская администрация",
    "а.о.": "ауылдық округі",
    "а.ә.": "ауылдық әкімдігі",
    "к.ә.": "кенттік әкімдігі",
}
_CITY_AREA_TAILS = ("Г.А.", "Қ.Ә.", "қ.ә.")
_KAZAKH_TAILS = (" қ.", " к.", " а.")
_POPULATED_HEADS = {
    "г.": TerritoryKind.CITY,
    "п.": TerritoryKind.TOWN,
    "с.": TerritoryKind.VILLAGE,
}
_CITY_KINDS = frozenset(
    {TerritoryKind.MAJOR_CITY, TerritoryKind.CITY_AREA, TerritoryKind.CITY, TerritoryKind.CITY_DISTRICT}
)


@dataclass(frozen=True, slots=True)
class ClassifierName:
    """A name as people write it and the kind that its abbreviation meant."""

    kind: TerritoryKind
    name: str


def is_kato_code(code: str) -> bool:
    """Tell whether a code has the classifier's form: nine digits."""
    return _CODE.fullmatch(code) is not None


def tidy_name(name: str) -> str:
    """Give a name single spaces and words of one script; the official files mix Latin look-alikes in."""
    return unmix_scripts(_SPACES.sub(" ", name).strip())


def read_russian_name(name: str, *, parent_kind: TerritoryKind | None) -> ClassifierName:
    """Part a classifier name into kind and name: ``с.Абралы`` is the village Абралы.

    ``parent_kind`` is None for a top unit. What bears no known abbreviation is a small locality and keeps its name.
    """
    tidy = tidy_name(name)
    if parent_kind is None:
        is_city = tidy.startswith("г.")
        kind = TerritoryKind.MAJOR_CITY if is_city else TerritoryKind.REGION
        return ClassifierName(kind, tidy.removeprefix("г.").strip())
    if tidy.endswith(_CITY_AREA_TAILS):
        return ClassifierName(TerritoryKind.CITY_AREA, _without_tail(tidy, _CITY_AREA_TAILS))
    tidy = _CITY_DISTRICT_MARK.sub(r"район \1\2", tidy)
    if "район" in tidy.casefold().split():
        kind = TerritoryKind.CITY_DISTRICT if parent_kind in _CITY_KINDS else TerritoryKind.DISTRICT
        return ClassifierName(kind, tidy)
    for tail, words in _RURAL_TAILS.items():
        if tidy.endswith(tail):
            return ClassifierName(TerritoryKind.RURAL_DISTRICT, f"{tidy.removesuffix(tail).strip()} {words}")
    for head, kind in _POPULATED_HEADS.items():
        if tidy.startswith(head) or tidy.endswith(f" {head}"):
            return ClassifierName(kind, tidy.removeprefix(head).removesuffix(f" {head}").strip())
    return ClassifierName(TerritoryKind.LOCALITY, tidy)


def read_kazakh_name(name: str) -> str:
    """Write out or drop the abbreviation of a Kazakh name: ``Абыралы а.о.`` is ``Абыралы ауылдық округі``."""
    tidy = tidy_name(name)
    if tidy.endswith(_CITY_AREA_TAILS):
        return _without_tail(tidy, _CITY_AREA_TAILS)
    for tail, words in _RURAL_TAILS.items():
        if tidy.endswith(tail):
            return f"{tidy.removesuffix(tail).strip()} {words}"
    return _without_tail(tidy, _KAZAKH_TAILS)


def _without_tail(name: str, tails: tuple[str, ...]) -> str:
    for tail in tails:
        if name.endswith(tail):
            return name.removesuffix(tail).strip()
    return name


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Read latitude and longitude in degrees from ``43.25, 76.91`` or ``43,25; 76,91``; None from other texts.

    Raises PointOutsideCountry.
    """
    found = _POINT_WITH_COMMAS.fullmatch(text) or _POINT.fullmatch(text)
    if not found:
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in found.groups())
    check_in_country(latitude=latitude, longitude=longitude)
    return latitude, longitude


def check_in_country(*, latitude: float, longitude: float) -> None:
    """Refuse a point, in degrees, more than about a degree outside Kazakhstan. Raises PointOutsideCountry."""
    if not (_SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST):
        raise PointOutsideCountry(latitude=latitude, longitude=longitude)
