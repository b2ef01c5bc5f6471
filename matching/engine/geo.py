"""Positions as earth-centred integers and distances as whole metres, the same to the last bit on every machine."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

EQUATOR_CM = 637_813_700  # WGS84 semi-major axis
ECCENTRICITY_SQUARED = 6.69437999014e-3  # WGS84, first eccentricity squared
MEAN_RADIUS_CM = 637_800_000  # R of the chord correction


def ecef_cm(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.int32]:
    """Turn WGS84 degrees into earth-centred, earth-fixed centimetres.

    Parameters
    ----------
    latitude, longitude : shape (n,), degrees
        Within -90..90 and -180..180.

    Returns
    -------
    int32 array, shape (n, 3), centimetres
        Never all zero, so zeros can mean "place unknown".

    Raises
    ------
    ValueError
        If a coordinate is not a number or outside the world; names the first such row.
    """
    north = np.atleast_1d(np.asarray(latitude, dtype=np.float64))
    east = np.atleast_1d(np.asarray(longitude, dtype=np.float64))
    inside = (np.abs(north) <= 90) & (np.abs(east) <= 180)  # false for NaN as well
    if not inside.all():
        row = int(np.argmin(inside))
        raise ValueError(f"row {row}: ({north[row]}, {east[row]}) is not a latitude and longitude in degrees")
    phi, lam = np.radians(north), np.radians(east)
    normal = EQUATOR_CM / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2)
    axes = (
        normal * np.cos(phi) * np.cos(lam),
        normal * np.cos(phi) * np.sin(lam),
        normal * (1 - ECCENTRICITY_SQUARED) * np.sin(phi),
    )
    return np.rint(np.stack(axes, axis=-1)).astype(np.int32)


def distance_m(here: NDArray[Any], there: NDArray[Any]) -> NDArray[np.int64]:
    """Measure the ground distance between points of :func:`ecef_cm`, in whole metres.

    The straight chord c is lengthened to c(1 + c^2 / 24R^2). Within a few centimetres of the WGS84 geodesic up to
    200 km before rounding (source: docs/sources.md, "Chord distance"); grows with c everywhere. Only + - x / and the
    square root are used, so two machines agree on every bit.

    Parameters
    ----------
    here, there : integer arrays, shape (..., 3), broadcast against each other

    Returns
    -------
    int64 array, the broadcast shape without its last axis, metres
    """
    square = np.int64(0)
    for axis in range(3):
        step = here[..., axis].astype(np.int64) - there[..., axis]
        square = square + step * step
    chord = np.sqrt(np.asarray(square, dtype=np.float64))
    ground = chord * (1 + chord * chord / (24.0 * MEAN_RADIUS_CM * MEAN_RADIUS_CM))
    metres: NDArray[np.int64] = np.rint(ground / 100).astype(np.int64)
    return metres
