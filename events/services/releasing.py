"""Shifts that do not take place: their seats are freed and everybody who had one is told."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet

from core import audit
from events.enums import SEAT_HOLDING, CoverEnd, ShiftStatus, SwapAnswer
from events.models import CoverSearch, Shift, ShiftRole, SignUp, SwapOffer, Team, WaitlistEntry
from events.services.invitations import lock_for_seats
from events.services.placing import release_all
from events.services.states import answer_swaps
from events.services.teams import close_team
from events.services.telling import tell

MANY = 500


def lock_people_and_roles(shifts: QuerySet[Shift]) -> None:
    """Lock everybody with a seat on the shifts, then the roles, each in key order. Part of a transaction."""
    people = SignUp.objects.holding_a_seat().filter(shift__in=shifts).values_list("volunteer_id", flat=True)
    roles = ShiftRole.objects.filter(shift__in=shifts).values_list("pk", flat=True)
    lock_for_seats(volunteer_ids=list(people), role_ids=list(roles))


def release_shifts(shift_ids: Sequence[int], *, now: datetime, reason: str = "") -> int:
    """Call shifts off after ``lock_people_and_roles``: seats, offers, queues, searches and teams end with them.

    Everybody who had a seat is told, whoever waited for one too. Return how many seats were freed.
    """
    shifts = Shift.objects.filter(pk__in=shift_ids)
    held = SignUp.objects.filter(shift_id__in=shift_ids, status__in=SEAT_HOLDING)
    places = list(held.select_related("volunteer__user").order_by("pk"))
    waiting = list(
        WaitlistEntry.objects.waiting().filter(role__shift__in=shift_ids).select_related("volunteer__user", "role")
    )
    held.update(reconfirm_by=None)
    release_all(shift_ids=shift_ids, now=now)
    _end_what_hangs_on(shift_ids, now)
    shifts.update(status=ShiftStatus.CANCELLED, sequence=F("sequence") + 1, cancel_reason=reason[:300])
    audit.record_all("signup.cancelled", actor=None, subjects=places, at=now, reason="shift")
    for shift_id, person in [(one.shift_id, one.volunteer.user) for one in places] + [
        (one.role.shift_id, one.volunteer.user) for one in waiting
    ]:
        tell("shifts.cancelled", [person], key=str(shift_id), now=now, shift_id=shift_id)
    return len(places)


def _end_what_hangs_on(shift_ids: Sequence[int], now: datetime) -> None:
    answer_swaps(SwapOffer.objects.filter(signup__shift__in=shift_ids), SwapAnswer.TAKEN_BACK, now=now)
    searches = CoverSearch.objects.running().filter(role__shift__in=shift_ids)
    searches.update(end=CoverEnd.OVER, ended_at=now)
    for team in Team.objects.gathering().filter(role__shift__in=shift_ids).order_by("pk"):
        close_team(team, now)
