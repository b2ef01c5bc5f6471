"""Reads about people: their roles, where they hold, and whether a guardian agreed."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.errors import ContactUnreadable, PhoneInvalid
from accounts.models import Guardian, GuardianConsent, RoleGrant, User
from accounts.validators import Contact, clean_contact
from places.models import Territory

GUARDIAN_TEXTS = Path(__file__).resolve().parent / "data" / "guardian"
GUARDIAN_TEXT_VERSION = "2026-1"
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


def contacts_of(user: User) -> set[str]:
    """Return the contacts of an account: its address, and its phone number where it has one."""
    return {contact for contact in (user.email, getattr(user, "phone", "")) if contact}
