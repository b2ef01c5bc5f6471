"""The territories that come with the product: regions since 2018 and 351 settlements with coordinates."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from places.enums import CodeSystem
from places.models import SINCE_ALWAYS, Territory, join_search_names
from places.queries import read_table

REGIONS_SOURCE = "ISO 3166-2, GeoNames"
SETTLEMENTS_SOURCE = "GeoNames"
_TEXTS = ("kind", "name_kk", "name_ru", "name_en", "other_names")


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """How many rows a load created, changed and found as they should be."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def load_builtin(territories: type[Territory] = Territory) -> LoadCounts:
    """Bring the shipped regions and settlements into the table; loading again changes nothing.

    Atomic. Rows are matched by code and first day; rows of other origin are left alone. A migration passes its
    own historical class, so only plain columns are used here.
    """
    loader = _Loader(territories)
    for row in read_table("regions.csv"):
        loader.put(_region_columns(row), parent=None, predecessor=loader.predecessor_of(row))
    for row in read_table("settlements.csv"):
        region = loader.current(CodeSystem.KATO, row["region_kato"])
        loader.put(_settlement_columns(row, region), parent=region, predecessor=None)
    return loader.counts()


class _Loader:
    """Rows by key while loading: regions oldest first, because predecessors point back."""

    def __init__(self, territories: type[Territory]) -> None:
        self._territories = territories
        self._known = {(row.code_system, row.code, row.valid_from): row for row in territories.objects.all()}
        self._created = self._changed = self._unchanged = 0

    def counts(self) -> LoadCounts:
        return LoadCounts(created=self._created, changed=self._changed, unchanged=self._unchanged)

    def current(self, code_system: str, code: str) -> Territory:
        return next(
            row
            for (system, number, _), row in self._known.items()
            if (system, number) == (code_system, code) and row.valid_until is None
        )

    def predecessor_of(self, row: dict[str, str]) -> Territory | None:
        wanted, day = row["predecessor_kato"], _day(row["valid_from"])
        for (_, code, _), known in self._known.items():
            if wanted and code == wanted and known.valid_until == day:
                return known
        return None

    def put(self, columns: dict[str, Any], *, parent: Territory | None, predecessor: Territory | None) -> None:
        columns |= {
            "parent_id": parent.pk if parent else None,
            "region_id": parent.pk if parent else None,
            "predecessor_id": predecessor.pk if predecessor else None,
            "path": f"/{parent.pk}/" if parent else "",
        }
        key = (columns["code_system"], columns["code"], columns["valid_from"])
        known = self._known.get(key)
        if known is None:
            self._known[key] = self._territories.objects.create(**columns)
            self._created += 1
        elif any(getattr(known, name) != value for name, value in columns.items()):
            self._territories.objects.filter(pk=known.pk).update(**columns)
            known.refresh_from_db()
            self._changed += 1
        else:
            self._unchanged += 1


def _region_columns(row: dict[str, str]) -> dict[str, Any]:
    return _shared_columns(row) | {
        "code_system": CodeSystem.KATO.value,
        "code": row["kato"],
        "time_zone": row["time_zone"],
        "population": None,
        "valid_from": _day(row["valid_from"]) or SINCE_ALWAYS,
        "valid_until": _day(row["valid_until"]),
        "source": REGIONS_SOURCE,
    }


def _settlement_columns(row: dict[str, str], region: Territory) -> dict[str, Any]:
    return _shared_columns(row) | {
        "code_system": CodeSystem.GEONAMES.value,
        "code": row["geonameid"],
        # GeoNames gives two places of the Kyzylorda region their neighbour's zone; the law sets zones by region.
        "time_zone": region.time_zone,
        "population": int(row["population"]) if row["population"] else None,
        "valid_from": SINCE_ALWAYS,
        "valid_until": None,
        "source": SETTLEMENTS_SOURCE,
    }


def _shared_columns(row: dict[str, str]) -> dict[str, Any]:
    names = (row["name_kk"], row["name_ru"], row["name_en"], *row["other_names"].split("|"))
    return {name: row[name] for name in _TEXTS} | {
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "search_name": join_search_names(*names),
    }


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
