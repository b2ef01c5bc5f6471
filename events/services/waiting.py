"""Waiting lists: joining, leaving, and offering a place that became free to one person after the other."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from core import audit
from core.errors import DomainError
from events import errors
from events.enums import SEAT_HOLDING, OpportunityStatus, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Shift, ShiftRole, SignUp, WaitlistEntry
from events.queries import judge
from events.queries.nights import ANSWERS, LETTERS
from events.services.placing import (
    free_seat,
    lock_volunteer,
    present_role,
    require_gates,
    require_no_clash,
    require_open,
    take_seat,
)
from events.services.states import QueueEvent, SignUpEvent, move_entries, new_entry
from events.services.telling import tell
from volunteers.models import Volunteer

# An offer stands this long from when it is told, which is never at night. It ends neither at night nor in the last two
# hours, and an end at night moves to the morning.
OFFER_FOR, LAST_ANSWER = timedelta(hours=12), timedelta(hours=2)
MOST_ASKED = 50  # people looked at for one free place
MANY = 200  # offers or roles in one run of the task


@transaction.atomic
def join_waitlist(*, role: ShiftRole, volunteer: Volunteer, actor: User, now: datetime) -> WaitlistEntry:
    """Put a person at the end of the waiting list of a full role; a guardian's word may still be missing.

    Whoever lost a place of this role to a reduction comes before those who had none, once.

    The role's row is locked, so that a place which becomes free at this moment is seen by one side or the other.
    Raises ShiftNotOpen, ShiftStarted, a gate's error, AlreadySignedUp, ShiftsClash, PlaceIsFree, TooLateToWait or
    AlreadyWaiting.
    """
    lock_volunteer(volunteer)
    ShiftRole.objects.select_for_update().only("pk").get(pk=role.pk)
    present = present_role(role)
    require_open(present.shift, now)
    require_gates(judge(present, volunteer))
    if SignUp.objects.filter(shift=present.shift, volunteer=volunteer, status__in=SEAT_HOLDING).exists():
        raise errors.AlreadySignedUp
    require_no_clash(present, volunteer)
    if present.free_count > 0:
        raise errors.PlaceIsFree
    if offer_until(present.shift, now) <= now:
        raise errors.TooLateToWait
    try:
        with transaction.atomic():
            entry = new_entry(present, volunteer, now=now, comes_first=_comes_first(present, volunteer))
    except IntegrityError as twice:
        raise errors.AlreadyWaiting from twice
    audit.record("waitlist.joined", actor=actor, subject=entry, at=now)
    tell("waitlist.joined", [volunteer.user], key=str(entry.pk), now=now, entry_id=entry.pk)
    return entry


def _comes_first(role: ShiftRole, volunteer: Volunteer) -> bool:
    """Say whether the last place the person had here ended by a reduction, and she has not waited first since."""
    last = SignUp.objects.filter(role=role, volunteer=volunteer).order_by("-made_at", "-pk").first()
    if last is None or last.reduction is None:
        return False
    since = WaitlistEntry.objects.filter(role=role, volunteer=volunteer, comes_first=True)
    return not since.filter(joined_at__gte=last.reduction.made_at).exists()


@transaction.atomic
def leave_waitlist(*, entry: WaitlistEntry, actor: User, now: datetime) -> WaitlistEntry:
    """Take a person off a waiting list at her own wish. Raises WaitingNotFound once a place was offered."""
    if move_entries(WaitlistEntry.objects.filter(pk=entry.pk), QueueEvent.LEAVE, now=now) != 1:
        raise errors.WaitingNotFound
    entry.refresh_from_db()
    audit.record("waitlist.left", actor=actor, subject=entry, at=now)
    return entry


def told_at(shift: Shift, now: datetime) -> datetime:
    """Return when an offer made now is told: at once, at night in the morning. Nobody is woken for a place."""
    return LETTERS.morning_after(now, shift.time_zone)


def offer_until(shift: Shift, now: datetime) -> datetime:
    """Return until when an offer made now stands: 12 hours from when it is told, never at night.

    It ends two hours before the start at the latest. A moment that is not ahead means that it is too late to offer
    anything: the offer would end before it could be read.
    """
    told, zone = told_at(shift, now), shift.time_zone
    usual = ANSWERS.morning_after(told + OFFER_FOR, zone)
    last = ANSWERS.evening_before(shift.starts_at - LAST_ANSWER, zone)
    until = min(usual, last).astimezone(UTC)
    return until if until > told else min(until, now)


@transaction.atomic
def promote_next(role: ShiftRole, now: datetime) -> SignUp | None:
    """Offer a free seat to the first who waits and may take it; return the offer, or nothing.

    The role's row is locked. People come after roles here, against the usual order, so a person whose row is held by
    somebody else is passed over and not waited for; she keeps her place in the queue.
    """
    ShiftRole.objects.select_for_update().only("pk").get(pk=role.pk)
    queue = WaitlistEntry.objects.waiting().filter(role_id=role.pk).in_order().select_related("volunteer__user")
    waiting = list(queue[:MOST_ASKED])
    if not waiting:
        return None
    present = present_role(role)
    until = offer_until(present.shift, now)
    if until <= now or present.free_count <= 0:
        return None
    offers = (_offer(entry, present, until, now) for entry in waiting)
    return next((offer for offer in offers if offer is not None), None)


def promote_all(role: ShiftRole, now: datetime) -> int:
    """Offer every free seat of a role; part of a transaction or not. Return how many offers were made."""
    count = 0
    while promote_next(role, now) is not None:
        count += 1
    return count


def _offer(entry: WaitlistEntry, role: ShiftRole, until: datetime, now: datetime) -> SignUp | None:
    """Hold the seat for one person, claimed by an update that must change exactly one row; nothing if she may not."""
    person = Volunteer.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=entry.volunteer_id)
    if not person.values_list("pk"):
        return None
    try:
        with transaction.atomic():
            if move_entries(WaitlistEntry.objects.filter(pk=entry.pk), QueueEvent.OFFER, now=now) != 1:
                return None
            signup = take_seat(role, entry.volunteer, origin=SignUpOrigin.WAITLIST, now=now, as_invitation=True)
    except errors.AlreadySignedUp:
        move_entries(WaitlistEntry.objects.filter(pk=entry.pk), QueueEvent.SEATED, now=now)
        return None
    except DomainError:
        return None
    SignUp.objects.filter(pk=signup.pk).update(offer_expires_at=until)
    signup.offer_expires_at = until
    audit.record("waitlist.offered", actor=None, subject=signup, at=now)
    moment = told_at(role.shift, now)
    tell("waitlist.offered", [entry.volunteer.user], key=str(signup.pk), now=moment, signup_id=signup.pk)
    return signup


def lapse_offers(*, now: datetime) -> int:
    """End the offers nobody answered in time; each place goes on to the next. Return how many ended."""
    late = SignUp.objects.filter(status=SignUpStatus.INVITED, offer_expires_at__lte=now)
    keys = list(late.order_by("offer_expires_at", "pk").values_list("pk", flat=True)[:MANY])
    return sum(_lapse(key, now) for key in keys)


@transaction.atomic
def _lapse(key: int, now: datetime) -> bool:
    signup = SignUp.objects.select_related("role", "shift__opportunity", "volunteer__user").get(pk=key)
    try:
        free_seat(signup, event=SignUpEvent.LAPSE, now=now)
    except errors.SignUpClosed:  # answered meanwhile
        return False
    audit.record("signup.lapsed", actor=None, subject=signup, at=now)
    return True


def fill_from_waitlists(*, now: datetime) -> int:
    """Offer places that are free although somebody waits; return how many. Finds what was passed over before."""
    open_roles = ShiftRole.objects.with_free_seats().filter(
        waitlist__left_at__isnull=True,
        waitlist__offered_at__isnull=True,
        waitlist__isnull=False,
        shift__status=ShiftStatus.PLANNED,
        shift__opportunity__status=OpportunityStatus.PUBLISHED,
        shift__starts_at__gt=now + LAST_ANSWER,
    )
    roles = list(open_roles.order_by(F("shift__starts_at").asc(), "pk").distinct()[:MANY])
    return sum(promote_all(role, now) for role in roles)
