"""How large the demo is, and how its people and tasks are spread over the country."""

from dataclasses import dataclass

from places.models import Territory

HOME_REGION = "350000000"
HOME_PLACE = "609655"  # Karaganda in GeoNames


@dataclass(frozen=True, slots=True)
class Size:
    """Totals, the share that lives around the home place (none: by population), and past shifts per active person.

    ``crowding`` above 1 draws people of a region into its larger towns. ``tasks_per_organisation`` is a mean.
    """

    volunteers: int
    opportunities: int
    home_volunteer_share: float | None
    home_opportunity_share: float | None
    past_per_volunteer: float
    tasks_per_organisation: int
    crowding: float = 1.0


SIZES = {
    "town": Size(300, 40, 0.82, 0.525, 5.0, 3, 1.6),
    "region": Size(20_000, 2_000, 0.7, 0.7, 2.5, 8),
    "country": Size(300_000, 20_000, None, None, 1.2, 14),
}


@dataclass(frozen=True, slots=True)
class PlaceShare:
    """A settlement with the number of people who live and tasks that happen there."""

    place: Territory
    volunteers: int
    opportunities: int


@dataclass(frozen=True, slots=True)
class Area:
    """A region with its settlements, largest first."""

    region: Territory
    shares: tuple[PlaceShare, ...]

    @property
    def is_home(self) -> bool:
        """Whether the demo people live here."""
        return self.region.code == HOME_REGION

    @property
    def volunteers(self) -> int:
        """People of the area."""
        return sum(share.volunteers for share in self.shares)

    @property
    def opportunities(self) -> int:
        """Tasks of the area."""
        return sum(share.opportunities for share in self.shares)


def apportion(total: int, weights: list[float]) -> list[int]:
    """Split a total by weights into whole numbers that add up to it, largest remainders first."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def plan_areas(size: Size) -> list[Area]:
    """Spread people and tasks over all regions, the home region first; every region gets at least one task."""
    regions = list(Territory.objects.regions().current().order_by("code"))
    regions.sort(key=lambda region: region.code != HOME_REGION)
    places = [_places_of(region) for region in regions]
    weights = [float(sum(place.population or 0 for place in inside)) for inside in places]
    people = _by_region(size.volunteers, size.home_volunteer_share, weights)
    spare = size.opportunities - len(regions)
    home = size.home_opportunity_share
    home_spare = min(1.0, (size.opportunities * home - 1) / spare) if home and spare else home
    tasks = [1 + extra for extra in _by_region(spare, home_spare, weights)]
    return [_area(*row, size.crowding) for row in zip(regions, places, people, tasks, strict=True)]


def _places_of(region: Territory) -> list[Territory]:
    inside = Territory.objects.current().with_point().filter(region=region, population__gt=0, code_system="geonames")
    return list(inside.order_by("-population", "code"))


def _by_region(total: int, home_share: float | None, weights: list[float]) -> list[int]:
    if home_share is None:
        return apportion(total, weights)
    at_home = round(total * home_share)
    return [at_home, *apportion(total - at_home, weights[1:])]


def _area(region: Territory, places: list[Territory], people: int, tasks: int, crowding: float) -> Area:
    weights = [float(place.population or 1) ** crowding for place in places]
    shares = zip(places, apportion(people, weights), apportion(tasks, weights), strict=True)
    return Area(region, tuple(PlaceShare(*share) for share in shares))
