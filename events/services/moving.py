"""A shift that moves to another time, and one that does not take place."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core import audit
from events import errors
from events.enums import SEAT_HOLDING, ShiftStatus, SignUpStatus
from events.models import Shift, ShiftRole, SignUp
from events.services.publishing import ShiftPlan
from events.validators import check_shift_is_ahead, shift_window


@transaction.atomic
def move_shift(*, shift: Shift, plan: ShiftPlan, actor: User | None, now: datetime) -> Shift:
    """Give a shift another time. Raises WrongStatus once it has begun or is cancelled, and as add_shift."""
    _require_ahead(shift, now)
    window = shift_window(
        starts_on=plan.starts_on,
        start_time=plan.start_time,
        ends_on=plan.ends_on,
        end_time=plan.end_time,
        time_zone=shift.time_zone,
    )
    check_shift_is_ahead(window, now=now)
    for name in ("starts_on", "start_time", "ends_on", "end_time"):
        setattr(shift, name, getattr(plan, name))
    shift.starts_at, shift.ends_at = window.starts_at, window.ends_at
    shift.sequence = F("sequence") + 1
    shift.save()
    shift.refresh_from_db()
    audit.record("shift.moved", actor=actor, subject=shift, at=now)
    return shift


@transaction.atomic
def cancel_shift(*, shift: Shift, reason: str, actor: User | None, now: datetime) -> Shift:
    """Call a shift off and give every place back. Raises WrongStatus once it has begun or is cancelled."""
    list(ShiftRole.objects.select_for_update().filter(shift=shift).order_by("pk").values_list("pk"))
    _require_ahead(shift, now)
    Shift.objects.filter(pk=shift.pk).update(status=ShiftStatus.CANCELLED, sequence=F("sequence") + 1)
    held = SignUp.objects.filter(shift=shift, status__in=SEAT_HOLDING)
    held.update(status=SignUpStatus.CANCELLED, answered_at=now)
    ShiftRole.objects.filter(shift=shift).update(taken_count=0)
    shift.refresh_from_db()
    audit.record("shift.cancelled", actor=actor, subject=shift, at=now)
    return shift


def _require_ahead(shift: Shift, now: datetime) -> None:
    if shift.status != ShiftStatus.PLANNED or shift.starts_at <= now:
        raise errors.WrongStatus
