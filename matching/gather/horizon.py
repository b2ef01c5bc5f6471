"""The weeks a problem covers, and how its columns are shaped."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from core.enums import Cause
from matching import engine

# Shifts further ahead are not matched yet: people do not know their weeks so far, and arrays stay small.
HORIZON_WEEKS = 12
CAUSES = list(Cause)
NO_POINT = (0, 0, 0)
Row = Mapping[str, Any]  # one row of .values()


@dataclass(frozen=True, slots=True)
class Horizon:
    """The Monday on which quarter 0 lies, as an ordinal, the present local wall time, and the length."""

    origin_day: int
    local_now: datetime
    weeks: int = HORIZON_WEEKS

    @classmethod
    def around(cls, now: datetime) -> "Horizon":
        """Open the horizon on the Monday of the week of ``now``, in the country's zone."""
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
        return cls(origin_day=engine.monday_on_or_before(local.date()), local_now=local)

    @property
    def first_day(self) -> date:
        """The first Monday."""
        return date.fromordinal(self.origin_day)

    @property
    def end_day(self) -> date:
        """The first day after the horizon."""
        return self.first_day + timedelta(weeks=self.weeks)


def columns(rows: Sequence[tuple[int, ...]], width: int) -> list[list[int]]:
    """Turn rows into ``width`` columns."""
    return [[row[number] for row in rows] for number in range(width)]


def points(pairs: Iterable[tuple[float | None, float | None]]) -> Any:
    """Turn degrees into earth-centred points; the zero point where a coordinate is unknown."""
    places = list(pairs)
    latitude = np.array([math.nan if pair[0] is None else pair[0] for pair in places], dtype=float)
    longitude = np.array([math.nan if pair[1] is None else pair[1] for pair in places], dtype=float)
    unknown = np.isnan(latitude) | np.isnan(longitude)
    known = engine.ecef_cm(np.nan_to_num(latitude), np.nan_to_num(longitude))
    return np.where(unknown[:, None], np.array(NO_POINT, dtype=np.int32), known)
