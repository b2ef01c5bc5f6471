"""What the end of a clearance does to shifts: at once and in one transaction."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.eligibility import Gate
from events.models import SignUp
from events.services.placing import lock_volunteer
from events.services.rechecking import drop_misfits
from volunteers import services as volunteers
from volunteers.models import Clearance, Volunteer

CLEARANCE_GATES = frozenset({Gate.OFFENCE_CERTIFICATE, Gate.SAFEGUARDING_TRAINING, Gate.CODE_OF_ETHICS})


@transaction.atomic
def revoke_clearance(*, clearance: Clearance, reason: str, actor: User, now: datetime) -> list[SignUp]:
    """End a clearance and free the places ahead that needed it; return those places.

    The person's row is locked first: whoever claims a place at the same moment has it freed, or is judged without the
    clearance. Raises OwnClearance, RevocationReasonMissing or ClearanceRevoked; then nothing has changed.
    """
    lock_volunteer(clearance.volunteer)
    volunteers.revoke_clearance(clearance=clearance, reason=reason, actor=actor, now=now)
    return drop_uncleared(volunteer=clearance.volunteer, actor=actor, now=now)


def drop_uncleared(*, volunteer: Volunteer, actor: User | None, now: datetime) -> list[SignUp]:
    """Free the places ahead for which a person now lacks a clearance. Atomic, as drop_misfits."""
    return drop_misfits(volunteer=volunteer, gates=CLEARANCE_GATES, actor=actor, now=now, reason="clearance")
