"""A person's own switch: no milestones and no awards, or both again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from recognition.enums import OPEN_NOMINATIONS, NominationState
from recognition.models import Nomination, OptOut
from volunteers.models import Volunteer


@transaction.atomic
def set_recognition(*, volunteer: Volunteer, is_on: bool, actor: User, now: datetime) -> None:
    """Show milestones and let organisations nominate, or neither. Saying it twice changes nothing.

    Whatever nominations of hers are open are withdrawn when she wants none. Hours stay as they are.
    """
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    if is_on:
        count, _tables = OptOut.objects.filter(volunteer=volunteer).delete()
        is_changed = count > 0
    else:
        _row, is_changed = OptOut.objects.get_or_create(volunteer=volunteer, defaults={"since": now})
        standing = Nomination.objects.filter(volunteer=volunteer, state__in=OPEN_NOMINATIONS)
        standing.update(state=NominationState.WITHDRAWN, moved_at=now, updated_at=now)
    if is_changed:
        audit.record("recognition.on" if is_on else "recognition.off", actor=actor, subject=volunteer, at=now)
