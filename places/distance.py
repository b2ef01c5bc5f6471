"""Points and distances on the earth, plain Python and numpy; the only door to geopy."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from geopy.distance import geodesic
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# WGS84: equatorial radius in kilometres and the square of the first eccentricity.
_EQUATOR_KM = 6378.137
_ECCENTRICITY_SQUARED = 6.69437999014e-3
_CURVATURE_KM = 6378.0
CELL_KM = 6.0  # half of it is the least by which a place known by its cell can be off
BAND_ENDS_KM = (3, 5, 10, 25)  # distances are told to others in these bands
# The shortest degree of latitude anywhere is 110.574 km; a little less keeps every box on the safe side.
_KM_PER_DEGREE = 110.5


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A point on the earth in degrees, WGS84. Raises ValueError outside -90..90 and -180..180."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        # Written so that NaN fails as well.
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not a point on the earth: {self.latitude}, {self.longitude}")


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """Limits in degrees, all inclusive; a superset of the circle it was made for."""

    south: float
    west: float
    north: float
    east: float


def geodesic_km(start: GeoPoint, end: GeoPoint) -> float:
    """Return the length of the shortest line on the WGS84 ellipsoid, in kilometres."""
    return float(geodesic((start.latitude, start.longitude), (end.latitude, end.longitude)).km)


def coarse(point: GeoPoint) -> GeoPoint:
    """Return the middle of the cell a point lies in; cells are ``CELL_KM`` wide and high, the same for everybody.

    Whatever is worked out from it says nothing finer about the point than its cell.
    """
    high = CELL_KM / _KM_PER_DEGREE
    latitude = min(90.0, (math.floor(point.latitude / high) + 0.5) * high)
    wide = min(360.0, high / max(math.cos(math.radians(latitude)), 1e-6))
    return GeoPoint(latitude, min(180.0, max(-180.0, (math.floor(point.longitude / wide) + 0.5) * wide)))


def band_of(km: float) -> int:
    """Return the band of a distance: 0 for under 3 km, 1 up to 5, 2 up to 10, 3 up to 25, 4 beyond."""
    return bisect_right(BAND_ENDS_KM, km)


def earth_centred_km(latitudes: Sequence[float] | Floats, longitudes: Sequence[float] | Floats) -> Floats:
    """Turn degrees into positions measured from the centre of the earth.

    Parameters
    ----------
    latitudes, longitudes : length n, degrees, WGS84

    Returns
    -------
    array (n, 3) of float64, kilometres
        At the height of the ellipsoid.
    """
    latitude, longitude = np.radians(latitudes), np.radians(longitudes)
    sine, cosine = np.sin(latitude), np.cos(latitude)
    normal = _EQUATOR_KM / np.sqrt(1.0 - _ECCENTRICITY_SQUARED * sine * sine)
    return np.stack(
        [
            normal * cosine * np.cos(longitude),
            normal * cosine * np.sin(longitude),
            normal * (1.0 - _ECCENTRICITY_SQUARED) * sine,
        ],
        axis=-1,
    )


def chord_distances_km(origin: Floats, targets: Floats) -> Floats:
    """Measure from one earth-centred position to many by the straight chord, bent back to the surface.

    Parameters
    ----------
    origin : array (3,), kilometres
    targets : array (n, 3), kilometres

    Returns
    -------
    array (n,) of float64, kilometres
        Within 4 cm of the geodesic up to 200 km in the latitudes of Kazakhstan; the test holds it to that.

    Notes
    -----
    ``c (1 + c² / 24 R²)``: the first term of arc over chord. Only products and one square root, so equal inputs
    give equal bits on every machine.
    """
    apart = targets - origin
    squared = np.einsum("ij,ij->i", apart, apart)
    bent: Floats = np.sqrt(squared) * (1.0 + squared / (24.0 * _CURVATURE_KM * _CURVATURE_KM))
    return bent


def distances_km(
    origin: GeoPoint, latitudes: Sequence[float] | Floats, longitudes: Sequence[float] | Floats
) -> Floats:
    """Measure from one point to many, in kilometres; array (n,), as exact as ``chord_distances_km``."""
    centre: Floats = earth_centred_km([origin.latitude], [origin.longitude])[0]
    return chord_distances_km(centre, earth_centred_km(latitudes, longitudes))


def bounding_box(point: GeoPoint, radius_km: float) -> BoundingBox:
    """Return limits that hold every point within the radius, for an index to filter by before measuring.

    Raises ValueError for a radius that is not a number or below zero. Does not cross the date line: a box that
    would is widened to all longitudes.
    """
    if not radius_km >= 0:
        raise ValueError(f"not a radius: {radius_km}")
    north = point.latitude + radius_km / _KM_PER_DEGREE
    south = point.latitude - radius_km / _KM_PER_DEGREE
    if north >= 89 or south <= -89:
        return BoundingBox(south=max(south, -90.0), west=-180.0, north=min(north, 90.0), east=180.0)
    narrowest = math.cos(math.radians(max(abs(north), abs(south))))
    reach = radius_km / (_KM_PER_DEGREE * narrowest)
    west, east = point.longitude - reach, point.longitude + reach
    if west < -180 or east > 180:
        west, east = -180.0, 180.0
    return BoundingBox(south=south, west=west, north=north, east=east)


def box_filter(box: BoundingBox, prefix: str = "") -> dict[str, Any]:
    """Spell a box as keyword filters on ``latitude`` and ``longitude`` columns: ``filter(**box_filter(box))``."""
    return {
        f"{prefix}latitude__gte": box.south,
        f"{prefix}latitude__lte": box.north,
        f"{prefix}longitude__gte": box.west,
        f"{prefix}longitude__lte": box.east,
    }
