"""Reads about commissions: seats, ties and points."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from funding.enums import SCORING_ROLES, ApplicationState, CallStatus, Tie
from funding.models import Application, Call, Declaration, Score, Seat
from funding.scoring import Sheet
from ngos.models import Membership
from ngos.queries.listing import entry_key


def own_seats(user: User | AnonymousUser) -> QuerySet[Seat]:
    """Return the seats of a person in commissions of published calls, the nearest deadline first."""
    if not user.is_authenticated:
        return Seat.objects.none()
    seats = Seat.objects.filter(user=user).exclude(call__status=CallStatus.DRAFT)
    return seats.select_related("call", "call__territory").order_by("-call__closes_at", "pk")


def scorers(call: Call) -> QuerySet[Seat]:
    """Return the seats that give points."""
    return Seat.objects.filter(call=call, role__in=SCORING_ROLES).order_by("pk")


def submitted(call: Call) -> QuerySet[Application]:
    """Return what was handed in and not withdrawn, in the order of the numbers."""
    found = Application.objects.filter(call=call, state=ApplicationState.SUBMITTED)
    return found.select_related("organisation").order_by("number")


def by_name(call: Call) -> QuerySet[Application]:
    """Return the same by the applicants' names, which tells nothing of the numbers."""
    return submitted(call).order_by("organisation__name_kk", "organisation__bin")


def member_ties(call: Call) -> set[tuple[int, int]]:
    """Return the pairs of seat and application in which the member acts for the applicant; three queries.

    Acting for an entry of the register is acting for every duplicate joined with it, and the other way round.
    """
    users = dict(Seat.objects.filter(call=call, user__isnull=False).values_list("user_id", "pk"))
    of_entry: dict[int, list[int]] = defaultdict(list)
    for application, entry in submitted(call).values_list("pk", entry_key()):
        of_entry[entry].append(application)
    acting = Membership.objects.annotate(entry=entry_key()).filter(user__in=users, entry__in=of_entry)
    return {
        (users[user], application)
        for user, entry in acting.values_list("user_id", "entry")
        for application in of_entry[entry]
    }


def conflicts_of(call: Call) -> set[tuple[int, int]]:
    """Return the pairs of seat and application whose points never count; three queries."""
    declared = Declaration.objects.filter(seat__call=call).exclude(tie=Tie.NONE)
    return set(declared.values_list("seat_id", "application_id")) | member_ties(call)


def sheets_of(call: Call) -> list[Sheet]:
    """Return every sheet of points given for a call; one query."""
    points: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    rows = Score.objects.filter(seat__call=call).order_by("pk")
    for seat, application, criterion, given in rows.values_list("seat_id", "application_id", "criterion", "points"):
        points[seat, application][criterion] = given
    return [Sheet(seat, application, given) for (seat, application), given in points.items()]


def to_declare(seat: Seat) -> list[Application]:
    """Return the applications the member has said nothing about, by the applicant's name and not by number."""
    said = Declaration.objects.filter(seat=seat).values("application")
    return list(by_name(seat.call).exclude(pk__in=said))


@dataclass(frozen=True, slots=True)
class TieRow:
    """One applicant and what the member has said about it; nothing is empty."""

    application: Application
    tie: str

    @property
    def is_tied(self) -> bool:
        """Whether something ties the member; that is never taken back."""
        return self.tie not in ("", Tie.NONE)

    @property
    def label(self) -> str:
        """What was said, in words."""
        return str(Tie(self.tie).label) if self.tie else ""


def ties_of(seat: Seat) -> list[TieRow]:
    """Return every applicant by name with what the member has said so far; two queries."""
    said: dict[int, str] = {}
    for application, tie in Declaration.objects.filter(seat=seat).order_by("pk").values_list("application", "tie"):
        if tie != Tie.NONE or application not in said:
            said[application] = tie
    return [TieRow(one, said.get(one.pk, "")) for one in by_name(seat.call)]


def has_declared(seat: Seat) -> bool:
    """Say whether the member has spoken about every applicant."""
    return not to_declare(seat)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One application as a member sees it: what stands in the way of points, and whether they are given."""

    application: Application
    is_tied: bool
    is_scored: bool


def to_score(seat: Seat) -> list[SheetRow]:
    """Return every application with what the member has done and may do; a handful of queries, whatever came."""
    tied = {application for member, application in conflicts_of(seat.call) if member == seat.pk}
    scored = set(Score.objects.filter(seat=seat).values_list("application_id", flat=True))
    return [SheetRow(one, one.pk in tied, one.pk in scored) for one in submitted(seat.call)]


def is_scoring(call: Call, *, at: datetime) -> bool:
    """Say whether points are taken at a moment."""
    return call.status == CallStatus.PUBLISHED and at >= call.closes_at
