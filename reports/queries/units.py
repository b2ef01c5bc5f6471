"""In which unit of a structure a place counts: by the units in force on one day, never by a share of the ground."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from places.models import Territory


@dataclass(frozen=True, slots=True)
class Location:
    """Where a place counts: the region, and the unit directly below it; None where nothing whole is known."""

    region: Territory | None
    unit: Territory | None


@dataclass(frozen=True, slots=True)
class Makeup:
    """Versions of regions, without some units below them, and units from below other regions."""

    regions: list[int]
    without: list[int]
    districts: list[int]


class Units:
    """The regions and the units directly below them, and what became of each by a day.

    A unit that was not there yet counts in the one that held its ground; one that is no more counts in its successor
    if there is exactly one. A unit that was divided leads nowhere.
    """

    def __init__(self, day: date) -> None:
        self.day = day
        rows = list(Territory.objects.filter(Q(parent=None) | Q(parent__parent=None)))
        self.known = {row.pk: row for row in rows}
        for row in rows:
            row.region = self.known.get(row.region_id) if row.region_id else None
        self.makeups: dict[int, Makeup | None] = {}
        self._successors: defaultdict[int, list[Territory]] = defaultdict(list)
        for row in rows:
            if row.predecessor_id:
                self._successors[row.predecessor_id].append(row)

    def on(self, day: date) -> "Units":
        """Return the units of another day, from the same rows."""
        other = copy(self)
        other.day, other.makeups = day, {}
        other.__dict__.pop("region_of_children", None)
        return other

    def unit_of(self, pk: int | None) -> Territory | None:
        """Return the unit in force on the day that holds a region's or a district's ground."""
        unit = self.known.get(pk) if pk else None
        while unit is not None and unit.valid_from > self.day:
            unit = self.known.get(unit.predecessor_id or 0)
        while unit is not None and unit.valid_until is not None and unit.valid_until <= self.day:
            after = self._successors[unit.pk]
            unit = after[0] if len(after) == 1 else None
        return unit

    def heirs_of(self, pk: int | None) -> dict[int, Territory]:
        """Return by key every unit in force on the day that holds some of the ground of a region or a district.

        All parts of what was divided; where nothing says what became of a district, what became of its region.
        """
        unit = self.known.get(pk) if pk else None
        if unit is None:
            return {}
        if is_in_force(unit, self.day):
            return {unit.pk: unit}
        if unit.valid_from > self.day:
            return self.heirs_of(unit.predecessor_id)
        found: dict[int, Territory] = {}
        for after in self._successors[unit.pk]:
            found |= self.heirs_of(after.pk) if after.valid_from <= self.day else {}
        return found or self.heirs_of(unit.region_id)

    def same_ground(self, pk: int) -> list[int]:
        """Return the keys of a unit's versions that replaced each other whole, the oldest first: it was renamed.

        A unit that was divided, or from which another was taken, is no version of what came of it.
        """
        found = [pk]
        while (before := self._whole_before(found[0])) is not None:
            found.insert(0, before.pk)
        while (after := self._whole_after(found[-1])) is not None:
            found.append(after.pk)
        return found

    def _whole_after(self, pk: int) -> Territory | None:
        unit, after = self.known.get(pk), self._successors.get(pk, [])
        return after[0] if unit and len(after) == 1 and after[0].valid_from == unit.valid_until else None

    def _whole_before(self, pk: int) -> Territory | None:
        unit = self.known.get(pk)
        before = self.known.get(unit.predecessor_id or 0) if unit else None
        after = self._whole_after(before.pk) if before else None
        return before if after is not None and after.pk == pk else None

    def locate(self, line: list[int]) -> Location:
        """Return where a place counts; ``line`` are the keys from its region down to itself."""
        unit = self.unit_of(line[1]) if len(line) > 1 else None
        region = self.unit_of(unit.region_id) if unit and unit.region_id else None
        return Location(region or self.unit_of(line[0]), unit)

    @cached_property
    def region_of_children(self) -> dict[int, int | None]:
        """The region in which each unit below a region counts."""
        found = {}
        for pk, row in self.known.items():
            if row.parent_id:
                region = self.locate([row.region_id or 0, pk]).region
                found[pk] = region.pk if region else None
        return found

    def regions_into(self, region: Territory) -> list[int]:
        """Return the keys of all versions of regions that count in a region."""
        tops = [row for row in self.known.values() if row.parent_id is None]
        return [row.pk for row in tops if (unit := self.unit_of(row.pk)) is not None and unit.pk == region.pk]

    def children_into(self, district: Territory) -> list[int]:
        """Return the keys of all versions of units below regions that count in a unit."""
        return [
            row.pk
            for row in self.known.values()
            if row.parent_id and (unit := self.unit_of(row.pk)) is not None and unit.pk == district.pk
        ]

    def divided_into(self, region: Territory) -> list[int]:
        """Return the keys of divided regions of which a region is a part."""
        return [
            row.pk
            for row in self.known.values()
            if row.parent_id is None and self.unit_of(row.pk) is None and self._leads_to(row, region)
        ]

    def _leads_to(self, old: Territory, region: Territory) -> bool:
        return any(after.pk == region.pk or self._leads_to(after, region) for after in self._successors[old.pk])


def is_in_force(unit: Territory, day: date) -> bool:
    """Say whether a version of a unit is the one of a day."""
    return unit.valid_from <= day and (unit.valid_until is None or unit.valid_until > day)


def formerly(unit: Territory) -> list[Territory]:
    """Return the earlier versions of a unit under its code, the newest first; a code that was reused leads to none.

    A query for each step back whose predecessor was not loaded.
    """
    found: list[Territory] = []
    while (before := (found[-1] if found else unit).predecessor) is not None and before.key == unit.key:
        found.append(before)
    return found


def now_under_its_code(unit: Territory) -> Territory:
    """Return the version of a unit in force today under its code, or the last one; a query for each step."""
    after: Territory | None = unit
    while after is not None:
        unit = after
        after = unit.successors.filter(code_system=unit.code_system, code=unit.code).first()
    return unit


def line_of(place: Territory) -> list[int]:
    """Return the keys from a place's region down to itself."""
    return [*(int(key) for key in place.path.strip("/").split("/") if key), place.pk]


def makeup_of(territory: Territory, units: Units) -> Makeup | None:
    """Return what a region or a unit directly below one is made of; None for a place further down."""
    if territory.pk not in units.makeups:
        units.makeups[territory.pk] = _makeup_of(territory, units)
    return units.makeups[territory.pk]


def _makeup_of(territory: Territory, units: Units) -> Makeup | None:
    if territory.parent_id is None:
        regions = units.regions_into(territory)
        moved = units.region_of_children
        own = [pk for pk in moved if units.known[pk].region_id in regions]
        out = [pk for pk in own if moved[pk] != territory.pk]
        more = [
            pk for pk, region in moved.items() if region == territory.pk and units.known[pk].region_id not in regions
        ]
        return Makeup(regions=regions, without=out, districts=more)
    if territory.district_pk == territory.pk:
        return Makeup(regions=[], without=[], districts=units.children_into(territory))
    return None


def inside(territory: Territory, units: Units) -> Q:
    """Return the condition on rows of the cube that they count in a territory."""
    makeup = makeup_of(territory, units)
    if makeup is None:
        below = Territory.objects.within(territory).values("pk")
        return Q(district=territory.district_pk, territory__in=below)
    if not makeup.regions:
        return Q(district__in=makeup.districts)
    found = Q(region__in=makeup.regions)
    if makeup.without:
        found &= Q(district=None) | ~Q(district__in=makeup.without)
    return found | Q(district__in=makeup.districts) if makeup.districts else found


def rows_below(territory: Territory, units: Units, places: Iterable[Territory]) -> Mapping[int, Territory | None]:
    """Map the places that count in a territory to the unit directly below it, or to itself.

    None is a place in a unit that was divided.
    """
    depth = len(line_of(territory))
    lines = {place.pk: line_of(place) for place in places}
    found: dict[int, int | None] = {}
    for pk, line in lines.items():
        key = _row_key(territory, units, line, depth)
        if key != 0:
            found[pk] = key
    wanted = {key for key in found.values() if key is not None}
    named = {pk: units.known[pk] for pk in wanted & units.known.keys()}
    named |= Territory.objects.in_bulk(wanted - named.keys()) if wanted - named.keys() else {}
    return {pk: named[key] if key is not None else None for pk, key in found.items()}


def _row_key(territory: Territory, units: Units, line: list[int], depth: int) -> int | None:
    """Return the key of the row of a place, None when it cannot be said, 0 when it counts elsewhere."""
    where = units.locate(line)
    if depth == 1:
        if where.region is None or where.region.pk != territory.pk:
            return 0
        if len(line) == 1:
            return territory.pk
        return where.unit.pk if where.unit else None
    if depth == 2:
        if where.unit is None or where.unit.pk != territory.pk:
            return 0
        return line[2] if len(line) > 2 and line[1] == territory.pk else territory.pk
    if line[:depth] != line_of(territory):
        return 0
    return line[depth] if len(line) > depth else territory.pk
