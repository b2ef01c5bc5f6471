"""Reads about people: their roles, where they hold, and whether a guardian agreed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import errors
from accounts.enums import Role
from accounts.errors import ContactUnreadable, PhoneInvalid
from accounts.models import DataConsent, Guardian, GuardianConsent, RoleGrant, User
from accounts.validators import Contact, clean_contact
from places.models import Territory

GUARDIAN_TEXTS = Path(__file__).resolve().parents[1] / "data" / "guardian"
GUARDIAN_TEXT_VERSION = "2026-1"
CONSENT_TEXTS = Path(__file__).resolve().parents[1] / "data" / "consent"
CONSENT_TEXT_VERSION = "2026-1"  # of the words about personal data that newcomers agree to
DEMO_DOMAIN = "demo.asar.invalid"
DEMO_PERSONAS: dict[str, str | Promise] = {
    "volunteer_21": _("Volunteer, 21"),
    "volunteer_15": _("Volunteer, 15"),
    "coordinator": _("NGO coordinator"),
    "akimat": _("Akimat officer"),
    "reviewer": _("Register reviewer"),
    "safeguarding": _("Safeguarding officer"),
}


@dataclass(frozen=True, slots=True)
class DemoPersona:
    """One button of the demo bar."""

    key: str
    label: str | Promise


def demo_email(key: str) -> str:
    """Return the address a demo person signs in with; the domain can never receive mail."""
    return f"{key}@{DEMO_DOMAIN}"


def demo_personas() -> list[DemoPersona]:
    """List the demo people in the order of the bar."""
    return [DemoPersona(key=key, label=label) for key, label in DEMO_PERSONAS.items()]


def grants_of(user: User | AnonymousUser) -> QuerySet[RoleGrant]:
    """Return the roles a person holds outside organisations, with their territories."""
    if not user.is_authenticated:
        return RoleGrant.objects.none()
    return RoleGrant.objects.filter(user=user).select_related("territory").order_by("pk")


def roles_in(user: User | AnonymousUser, territory: Territory | None) -> set[str]:
    """Return the roles that hold for a territory: granted for it, for what contains it, or for the country."""
    return {
        grant.role
        for grant in grants_of(user)
        if grant.territory is None or (territory is not None and grant.territory.contains(territory))
    }


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Return every role held outside organisations, wherever it holds."""
    return frozenset(grants_of(user).values_list("role", flat=True))


def officers_for(territory: Territory) -> list[User]:
    """Return the safeguarding officers whose grant holds for a territory, for what contains it, or for the country."""
    grants = RoleGrant.objects.filter(role=Role.SAFEGUARDING_OFFICER, user__is_active=True)
    found = grants.select_related("user", "territory").order_by("pk")
    held = [grant for grant in found if grant.territory is None or grant.territory.contains(territory)]
    return list({grant.user_id: grant.user for grant in held}.values())


def account_of(contact: Contact) -> User | None:
    """Return the account that signs in with an address or a number, open or closed."""
    by_name = {"email": contact.email} if contact.email else {"phone": contact.phone}
    return User.objects.filter(**by_name).first()


def account_known_as(text: str) -> User | None:
    """Return the open account behind an address or a number, however it is typed; nothing for unreadable text."""
    try:
        user = account_of(clean_contact(text))
    except (ContactUnreadable, PhoneInvalid):
        return None
    return user if user is not None and user.is_active else None


def is_demo_person(user: User) -> bool:
    """Say whether a person belongs to the demonstration; mail to their domain can reach nobody."""
    return (user.email or "").endswith(f"@{DEMO_DOMAIN}")


def open_account(user_id: int) -> User | None:
    """Return an account that is not closed."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def consents_on(day: date) -> QuerySet[GuardianConsent]:
    """Return the consents that hold on a day."""
    return GuardianConsent.objects.filter(Q(withdrawn_at__isnull=True), given_at__date__lte=day, valid_until__gt=day)


def has_guardian_consent(user: User, *, on: date) -> bool:
    """Say whether a guardian's consent for this person holds on the day."""
    return consents_on(on).filter(minor=user).exists()


@dataclass(frozen=True, slots=True)
class GuardianText:
    """The words a guardian agrees to, in one language; ``sha256`` is of the file as it lies in the repository."""

    version: str
    language: str
    sha256: str
    words: str

    def paragraphs(self, *, minor: str, operator: str) -> list[str]:
        """Return the text about one minor, paragraph by paragraph."""
        filled = self.words.replace("{minor}", minor).replace("{operator}", operator)
        return [" ".join(part.split()) for part in filled.split("\n\n") if part.strip()]


@cache
def guardian_text(language: str, version: str = GUARDIAN_TEXT_VERSION) -> GuardianText:
    """Return a version of what a guardian agrees to, in a language of the interface."""
    content = (GUARDIAN_TEXTS / f"{version}.{language}.txt").read_bytes()
    return GuardianText(version, language, hashlib.sha256(content).hexdigest(), content.decode("utf-8"))


def guardian_on_file(minor: User) -> Guardian | None:
    """Return the guardian whom a minor named last."""
    return Guardian.objects.filter(minor=minor, erased_at=None).order_by("-updated_at", "-pk").first()


def minors_of_contact(contact: str) -> set[int]:
    """Return for whom a contact answers, by primary key."""
    return set(Guardian.objects.filter(contact=contact, erased_at=None).values_list("minor_id", flat=True))


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words a person agrees to: their version, language, and the SHA-256 of the file that holds them."""

    version: str
    language: str
    text: str
    sha256: str

    def filled_in(self, *, person: str) -> str:
        """Return the words with the operator's name and BIN, and the name of the person."""
        return self.text.format(
            operator_name=settings.OPERATOR_NAME,
            operator_bin=settings.OPERATOR_BIN,
            privacy_contact=settings.PRIVACY_CONTACT,
            person=person,
        )


@cache
def consent_text(language: str, *, version: str = CONSENT_TEXT_VERSION) -> ConsentText:
    """Return the words of a version in a language. Raises ConsentTextUnknown."""
    path = CONSENT_TEXTS / f"{version}.{language}.txt"
    if path.parent != CONSENT_TEXTS or not path.is_file():
        raise errors.ConsentTextUnknown
    content = path.read_bytes()
    return ConsentText(version, language, content.decode(), hashlib.sha256(content).hexdigest())


def data_consent_of(user: User) -> DataConsent | None:
    """Return what a person last agreed to about her data and has not taken back."""
    return DataConsent.objects.filter(user=user, withdrawn_at__isnull=True).order_by("-given_at", "-pk").first()


def has_current_data_consent(user: User) -> bool:
    """Say whether a person has agreed to the words in force."""
    return DataConsent.objects.filter(user=user, text_version=CONSENT_TEXT_VERSION, withdrawn_at__isnull=True).exists()


def people_by_public_id(public_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Return the accounts that are still there, by public id. One query."""
    return {user.public_id: user for user in User.objects.filter(public_id__in=set(public_ids))}
