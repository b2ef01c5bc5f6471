"""Reads about hours written down by hand."""

from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Sum

from accounts.models import User
from events.enums import ShiftStatus
from events.models import ShiftRole
from ngos.models import Membership, Organisation
from recognition.models import HandCredit
from recognition.queries.territories import inside_of
from recognition.terms import terms_on
from volunteers.models import Volunteer


def hand_credits() -> QuerySet[HandCredit]:
    """Return wishes with all that their pages read."""
    return HandCredit.objects.select_related(
        "organisation",
        "volunteer__user",
        "role__shift__opportunity__organisation__region",
        "role__shift__opportunity__venue__region",
    )


def hand_credits_at(organisation: Organisation) -> QuerySet[HandCredit]:
    """Return an organisation's wishes, those that wait first."""
    return hand_credits().filter(organisation=organisation).order_by(F("decided_at").asc(nulls_first=True), "-pk")


def hand_credits_to_decide(user: User) -> QuerySet[HandCredit]:
    """Return the wishes a person may know of as somebody from another team, those that wait first.

    Of her territories; never of an organisation she acts for, never about herself, never her own.
    """
    theirs = Membership.objects.filter(user=user).values("organisation")
    found = hand_credits().filter(inside_of(user)).exclude(organisation__in=theirs)
    found = found.exclude(Q(volunteer__user=user) | Q(proposed_by=user.public_id))
    return found.order_by(F("decided_at").asc(nulls_first=True), "pk")


def roles_over(organisation: Organisation, *, since: datetime, now: datetime) -> QuerySet[ShiftRole]:
    """Return the roles of an organisation's shifts that ended since a moment and took place, the latest first."""
    return (
        ShiftRole.objects.filter(
            shift__opportunity__organisation=organisation,
            shift__status=ShiftStatus.PLANNED,
            shift__ends_at__gt=since,
            shift__ends_at__lte=now,
        )
        .select_related("shift__opportunity")
        .order_by("-shift__ends_at", "pk")
    )


def cap_on(day: date) -> int:
    """Return how many minutes by hand a person may have in the month of a day."""
    return terms_on(day).by_hand_minutes


def minutes_by_hand(volunteer: Volunteer, month: date) -> int:
    """Return the minutes by hand that were granted to a person for work in a month, given by its first day."""
    granted = HandCredit.objects.filter(volunteer=volunteer, month=month, is_granted=True)
    return granted.aggregate(minutes=Sum("minutes"))["minutes"] or 0
