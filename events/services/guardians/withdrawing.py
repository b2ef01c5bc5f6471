"""What a guardian takes back: a consent with the shifts that needed it, or the permission for photographs."""

from datetime import datetime

from django.db import transaction

from accounts.models import Guardian, GuardianConsent
from accounts.services import forbid_photos, withdraw_guardian_consent
from core import audit
from events.eligibility import Gate
from events.models import SignUp
from events.queries import judge
from events.queries.guardians import COMES_ALONG
from events.services.guardians.telling import tell_team
from events.services.placing import free_seat, lock_role, lock_volunteer
from events.services.states import SignUpEvent
from events.services.telling import tell
from volunteers.models import Volunteer


@transaction.atomic
def withdraw_consent(*, consent: GuardianConsent, actor: Guardian, now: datetime) -> list[SignUp]:
    """End a consent and cancel exactly the shifts ahead that nothing else allows; everybody concerned is told.

    Returns what was cancelled. Raises ConsentWithdrawn.
    """
    volunteer = Volunteer.objects.select_related("user").get(user=consent.minor_id)
    lock_volunteer(volunteer)
    withdraw_guardian_consent(consent=consent, actor=actor, now=now)
    return _cancel(volunteer, actor=actor, now=now)


@transaction.atomic
def withdraw_photos(*, consent: GuardianConsent, actor: Guardian, now: datetime) -> GuardianConsent:
    """Take back the permission for photographs; the coordinators of the shifts ahead are told."""
    had = consent.allows_photos
    forbid_photos(consent=consent, actor=actor, now=now)
    if had:
        for signup in _ahead(Volunteer.objects.get(user=consent.minor_id), now):
            tell_team("guardians.no_photos_team", signup, now=now)
    return consent


@transaction.atomic
def cancel_without_consent(*, minor_id: int, now: datetime) -> list[SignUp]:
    """Cancel the shifts ahead of a person for whom no guardian's word stands any more; return them."""
    volunteer = Volunteer.objects.select_related("user").filter(user=minor_id).first()
    if volunteer is None:
        return []
    lock_volunteer(volunteer)
    return _cancel(volunteer, actor=None, now=now)


def _ahead(volunteer: Volunteer, now: datetime) -> list[SignUp]:
    places = SignUp.objects.confirmed().filter(volunteer=volunteer, shift__starts_at__gt=now)
    return list(
        places.select_related(
            "role",
            "volunteer__user",
            "shift__opportunity__organisation__region",
            "shift__opportunity__venue__region",
        ).order_by("role_id")
    )


def _forget_company(volunteer: Volunteer, now: datetime) -> None:
    """Nobody comes along any more where the word to come along was taken back."""
    taken_back = GuardianConsent.objects.filter(
        minor=volunteer.user_id, scope__startswith=COMES_ALONG, withdrawn_at__isnull=False
    )
    places = [scope.removeprefix(COMES_ALONG) for scope in taken_back.values_list("scope", flat=True)]
    alone = SignUp.objects.filter(public_id__in=places, is_accompanied=True, shift__starts_at__gt=now)
    for signup in alone.order_by("role_id"):
        lock_role(signup.role_id)
        SignUp.objects.filter(pk=signup.pk).update(is_accompanied=False)


def _cancel(volunteer: Volunteer, *, actor: Guardian | None, now: datetime) -> list[SignUp]:
    _forget_company(volunteer, now)
    cancelled = []
    for signup in _ahead(volunteer, now):
        role = signup.role
        role.shift = signup.shift
        if Gate.GUARDIAN_CONSENT not in judge(role, volunteer, is_accompanied=signup.is_accompanied).gates:
            continue
        free_seat(signup, event=SignUpEvent.CONSENT_WITHDRAWN, now=now)
        audit.record("signup.cancelled", actor=actor, subject=signup, at=now, reason="consent_withdrawn")
        key = f"{signup.pk}:withdrawn"
        tell("guardians.freed", [volunteer.user], key=key, now=now, signup_id=signup.pk, reason="withdrawn")
        tell_team("guardians.freed_team", signup, now=now, reason="withdrawn")
        cancelled.append(signup)
    return cancelled
