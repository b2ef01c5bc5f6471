"""Reads about looking for cover: who was asked, how people answered before, and what waits for a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from events.enums import CoverAnswer, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import CoverAsk, CoverRefusal, CoverSearch, Opportunity, SignUp
from events.models.cover import CoverSearchQuerySet
from volunteers.models import Volunteer

WEEK = timedelta(days=7)
LOOKED_BACK = timedelta(days=365)
# Before anybody has answered, one in three is expected to come; every answer moves that.
PRIOR_YES, PRIOR_ASKED = 1, 3


@dataclass(frozen=True, slots=True)
class Hopeful:
    """Somebody who fits a role, and how likely a yes is."""

    volunteer_id: int
    chance: float


def searches() -> CoverSearchQuerySet:
    """Return searches with everything that asking needs."""
    return CoverSearch.objects.select_related(
        "role__shift__opportunity__organisation__region", "role__shift__opportunity__venue__region"
    )


def asks() -> QuerySet[CoverAsk]:
    """Return questions about cover with the shift they are about."""
    return CoverAsk.objects.select_related(
        "volunteer__user",
        "search__role__shift__opportunity__organisation__region",
        "search__role__shift__opportunity__venue__region",
    )


def asked_this_week(volunteer_ids: Collection[int], *, now: datetime) -> dict[int, int]:
    """Return how often each person was asked in the seven days up to now; people never asked are absent."""
    lately = CoverAsk.objects.filter(volunteer_id__in=volunteer_ids, asked_at__gt=now - WEEK)
    rows = lately.order_by().values("volunteer_id").annotate(count=Count("pk"))
    return {row["volunteer_id"]: row["count"] for row in rows}


def chances(volunteer_ids: Collection[int], *, now: datetime) -> dict[int, float]:
    """Return how likely each person says yes, from her own answers of a year: to searches and to invitations.

    Silence counts as a no. Nothing else about the person goes in.
    """
    since = now - LOOKED_BACK
    counted: dict[int, tuple[int, int]] = {}
    covered = CoverAsk.objects.filter(volunteer_id__in=volunteer_ids, asked_at__gt=since)
    rows = covered.order_by().values_list("volunteer_id")
    for person, asked, yes in rows.annotate(asked=Count("pk"), yes=Count("pk", filter=Q(answer=CoverAnswer.YES))):
        counted[person] = (asked, yes)
    invited = SignUp.objects.filter(
        volunteer_id__in=volunteer_ids,
        origin__in=(SignUpOrigin.INVITATION, SignUpOrigin.AUTOFILL),
        made_at__gt=since,
        answered_at__isnull=False,
    )
    said_yes = Q(status__in=(SignUpStatus.CONFIRMED, SignUpStatus.AWAITING, SignUpStatus.WITHDRAWN))
    answers = invited.order_by().values_list("volunteer_id")
    for person, asked, yes in answers.annotate(asked=Count("pk"), yes=Count("pk", filter=said_yes)):
        before = counted.get(person, (0, 0))
        counted[person] = (before[0] + asked, before[1] + yes)
    none = (0, 0)
    return {
        person: (counted.get(person, none)[1] + PRIOR_YES) / (counted.get(person, none)[0] + PRIOR_ASKED)
        for person in volunteer_ids
    }


def wants_no_asks(volunteer: Volunteer) -> bool:
    """Say whether a person does not want to be asked when others drop out."""
    return CoverRefusal.objects.filter(volunteer=volunteer).exists()


def asks_waiting_for(volunteer: Volunteer, *, now: datetime) -> QuerySet[CoverAsk]:
    """Return the questions a person may still answer, the soonest shift first."""
    return (
        asks()
        .filter(
            volunteer=volunteer,
            answer="",
            search__end="",
            search__role__shift__starts_at__gt=now,
            search__role__shift__status=ShiftStatus.PLANNED,
        )
        .order_by("search__role__shift__starts_at", "pk")
    )


def searches_of(opportunity: Opportunity) -> QuerySet[CoverSearch]:
    """Return the searches for an event, those that run first, then the newest; with how many were asked."""
    found = (
        searches()
        .filter(role__shift__opportunity=opportunity)
        .annotate(asked_count=Count("asks"), no_count=Count("asks", filter=Q(asks__answer=CoverAnswer.NO)))
    )
    return found.order_by("end", "-opened_at", "-pk")
