"""Asking a guardian about a minor's place: whom, how often, and the code for a link that was shared."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from accounts.enums import ContactKind
from accounts.models import Guardian, User
from accounts.queries import guardian_on_file, minors_of_contact
from accounts.validators import clean_contact, mailbox
from core import audit, outbox
from core.models import OutboxMessage
from core.privacy.finding import contacts_of
from events import errors
from events.enums import SignUpStatus
from events.models import ConsentRequest, SignUp
from events.queries.guardians import CODE_LASTS, link_code, link_token, open_request, token_hash
from events.services.placing import lock_volunteer
from volunteers.models import Volunteer

MOST_MINORS = 5  # one contact answers for
MOST_A_DAY, MOST_A_DAY_FOR_ALL = 3, 10  # messages about one place, and about all places of one person
MOST_CODES, MOST_GUESSES = 5, 5
DAY = timedelta(days=1)


@transaction.atomic
def name_guardian(
    *, volunteer: Volunteer, contact: str, relation: str = "", language: str = "", actor: User, now: datetime
) -> Guardian:
    """Keep who is asked from now on when a guardian has to agree; nobody is written to.

    Raises ContactUnreadable, GuardianIsYourself or GuardianHasEnough.
    """
    written = clean_contact(contact)
    kind, address = written.kind, str(written)
    lock_volunteer(volunteer)
    minor = volunteer.user
    if mailbox(address) in {mailbox(own) for own in contacts_of(minor)}:
        raise errors.GuardianIsYourself
    others = minors_of_contact(address) - {minor.pk}
    if len(others) >= MOST_MINORS:
        raise errors.GuardianHasEnough(most=MOST_MINORS)
    return _kept(minor, kind, address, relation=relation, language=language, actor=actor, now=now)


def _kept(
    minor: User, kind: ContactKind, address: str, *, relation: str, language: str, actor: User, now: datetime
) -> Guardian:
    guardian, is_new = Guardian.objects.get_or_create(
        minor=minor, contact=address, defaults={"contact_kind": kind, "language": language or minor.language}
    )
    if guardian.verified_at is None:
        guardian.relation, guardian.language = relation or guardian.relation, language or guardian.language
    guardian.save()  # the one named last is the one who is asked
    if is_new:
        audit.record("guardian.named", actor=actor, subject=guardian, at=now)
    return guardian


@transaction.atomic
def ask_guardian(
    *, signup: SignUp, contact: str, relation: str = "", language: str = "", actor: User, now: datetime
) -> ConsentRequest:
    """Send a guardian the link about a place that waits; a guardian asked before about it is asked no longer.

    Raises as name_guardian, and SignUpClosed or GuardianAskedTooOften.
    """
    require_waiting(signup, now)
    guardian = name_guardian(
        volunteer=signup.volunteer, contact=contact, relation=relation, language=language, actor=actor, now=now
    )
    _require_seldom(signup, now)
    return _ask(signup, guardian, actor, now)


@transaction.atomic
def ask_again(*, signup: SignUp, actor: User, now: datetime) -> ConsentRequest:
    """Send the link about a place once more to whom it was sent. Raises SignUpClosed or GuardianAskedTooOften."""
    require_waiting(signup, now)
    lock_volunteer(signup.volunteer)
    request = open_request(signup, now=now)
    if request is None:
        raise errors.SignUpClosed
    _require_seldom(signup, now)
    return _ask(signup, request.guardian, actor, now)


def ask_known_guardian(signup: SignUp, *, actor: User, now: datetime) -> ConsentRequest | None:
    """Ask the guardian whom a minor named before about a new place that waits; part of the caller's transaction.

    Does nothing where there is none, or where enough has been written today: then the page asks whom to write to.
    """
    guardian = guardian_on_file(signup.volunteer.user)
    if signup.status != SignUpStatus.AWAITING or guardian is None or _is_too_often(signup, now):
        return None
    return _ask(signup, guardian, actor, now)


def require_waiting(signup: SignUp, now: datetime) -> None:
    """Raise SignUpClosed unless a place waits for a guardian and is still held."""
    if signup.status != SignUpStatus.AWAITING or signup.held_until is None or signup.held_until <= now:
        raise errors.SignUpClosed


def _require_seldom(signup: SignUp, now: datetime) -> None:
    if _is_too_often(signup, now):
        raise errors.GuardianAskedTooOften


def _is_too_often(signup: SignUp, now: datetime) -> bool:
    """Count the messages of a day, which are rows of the outbox."""
    mine = f"guardians.ask:{signup.volunteer.user_id}:"
    sent = OutboxMessage.objects.filter(topic="guardians.ask", due_at__gt=now - DAY)
    about_it = sent.filter(key__startswith=f"{mine}{signup.pk}:").count()
    return about_it >= MOST_A_DAY or sent.filter(key__startswith=mine).count() >= MOST_A_DAY_FOR_ALL


def _ask(signup: SignUp, guardian: Guardian, actor: User, now: datetime) -> ConsentRequest:
    waiting = ConsentRequest.objects.filter(signup=signup, used_at=None, expires_at__gt=now)
    waiting.exclude(guardian=guardian).update(expires_at=now, updated_at=now)
    request = waiting.filter(guardian=guardian).first()
    if request is None:
        public_id = uuid.uuid4()
        request = ConsentRequest.objects.create(
            public_id=public_id,
            signup=signup,
            guardian=guardian,
            token_hash=token_hash(link_token(public_id)),
            sent_at=now,
            expires_at=signup.held_until or now,
        )
    key = f"guardians.ask:{signup.volunteer.user_id}:{signup.pk}:{request.pk}:{now.timestamp():.0f}"
    outbox.put("guardians.ask", key=key, due_at=now, request_id=request.pk)
    audit.record("guardian.asked", actor=actor, subject=request, at=now)
    return request


@transaction.atomic
def send_code(*, request: ConsentRequest, now: datetime) -> ConsentRequest:
    """Send a code to the guardian's contact, for somebody who opened a shared link. Raises GuardianCodesUsedUp."""
    may = ConsentRequest.objects.filter(pk=request.pk, code_count__lt=MOST_CODES)
    if may.update(code_count=F("code_count") + 1, code_sent_at=now, code_guesses=0, updated_at=now) != 1:
        raise errors.GuardianCodesUsedUp
    request.refresh_from_db(fields=["code_count", "code_sent_at", "code_guesses"])
    key = f"guardians.code:{request.pk}:{request.code_count}"
    outbox.put("guardians.code", key=key, due_at=now, request_id=request.pk)
    audit.record("guardian.code_sent", actor=None, subject=request, at=now)
    return request


def check_code(*, request: ConsentRequest, code: str, now: datetime) -> str:
    """Return the secret of a link to whoever knows the code last sent; each guess is counted before it is judged.

    Raises GuardianCodeWrong or GuardianCodesUsedUp.
    """
    guess = ConsentRequest.objects.filter(pk=request.pk, code_guesses__lt=MOST_GUESSES)
    if guess.update(code_guesses=F("code_guesses") + 1) != 1:
        raise errors.GuardianCodesUsedUp
    sent_at, figures = request.code_sent_at, "".join(sign for sign in code if sign.isdecimal())
    if sent_at is None or sent_at + CODE_LASTS <= now or not constant_time_compare(figures, link_code(request)):
        raise errors.GuardianCodeWrong
    return link_token(request.public_id)
