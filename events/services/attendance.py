"""At the door: checking people in, and afterwards confirming who came."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from events import errors
from events.eligibility import rules_on
from events.enums import Evidence, Outcome, ScanKind, ScanOutcome, ScanWay, SignUpStatus
from events.models import Attendance, GateScan, Presence, Shift, ShiftRole, SignUp
from events.queries import is_door_open, judge, vetted_adults
from events.services.gate.presence import settle_presence
from events.services.placing import lock_volunteer, present_role, require_running
from events.services.telling import tell_programs
from ngos.enums import WebhookTopic

ON_TIME = timedelta(minutes=5)  # after the start: forty people at one gate take as long


def require_at_the_door(shift: Shift, now: datetime) -> None:
    """Raise ShiftNotOpen or CheckInNotOpen unless people may come in now: from two hours before until the end."""
    require_running(shift)
    if not is_door_open(shift, now):
        raise errors.CheckInNotOpen


@transaction.atomic
def check_in(*, signup: SignUp, actor: User, now: datetime, is_parent_here: bool = False) -> SignUp:
    """Let a confirmed person of the list in: every gate is asked again at this moment; twice is once.

    A guardian who comes along counts only when the coordinator has seen her. Where children are, two cleared adults
    must be on the shift. Raises SignUpClosed, ShiftNotOpen, CheckInNotOpen, a gate's error, TooFewAdults or
    StillElsewhere.
    """
    hold_place(signup)
    if signup.checked_in_at is not None:
        return signup
    require_at_the_door(present_role(signup.role).shift, now)
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.SignUpClosed
    require_fit(signup, is_parent_here=is_parent_here)
    GateScan.objects.create(
        key=uuid4(),
        shift=signup.shift,
        signup=signup,
        kind=ScanKind.IN,
        way=ScanWay.LIST,
        scanned_by=actor.public_id,
        scanned_at=now,
        received_at=now,
        happened_at=now,
        outcome=ScanOutcome.IN_ON_TIME if now < signup.shift.starts_at + ON_TIME else ScanOutcome.IN_LATE,
        is_counted=True,
    )
    settle_presence(signup)
    note_checked_in(signup, actor=actor, now=now, is_parent_here=is_parent_here)
    return signup


def hold_place(signup: SignUp) -> None:
    """Hold a person's row and her role's, and read the place again; part of a transaction."""
    lock_volunteer(signup.volunteer)
    ShiftRole.objects.select_for_update().only("pk").get(pk=signup.role_id)
    signup.refresh_from_db(fields=["status", "checked_in_at", "checked_in_by", "is_accompanied"])


def require_fit(signup: SignUp, *, is_parent_here: bool = False, at: datetime | None = None) -> None:
    """Ask every gate of a person whose rows are held. Raises a gate's error or TooFewAdults.

    ``at`` is when she stood there, if that was some time ago: a consent withdrawn since held then.
    """
    present = present_role(signup.role)
    for closed in judge(present, signup.volunteer, is_accompanied=is_parent_here, at=at).closed:
        raise errors.closed_gate(closed)
    _require_adults(present.shift)


def note_checked_in(signup: SignUp, *, actor: User, now: datetime, is_parent_here: bool) -> None:
    """Write down that somebody was let in, and that a guardian came along if one did."""
    if is_parent_here and not signup.is_accompanied:
        signup.is_accompanied = True
        SignUp.objects.filter(pk=signup.pk).update(is_accompanied=True)
    audit.record("signup.checked_in", actor=actor, subject=signup, at=now)
    tell_programs(WebhookTopic.CHECKIN_RECORDED, signup.shift.opportunity, now=now, signup=signup)


def _require_adults(shift: Shift) -> None:
    """Count under the lock of the shift's row, as all who leave do. Raises TooFewAdults."""
    if not shift.opportunity.has_child_contact:
        return
    Shift.objects.select_for_update().only("pk").get(pk=shift.pk)
    if vetted_adults(shift) < rules_on(shift.starts_on).vetted_adults_with_children:
        raise errors.TooFewAdults


@transaction.atomic
def confirm_attendance(
    *, signup: SignUp, outcome: Outcome, minutes: int, actor: User | None, now: datetime
) -> Attendance:
    """Record once, after the end of the shift, whether a confirmed person came and for how many minutes.

    The evidence is that of the gate. Raises ShiftNotOver, SignUpClosed, PresenceContested, SecondPersonMissing,
    MinutesImpossible or AlreadyConfirmed.
    """
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.SignUpClosed
    if signup.shift.ends_at > now:
        raise errors.ShiftNotOver
    evidence = _evidence(signup) if outcome == Outcome.PRESENT else Evidence.MANUAL
    worked = minutes if outcome == Outcome.PRESENT else 0
    if outcome == Outcome.PRESENT and not 1 <= minutes <= signup.shift.minutes:
        raise errors.MinutesImpossible(longest=signup.shift.minutes)
    try:
        with transaction.atomic():
            attendance = Attendance.objects.create(
                signup=signup,
                outcome=outcome,
                minutes=worked,
                evidence=evidence,
                confirmed_by=actor,
                confirmed_at=now,
            )
    except IntegrityError as clash:
        raise errors.AlreadyConfirmed from clash
    audit.record("attendance.confirmed", actor=actor, subject=signup, at=now, outcome=outcome, minutes=worked)
    return attendance


def _evidence(signup: SignUp) -> Evidence:
    """Return how well the gate knows that somebody came; a coordinator's later word alone is the weakest.

    Raises PresenceContested or SecondPersonMissing.
    """
    presence = Presence.objects.filter(signup=signup).first()
    if presence is None:
        return Evidence.MANUAL
    if presence.is_contested:
        raise errors.PresenceContested
    if presence.evidence == Evidence.MANUAL and presence.confirmed_by is None:
        raise errors.SecondPersonMissing
    return Evidence(presence.evidence)


@transaction.atomic
def correct_attendance(*, signup: SignUp, minutes: int, actor: User | None, now: datetime) -> Attendance:
    """Write how long a person was at a shift that is over, whether or not something was written; 0: did not come.

    The evidence is what the gate knows, as far as nobody doubts it. Raises SignUpClosed, ShiftNotOver or
    MinutesImpossible.
    """
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.SignUpClosed
    if signup.shift.ends_at > now:
        raise errors.ShiftNotOver
    if not 0 <= minutes <= signup.shift.minutes:
        raise errors.MinutesImpossible(longest=signup.shift.minutes)
    seen = Presence.objects.filter(signup=signup, is_contested=False).first() if minutes else None
    outcome = Outcome.PRESENT if minutes else Outcome.ABSENT
    attendance, _created = Attendance.objects.update_or_create(
        signup=signup,
        defaults={
            "outcome": outcome,
            "minutes": minutes,
            "evidence": seen.evidence if seen else Evidence.MANUAL,
            "confirmed_by": actor,
            "confirmed_at": now,
        },
    )
    audit.record("attendance.corrected", actor=actor, subject=signup, at=now, outcome=outcome, minutes=minutes)
    return attendance
