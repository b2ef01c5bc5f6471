"""A volunteer's own word about her hours: it is shown as declared and counts as a witness, never as hours."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from events.enums import SignUpStatus
from events.errors import SignUpClosed
from events.models import Attendance, SignUp
from recognition import errors
from recognition.models import OwnReport


@transaction.atomic
def report_own_hours(*, signup: SignUp, minutes: int | None = None, actor: User, now: datetime) -> OwnReport:
    """Say that one was there, for so many minutes or the whole shift; saying it again takes the place of the first.

    Raises SignUpClosed, ReportImpossible, or AlreadySaid once the organisation has said something.
    """
    longest = signup.shift.minutes
    said = longest if minutes is None else minutes
    if signup.status != SignUpStatus.CONFIRMED:
        raise SignUpClosed
    if signup.shift.ends_at > now or not 1 <= said <= longest:
        raise errors.ReportImpossible(longest=longest)
    if Attendance.objects.filter(signup=signup).exists():
        raise errors.AlreadySaid
    report, _created = OwnReport.objects.update_or_create(
        signup=signup, defaults={"minutes": said, "reported_at": now}
    )
    audit.record("hours.reported", actor=actor, subject=signup, at=now, minutes=said)
    return report
