"""People who come to a shift without having signed up: added at the door, through the same gates as everybody."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.queries import account_known_as
from core import audit
from core.text import fold, transliterate
from events import errors
from events.eligibility import PERSON_GATES, Gate, PersonFacts, decide
from events.enums import SignUpOrigin, SignUpStatus
from events.models import ShiftRole, SignUp
from events.queries import role_facts
from events.queries.host_words import PRIVATE_GATES
from events.services.attendance import require_at_the_door
from events.services.placing import lock_volunteer, present_role, take_seat
from events.services.telling import tell
from volunteers.models import Volunteer
from volunteers.queries import volunteer_of

# What nobody at a door needs to know about a person; the other reasons are told in words.
UNTOLD_GATES = PRIVATE_GATES | {Gate.ACCOUNT_CLOSED}


@transaction.atomic
def add_walk_in(
    *, role: ShiftRole, name: str, contact: str, actor: User, now: datetime, is_parent_here: bool = False
) -> SignUp:
    """Give somebody who stands at the door a confirmed place, if name and address are those of one account.

    A minor needs a consent that holds, or a guardian the coordinator has seen. WalkInRefused is the one answer for
    nobody, for another name, for a clash and for reasons that are private. Raises ShiftNotOpen, CheckInNotOpen,
    ShiftFull, a gate's error, AlreadyOnList or WalkInRefused; then nothing is kept.
    """
    _require_place(role, now)
    person = _named(name, contact)
    if person is None:
        raise errors.WalkInRefused
    return add_known_walk_in(role=role, person=person, actor=actor, now=now, is_parent_here=is_parent_here)


@transaction.atomic
def add_known_walk_in(
    *, role: ShiftRole, person: Volunteer, actor: User, now: datetime, is_parent_here: bool = False
) -> SignUp:
    """Give a person at the door, known by her pass, a confirmed place. Raises as ``add_walk_in``."""
    _require_place(role, now)
    lock_volunteer(person)
    signup = _seated(role, person, now=now, is_parent_here=is_parent_here)
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.GuardianConsentMissing
    audit.record("signup.walked_in", actor=actor, subject=signup, at=now)
    tell("gate.walked_in", [person.user], key=str(signup.pk), now=now, signup_id=signup.pk)
    return signup


def _seated(role: ShiftRole, person: Volunteer, *, now: datetime, is_parent_here: bool) -> SignUp:
    try:
        return take_seat(
            role,
            person,
            origin=SignUpOrigin.WALK_IN,
            now=now,
            is_accompanied=is_parent_here,
            require=require_at_the_door,
        )
    except errors.AlreadySignedUp as there:
        raise errors.AlreadyOnList from there
    except (errors.ShiftsClash, errors.DayFull, errors.TooManyPlaces) as busy:
        raise errors.WalkInRefused from busy
    except errors.GateClosed as refusal:
        if refusal.gate in UNTOLD_GATES:
            raise errors.WalkInRefused from refusal
        raise


def _require_place(role: ShiftRole, now: datetime) -> None:
    """Say what stands in the way of anybody before a name is looked up, so that the answer tells nothing of people."""
    present = present_role(role)
    require_at_the_door(present.shift, now)
    if present.free_count <= 0:
        raise errors.ShiftFull
    nobody = decide(PersonFacts(None), role_facts(present), consent_age=settings.CONSENT_AGE_YEARS)
    for closed in nobody.closed:
        if closed.gate not in PERSON_GATES:
            raise errors.closed_gate(closed)


def _named(name: str, contact: str) -> Volunteer | None:
    """Return the volunteer with this address, if a word of the typed name is one of hers in any script."""
    account = account_known_as(contact)
    person = volunteer_of(account) if account is not None else None
    return person if person is not None and _words(name) & _words(person.user.full_name) else None


def _words(name: str) -> set[str]:
    return {word for word in transliterate(fold(name)).split() if len(word) > 1}
