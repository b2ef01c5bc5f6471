"""People as the engine reads them: profile, skills, consent, and the days that differ.

Nothing here reads a name, a sex, a photo or an origin, so none of them can weigh: tests change them and compare bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any, Self

import numpy as np
from django.db.models import QuerySet
from django.utils.timezone import localdate
from numpy.typing import NDArray

from accounts.enums import SPOKEN_LANGUAGE_CODES
from accounts.models import GuardianConsent
from events.queries import attended_counts
from matching import engine
from matching.gather.horizon import CAUSES, Horizon, points
from volunteers.enums import PLACE_NEEDS, ExceptionKind
from volunteers.models import AvailabilityException, Volunteer, VolunteerSkill

FULL_INTEREST = 100
MOST_CAUSE_WEIGHT = 3
FEW_PEOPLE = 500
CHUNK_ROWS = 5_000  # rows held as Python objects at a time
Days = tuple[date, date]  # half-open
PROFILE = (
    "pk", "user_id", "public_id", "birth_date", "latitude", "longitude", "max_km", "accepts_remote",
    "accepts_on_site", "languages", "user__language", *(f"cause_{cause}" for cause in CAUSES), "free_parts",
    "max_minutes_week", "max_shifts_week", "access_needs", "filters_by_needs",
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

    def whole_numbers(self, rows: QuerySet[Any], *fields: str) -> NDArray[np.int64]:
        """Read columns of whole numbers of such rows, shape (rows, fields)."""
        return whole_numbers(self.chunks(rows, *fields), width=len(fields))


def chunked(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Read rows through a cursor of the database, so that they are never all in memory as objects."""
    stream = rows.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(stream, CHUNK_ROWS)):
        yield chunk


Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everything about people that does not depend on the roles, a row a person in order of key.

    ``columns`` are those of :class:`engine.Volunteers` but consent: of that, ``consents`` holds every span by the key
    of the user, because the engine knows one a person and which one serves best depends on the days asked about.
    """

    pks: NDArray[np.int64]
    users: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    consents: Mapping[int, Spans]

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.pks)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Keep some people."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return replace(self, pks=self.pks[rows], users=self.users[rows], columns=columns)

    def table(self, days: Days | None) -> engine.Volunteers:
        """Build the table of volunteers.

        Parameters
        ----------
        days
            The roles lie on these: of several spans of consent the one that covers most of them counts. Without
            days, consent counts from the first span to the last: somebody may seem to have it who has not, never
            the other way round.
        """
        covering = _hull if days is None else partial(_longest, days=(days[0].toordinal(), days[1].toordinal()))
        found = [covering(self.consents.get(user, [(0, 0)])) for user in self.users.tolist()]
        spans = np.array(found, dtype=np.int64).reshape(-1, 2)
        return engine.Volunteers.of(**self.columns, consent_from=spans[:, 0], consent_until=spans[:, 1])


def _hull(spans: Spans) -> tuple[int, int]:
    return spans[0][0], max(until for _since, until in spans)


def _longest(spans: Spans, *, days: tuple[int, int]) -> tuple[int, int]:
    return max(spans, key=lambda span: min(span[1], days[1]) - max(span[0], days[0]))


def rows_of(pks: NDArray[np.int64], wanted: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of each wanted key among rising keys, -1 where it is not among them."""
    keys = np.asarray(wanted, dtype=np.int64)
    if not len(pks):
        return np.full(len(keys), -1, dtype=np.int64)
    rows = np.minimum(np.searchsorted(pks, keys), len(pks) - 1)
    return np.where(pks[rows] == keys, rows, -1)


def read_people(
    volunteers: QuerySet[Volunteer], *, skills: Mapping[int, int], at: Horizon, expected_few: bool = False
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
        "clearance_from": np.zeros((len(pks), 1), dtype=np.int32),
        "clearance_until": np.zeros((len(pks), 1), dtype=np.int32),
        "blocked_days": _exception_days(pks, owners, ExceptionKind.BLOCKED, at),
        "free_days": _exception_days(pks, owners, ExceptionKind.FREE, at),
        "history": _history(pks, owners),
    }
    return People(pks, users, columns, _consents(owners))


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


def whole_numbers(chunks: Iterable[Sequence[tuple[int, ...]]], *, width: int) -> NDArray[np.int64]:
    """Put chunks of rows of whole numbers one below the other."""
    parts = [np.array(chunk, dtype=np.int64).reshape(-1, width) for chunk in chunks]
    return np.concatenate([np.zeros((0, width), dtype=np.int64), *parts])


def _consents(owners: Owners) -> dict[int, Spans]:
    """Return the spans of consent that stand, by user, those that touch joined. Days are local, as in consents_on."""
    spans: dict[int, Spans] = {}
    given = owners.of(GuardianConsent.objects.all(), "minor__volunteer").filter(withdrawn_at__isnull=True)
    for chunk in owners.chunks(given.order_by("given_at", "pk"), "minor_id", "given_at", "valid_until"):
        for minor, since, until in chunk:
            _join(spans.setdefault(minor, []), localdate(since).toordinal(), until.toordinal())
    return spans


def _join(held: Spans, first: int, end: int) -> None:
    """Add a span to those before it, longer if it touches the last."""
    if held and first <= held[-1][1]:
        held[-1] = (held[-1][0], max(held[-1][1], end))
    else:
        held.append((first, end))


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
