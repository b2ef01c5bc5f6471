"""Writes about people: joining, consent, grants and the demo's doors."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts import errors
from accounts.enums import InterfaceLanguage, Role
from accounts.models import GuardianConsent, RoleGrant, User
from accounts.queries import DEMO_PERSONAS, demo_email
from core import audit
from places.models import Territory


@transaction.atomic
def register(
    *, email: str, full_name: str, language: InterfaceLanguage | str, now: datetime, password: str | None = None
) -> User:
    """Create an account. The address is not proven yet: allauth sends the code. Raises EmailTaken."""
    if User.objects.filter(email=email.strip().lower()).exists():
        raise errors.EmailTaken
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email.strip(), password, full_name=" ".join(full_name.split()), language=language
            )
    except IntegrityError as clash:
        raise errors.EmailTaken from clash
    audit.record("account.registered", actor=user, subject=user, at=now)
    return user


@transaction.atomic
def update_account(
    *,
    user: User,
    full_name: str | None = None,
    language: InterfaceLanguage | str | None = None,
    actor: User | None,
    now: datetime,
) -> User:
    """Change a person's name or the language of pages and messages; ``None`` leaves it as it is."""
    changed = []
    if full_name is not None:
        user.full_name = " ".join(full_name.split())
        changed.append("full_name")
    if language is not None:
        user.language = language
        changed.append("language")
    if changed:
        user.save(update_fields=[*changed, "updated_at"])
        audit.record("account.updated", actor=actor, subject=user, at=now, fields=changed)
    return user


@transaction.atomic
def grant_role(*, user: User, role: Role, territory: Territory | None, actor: User | None, now: datetime) -> RoleGrant:
    """Give a role outside organisations; giving it twice changes nothing."""
    grant, created = RoleGrant.objects.get_or_create(user=user, role=role, territory=territory)
    if created:
        audit.record("role.granted", actor=actor, subject=user, at=now, role=role)
    return grant


@transaction.atomic
def record_guardian_consent(
    *, minor: User, guardian_name: str, text_version: str, valid_until: date, actor: User | None, now: datetime
) -> GuardianConsent:
    """Record that a guardian agreed until a day, which is not included."""
    consent = GuardianConsent.objects.create(
        minor=minor, guardian_name=guardian_name, text_version=text_version, given_at=now, valid_until=valid_until
    )
    audit.record("consent.given", actor=actor, subject=consent, at=now)
    return consent


@transaction.atomic
def withdraw_guardian_consent(*, consent: GuardianConsent, actor: User, now: datetime) -> GuardianConsent:
    """End a consent from this moment on; the record stays. Raises ConsentWithdrawn."""
    standing = GuardianConsent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True)
    if standing.update(withdrawn_at=now, updated_at=now) != 1:
        raise errors.ConsentWithdrawn
    consent.refresh_from_db()
    audit.record("consent.withdrawn", actor=actor, subject=consent, at=now)
    return consent


def demo_user(key: str) -> User:
    """Return the demo person behind a button. Raises DemoPersonaUnknown."""
    user = User.objects.filter(email=demo_email(key)).first() if key in DEMO_PERSONAS else None
    if user is None:
        raise errors.DemoPersonaUnknown
    return user
