"""Giving a place to somebody by name: offered, then taken over in one transaction or not at all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries import account_known_as
from core import audit, outbox
from events import errors
from events.enums import SignUpOrigin, SignUpStatus, SwapAnswer
from events.models import SignUp, SwapOffer
from events.services.placing import free_seat, lock_volunteer, require_open, take_seat
from events.services.states import SignUpEvent, answer_swaps
from events.services.telling import coordinators_of, tell, tell_if_confirmed
from volunteers.queries import volunteer_of


@transaction.atomic
def offer_place(*, signup: SignUp, email: str, actor: User, now: datetime) -> SwapOffer:
    """Offer a confirmed place to whoever signs in with an address; an earlier offer of it is taken back.

    Whether anybody has the address is not said and cannot be told from what is written: an offer to nobody is a row
    and a message like any other. Raises SignUpClosed, ShiftNotOpen, ShiftStarted or SwapWithOneself.
    """
    lock_volunteer(signup.volunteer)
    _require_giveable(signup, now)
    account = account_known_as(email)
    if account is not None and account.pk == signup.volunteer.user_id:
        raise errors.SwapWithOneself
    answer_swaps(SwapOffer.objects.filter(signup=signup), SwapAnswer.TAKEN_BACK, now=now)
    offer = SwapOffer.objects.create(signup=signup, volunteer=volunteer_of(account) if account else None, made_at=now)
    audit.record("swap.offered", actor=actor, subject=offer, at=now)
    outbox.put("swap.offered", key=f"swap.offered:{offer.pk}", due_at=now, offer_id=offer.pk)
    return offer


@transaction.atomic
def take_over(*, offer: SwapOffer, actor: User, now: datetime) -> SignUp:
    """Move an offered place to the person it was offered to, through the same gates as any other way in.

    1. Both people are locked in key order. 2. The offer is claimed by an update that must change exactly one row.
    3. The first seat is freed and the second taken, which nobody can come between: the role's row is held. Whatever
    stands in the way, a guardian's missing word too, leaves both with what they had. The giver and the coordinators
    are told. Raises SwapClosed, ShiftNotOpen, ShiftStarted, a gate's error, ShiftsClash or AlreadySignedUp.
    """
    given = offer.signup
    if offer.volunteer is None:
        raise errors.SwapClosed
    for person in sorted((given.volunteer, offer.volunteer), key=lambda one: one.pk):
        lock_volunteer(person)
    given.refresh_from_db(fields=["status"])
    if given.status != SignUpStatus.CONFIRMED or not _answer(offer, SwapAnswer.TAKEN, now):
        raise errors.SwapClosed
    require_open(given.shift, now)
    free_seat(given, event=SignUpEvent.GIVE_AWAY, now=now, hands_over=True)
    taken = take_seat(given.role, offer.volunteer, origin=SignUpOrigin.SWAP, now=now)
    if taken.status != SignUpStatus.CONFIRMED:
        raise errors.GuardianConsentMissing
    audit.record("signup.swapped", actor=actor, subject=taken, at=now)
    tell_if_confirmed(taken, now=now)
    tell("swap.taken", [given.volunteer.user], key=str(offer.pk), now=now, offer_id=offer.pk)
    tell("swap.noted", coordinators_of(given.shift.opportunity), key=str(offer.pk), now=now, signup_id=taken.pk)
    return taken


@transaction.atomic
def decline_place(*, offer: SwapOffer, actor: User, now: datetime) -> SwapOffer:
    """Say no to an offered place; its holder keeps it. Raises SwapClosed."""
    return _close(offer, SwapAnswer.DECLINED, "swap.declined", actor, now)


@transaction.atomic
def take_back_place(*, offer: SwapOffer, actor: User, now: datetime) -> SwapOffer:
    """Take an offer back that nobody has taken yet. Raises SwapClosed."""
    return _close(offer, SwapAnswer.TAKEN_BACK, "swap.taken_back", actor, now)


def _close(offer: SwapOffer, answer: SwapAnswer, action: str, actor: User, now: datetime) -> SwapOffer:
    if not _answer(offer, answer, now):
        raise errors.SwapClosed
    offer.refresh_from_db()
    audit.record(action, actor=actor, subject=offer, at=now)
    return offer


def _answer(offer: SwapOffer, answer: SwapAnswer, now: datetime) -> bool:
    return answer_swaps(SwapOffer.objects.filter(pk=offer.pk), answer, now=now) == 1


def _require_giveable(signup: SignUp, now: datetime) -> None:
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.SignUpClosed(status=signup.status)
    require_open(signup.shift, now)
