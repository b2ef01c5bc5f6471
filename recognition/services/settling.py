"""What becomes of hours about which the organisation says nothing."""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from core import audit
from core.errors import DomainError
from events.enums import Outcome
from events.models import SignUp
from events.services.telling import tell_of_place
from recognition.enums import CorrectionSource
from recognition.models import Silence
from recognition.queries.closing import is_month_closed, terms_at
from recognition.queries.silence import seen_by_gate, silent_places
from recognition.services.correcting import BY_GATE, keep_correction
from recognition.services.crediting import confirm_attendance

MANY = 500  # places in one step

log = structlog.get_logger(__name__)


def settle_silent(*, now: datetime) -> int:
    """Settle every place nobody said anything about in time; running twice settles each once.

    Whom the gate saw beyond doubt (A or B) gets those minutes, credited by nobody and marked so. Everybody else goes
    on waiting and is told, once, that she can object. Returns how many were counted.
    """
    counted = 0
    while places := list(silent_places(terms_at(now), now=now)[:MANY]):
        seen = seen_by_gate(places)
        counted += sum(_settle(place, seen.get(place.pk), now) for place in places)
    return counted


def _settle(signup: SignUp, minutes: int | None, now: datetime) -> bool:
    """Count or tell; what the rules of hours refuse to count is told."""
    if minutes is not None:
        try:
            return _count(signup, minutes, now)
        except DomainError as refusal:
            log.warning("hours.not_settled", signup=signup.pk, code=refusal.code)
    _tell(signup, now)
    return False


@transaction.atomic
def _count(signup: SignUp, minutes: int, now: datetime) -> bool:
    """Credit what the gate saw. The row of the silence stands for the claim: a second process finds it there."""
    if not _claim(signup, is_counted=True, now=now):
        return False
    attendance = confirm_attendance(signup=signup, outcome=Outcome.PRESENT, minutes=minutes, actor=None, now=now)
    if is_month_closed(signup.shift.starts_on):
        keep_correction(
            attendance=attendance, before=None, source=CorrectionSource.GATE, reason=BY_GATE, actor=None, now=now
        )
    audit.record("hours.settled", actor=None, subject=signup, at=now, minutes=minutes)
    tell_of_place("hours.settled", signup, now=now)
    return True


@transaction.atomic
def _tell(signup: SignUp, now: datetime) -> None:
    if _claim(signup, is_counted=False, now=now):
        audit.record("hours.unanswered", actor=None, subject=signup, at=now)
        tell_of_place("hours.unanswered", signup, now=now)


def _claim(signup: SignUp, *, is_counted: bool, now: datetime) -> bool:
    try:
        with transaction.atomic():
            Silence.objects.create(signup=signup, is_counted=is_counted, noted_at=now)
    except IntegrityError:
        return False
    return True
