"""Objections to hours: opened by the volunteer, answered by the organisation, decided by somebody outside both."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.errors import DomainError
from events.enums import SignUpStatus
from events.errors import MinutesImpossible, ShiftNotOver, SignUpClosed
from events.models import Presence, SignUp
from events.queries.gate.reviewing import seen_minutes
from events.services.telling import coordinators_of, tell
from ngos.models import Membership
from recognition import errors
from recognition.enums import OPEN_DISPUTES, CorrectionSource, DisputeReason, DisputeState
from recognition.models import Dispute
from recognition.queries.closing import terms_at
from recognition.queries.disputes import (
    disputes,
    mediators_for,
    object_until,
    overdue_disputes,
    reasons_for,
    standing_of,
)
from recognition.queries.silence import seen_by_gate
from recognition.services.correcting import BY_AGREEMENT, BY_GATE, set_minutes
from recognition.services.dispute_states import OVERDUE, DisputeEvent, deadline, move_dispute

log = structlog.get_logger(__name__)


@transaction.atomic
def open_dispute(
    *,
    signup: SignUp,
    reason: DisputeReason,
    words: str = "",
    wanted_minutes: int | None = None,
    actor: User,
    now: datetime,
) -> Dispute:
    """Object to what is written about one's own hours; the organisation is told and its days begin.

    Without ``wanted_minutes`` the gate's are wanted, else the whole shift; who was not there wants none. Raises
    SignUpClosed, ShiftNotOver, OwnWordFirst, NothingToObject, TooLateToObject, MinutesImpossible or AlreadyObjected.
    """
    SignUp.objects.select_for_update().only("pk").get(pk=signup.pk)
    if signup.status != SignUpStatus.CONFIRMED:
        raise SignUpClosed
    if signup.shift.ends_at > now:
        raise ShiftNotOver
    if signup.awaits_own_word:
        raise errors.OwnWordFirst
    standing = standing_of(signup)
    wanted = _wanted(signup, reason, wanted_minutes)
    if reason not in reasons_for(standing, longest=signup.shift.minutes) or wanted == standing.minutes:
        raise errors.NothingToObject
    if Dispute.objects.open().filter(signup=signup).exists():
        raise errors.AlreadyObjected
    _require_time(signup, standing_since=standing.since, until=object_until(signup, standing), now=now)
    terms = terms_at(now)
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                signup=signup,
                organisation=signup.shift.opportunity.organisation,
                reason=reason,
                words=words.strip(),
                minutes_before=standing.minutes,
                wanted_minutes=wanted,
                opened_at=now,
                due_at=deadline(DisputeState.WITH_HOST, terms, now=now),
            )
    except IntegrityError as twice:
        raise errors.AlreadyObjected from twice
    audit.record("dispute.opened", actor=actor, subject=dispute, at=now, reason=reason, wanted=wanted)
    _tell_host(dispute, now)
    return dispute


def _wanted(signup: SignUp, reason: DisputeReason, minutes: int | None) -> int:
    if reason == DisputeReason.NOT_MINE:
        return 0
    longest = signup.shift.minutes
    presence = Presence.objects.filter(signup=signup).first() if minutes is None else None
    wanted = minutes if minutes is not None else seen_minutes(presence).minutes if presence else longest
    if not 1 <= wanted <= longest:
        raise MinutesImpossible(longest=longest)
    return wanted


def _require_time(signup: SignUp, *, standing_since: datetime, until: datetime, now: datetime) -> None:
    """Ask that the days to object run, and that something was written since the last case was closed."""
    last = Dispute.objects.filter(signup=signup, closed_at__isnull=False).order_by("-closed_at").first()
    is_decided = last is not None and last.closed_at is not None and standing_since <= last.closed_at
    is_taken_back = last is not None and last.state == DisputeState.WITHDRAWN
    if now >= until or (is_decided and not is_taken_back):
        raise errors.TooLateToObject


@transaction.atomic
def agree(*, dispute: Dispute, words: str = "", actor: User, now: datetime) -> Dispute:
    """Say for the organisation that the volunteer is right: the hours become what she says, at once.

    Raises OwnHours, DisputeMoved, SignUpClosed or MinutesImpossible; then nothing has changed.
    """
    _require_other(dispute, actor)
    columns = {"answered_at": dispute.answered_at or now, "answered_by": actor.public_id}
    answer = words.strip() or dispute.answer
    move_dispute(
        dispute,
        DisputeEvent.AGREE,
        terms=terms_at(now),
        now=now,
        minutes_after=dispute.wanted_minutes,
        answer=answer,
        **columns,
    )
    _write(dispute, dispute.wanted_minutes, CorrectionSource.AGREED, answer or BY_AGREEMENT, actor, now)
    audit.record("dispute.agreed", actor=actor, subject=dispute, at=now, minutes=dispute.wanted_minutes)
    _tell_outcome(dispute, now)
    return dispute


@transaction.atomic
def refuse(*, dispute: Dispute, words: str, actor: User, now: datetime) -> Dispute:
    """Say for the organisation, with a reason, that the volunteer is not right; she may take it further.

    Raises OwnHours, WordsMissing or DisputeMoved.
    """
    _require_other(dispute, actor)
    move_dispute(
        dispute,
        DisputeEvent.REFUSE,
        terms=terms_at(now),
        now=now,
        answer=_words(words),
        answered_by=actor.public_id,
        answered_at=now,
    )
    audit.record("dispute.refused", actor=actor, subject=dispute, at=now)
    tell("disputes.refused", [dispute.signup.volunteer.user], key=_key(dispute), now=now, dispute_id=dispute.pk)
    return dispute


@transaction.atomic
def go_on(*, dispute: Dispute, actor: User, now: datetime) -> Dispute:
    """Take a refusal to somebody outside. Raises DisputeMoved."""
    move_dispute(dispute, DisputeEvent.GO_ON, terms=terms_at(now), now=now, escalated_at=now)
    audit.record("dispute.escalated", actor=actor, subject=dispute, at=now)
    _tell_escalated(dispute, now)
    return dispute


@transaction.atomic
def take_back(*, dispute: Dispute, actor: User, now: datetime) -> Dispute:
    """Object no longer. Raises DisputeMoved."""
    move_dispute(dispute, DisputeEvent.TAKE_BACK, terms=terms_at(now), now=now, minutes_after=dispute.minutes_before)
    audit.record("dispute.withdrawn", actor=actor, subject=dispute, at=now)
    _tell(_host(dispute), "disputes.closed", dispute, now)
    return dispute


@transaction.atomic
def decide(*, dispute: Dispute, minutes: int, words: str, actor: User, now: datetime) -> Dispute:
    """Decide from outside how many minutes are right, with a reason that both sides read; the hours follow at once.

    Raises MediatorNotNeutral, WordsMissing, DisputeMoved, SignUpClosed or MinutesImpossible; then nothing has changed.
    """
    _require_neutral(dispute, actor)
    reason = _words(words)
    is_changed = minutes != (dispute.minutes_before or 0)
    move_dispute(
        dispute,
        DisputeEvent.UPHOLD if is_changed else DisputeEvent.REJECT,
        terms=terms_at(now),
        now=now,
        decision=reason,
        decided_by=actor.public_id,
        decided_at=now,
        minutes_after=minutes,
    )
    _write(dispute, minutes, CorrectionSource.MEDIATOR, reason, actor, now)
    audit.record("dispute.decided", actor=actor, subject=dispute, at=now, state=dispute.state, minutes=minutes)
    _tell_outcome(dispute, now)
    return dispute


@transaction.atomic
def note_read(*, dispute: Dispute, actor: User, now: datetime) -> None:
    """Write down that somebody outside was shown a person's name and hours, so that she can read it."""
    audit.record_look(
        "name",
        viewer=actor,
        role="reviewer",
        person=dispute.signup.volunteer.user,
        purpose="hours",
        about=dispute,
        at=now,
    )


def move_overdue(*, now: datetime) -> int:
    """Move every objection whose time is over; running twice moves each once. Returns how many moved.

    One whose hours a rule refuses to write ends all the same, with what was written before.
    """
    moved = 0
    for dispute in overdue_disputes(now=now):
        try:
            moved += _move_on(dispute, now)
        except DomainError as refusal:
            log.warning("disputes.not_written", dispute=dispute.pk, code=refusal.code)
            dispute.refresh_from_db()
            moved += _move_on(dispute, now, is_written=False)
    return moved


@transaction.atomic
def _move_on(dispute: Dispute, now: datetime, *, is_written: bool = True) -> bool:
    """Move one objection unless somebody acted just now; say whether it moved."""
    event = OVERDUE[DisputeState(dispute.state)]
    columns: dict[str, object] = {}
    if event == DisputeEvent.HOST_SILENT:
        columns = {"escalated_at": now}
    elif event == DisputeEvent.LEAVE_IT:
        columns = {"minutes_after": dispute.minutes_before}
    else:
        columns = {"minutes_after": _minutes_by_gate(dispute) if is_written else dispute.minutes_before}
    try:
        move_dispute(dispute, event, terms=terms_at(now), now=now, **columns)
    except errors.DisputeMoved:
        return False
    audit.record("dispute.moved_on", actor=None, subject=dispute, at=now, event=event, state=dispute.state)
    if event == DisputeEvent.HOST_SILENT:
        _tell_escalated(dispute, now)
        return True
    if event == DisputeEvent.MEDIATOR_SILENT and is_written and dispute.minutes_after is not None:
        _write(dispute, dispute.minutes_after, CorrectionSource.GATE, BY_GATE, None, now)
    _tell_outcome(dispute, now)
    return True


def _minutes_by_gate(dispute: Dispute) -> int | None:
    """Return what counts when nobody outside decided: what the gate saw, else what was written, if it was."""
    seen = seen_by_gate([dispute.signup]).get(dispute.signup_id)
    return seen if seen is not None else dispute.minutes_before


def end_disputes_of(*, signups: Iterable[SignUp], now: datetime) -> int:
    """End the open objections of somebody who leaves; part of a transaction. Returns how many."""
    open_ones = list(disputes().filter(state__in=OPEN_DISPUTES, signup__in=list(signups)))
    for dispute in open_ones:
        move_dispute(
            dispute, DisputeEvent.LEAVE_ASAR, terms=terms_at(now), now=now, minutes_after=dispute.minutes_before
        )
    return len(open_ones)


def _write(
    dispute: Dispute, minutes: int, source: CorrectionSource, reason: str, actor: User | None, now: datetime
) -> None:
    """Make the hours what the case ended with, unless that is what is written."""
    if minutes != standing_of(dispute.signup).minutes:
        set_minutes(signup=dispute.signup, minutes=minutes, source=source, reason=reason, actor=actor, now=now)


def _words(words: str) -> str:
    if not words.strip():
        raise errors.WordsMissing
    return words.strip()


def _require_other(dispute: Dispute, actor: User) -> None:
    if dispute.signup.volunteer.user_id == actor.pk:
        raise errors.OwnHours


def _require_neutral(dispute: Dispute, actor: User) -> None:
    """Refuse the volunteer, whoever acts for the organisation, and whoever wrote the hours or the answer."""
    attendance = getattr(dispute.signup, "attendance", None)
    has_written = attendance is not None and attendance.confirmed_by_id == actor.pk
    is_member = Membership.objects.filter(user=actor, organisation=dispute.organisation).exists()
    is_part = dispute.signup.volunteer.user_id == actor.pk or dispute.answered_by == actor.public_id
    if has_written or is_member or is_part:
        raise errors.MediatorNotNeutral


def _host(dispute: Dispute) -> list[User]:
    """Return who acts for the organisation, without the volunteer herself."""
    coordinators = coordinators_of(dispute.signup.shift.opportunity)
    return [person for person in coordinators if person.pk != dispute.signup.volunteer.user_id]


def _tell_host(dispute: Dispute, now: datetime) -> None:
    _tell(_host(dispute), "disputes.opened", dispute, now)


def _tell_escalated(dispute: Dispute, now: datetime) -> None:
    """Tell both sides, and whoever may decide."""
    _tell([dispute.signup.volunteer.user, *_host(dispute)], "disputes.escalated", dispute, now)
    _tell(mediators_for(dispute), "disputes.to_decide", dispute, now)


def _tell_outcome(dispute: Dispute, now: datetime) -> None:
    _tell([dispute.signup.volunteer.user, *_host(dispute)], "disputes.closed", dispute, now)


def _tell(people: Iterable[User], topic: str, dispute: Dispute, now: datetime) -> None:
    tell(topic, people, key=_key(dispute), now=now, dispute_id=dispute.pk)


def _key(dispute: Dispute) -> str:
    return str(dispute.public_id)
