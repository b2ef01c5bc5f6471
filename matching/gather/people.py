"""People as the engine reads them: profile, skills, consent, and the days that differ.

Nothing here reads a name, a sex, a photo or an origin, so none of them can weigh: tests change them and compare bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from accounts.enums import SPOKEN_LANGUAGE_CODES
from events.queries import attended_counts
from matching import engine
from matching.gather.clearances import Held, clearance_columns, read_clearances
from matching.gather.consents import ANY_WORK, Agreed, Scopes, consent_columns, read_consents
from matching.gather.horizon import CAUSES, Horizon, points
from matching.gather.owners import Owners, chunked
from matching.gather.spans import Days
from volunteers.enums import PLACE_NEEDS, ExceptionKind
from volunteers.models import AvailabilityException, Volunteer, VolunteerSkill

FULL_INTEREST = 100
MOST_CAUSE_WEIGHT = 3
PROFILE = (
    "pk", "user_id", "public_id", "birth_date", "latitude", "longitude", "max_km", "accepts_remote",
    "accepts_on_site", "languages", "user__language", *(f"cause_{cause}" for cause in CAUSES), "free_parts",
    "max_minutes_week", "max_shifts_week", "access_needs", "filters_by_needs",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everything about people that does not depend on the roles, a row a person in order of key.

    ``columns`` are those of :class:`engine.Volunteers` but consent and clearances: of these every span is kept,
    because the engine knows one a person and which one serves best depends on the days asked about.
    """

    pks: NDArray[np.int64]
    users: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    consents: Agreed | None
    clearances: Held

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.pks)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Keep some people."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return replace(self, pks=self.pks[rows], users=self.users[rows], columns=columns)

    def table(self, days: Days | None) -> engine.Volunteers:
        """Build the table of volunteers; of several spans of a consent or clearance one counts, see ``covering``.

        Parameters
        ----------
        days
            The roles lie on these; None: they may lie on any.
        """
        consent_from, consent_until = consent_columns(self.consents, self.users, days)
        clearance_from, clearance_until = clearance_columns(self.clearances, self.pks, days)
        return engine.Volunteers.of(
            **self.columns,
            consent_from=consent_from,
            consent_until=consent_until,
            clearance_from=clearance_from,
            clearance_until=clearance_until,
        )


def rows_of(pks: NDArray[np.int64], wanted: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of each wanted key among rising keys, -1 where it is not among them."""
    keys = np.asarray(wanted, dtype=np.int64)
    if not len(pks):
        return np.full(len(keys), -1, dtype=np.int64)
    rows = np.minimum(np.searchsorted(pks, keys), len(pks) - 1)
    return np.where(pks[rows] == keys, rows, -1)


def read_people(
    volunteers: QuerySet[Volunteer],
    *,
    skills: Mapping[int, int],
    at: Horizon,
    scopes: Scopes = ANY_WORK,
    expected_few: bool = False,
) -> People:
    """Read people in one pass a table; a few at once, any number through a cursor."""
    wanted = volunteers.order_by("pk").values_list(*PROFILE)
    parts = [_profiles(chunk) for chunk in ([list(wanted)] if expected_few else chunked(wanted)) if chunk]
    parts = parts or [_profiles([])]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    pks, users = columns.pop("pks"), columns.pop("users")
    owners = Owners(volunteers, pks.tolist())
    columns |= {
        "skills": _skills(pks, owners, skills),
        "blocked_days": _exception_days(pks, owners, ExceptionKind.BLOCKED, at),
        "free_days": _exception_days(pks, owners, ExceptionKind.FREE, at),
        "history": _history(pks, owners),
    }
    consents = read_consents(owners, at, scopes, users=users, birth_days=columns["birth_day"])
    return People(pks, users, columns, consents, read_clearances(owners, at))


def _profiles(rows: Sequence[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    """Turn rows of PROFILE into columns."""
    columns = dict(zip(PROFILE, zip(*rows, strict=True) if rows else [()] * len(PROFILE), strict=True))

    def whole(name: str, scale: int = 1) -> NDArray[np.int64]:
        return np.array(columns[name], dtype=np.int64) * scale

    weights = np.stack([whole(f"cause_{cause}") for cause in CAUSES], axis=1)
    return {
        "pks": whole("pk"),
        "users": whole("user_id"),
        "ids": np.array([str(key) for key in columns["public_id"]], dtype="S36"),
        "birth_day": np.array([day.toordinal() for day in columns["birth_date"]], dtype=np.int32),
        "point": points(zip(columns["latitude"], columns["longitude"], strict=True)).reshape(-1, 3),
        "max_metres": whole("max_km", 1000),
        "accepts_remote": np.array(columns["accepts_remote"], dtype=bool),
        "accepts_on_site": np.array(columns["accepts_on_site"], dtype=bool),
        "languages": whole("languages"),
        "preferred_language": np.array(
            [int(SPOKEN_LANGUAGE_CODES[code]) for code in columns["user__language"]], dtype=np.int64
        ),
        "cause_interest": (weights * FULL_INTEREST // MOST_CAUSE_WEIGHT).astype(np.uint8),
        "free_week": engine.week_of_parts(whole("free_parts")),
        "max_minutes": whole("max_minutes_week"),
        "max_shifts": whole("max_shifts_week"),
        "access_needs": ((whole("access_needs") & PLACE_NEEDS) * whole("filters_by_needs")).astype(np.uint16),
    }


def _history(pks: NDArray[np.int64], owners: Owners) -> NDArray[np.int64]:
    past = np.array(list(attended_counts(owners.themselves).items()), dtype=np.int64).reshape(-1, 2)
    rows, times = rows_of(pks, past[:, 0]), np.zeros(len(pks), dtype=np.int64)
    times[rows[rows >= 0]] = past[rows >= 0, 1]
    return times


def _skills(pks: NDArray[np.int64], owners: Owners, skills: Mapping[int, int]) -> NDArray[np.uint64]:
    """Pack the levels of every skill of the catalogue that somebody has."""
    number = np.zeros(max(skills, default=0) + 1, dtype=np.int64)
    number[list(skills)] = list(skills.values())
    known = owners.of(VolunteerSkill.objects.filter(skill__in=list(skills)).order_by())
    owned = owners.whole_numbers(known, "volunteer_id", "skill_id", "level")
    rows = rows_of(pks, owned[:, 0])
    mine = rows >= 0
    return engine.pack_skills(
        rows[mine],
        number[owned[mine, 1]],
        owned[mine, 2],
        owner_count=len(pks),
        skill_count=max(1, len(skills)),
    )


def _exception_days(pks: NDArray[np.int64], owners: Owners, kind: str, at: Horizon) -> NDArray[np.uint64]:
    rows = owners.of(AvailabilityException.objects.order_by()).filter(
        kind=kind, on_date__gte=at.first_day, on_date__lt=at.end_day + timedelta(days=7)
    )
    days = [
        (owner, day.toordinal()) for chunk in owners.chunks(rows, "volunteer_id", "on_date") for owner, day in chunk
    ]
    found = np.array(days, dtype=np.int64).reshape(-1, 2)
    owner = rows_of(pks, found[:, 0])
    mine = owner >= 0
    return engine.pack_days(owner[mine], found[mine, 1] - at.origin_day, owner_count=len(pks), weeks=at.weeks)
