"""What can go wrong with accounts."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound


class EmailTaken(Conflict):
    """Somebody already uses this address."""

    code = "accounts.email_taken"
    message = _("This address already has an account. Sign in instead.")
    field = "email"


class ConsentWithdrawn(Conflict):
    """The guardian has taken the consent back already."""

    code = "accounts.consent_withdrawn"
    message = _("This consent is already withdrawn.")


class ContactUnreadable(InvalidInput):
    """Neither an e-mail address nor a phone number of Kazakhstan."""

    code = "accounts.contact_unreadable"
    message = _("Enter an e-mail address or a phone number of Kazakhstan, for example 8 701 123 45 67.")
    field = "contact"


class DemoPersonaUnknown(NotFound):
    """There is no demo person of that kind."""

    code = "accounts.demo_persona_unknown"
    message = _("There is no such demo person. Load the demo data first.")
