"""What can go wrong with accounts."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound, TooMany


class EmailTaken(Conflict):
    """Somebody already uses this address."""

    code = "accounts.email_taken"
    message = _("This address already has an account. Sign in instead.")
    field = "email"


class ConsentWithdrawn(Conflict):
    """The guardian has taken the consent back already."""

    code = "accounts.consent_withdrawn"
    message = _("This consent is already withdrawn.")


class ConsentTextUnknown(NotFound):
    """Nobody was ever asked to agree to such words."""

    code = "accounts.consent_text_unknown"
    message = _("There is no such text.")


class LeavingNotConfirmed(InvalidInput):
    """Leaving for good wants the word typed."""

    code = "accounts.leaving_not_confirmed"
    message = _("Type the word exactly as it stands above the box.")
    field = "word"


class TooManyCopies(TooMany):
    """A copy of one's data was asked for too often today."""

    code = "accounts.too_many_copies"
    message = _("You already downloaded your data 5 times today. Please try again tomorrow.")


class DemoPersonaUnknown(NotFound):
    """There is no demo person of that kind."""

    code = "accounts.demo_persona_unknown"
    message = _("There is no such demo person. Load the demo data first.")
