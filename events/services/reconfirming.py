"""A shift that moved: who may still take it is asked again until a deadline, and silence frees the seat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import audit
from events import errors
from events.eligibility import Gate, decide
from events.enums import SignUpStatus, SwapAnswer
from events.models import GateOverride, Shift, SignUp, SwapOffer
from events.queries import judge, people_facts, role_facts, shifts_clash
from events.queries.nights import ANSWERS
from events.services.announcing import Notice
from events.services.covering import restart_searches
from events.services.placing import (
    count_adults,
    free_seat,
    held_until,
    lock_role,
    lock_volunteer,
    present_role,
    require_gates,
    require_no_clash,
    require_running,
)
from events.services.states import SignUpEvent, answer_swaps
from events.services.teams import dissolve_teams
from events.services.telling import coordinators_of, tell
from events.services.waiting import offer_until
from places.models import Territory

# Two days to answer, and half a day before the start to find somebody else; a late move takes what is left.
ASK_FOR, KEPT_FOR_COVER = timedelta(hours=48), timedelta(hours=12)
FARTHEST = timedelta(hours=24)  # no way between two shifts takes longer
LEAST_TIME, LATE_KEPT = timedelta(hours=2), timedelta(hours=1)
MANY = 500
SPAN, WALL = ("starts_at", "ends_at"), ("starts_on", "start_time", "ends_on", "end_time")

# What a place keeps while its person is asked again, and no longer.
FORGOTTEN = {
    "reconfirm_by": None,
    "agreed_starts_at": None,
    "agreed_ends_at": None,
    "agreed_venue_id": None,
    "agreed_address": "",
}


@dataclass(frozen=True, slots=True)
class Before:
    """When and where a shift was before it moved: moments, and the hours by the clock of the place."""

    starts_at: datetime
    ends_at: datetime
    starts_on: date
    start_time: time
    ends_on: date
    end_time: time
    venue: Territory | None
    address: str

    @classmethod
    def of(cls, shift: Shift, *, venue: Territory | None = None, address: str | None = None) -> Self:
        """Read it from a shift; a place that is not the opportunity's present one is handed in."""
        opportunity = shift.opportunity
        if address is None:
            venue, address = opportunity.venue, opportunity.address
        return cls(**{name: getattr(shift, name) for name in (*SPAN, *WALL)}, venue=venue, address=address)


def reconfirm_until(shift: Shift, now: datetime) -> datetime:
    """Return until when a person is asked again: two days, never at night, with half a day left to find cover.

    When less than two hours would be left, until an hour before the start; and where that is over or at night, until
    the start itself: then silence frees nothing.
    """
    usual = ANSWERS.morning_after(now + ASK_FOR, shift.time_zone)
    last = ANSWERS.evening_before(shift.starts_at - KEPT_FOR_COVER, shift.time_zone)
    until = min(usual, last)
    if until >= now + LEAST_TIME:
        return until
    late = shift.starts_at - LATE_KEPT
    return late if late >= now + LATE_KEPT and not ANSWERS.holds(late, shift.time_zone) else shift.starts_at


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a move would do: how many are asked again or told, lose the place, or have another shift then."""

    asked: int
    informed: int
    ended: int
    clashing: int
    until: datetime


def foresee(shift: Shift, before: Before, *, is_little: bool, now: datetime) -> Foreseen:
    """Return what ``ask_again`` would do for a shift that is written nowhere yet."""
    places = _places(shift)
    closed = _newly_closed(places, before)
    kept = [place for place in places if place.pk not in closed]
    asked = [place for place in kept if place.status != SignUpStatus.INVITED and not is_little]
    other = (
        SignUp.objects.holding_a_seat()
        .filter(
            volunteer__in=[place.volunteer_id for place in kept],
            shift__starts_at__lt=shift.ends_at + FARTHEST,
            shift__ends_at__gt=shift.starts_at - FARTHEST,
        )
        .exclude(shift=shift)
        .select_related("shift__opportunity")
    )
    clashing = {one.volunteer_id for one in other if shifts_clash(one.shift, shift)}
    return Foreseen(len(asked), len(kept) - len(asked), len(closed), len(clashing), reconfirm_until(shift, now))


def _places(shift: Shift) -> list[SignUp]:
    places = list(
        SignUp.objects.holding_a_seat()
        .filter(shift=shift)
        .select_related("volunteer__user", "role")
        .order_by("role_id", "pk")
    )
    for place in places:
        place.shift = place.role.shift = shift
    return places


def ask_again(shift: Shift, before: Before, *, is_little: bool, now: datetime) -> list[Notice]:
    """Ask everybody with a place on a shift that has moved again; part of the transaction that moved it.

    Places that a gate closes at the new time end at once, with the reason. Whoever said yes is asked again; whoever
    has only been asked, or waits for a guardian, keeps a deadline that fits. An offer of a place to a friend was made
    for the old time and ends. Return whom the caller, who holds the locks, has to tell.
    """
    places = _places(shift)
    if not is_little:
        _end_what_was_asked(shift, now)
    closed = _newly_closed(places, before)
    notices = [_ask(place, before, is_little=is_little, now=now) for place in places if place.pk not in closed]
    for place in places:
        if place.pk in closed:
            _end(place, closed[place.pk], now)
    count_adults(shift, now)
    return notices


def _end_what_was_asked(shift: Shift, now: datetime) -> None:
    """End what people were asked for the old time: offers to friends, teams; a search for cover starts anew."""
    answer_swaps(SwapOffer.objects.filter(signup__shift=shift), SwapAnswer.TAKEN_BACK, now=now)
    dissolve_teams(shift_id=shift.pk, now=now)
    restart_searches(shift_id=shift.pk, now=now)


def _ask(place: SignUp, before: Before, *, is_little: bool, now: datetime) -> Notice:
    shift = place.shift
    changed: dict[str, Any] = {}
    if place.status == SignUpStatus.AWAITING:
        changed["held_until"] = max(min(place.held_until or now, held_until(shift, now)), now)
    if place.offer_expires_at is not None and place.status == SignUpStatus.INVITED:
        changed["offer_expires_at"] = max(min(place.offer_expires_at, offer_until(shift, now)), now)
    is_back = place.reconfirm_by is not None and _is_as_agreed(place)
    asks = place.status != SignUpStatus.INVITED and not (is_little or is_back)
    if is_back:
        changed |= {"reconfirm_by": None}
    elif asks:
        changed |= {"reconfirm_by": reconfirm_until(shift, now), "coming_said_at": None}
    if place.reconfirm_by is None:  # somebody asked twice in a row compares with what she agreed to
        changed |= {
            "agreed_starts_at": before.starts_at,
            "agreed_ends_at": before.ends_at,
            "agreed_venue_id": before.venue.pk if before.venue else None,
            "agreed_address": before.address,
        }
    SignUp.objects.filter(pk=place.pk).update(**changed)
    return Notice(place, wants_answer=asks or (place.reconfirm_by is not None and not is_back))


def _is_as_agreed(place: SignUp) -> bool:
    """Say whether a shift has moved back to what its person agreed to."""
    shift, work = place.shift, place.shift.opportunity
    agreed = (place.agreed_starts_at, place.agreed_ends_at, place.agreed_venue_id, place.agreed_address)
    return agreed == (shift.starts_at, shift.ends_at, work.venue_id, work.address)


def _end(place: SignUp, gates: Sequence[Gate], now: datetime) -> None:
    """Free a place that its person may not keep at the new time, and say why: to her the reason, to the team that."""
    codes = ",".join(gates)
    free_seat(place, event=SignUpEvent.MOVE_AWAY, now=now)
    audit.record("signup.cancelled", actor=None, subject=place, at=now, reason="moved", gates=codes)
    key = f"{place.pk}:{place.shift.sequence}"
    tell("shifts.moved_away", [place.volunteer.user], key=key, now=now, signup_id=place.pk, gates=codes)
    others = [one for one in coordinators_of(place.shift.opportunity) if one.pk != place.volunteer.user_id]
    tell("signups.place_free", others, key=key, now=now, signup_id=place.pk)


def _newly_closed(places: Sequence[SignUp], before: Before) -> dict[int, list[Gate]]:
    """Return the gates that were open at the old time and are closed at the new one, by key of the place."""
    known = people_facts({place.volunteer_id: place.volunteer for place in places}.values())
    roles = {place.role_id: role_facts(place.role) for place in {one.role_id: one for one in places}.values()}
    granted: dict[tuple[int, int], frozenset[str]] = {}
    rows = GateOverride.objects.filter(role_id__in=roles, is_granted=True)
    for person, role_id, gate in rows.values_list("volunteer_id", "role_id", "gate"):
        granted[person, role_id] = granted.get((person, role_id), frozenset()) | {gate}
    found = {}
    for place in places:
        person, role = place.volunteer_id, roles[place.role_id]
        overridden = granted.get((person, place.role_id), frozenset())
        facts = replace(known[person], is_accompanied=place.is_accompanied, overridden=overridden)
        was = replace(role, **{name: getattr(before, name) for name in WALL})
        now_closed, before_closed = (
            decide(facts, one, consent_age=settings.CONSENT_AGE_YEARS).gates for one in (role, was)
        )
        gates = [gate for gate in now_closed if gate not in before_closed]
        if gates:
            found[place.pk] = gates
    return found


@transaction.atomic
def reconfirm(*, signup: SignUp, actor: User | None, now: datetime) -> SignUp:
    """Write down that a person comes, at the time and place as they are now; gates and clashes are asked again.

    Saying it twice is saying it once. Raises SignUpClosed, ShiftNotOpen, ShiftOver, a gate's error or ShiftsClash.
    """
    lock_volunteer(signup.volunteer)
    lock_role(signup.role_id)
    present = SignUp.objects.select_related("volunteer__user").get(pk=signup.pk)
    if present.status not in (SignUpStatus.CONFIRMED, SignUpStatus.AWAITING):
        raise errors.SignUpClosed
    role = present_role(signup.role)
    if role.shift.ends_at <= now:
        raise errors.ShiftOver
    if present.reconfirm_by is not None:
        require_running(role.shift)
        require_gates(judge(role, present.volunteer, is_accompanied=present.is_accompanied))
        require_no_clash(role, present.volunteer)
    SignUp.objects.filter(pk=present.pk).update(coming_said_at=now, **FORGOTTEN)
    signup.refresh_from_db()
    audit.record("signup.reconfirmed", actor=actor, subject=signup, at=now)
    return signup


def free_silent(*, now: datetime) -> int:
    """Free the places of people who were asked again and did not answer in time; return how many this call freed."""
    late = SignUp.objects.filter(
        status__in=(SignUpStatus.CONFIRMED, SignUpStatus.AWAITING),
        reconfirm_by__lte=now,
        shift__starts_at__gt=now,
    )
    keys = list(late.order_by("role_id", "pk").values_list("pk", flat=True)[:MANY])
    return sum(_free(key, now) for key in keys)


@transaction.atomic
def _free(key: int, now: datetime) -> bool:
    """Free one silent place, read again under the lock of its role: an answer of the same moment counts."""
    role_id = SignUp.objects.values_list("role_id", flat=True).get(pk=key)
    lock_role(role_id)
    signup = (
        SignUp.objects.filter(pk=key, reconfirm_by__lte=now)
        .select_related("role", "shift__opportunity__organisation", "volunteer__user")
        .first()
    )
    if signup is None:
        return False
    try:
        free_seat(signup, event=SignUpEvent.SILENCE, now=now)
    except errors.SignUpClosed:  # she left meanwhile
        return False
    audit.record("signup.cancelled", actor=None, subject=signup, at=now, reason="silent")
    person, ids = signup.volunteer.user, {"signup_id": signup.pk}
    tell("signups.silent", [person], key=str(signup.pk), now=now, **ids)
    others = [one for one in coordinators_of(signup.shift.opportunity) if one.pk != person.pk]
    tell("signups.silent_team", others, key=str(signup.pk), now=now, **ids)
    return True
