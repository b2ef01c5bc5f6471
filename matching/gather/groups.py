"""What reports say of people and the engine never sees: district, sex, and whether home is a town or a village."""

from typing import NamedTuple

from django.db.models import QuerySet

from matching.gather import Gathered
from places.enums import TerritoryKind
from places.models import Territory
from volunteers.models import Volunteer

URBAN = frozenset(
    {
        TerritoryKind.MAJOR_CITY,
        TerritoryKind.CITY,
        TerritoryKind.CITY_AREA,
        TerritoryKind.CITY_DISTRICT,
        TerritoryKind.TOWN,
    }
)
RURAL = frozenset(
    {TerritoryKind.RURAL_DISTRICT, TerritoryKind.VILLAGE, TerritoryKind.SETTLEMENT, TerritoryKind.LOCALITY}
)
UNKNOWN = "unknown"


class Groups(NamedTuple):
    """A label per person, in the order of the problem; ``district`` holds keys of territories."""

    district: list[str]
    residence: list[str]
    sex: list[str]
    experience: list[str]
    access: list[str]


def groups_of(gathered: Gathered, volunteers: QuerySet[Volunteer], territory: Territory | None) -> Groups:
    """Read the groups of everybody in a problem gathered from ``volunteers``; two queries whatever the size.

    ``access``: has said what access they need; profiles that cannot say so are all ``unknown``.
    """
    people = gathered.problem.volunteers
    mine = set(gathered.volunteer_pks)
    rows = volunteers.order_by().values_list("pk", "sex", "home_id", "home__kind", "home__path")
    known = {
        pk: (sex or UNKNOWN, _residence(kind), unit_below(territory, home, path))
        for pk, sex, home, kind, path in rows.iterator()
        if pk in mine
    }
    found = [known.get(pk, (UNKNOWN, UNKNOWN, 0)) for pk in gathered.volunteer_pks]
    named = _names({unit for _sex, _kind, unit in found})
    says = bool(people.access_needs.any())
    return Groups(
        district=[named.get(unit, UNKNOWN) for _sex, _kind, unit in found],
        residence=[residence for _sex, residence, _unit in found],
        sex=[sex for sex, _kind, _unit in found],
        experience=["new" if count == 0 else "known" for count in people.history.tolist()],
        access=[("needs" if needs else "none") if says else UNKNOWN for needs in people.access_needs.tolist()],
    )


def _residence(kind: str) -> str:
    return "urban" if kind in URBAN else "rural" if kind in RURAL else UNKNOWN


def unit_below(territory: Territory | None, home: int, path: str) -> int:
    """Return the key of the unit directly below a territory (a region, without one) that holds a place, or itself.

    ``path``: keys above the place, from the top, as ``Territory.path`` holds them.
    """
    line = [*(int(pk) for pk in path.strip("/").split("/") if pk), home]
    depth = len(territory.inner_path.strip("/").split("/")) if territory else 0
    return line[min(depth, len(line) - 1)]


def _names(units: set[int]) -> dict[int, str]:
    return {unit.pk: unit.key for unit in Territory.objects.in_bulk(list(units)).values()}
