"""A person's own switch: no milestones and no awards, or both again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from recognition.models import OptOut
from recognition.services.nominating import withdraw_every_nomination
from volunteers.models import Volunteer


@transaction.atomic
def set_recognition(*, volunteer: Volunteer, is_on: bool, actor: User, now: datetime) -> None:
    """Show milestones and let organisations nominate, or neither. Saying it twice changes nothing.

    When she wants none, her open nominations are withdrawn and their organisations told. Hours stay as they are.
    """
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    if is_on:
        count, _tables = OptOut.objects.filter(volunteer=volunteer).delete()
        is_changed = count > 0
    else:
        _row, is_changed = OptOut.objects.get_or_create(volunteer=volunteer, defaults={"since": now})
        withdraw_every_nomination(volunteer=volunteer, actor=actor, now=now)
    if is_changed:
        audit.record("recognition.on" if is_on else "recognition.off", actor=actor, subject=volunteer, at=now)
