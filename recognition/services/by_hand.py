"""Hours written down by hand: proposed by the organisation, decided by another team, within a cap."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries import account_known_as
from core import audit
from events.enums import SEAT_HOLDING, Outcome, SignUpOrigin
from events.errors import MinutesImpossible, ShiftNotOver
from events.models import Shift, ShiftRole, SignUp
from events.services.placing import lock_volunteer, require_running, take_seat
from events.services.telling import coordinators_of, tell
from ngos.models import Membership
from recognition import errors
from recognition.enums import CorrectionSource
from recognition.models import HandCredit
from recognition.queries.by_hand import minutes_by_hand
from recognition.queries.disputes import outsiders_for
from recognition.services.correcting import keep_correction
from recognition.services.crediting import confirm_attendance
from recognition.terms import month_of, terms_on
from volunteers.models import Volunteer
from volunteers.queries import volunteer_of


@transaction.atomic
def propose_by_hand(
    *, role: ShiftRole, contact: str, minutes: int, reason: str, actor: User, now: datetime
) -> HandCredit:
    """Wish that somebody who had no place on a shift that is over gets minutes of it; nothing counts yet.

    Raises ShiftNotOver, ShiftNotOpen, MinutesImpossible, WordsMissing, HandCreditRefused, OwnHours, HandCapReached or
    HandCreditTwice.
    """
    require_over(role.shift, now)
    if not 1 <= minutes <= role.shift.minutes:
        raise MinutesImpossible(longest=role.shift.minutes)
    if not reason.strip():
        raise errors.WordsMissing
    volunteer = _known(contact, role)
    if volunteer.user_id == actor.pk:
        raise errors.OwnHours
    month = month_of(role.shift.starts_on)
    _require_cap(volunteer, role, minutes)
    try:
        with transaction.atomic():
            wish = HandCredit.objects.create(
                role=role,
                organisation=role.shift.opportunity.organisation,
                volunteer=volunteer,
                month=month,
                minutes=minutes,
                reason=reason.strip(),
                proposed_by=actor.public_id,
                proposed_at=now,
            )
    except IntegrityError as twice:
        raise errors.HandCreditTwice from twice
    audit.record("hours.proposed_by_hand", actor=actor, subject=wish, at=now, minutes=minutes)
    deciders = outsiders_for(wish.organisation, without=[volunteer.user_id, actor.pk])
    tell("hours.by_hand_waits", deciders, key=str(wish.public_id), now=now, wish_id=wish.pk)
    return wish


def require_over(shift: Shift, now: datetime) -> None:
    """Raise ShiftNotOver before the end, ShiftNotOpen where the shift did not take place."""
    require_running(shift)
    if shift.ends_at > now:
        raise ShiftNotOver


def _known(contact: str, role: ShiftRole) -> Volunteer:
    """Return the volunteer with an address, unless she has a place on the shift: there are other ways then."""
    account = account_known_as(contact)
    volunteer = volunteer_of(account) if account is not None else None
    if volunteer is None or _holds_place(volunteer, role):
        raise errors.HandCreditRefused
    return volunteer


def _holds_place(volunteer: Volunteer, role: ShiftRole) -> bool:
    return SignUp.objects.filter(volunteer=volunteer, shift=role.shift_id, status__in=SEAT_HOLDING).exists()


def _require_cap(volunteer: Volunteer, role: ShiftRole, minutes: int) -> None:
    day = role.shift.starts_on
    cap = terms_on(day).by_hand_minutes
    left = cap - minutes_by_hand(volunteer, month_of(day))
    if minutes > left:
        raise errors.HandCapReached(cap=cap, left=max(0, left))


@transaction.atomic
def grant_by_hand(*, wish: HandCredit, words: str, actor: User, now: datetime) -> HandCredit:
    """Agree from another team: the person gets a place of the shift that was free, and its minutes.

    1. The person's row is held, so that the cap is counted once. 2. The wish is claimed by an update that must change
    exactly one row. 3. Every gate and clash is asked, and a place is taken. 4. The minutes count once the person has
    confirmed herself that she was there, as those of everybody who came on the day. Raises SameTeam, WordsMissing,
    HandCapReached, HandCreditDecided, and what taking a seat and confirming raise; then nothing has changed.
    """
    _require_other_team(wish, actor)
    role, volunteer = wish.role, wish.volunteer
    lock_volunteer(volunteer)
    _require_cap(volunteer, role, wish.minutes)
    _decide(wish, is_granted=True, words=words, actor=actor, now=now)
    signup = take_seat(role, volunteer, origin=SignUpOrigin.WALK_IN, now=now, require=require_over)
    HandCredit.objects.filter(pk=wish.pk).update(signup=signup)
    wish.signup = signup
    attendance = confirm_attendance(signup=signup, outcome=Outcome.PRESENT, minutes=wish.minutes, actor=actor, now=now)
    keep_correction(
        attendance=attendance,
        before=None,
        source=CorrectionSource.BY_HAND,
        reason=wish.reason,
        actor=actor,
        now=now,
    )
    audit.record("hours.granted_by_hand", actor=actor, subject=wish, at=now, minutes=wish.minutes)
    tell("gate.walked_in", [volunteer.user], key=str(signup.pk), now=now, signup_id=signup.pk)
    _tell_host(wish, now)
    return wish


@transaction.atomic
def refuse_by_hand(*, wish: HandCredit, words: str, actor: User, now: datetime) -> HandCredit:
    """Say no from another team. Raises SameTeam, WordsMissing or HandCreditDecided."""
    _require_other_team(wish, actor)
    _decide(wish, is_granted=False, words=words, actor=actor, now=now)
    audit.record("hours.refused_by_hand", actor=actor, subject=wish, at=now)
    _tell_host(wish, now)
    return wish


def _tell_host(wish: HandCredit, now: datetime) -> None:
    """Tell the organisation what was decided, and why."""
    people = coordinators_of(wish.role.shift.opportunity)
    tell("hours.by_hand_decided", people, key=str(wish.public_id), now=now, wish_id=wish.pk)


@transaction.atomic
def note_read(*, wish: HandCredit, actor: User, now: datetime) -> None:
    """Write down that somebody from another team was shown a person's name."""
    audit.record_look(
        "name", viewer=actor, role="reviewer", person=wish.volunteer.user, purpose="hours", about=wish, at=now
    )


def _decide(wish: HandCredit, *, is_granted: bool, words: str, actor: User, now: datetime) -> None:
    if not words.strip():
        raise errors.WordsMissing
    waiting = HandCredit.objects.filter(pk=wish.pk, decided_at=None)
    decision = {"is_granted": is_granted, "decision": words.strip(), "decided_by": actor.public_id, "decided_at": now}
    if waiting.update(**decision, updated_at=now) != 1:
        raise errors.HandCreditDecided
    wish.refresh_from_db()


def _require_other_team(wish: HandCredit, actor: User) -> None:
    is_inside = Membership.objects.filter(user=actor, organisation=wish.organisation_id).exists()
    if is_inside or actor.public_id == wish.proposed_by or actor.pk == wish.volunteer.user_id:
        raise errors.SameTeam
