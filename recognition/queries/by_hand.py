"""Reads about hours written down by hand."""

from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from accounts.models import User
from ngos.models import Membership, Organisation
from recognition.models import HandCredit
from recognition.queries.territories import inside_of
from volunteers.models import Volunteer


def hand_credits() -> QuerySet[HandCredit]:
    """Return wishes with all that their pages read."""
    return HandCredit.objects.select_related(
        "organisation",
        "volunteer__user",
        "role__shift__opportunity__organisation__region",
        "role__shift__opportunity__venue",
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


def minutes_by_hand(volunteer: Volunteer, month: date) -> int:
    """Return the minutes by hand that were granted to a person for work in a month, given by its first day."""
    granted = HandCredit.objects.filter(volunteer=volunteer, month=month, is_granted=True)
    return granted.aggregate(minutes=Sum("minutes"))["minutes"] or 0
