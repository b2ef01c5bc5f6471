"""People as the engine reads them: profile, skills, consent, and the days that differ.

Nothing here reads a name, a sex, a photo or an origin, so none of them can weigh: tests change them and compare bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any, Self

import numpy as np
from django.db.models import QuerySet
from django.utils.timezone import localdate
from numpy.typing import NDArray

from accounts.enums import SPOKEN_LANGUAGE_CODES
from accounts.models import GuardianConsent
from matching import engine
from matching.gather.horizon import CAUSES, HORIZON_WEEKS, Horizon, points
from volunteers.enums import ExceptionKind
from volunteers.models import AvailabilityException, Volunteer, VolunteerSkill

FULL_INTEREST = 100
MOST_CAUSE_WEIGHT = 3
FEW_PEOPLE = 500
CHUNK_ROWS = 5_000  # rows held as Python objects at a time
Days = tuple[date, date]  # half-open
PROFILE = (
    "pk", "user_id", "public_id", "birth_date", "latitude", "longitude", "max_km", "accepts_remote",
    "accepts_on_site", "languages", "user__language", *(f"cause_{cause}" for cause in CAUSES), "free_parts",
    "max_minutes_week", "max_shifts_week",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owners:
    """The people a problem is about, as a filter for the rows that belong to them."""

    volunteers: QuerySet[Volunteer]
    pks: Sequence[int]

    @property
    def are_few(self) -> bool:
        """Say whether their keys may be listed in a query."""
        return len(self.pks) <= FEW_PEOPLE

    @property
    def themselves(self) -> QuerySet[Volunteer]:
        """These people, by their keys if they are few, else by asking for them again in SQL."""
        return Volunteer.objects.filter(pk__in=self.pks) if self.are_few else self.volunteers

    def of(self, rows: QuerySet[Any], owner: str = "volunteer") -> QuerySet[Any]:
        """Keep the rows that belong to these people."""
        keys = list(self.pks) if self.are_few else self.volunteers.order_by().values("pk")
        return rows.filter(**{f"{owner}__in": keys})

    def chunks(self, rows: QuerySet[Any], *fields: str) -> Iterator[list[tuple[Any, ...]]]:
        """Read columns of such rows a few thousand at a time, few of them at once and many through a cursor."""
        wanted = rows.values_list(*fields)
        yield from [list(wanted)] if self.are_few else chunked(wanted)


def chunked(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Read rows through a cursor of the database, so that they are never all in memory as objects."""
    stream = rows.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(stream, CHUNK_ROWS)):
        yield chunk


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Profiles as columns of :class:`engine.Volunteers`, in order of key."""

    pks: NDArray[np.int64]
    users: NDArray[np.int64]
    profile: dict[str, NDArray[Any]]

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.pks)

    def rows_of(self, pks: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each key, -1 for somebody who is not among them."""
        wanted = np.asarray(pks, dtype=np.int64)
        if not len(self.pks):
            return np.full(len(wanted), -1, dtype=np.int64)
        rows = np.minimum(np.searchsorted(self.pks, wanted), len(self.pks) - 1)
        return np.where(self.pks[rows] == wanted, rows, -1)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Keep some people."""
        profile = {name: column[rows] for name, column in self.profile.items()}
        return replace(self, pks=self.pks[rows], users=self.users[rows], profile=profile)


def read_people(volunteers: QuerySet[Volunteer], *, expected_few: bool = False) -> People:
    """Read the profiles in one pass; a few at once, any number through a cursor."""
    wanted = volunteers.order_by("pk").values_list(*PROFILE)
    parts = [_profiles(chunk) for chunk in ([list(wanted)] if expected_few else chunked(wanted)) if chunk]
    parts = parts or [_profiles([])]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return People(whole.pop("pks"), whole.pop("users"), whole)


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
    }


def volunteer_table(
    people: People,
    owners: Owners,
    *,
    history: Mapping[int, int],
    skills: Mapping[int, int],
    at: Horizon,
    days: Days,
) -> engine.Volunteers:
    """Build the table of volunteers, a row a person in the order given; ``days`` are those the roles lie on."""
    count = len(people)
    consent_from, consent_until = _consents(people, owners, days)
    past = np.array(list(history.items()), dtype=np.int64).reshape(-1, 2)
    rows = people.rows_of(past[:, 0])
    times = np.zeros(count, dtype=np.int64)
    times[rows[rows >= 0]] = past[rows >= 0, 1]
    return engine.Volunteers.of(
        **people.profile,
        skills=_skills(people, owners, skills),
        consent_from=consent_from,
        consent_until=consent_until,
        clearance_from=np.zeros((count, 1), dtype=np.int32),
        clearance_until=np.zeros((count, 1), dtype=np.int32),
        access_needs=np.zeros(count, dtype=np.uint16),
        blocked_days=_exception_days(people, owners, ExceptionKind.BLOCKED, at),
        free_days=_exception_days(people, owners, ExceptionKind.FREE, at),
        history=times,
    )


def _skills(people: People, owners: Owners, skills: Mapping[int, int]) -> NDArray[np.uint64]:
    """Pack the levels of every skill of the catalogue that somebody has."""
    number = np.zeros(max(skills, default=0) + 1, dtype=np.int64)
    number[list(skills)] = list(skills.values())
    known = owners.of(VolunteerSkill.objects.filter(skill__in=list(skills)).order_by())
    owned = _whole_numbers(owners.chunks(known, "volunteer_id", "skill_id", "level"), width=3)
    rows = people.rows_of(owned[:, 0])
    mine = rows >= 0
    return engine.pack_skills(
        rows[mine],
        number[owned[mine, 1]],
        owned[mine, 2],
        owner_count=len(people),
        skill_count=max(1, len(skills)),
    )


def _whole_numbers(chunks: Iterable[Sequence[tuple[int, ...]]], *, width: int) -> NDArray[np.int64]:
    """Put chunks of rows of whole numbers one below the other."""
    parts = [np.array(chunk, dtype=np.int64).reshape(-1, width) for chunk in chunks]
    return np.concatenate([np.zeros((0, width), dtype=np.int64), *parts])


def _consents(people: People, owners: Owners, days: Days) -> tuple[list[int], list[int]]:
    """Return per person the one span of consent that covers most of the days in question; (0, 0) without any.

    The engine knows one span a person, so spans that touch are joined first. Days are local, as in ``consents_on``.
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    given = owners.of(GuardianConsent.objects.all(), "minor__volunteer").filter(withdrawn_at__isnull=True)
    for chunk in owners.chunks(given.order_by("given_at", "pk"), "minor_id", "given_at", "valid_until"):
        for minor, since, until in chunk:
            _join(spans.setdefault(minor, []), localdate(since).toordinal(), until.toordinal())
    first_day, end_day = (day.toordinal() for day in days)

    def covered(span: tuple[int, int]) -> int:
        return min(span[1], end_day) - max(span[0], first_day)

    found = [max(spans.get(user, [(0, 0)]), key=covered) for user in people.users.tolist()]
    return [since for since, _until in found], [until for _since, until in found]


def _join(held: list[tuple[int, int]], first: int, end: int) -> None:
    """Add a span to those before it, longer if it touches the last."""
    if held and first <= held[-1][1]:
        held[-1] = (held[-1][0], max(held[-1][1], end))
    else:
        held.append((first, end))


def _exception_days(people: People, owners: Owners, kind: str, at: Horizon) -> NDArray[np.uint64]:
    rows = owners.of(AvailabilityException.objects.order_by()).filter(
        kind=kind, on_date__gte=at.first_day, on_date__lt=at.end_day + timedelta(days=7)
    )
    days = [
        (owner, day.toordinal()) for chunk in owners.chunks(rows, "volunteer_id", "on_date") for owner, day in chunk
    ]
    found = np.array(days, dtype=np.int64).reshape(-1, 2)
    owner = people.rows_of(found[:, 0])
    mine = owner >= 0
    return engine.pack_days(owner[mine], found[mine, 1] - at.origin_day, owner_count=len(people), weeks=HORIZON_WEEKS)
