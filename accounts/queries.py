"""Reads about people: their roles, where they hold, and whether a guardian agreed."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.errors import ContactUnreadable, PhoneInvalid
from accounts.models import GuardianConsent, RoleGrant, User
from accounts.validators import Contact, clean_contact
from places.models import Territory

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


def consents_on(day: date) -> QuerySet[GuardianConsent]:
    """Return the consents that hold on a day."""
    return GuardianConsent.objects.filter(Q(withdrawn_at__isnull=True), given_at__date__lte=day, valid_until__gt=day)


def has_guardian_consent(user: User, *, on: date) -> bool:
    """Say whether a guardian's consent for this person holds on the day."""
    return consents_on(on).filter(minor=user).exists()
