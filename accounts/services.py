"""Writes about people: joining, consent, grants and the demo's doors."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts import errors
from accounts.enums import ConsentChannel, GuardianRelation, InterfaceLanguage, Role
from accounts.models import Guardian, GuardianConsent, RoleGrant, User
from accounts.queries import DEMO_PERSONAS, demo_email, guardian_text
from core import audit, jobs
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
    """Record that a guardian agreed on paper until a day, which is not included; places that wait are confirmed."""
    consent = GuardianConsent.objects.create(
        minor=minor, guardian_name=guardian_name, text_version=text_version, given_at=now, valid_until=valid_until
    )
    audit.record("consent.given", actor=actor, subject=consent, at=now)
    jobs.enqueue("events.confirm_consented", minor_id=minor.pk)
    return consent


@transaction.atomic
def give_guardian_consent(
    *,
    guardian: Guardian,
    full_name: str,
    relation: GuardianRelation | str,
    scope: str,
    allows_photos: bool,
    language: str,
    address_hash: str,
    valid_until: date,
    now: datetime,
) -> GuardianConsent:
    """Record what a guardian agreed to by the link, and who the guardian is; the contact has answered by that."""
    name = " ".join(full_name.split())
    Guardian.objects.filter(pk=guardian.pk).update(
        name=name, relation=relation, language=language, verified_at=guardian.verified_at or now, updated_at=now
    )
    guardian.refresh_from_db()
    text = guardian_text(language)
    consent = GuardianConsent.objects.create(
        minor=guardian.minor,
        guardian=guardian,
        guardian_name=name,
        relation=relation,
        scope=scope,
        allows_photos=allows_photos,
        channel=ConsentChannel.LINK,
        language=language,
        text_version=text.version,
        text_sha256=text.sha256,
        address_hash=address_hash,
        given_at=now,
        valid_until=valid_until,
    )
    audit.record("consent.given", actor=guardian, subject=consent, at=now, scope=scope, photos=allows_photos)
    return consent


@transaction.atomic
def forbid_photos(*, consent: GuardianConsent, actor: User | Guardian | None, now: datetime) -> GuardianConsent:
    """Take the permission for photographs back; the consent itself stands. Doing it twice changes nothing."""
    if GuardianConsent.objects.filter(pk=consent.pk, allows_photos=True).update(allows_photos=False, updated_at=now):
        audit.record("consent.photos_forbidden", actor=actor, subject=consent, at=now)
    consent.refresh_from_db()
    return consent


@transaction.atomic
def erase_guardians(*, minor: User, now: datetime) -> int:
    """Empty the names and contacts of a person's guardians, also in the consents; return how many were erased."""
    erased = Guardian.objects.filter(minor=minor, erased_at=None).update(
        name="", contact="", relation="", erased_at=now, updated_at=now
    )
    GuardianConsent.objects.filter(minor=minor).exclude(guardian_name="", address_hash="").update(
        guardian_name="", address_hash="", updated_at=now
    )
    if erased:
        audit.record("guardians.erased", actor=None, subject=minor, at=now, count=erased)
    return erased


@transaction.atomic
def withdraw_guardian_consent(
    *, consent: GuardianConsent, actor: User | Guardian | None, now: datetime
) -> GuardianConsent:
    """End a consent from this moment on; the record stays, and shifts ahead that needed it are cancelled after it.

    Raises ConsentWithdrawn.
    """
    standing = GuardianConsent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True)
    if standing.update(withdrawn_at=now, updated_at=now) != 1:
        raise errors.ConsentWithdrawn
    consent.refresh_from_db()
    audit.record("consent.withdrawn", actor=actor, subject=consent, at=now)
    jobs.enqueue("events.cancel_without_consent", minor_id=consent.minor_id)
    return consent


def demo_user(key: str) -> User:
    """Return the demo person behind a button. Raises DemoPersonaUnknown."""
    user = User.objects.filter(email=demo_email(key)).first() if key in DEMO_PERSONAS else None
    if user is None:
        raise errors.DemoPersonaUnknown
    return user
