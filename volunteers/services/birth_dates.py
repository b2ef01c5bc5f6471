"""Changing a date of birth, and correcting one that is fixed: one person asks, another decides.

Whether the date is fixed is the events' business: ``events.services.birth_dates`` asks that first and judges the
person's shifts again afterwards. Audit lines say that a date changed and never which one.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit, outbox
from core.clock import local_day
from volunteers import errors
from volunteers.models import BirthDateCorrection, Volunteer
from volunteers.validators import check_birth_date


@transaction.atomic
def change_birth_date(*, volunteer: Volunteer, birth_date: date, actor: User, now: datetime) -> Volunteer:
    """Write another date of birth. Raises BirthDateImpossible, TooYoung or BirthDateSame."""
    check_birth_date(birth_date, today=local_day(now))
    if birth_date == volunteer.birth_date:
        raise errors.BirthDateSame
    volunteer.birth_date = birth_date
    volunteer.save(update_fields=["birth_date", "updated_at"])
    audit.record("volunteer.birth_date_changed", actor=actor, subject=volunteer, at=now)
    return volunteer


@transaction.atomic
def ask_correction(
    *, volunteer: Volunteer, birth_date: date, reason: str, actor: User, now: datetime
) -> BirthDateCorrection:
    """Ask for another date of birth; an officer decides.

    Raises BirthDateImpossible, TooYoung, BirthDateSame, CorrectionReasonMissing or CorrectionWaiting.
    """
    check_birth_date(birth_date, today=local_day(now))
    if birth_date == volunteer.birth_date:
        raise errors.BirthDateSame
    words = _words(reason)
    try:
        with transaction.atomic():
            correction = BirthDateCorrection.objects.create(
                volunteer=volunteer,
                old_date=volunteer.birth_date,
                new_date=birth_date,
                reason=words,
                asked_by=actor.public_id,
                asked_at=now,
            )
    except IntegrityError as clash:
        raise errors.CorrectionWaiting from clash
    audit.record("birth_date.correction_asked", actor=actor, subject=correction, at=now)
    return correction


@transaction.atomic
def close_correction(
    *, correction: BirthDateCorrection, is_accepted: bool, reason: str, actor: User, now: datetime
) -> BirthDateCorrection:
    """Accept or refuse a correction once, as a second person; an accepted one changes the date.

    The person gets a letter. Raises CorrectionNeedsSecondPerson, CorrectionReasonMissing, CorrectionDecided,
    BirthDateImpossible or TooYoung.
    """
    if actor.public_id in (correction.asked_by, correction.volunteer.user.public_id):
        raise errors.CorrectionNeedsSecondPerson
    words = _words(reason)
    open_one = BirthDateCorrection.objects.filter(pk=correction.pk, decided_at__isnull=True)
    decided = open_one.update(
        decided_by=actor.public_id, decided_at=now, is_accepted=is_accepted, decision_reason=words, updated_at=now
    )
    if decided != 1:
        raise errors.CorrectionDecided
    correction.refresh_from_db()
    if is_accepted:
        check_birth_date(correction.new_date, today=local_day(now))
        correction.volunteer.birth_date = correction.new_date
        correction.volunteer.save(update_fields=["birth_date", "updated_at"])
    audit.record("birth_date.correction_decided", actor=actor, subject=correction, at=now, accepted=is_accepted)
    outbox.put(
        "volunteers.birth_date_decided",
        key=f"volunteers.birth_date_decided:{correction.public_id}",
        due_at=now,
        correction_id=correction.pk,
    )
    return correction


@transaction.atomic
def look_at_correction(*, correction: BirthDateCorrection, viewer: User, role: str, now: datetime) -> None:
    """Write down that somebody was shown a person's dates of birth."""
    person = correction.volunteer.user
    audit.record_look(
        "birth_date", viewer=viewer, role=role, person=person, purpose="correction", about=correction, at=now
    )


def _words(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise errors.CorrectionReasonMissing
    return words
