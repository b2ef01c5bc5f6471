"""The frozen table of settlements (GeoNames) and points scattered around them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.engine.geo import ecef_cm

TABLE = Path(__file__).with_name("data") / "settlements.csv"
KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True, eq=False)
class Settlements:
    """Where people live: degrees and inhabitants, largest first."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    population: NDArray[np.float64]

    def pick(self, rng: np.random.Generator, count: int, *, power: float) -> NDArray[np.int64]:
        """Draw settlements in proportion to a power of their population."""
        weight = self.population**power
        return rng.choice(len(weight), count, p=weight / weight.sum())

    def scatter(
        self, rng: np.random.Generator, chosen: NDArray[np.int64], spread: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Draw one point near each chosen settlement; larger ones spread further, times ``spread``."""
        radius = np.clip(0.0065 * np.sqrt(self.population[chosen]), 0.6, 8.5) * spread
        north, east = rng.normal(0, 1, (2, len(chosen))) * radius / KM_PER_DEGREE
        centre = self.latitude[chosen]
        return ecef_cm(centre + north, self.longitude[chosen] + east / np.cos(np.radians(centre))).reshape(-1, 3)


@cache
def read_settlements() -> Settlements:
    """Read the frozen table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("latitude", "longitude", "population")
    return Settlements(*(np.array([float(row[name]) for row in rows]) for name in columns))
