"""Writes about people: joining, consent, grants and the demo's doors."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts import errors
from accounts.enums import AgreementChannel, AgreementGiver, InterfaceLanguage, Role
from accounts.models import DataConsent, GuardianConsent, RoleGrant, User
from accounts.queries import DEMO_PERSONAS, consent_text, demo_email
from core import audit
from core.privacy.erasure import erase_person
from core.privacy.exporting import PersonalCopy, copy_of
from core.privacy.finding import Trail
from core.privacy.retention import sweep
from places.models import Territory

COPIES_A_DAY = 5
UNCONFIRMED_DAYS = 30
ACCOUNT_TABLES = frozenset({"accounts.User", "accounts.DataConsent", "account.EmailAddress"})  # what joining leaves


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


@transaction.atomic
def record_data_consent(
    *,
    user: User,
    language: InterfaceLanguage | str,
    channel: AgreementChannel,
    address: str = "",
    giver: AgreementGiver = AgreementGiver.SELF,
    actor: User | None,
    now: datetime,
) -> DataConsent:
    """Record that a person agreed to the words in force in a language; agreeing twice is once.

    ``address`` is the network address the answer came from; only a keyed hash of it is kept.
    """
    words = consent_text(str(language))
    consent, is_new = DataConsent.objects.get_or_create(
        user=user,
        text_version=words.version,
        withdrawn_at=None,
        defaults={
            "text_sha256": words.sha256,
            "language": words.language,
            "given_at": now,
            "actor": giver,
            "channel": channel,
            "address_hash": salted_hmac("accounts.address", address, algorithm="sha256").hexdigest()
            if address
            else "",
        },
    )
    if is_new:
        audit.record("data_consent.given", actor=actor, subject=consent, at=now, version=words.version)
    return consent


@transaction.atomic
def leave(*, user: User, now: datetime) -> None:
    """Take the consent to data processing back and leave for good; the hours stay in the totals without the person.

    Everything or nothing: one transaction, and sessions end when it has committed.
    """
    DataConsent.objects.filter(user=user, withdrawn_at__isnull=True).update(withdrawn_at=now)
    audit.record("data_consent.withdrawn", actor=user, subject=user, at=now)
    erase_person(person=user, actor=user, now=now)


@transaction.atomic
def copy_of_data(*, user: User, now: datetime) -> PersonalCopy:
    """Return everything about a person. Raises TooManyCopies after ``COPIES_A_DAY``."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if audit.count_of("account.exported", actor=user, since=now - timedelta(days=1)) >= COPIES_A_DAY:
        raise errors.TooManyCopies
    audit.record("account.exported", actor=user, subject=user, at=now)
    return copy_of(user, now=now)


@sweep("unconfirmed accounts")
def drop_unconfirmed(now: datetime, dry: bool) -> int:
    """Delete accounts that nobody signed in to within ``UNCONFIRMED_DAYS``; return how many.

    An account of which any other table holds something stays: a profile, a role, an organisation.
    """
    idle = User.objects.filter(
        last_login__isnull=True, created_at__lte=now - timedelta(days=UNCONFIRMED_DAYS), is_active=True, is_staff=False
    )
    empty = [user for user in idle if not Trail(user).leads_beyond(ACCOUNT_TABLES)]
    for user in [] if dry else empty:
        user.delete()
    return len(empty)


def demo_user(key: str) -> User:
    """Return the demo person behind a button. Raises DemoPersonaUnknown."""
    user = User.objects.filter(email=demo_email(key)).first() if key in DEMO_PERSONAS else None
    if user is None:
        raise errors.DemoPersonaUnknown
    return user
