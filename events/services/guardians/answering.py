"""What a guardian answers: agreed, comes along, refused, or a question first. A link is answered once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import give_guardian_consent
from core import audit, outbox
from core.errors import DomainError
from core.text import fold
from events import errors
from events.eligibility import Gate
from events.enums import ConsentAnswer, SignUpStatus
from events.models import ConsentRequest, SignUp
from events.queries import judge
from events.queries.guardians import OfferedScope, accompanied_scope, offered_scopes, requests
from events.services.guardians.telling import tell_team
from events.services.placing import free_seat, lock_role, lock_volunteer, present_role
from events.services.signups import confirm_awaiting
from events.services.states import SignUpEvent
from events.services.telling import tell
from volunteers.models import Volunteer

REFUSED_LINK_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a guardian typed and chose; ``scope`` is the kind of an offered scope."""

    full_name: str
    relation: str
    scope: str = "opportunity"
    allows_photos: bool = False
    comes_along: bool = False
    language: str
    address_hash: str = ""


@transaction.atomic
def agree(*, request: ConsentRequest, words: Words, now: datetime) -> ConsentRequest:
    """Record that a guardian agrees or comes along, and confirm the place that waited for it.

    The consent is kept also when the place has gone meanwhile; other places that wait and are covered are confirmed
    too. Raises GuardianNameIsMinors, GuardianAnswered or GuardianLinkEnded.
    """
    signup = request.signup
    if fold(words.full_name) == fold(signup.volunteer.user.full_name):
        raise errors.GuardianNameIsMinors
    lock_volunteer(signup.volunteer)
    scope = _chosen(signup, words, now)
    answer = ConsentAnswer.ALONG if words.comes_along else ConsentAnswer.AGREED
    midnight = datetime(scope.until.year, scope.until.month, scope.until.day, tzinfo=timezone.get_default_timezone())
    _answer(request, answer, expires_at=midnight, now=now)
    consent = give_guardian_consent(
        guardian=request.guardian,
        full_name=words.full_name,
        relation=words.relation,
        scope=scope.key,
        allows_photos=words.allows_photos,
        language=words.language,
        address_hash=words.address_hash,
        valid_until=scope.until,
        now=now,
    )
    ConsentRequest.objects.filter(pk=request.pk).update(consent=consent)
    if words.comes_along:
        lock_role(signup.role_id)
        SignUp.objects.filter(pk=signup.pk, status=SignUpStatus.AWAITING).update(is_accompanied=True)
    if signup.pk not in _confirm_covered(signup.volunteer, now):
        tell("guardians.agreed_late", [signup.volunteer.user], key=str(request.pk), now=now, signup_id=signup.pk)
    outbox.put("guardians.thanks", key=f"guardians.thanks:{request.pk}", due_at=now, request_id=request.pk)
    return requests().get(pk=request.pk)


def _chosen(signup: SignUp, words: Words, now: datetime) -> OfferedScope:
    if words.comes_along:
        return accompanied_scope(signup)
    offered = {scope.kind: scope for scope in offered_scopes(signup, today=timezone.localdate(now))}
    return offered.get(words.scope) or offered["opportunity"]


def _answer(request: ConsentRequest, answer: ConsentAnswer, *, expires_at: datetime, now: datetime) -> None:
    """Claim the one answer of a link. Raises GuardianAnswered or GuardianLinkEnded."""
    waiting = ConsentRequest.objects.filter(pk=request.pk, used_at=None, expires_at__gt=now)
    if waiting.update(used_at=now, answer=answer, expires_at=expires_at, updated_at=now) == 1:
        audit.record(f"guardian.{answer}", actor=request.guardian, subject=request, at=now)
        return
    if ConsentRequest.objects.filter(pk=request.pk, used_at=None).exists():
        raise errors.GuardianLinkEnded
    raise errors.GuardianAnswered


@transaction.atomic
def confirm_consented(*, minor_id: int, now: datetime) -> None:
    """Confirm the places of a minor that waited and are covered now, by a consent given on paper for example."""
    volunteer = Volunteer.objects.select_related("user").filter(user=minor_id).first()
    if volunteer is not None:
        lock_volunteer(volunteer)
        _confirm_covered(volunteer, now)


def _confirm_covered(volunteer: Volunteer, now: datetime) -> set[int]:
    """Confirm every place that waits and whose gate of consent is open now; return all places that waited."""
    waiting = SignUp.objects.filter(volunteer=volunteer, status=SignUpStatus.AWAITING)
    places = waiting.select_related("role", "volunteer__user", "shift__opportunity__organisation").order_by("role_id")
    seen = set()
    for signup in places:
        seen.add(signup.pk)
        role = present_role(signup.role)
        if Gate.GUARDIAN_CONSENT not in judge(role, volunteer, is_accompanied=signup.is_accompanied).gates:
            _confirm(signup, now)
    return seen


def _confirm(signup: SignUp, now: datetime) -> None:
    try:
        with transaction.atomic():
            confirm_awaiting(signup=signup, actor=None, now=now)
    except DomainError:
        signup.refresh_from_db()
    minor = [signup.volunteer.user]
    if signup.status == SignUpStatus.CONFIRMED:
        tell("guardians.agreed", minor, key=str(signup.pk), now=now, signup_id=signup.pk)
        tell_team("guardians.agreed_team", signup, now=now)
    else:
        tell("guardians.agreed_late", minor, key=f"{signup.pk}:{now.timestamp():.0f}", now=now, signup_id=signup.pk)


@transaction.atomic
def refuse(*, request: ConsentRequest, now: datetime) -> ConsentRequest:
    """Record that a guardian does not agree; the place is free again. Raises GuardianAnswered or GuardianLinkEnded.

    It may be a stranger whose address was typed by mistake, so the contact is not proven by it.
    """
    signup = request.signup
    lock_volunteer(signup.volunteer)
    _answer(request, ConsentAnswer.REFUSED, expires_at=now + REFUSED_LINK_LASTS, now=now)
    signup.refresh_from_db()
    if signup.status == SignUpStatus.AWAITING:
        free_seat(signup, event=SignUpEvent.GUARDIAN_REFUSED, now=now)
        audit.record("signup.cancelled", actor=request.guardian, subject=signup, at=now, reason="guardian_refused")
        minor = [signup.volunteer.user]
        tell("guardians.freed", minor, key=str(signup.pk), now=now, signup_id=signup.pk, reason="refused")
        tell_team("guardians.freed_team", signup, now=now, reason="refused")
    return requests().get(pk=request.pk)


@transaction.atomic
def ask_coordinator(*, request: ConsentRequest, question: str, now: datetime) -> ConsentRequest:
    """Pass a guardian's question on to the coordinators; one question for each link. Raises QuestionClosed."""
    may = ConsentRequest.objects.filter(pk=request.pk, asked_at=None, used_at=None, expires_at__gt=now)
    if may.update(question=question, asked_at=now, updated_at=now) != 1:
        raise errors.QuestionClosed
    audit.record("guardian.question_asked", actor=request.guardian, subject=request, at=now)
    tell_team("guardians.question", request.signup, now=now, request_id=request.pk)
    return requests().get(pk=request.pk)


@transaction.atomic
def reply(*, request: ConsentRequest, text: str, actor: User, now: datetime) -> ConsentRequest:
    """Send a coordinator's reply to a guardian; once for each question. Raises QuestionClosed."""
    may = ConsentRequest.objects.filter(pk=request.pk, asked_at__isnull=False, replied_at=None)
    if may.update(reply=text, replied_at=now, updated_at=now) != 1:
        raise errors.QuestionClosed
    audit.record("guardian.question_replied", actor=actor, subject=request, at=now)
    outbox.put("guardians.reply", key=f"guardians.reply:{request.pk}", due_at=now, request_id=request.pk)
    return requests().get(pk=request.pk)
