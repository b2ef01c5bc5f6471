"""People as the engine reads them: profile, skills, consent, and the days that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.enums import SPOKEN_LANGUAGE_CODES
from accounts.models import GuardianConsent
from matching import engine
from matching.gather.horizon import CAUSES, HORIZON_WEEKS, Horizon, Row, columns, points
from volunteers.enums import ExceptionKind
from volunteers.models import AvailabilityException, Volunteer, VolunteerSkill

FULL_INTEREST = 100
MOST_CAUSE_WEIGHT = 3
FEW_PEOPLE = 500
Days = tuple[date, date]  # half-open


@dataclass(frozen=True, slots=True)
class Owners:
    """The people a problem is about, as a filter for the rows that belong to them."""

    volunteers: QuerySet[Volunteer]
    pks: Sequence[int]

    @property
    def themselves(self) -> QuerySet[Volunteer]:
        """These people, by their keys if they are few, else by asking for them again in SQL."""
        return Volunteer.objects.filter(pk__in=self.pks) if len(self.pks) <= FEW_PEOPLE else self.volunteers

    def of(self, rows: QuerySet[Any], owner: str = "volunteer") -> QuerySet[Any]:
        """Keep the rows that belong to these people."""
        few = len(self.pks) <= FEW_PEOPLE
        keys = list(self.pks) if few else self.volunteers.order_by().values("pk")
        return rows.filter(**{f"{owner}__in": keys})


def volunteer_rows(volunteers: QuerySet[Volunteer]) -> Sequence[Row]:
    """Read the profiles, in order of key."""
    return list(
        volunteers.order_by("pk").values(
            "pk",
            "public_id",
            "user_id",
            "user__language",
            "birth_date",
            "latitude",
            "longitude",
            "max_km",
            "accepts_remote",
            "accepts_on_site",
            "languages",
            "cause_ecology",
            "cause_child_protection",
            "cause_inclusion",
            "free_parts",
            "max_minutes_week",
            "max_shifts_week",
        )
    )


def volunteer_table(
    people: Sequence[Row],
    owners: Owners,
    *,
    history: Mapping[int, int],
    skills: Mapping[int, int],
    at: Horizon,
    days: Days,
) -> engine.Volunteers:
    """Build the table of volunteers, a row a person in the order given; ``days`` are those the roles lie on."""
    count = len(people)
    row_of = {row["pk"]: number for number, row in enumerate(people)}
    owned = owners.of(VolunteerSkill.objects.order_by()).values_list("volunteer_id", "skill_id", "level")
    known = [(row_of[owner], skills[skill], level) for owner, skill, level in owned if owner in row_of]
    consent_from, consent_until = _consents(people, owners, days)
    return engine.Volunteers.of(
        ids=engine.stable_ids([str(row["public_id"]) for row in people]),
        birth_day=[row["birth_date"].toordinal() for row in people],
        point=points((row["latitude"], row["longitude"]) for row in people),
        max_metres=[row["max_km"] * 1000 for row in people],
        accepts_remote=[row["accepts_remote"] for row in people],
        accepts_on_site=[row["accepts_on_site"] for row in people],
        languages=[row["languages"] for row in people],
        preferred_language=[int(SPOKEN_LANGUAGE_CODES[row["user__language"]]) for row in people],
        skills=engine.pack_skills(*columns(known, 3), owner_count=count, skill_count=max(1, len(skills))),
        consent_from=consent_from,
        consent_until=consent_until,
        clearance_from=np.zeros((count, 1), dtype=np.int32),
        clearance_until=np.zeros((count, 1), dtype=np.int32),
        access_needs=np.zeros(count, dtype=np.uint16),
        cause_interest=np.array(
            [[row[f"cause_{cause}"] * FULL_INTEREST // MOST_CAUSE_WEIGHT for cause in CAUSES] for row in people],
            dtype=np.uint8,
        ).reshape(count, len(CAUSES)),
        free_week=engine.week_of_parts([row["free_parts"] for row in people]),
        blocked_days=_exception_days(owners, row_of, ExceptionKind.BLOCKED, at),
        free_days=_exception_days(owners, row_of, ExceptionKind.FREE, at),
        max_minutes=[row["max_minutes_week"] for row in people],
        max_shifts=[row["max_shifts_week"] for row in people],
        history=[history.get(row["pk"], 0) for row in people],
    )


def _consents(people: Sequence[Row], owners: Owners, days: Days) -> tuple[list[int], list[int]]:
    """Return per person the one span of consent that covers most of the days in question; (0, 0) without any.

    The engine knows one span a person, so spans that touch are joined first. Days are local, as in ``consents_on``.
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    given = owners.of(GuardianConsent.objects.all(), "minor__volunteer").filter(withdrawn_at__isnull=True)
    for minor, since, until in given.order_by("given_at", "pk").values_list("minor_id", "given_at", "valid_until"):
        first, end = localdate(since).toordinal(), until.toordinal()
        held = spans.setdefault(minor, [])
        if held and first <= held[-1][1]:
            held[-1] = (held[-1][0], max(held[-1][1], end))
        else:
            held.append((first, end))
    first_day, end_day = (day.toordinal() for day in days)

    def covered(span: tuple[int, int]) -> int:
        return min(span[1], end_day) - max(span[0], first_day)

    found = [max(spans.get(row["user_id"], [(0, 0)]), key=covered) for row in people]
    return [since for since, _until in found], [until for _since, until in found]


def _exception_days(owners: Owners, row_of: dict[int, int], kind: str, at: Horizon) -> Any:
    rows = owners.of(AvailabilityException.objects.order_by()).filter(
        kind=kind, on_date__gte=at.first_day, on_date__lt=at.end_day + timedelta(days=7)
    )
    days = [
        (row_of[owner], day.toordinal() - at.origin_day)
        for owner, day in rows.values_list("volunteer_id", "on_date")
        if owner in row_of
    ]
    return engine.pack_days(*columns(days, 2), owner_count=len(row_of), weeks=HORIZON_WEEKS)
