"""Writes about people: joining, consent, grants and the demo's doors."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts import errors, letters
from accounts.enums import (
    AgreementChannel,
    AgreementGiver,
    ConsentChannel,
    GuardianRelation,
    InterfaceLanguage,
    Role,
)
from accounts.models import DataConsent, Guardian, GuardianConsent, RoleGrant, User
from accounts.queries import DEMO_PERSONAS, account_of, consent_text, demo_email, guardian_text
from accounts.validators import Contact
from core import audit, jobs, limits, outbox
from core.privacy.erasure import erase_person
from core.privacy.exporting import PersonalCopy, copy_of
from core.privacy.finding import Trail
from core.privacy.retention import sweep
from places.models import Territory

COPIES_A_DAY = 5
UNCONFIRMED_DAYS = 30
CODE_DAYS = 1
ACCOUNT_TABLES = frozenset({"accounts.User", "accounts.DataConsent", "account.EmailAddress"})  # what joining leaves


@transaction.atomic
def register(
    *,
    full_name: str,
    language: InterfaceLanguage | str,
    now: datetime,
    email: str = "",
    phone: str = "",
    password: str | None = None,
) -> User:
    """Create an account reached by an address, a phone number in international form, or both.

    Neither is proven by this. Raises EmailTaken or PhoneTaken.
    """
    contacts = Contact(email=email.strip().lower()), Contact(phone=phone)
    for contact, taken in zip(contacts, (errors.EmailTaken, errors.PhoneTaken), strict=True):
        if str(contact) and account_of(contact) is not None:
            raise taken
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email.strip(), password, phone=phone or None, full_name=" ".join(full_name.split()), language=language
            )
    except IntegrityError as clash:
        raise errors.EmailTaken if email else errors.PhoneTaken from clash
    audit.record("account.registered", actor=user, subject=user, at=now)
    return user


@transaction.atomic
def send_code(*, contact: Contact, code: str, language: str, now: datetime) -> None:
    """Write down that a code is due. Without a code the same message is written for nobody.

    So that whoever asks cannot tell by the time it takes whether an address is known, the letter itself is written
    by the worker, and an unknown address costs the same. A request is not an act of a known person and is not audited.
    Raises TooMany when the contact was sent too many within the hour, so nobody fills a stranger's telephone.
    """
    limits.take("code_requests_of_account", contact.email or contact.phone, now=now)
    sealed = letters.seal_code(contact=contact, code=code, language=language)
    outbox.put(letters.CODE, key=f"{letters.CODE}:{uuid4().hex}", due_at=now, sealed=sealed)


@transaction.atomic
def verify_phone(*, user: User, now: datetime) -> User:
    """Note that a code sent to the person's number was typed; a second time changes nothing."""
    unproven = User.objects.filter(pk=user.pk, phone__isnull=False, phone_verified_at=None)
    if unproven.update(phone_verified_at=now, updated_at=now) == 1:
        user.phone_verified_at = now
        audit.record("account.phone_verified", actor=user, subject=user, at=now)
    return user


@transaction.atomic
def record_second_factor(*, user: User, kind: str, is_added: bool, now: datetime) -> None:
    """Leave a line that a person added or removed a way to prove who they are; ``kind`` is its code."""
    action = "account.second_factor_added" if is_added else "account.second_factor_removed"
    audit.record(action, actor=user, subject=user, at=now, kind=kind)


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
def take_role(*, grant: RoleGrant, actor: User | None, now: datetime) -> None:
    """Take a role outside organisations away."""
    audit.record("role.taken", actor=actor, subject=grant.user, at=now, role=grant.role)
    grant.delete()


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


@sweep("sealed codes")
def drop_codes(now: datetime, dry: bool) -> int:
    """Delete messages with a sealed code a day after it was asked for, sent or not; return how many."""
    return outbox.forget(letters.CODE, before=now - timedelta(days=CODE_DAYS), dry=dry)


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
