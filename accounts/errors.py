"""What can go wrong with accounts."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound


class EmailTaken(Conflict):
    """Somebody already uses this address."""

    code = "accounts.email_taken"
    message = _("This address already has an account. Sign in instead.")
    field = "email"


class TermsNotAccepted(InvalidInput):
    """The rules were not accepted."""

    code = "accounts.terms_not_accepted"
    message = _("Please agree to the rules to go on.")
    field = "agree"


class DemoPersonaUnknown(NotFound):
    """There is no demo person of that kind."""

    code = "accounts.demo_persona_unknown"
    message = _("There is no such demo person. Load the demo data first.")
