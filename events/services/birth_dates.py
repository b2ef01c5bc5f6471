"""A date of birth: free until the person has been on a shift, then corrected by two; shifts ahead are judged again."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from events.eligibility import ENDING_GATES
from events.models import SignUp
from events.queries import was_ever_there
from events.services.placing import lock_volunteer
from events.services.rechecking import drop_misfits
from volunteers import errors
from volunteers import services as volunteers
from volunteers.models import BirthDateCorrection, Volunteer


@transaction.atomic
def change_birth_date(*, volunteer: Volunteer, birth_date: date, actor: User, now: datetime) -> list[SignUp]:
    """Let a person who was never on a shift change her date of birth; return the places she may no longer hold.

    Raises BirthDateFrozen, BirthDateImpossible, TooYoung or BirthDateSame.
    """
    lock_volunteer(volunteer)
    if was_ever_there(volunteer):
        raise errors.BirthDateFrozen
    volunteers.change_birth_date(volunteer=volunteer, birth_date=birth_date, actor=actor, now=now)
    return _judge_again(volunteer, actor, now)


@transaction.atomic
def ask_correction(
    *, volunteer: Volunteer, birth_date: date, reason: str, actor: User, now: datetime
) -> BirthDateCorrection:
    """Ask for the correction of a date that is fixed.

    Raises BirthDateFree, BirthDateImpossible, TooYoung, BirthDateSame, CorrectionReasonMissing or CorrectionWaiting.
    """
    if not was_ever_there(volunteer):
        raise errors.BirthDateFree
    return volunteers.ask_correction(volunteer=volunteer, birth_date=birth_date, reason=reason, actor=actor, now=now)


@transaction.atomic
def decide_correction(
    *, correction: BirthDateCorrection, is_accepted: bool, reason: str, actor: User, now: datetime
) -> list[SignUp]:
    """Accept or refuse a correction as a second person; return the places the person may no longer hold.

    Raises CorrectionNeedsSecondPerson, CorrectionReasonMissing, CorrectionDecided, BirthDateImpossible or TooYoung.
    """
    lock_volunteer(correction.volunteer)
    volunteers.close_correction(correction=correction, is_accepted=is_accepted, reason=reason, actor=actor, now=now)
    return _judge_again(correction.volunteer, actor, now) if is_accepted else []


def _judge_again(volunteer: Volunteer, actor: User, now: datetime) -> list[SignUp]:
    return drop_misfits(volunteer=volunteer, gates=ENDING_GATES, actor=actor, now=now, reason="birth_date")
