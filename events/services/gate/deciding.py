"""What a coordinator decides after the gate: scans to look at, heads counted, presences written down afterwards."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from core import audit
from events import errors
from events.enums import Evidence, ScanKind, ScanOutcome, ScanVerdict, ScanWay, SignUpStatus
from events.models import GateScan, HeadCount, Presence, Shift, SignUp
from events.services.attendance import ON_TIME, hold_place
from events.services.gate.presence import settle_presence
from events.services.placing import require_running
from events.validators import GATE_REASON_LENGTH

MOST_PEOPLE = 2_000
DAY_BEFORE = timedelta(days=1)


@transaction.atomic
def decide_scan(*, scan: GateScan, verdict: ScanVerdict, reason: str, actor: User, now: datetime) -> GateScan:
    """Close what had to be looked at: the scan stands, or it does not count. Nothing is erased.

    Whoever the scan is about does not decide. Raises GateReasonMissing, ScanDecided, OwnScan or StillElsewhere.
    """
    words = _said(reason)
    signup = scan.signup
    if signup is not None:
        if signup.volunteer.user_id == actor.pk:
            raise errors.OwnScan
        hold_place(signup)
    waiting = GateScan.objects.to_look_at().filter(pk=scan.pk)
    decided = {"verdict": verdict, "reason": words, "looked_at": now, "looked_by": actor.public_id, "walk_in": ""}
    if waiting.update(**decided) != 1:
        raise errors.ScanDecided
    scan.refresh_from_db()
    if signup is not None and scan.is_counted:
        settle_presence(signup)
    audit.record("gate.scan_decided", actor=actor, subject=scan, at=now, verdict=verdict, outcome=scan.outcome)
    return scan


def _said(reason: str) -> str:
    words = reason.strip()[:GATE_REASON_LENGTH]
    if not words:
        raise errors.GateReasonMissing
    return words


@transaction.atomic
def count_heads(*, shift: Shift, people: int, actor: User, now: datetime) -> HeadCount:
    """Keep how many people an organiser counted; one counted before the list was opened is worth more.

    Raises HeadCountImpossible or ShiftNotOpen.
    """
    require_running(shift)
    if not 0 <= people <= MOST_PEOPLE:
        raise errors.HeadCountImpossible(most=MOST_PEOPLE)
    is_blind = not _has_seen_list(shift, actor, now)
    count = HeadCount.objects.create(
        shift=shift, people=people, counted_by=actor.public_id, counted_at=now, is_blind=is_blind
    )
    audit.record("gate.heads_counted", actor=actor, subject=shift, at=now, people=people, blind=count.is_blind)
    return count


def _has_seen_list(shift: Shift, actor: User, now: datetime) -> bool:
    """Say whether somebody was shown names of the event since the day before the shift."""
    looks = audit.looks_by(actor, what=["name"], since=min(now, shift.starts_at) - DAY_BEFORE)
    return looks.filter(about_id=str(shift.opportunity.public_id)).exists()


@transaction.atomic
def write_presence(
    *, signup: SignUp, starts_at: datetime, ends_at: datetime, reason: str, actor: User, now: datetime
) -> Presence:
    """Write down afterwards that somebody was there, from when to when and why only now.

    It counts once a second person agrees. Raises GateReasonMissing, ShiftNotOver, SignUpClosed, OwnScan,
    PresenceReversed, PresenceOutside, PresenceSeen or StillElsewhere.
    """
    words = _said(reason)
    hold_place(signup)
    _require_writable(signup, actor, now)
    shift = signup.shift
    if ends_at <= starts_at:
        raise errors.PresenceReversed
    if starts_at < shift.starts_at or ends_at > shift.ends_at:
        raise errors.PresenceOutside
    for kind, at in ((ScanKind.IN, starts_at), (ScanKind.OUT, ends_at)):
        is_late = kind == ScanKind.IN and at >= shift.starts_at + ON_TIME
        come = ScanOutcome.IN_LATE if is_late else ScanOutcome.IN_ON_TIME
        GateScan.objects.create(
            key=uuid4(),
            shift=shift,
            signup=signup,
            kind=kind,
            way=ScanWay.TYPED,
            scanned_by=actor.public_id,
            scanned_at=at,
            received_at=now,
            happened_at=at,
            outcome=ScanOutcome.OUT if kind == ScanKind.OUT else come,
            details={"minutes": int((at - shift.starts_at).total_seconds()) // 60} if is_late else {},
            is_counted=True,
        )
    presence = settle_presence(signup)
    if presence is None:
        raise errors.PresenceSeen
    Presence.objects.filter(pk=presence.pk).update(written_by=actor.public_id, reason=words)
    audit.record("presence.written", actor=actor, subject=signup, at=now)
    presence.refresh_from_db()
    return presence


def _require_writable(signup: SignUp, actor: User, now: datetime) -> None:
    if signup.volunteer.user_id == actor.pk:
        raise errors.OwnScan
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.SignUpClosed
    if signup.shift.ends_at > now:
        raise errors.ShiftNotOver
    if signup.checked_in_at is not None or Presence.objects.filter(signup=signup).exists():
        raise errors.PresenceSeen


@transaction.atomic
def confirm_presence(*, presence: Presence, actor: User, now: datetime) -> Presence:
    """Agree, as a second person, to what somebody wrote down afterwards.

    Raises OwnScan, SecondPersonMissing or PresenceConfirmed.
    """
    if presence.volunteer.user_id == actor.pk:
        raise errors.OwnScan
    if presence.written_by is None or presence.written_by == actor.public_id:
        raise errors.SecondPersonMissing
    open_one = Presence.objects.filter(pk=presence.pk, evidence=Evidence.MANUAL, confirmed_by=None)
    if open_one.update(confirmed_by=actor.public_id, confirmed_at=now) != 1:
        raise errors.PresenceConfirmed
    audit.record("presence.confirmed", actor=actor, subject=presence.signup, at=now)
    presence.refresh_from_db()
    return presence
