"""What has its time: places nobody answered for, reminders, and guardians of people who have come of age."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.services import erase_guardians
from core import audit, outbox
from core.privacy.retention import sweep
from events import errors
from events.eligibility import age_years, consent_age_on
from events.enums import SignUpStatus
from events.models import ConsentRequest, ShiftRole, SignUp
from events.services.guardians.telling import tell_team
from events.services.placing import free_seat
from events.services.states import SignUpEvent
from events.services.telling import tell
from volunteers.models import Volunteer

MANY = 500
REMIND_AFTER = timedelta(hours=24)


def free_unanswered(*, now: datetime, role: ShiftRole | None = None) -> int:
    """Free the places whose guardian did not answer in time, each exactly once; return how many this call freed."""
    overdue = SignUp.objects.filter(status=SignUpStatus.AWAITING, held_until__lte=now)
    if role is not None:
        overdue = overdue.filter(role=role)
    places = overdue.select_related("volunteer__user", "shift__opportunity__organisation").order_by("role_id", "pk")
    return sum(_free(signup, now) for signup in places[:MANY])


@transaction.atomic
def _free(signup: SignUp, now: datetime) -> bool:
    try:
        free_seat(signup, event=SignUpEvent.GUARDIAN_SILENT, now=now)
    except errors.SignUpClosed:  # somebody was faster
        return False
    audit.record("signup.cancelled", actor=None, subject=signup, at=now, reason="guardian_silent")
    minor = [signup.volunteer.user]
    tell("guardians.freed", minor, key=str(signup.pk), now=now, signup_id=signup.pk, reason="unanswered")
    tell_team("guardians.freed_team", signup, now=now, reason="unanswered")
    return True


def remind_guardians(*, now: datetime) -> int:
    """Write once more, a day later, to guardians who have not answered; return to how many."""
    waiting = ConsentRequest.objects.filter(
        used_at=None,
        reminded_at=None,
        sent_at__lte=now - REMIND_AFTER,
        expires_at__gt=now,
        signup__status=SignUpStatus.AWAITING,
    )
    return sum(_remind(pk, now) for pk in waiting.order_by("pk").values_list("pk", flat=True)[:MANY])


@transaction.atomic
def _remind(request_id: int, now: datetime) -> bool:
    waiting = ConsentRequest.objects.filter(pk=request_id, used_at=None, reminded_at=None)
    if waiting.update(reminded_at=now, updated_at=now) != 1:
        return False
    outbox.put("guardians.remind", key=f"guardians.remind:{request_id}", due_at=now, request_id=request_id)
    return True


@sweep("guardians of people who have come of age")
def erase_grown(now: datetime, dry: bool = False) -> int:
    """Erase the guardians of everybody who has reached the age of consent; return of how many people."""
    today = timezone.localdate(now)
    limit = consent_age_on(today, settings.CONSENT_AGE_YEARS)
    people = Volunteer.objects.filter(user__guardians__isnull=False, user__guardians__erased_at=None).distinct()
    grown = [person for person in people.select_related("user") if age_years(person.birth_date, today) >= limit]
    for person in [] if dry else grown:
        _erase(person, now)
    return len(grown)


@transaction.atomic
def _erase(volunteer: Volunteer, now: datetime) -> None:
    ConsentRequest.objects.filter(guardian__minor=volunteer.user_id).delete()
    erase_guardians(minor=volunteer.user, now=now)
