"""What can go wrong with accounts."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooMany


class EmailTaken(Conflict):
    """Somebody already uses this address."""

    code = "accounts.email_taken"
    message = _("This address already has an account. Sign in instead.")
    field = "email"


class PhoneTaken(Conflict):
    """Somebody already uses this number."""

    code = "accounts.phone_taken"
    message = _("This number already has an account. Sign in instead.")
    field = "phone"


class PhoneInvalid(InvalidInput):
    """Not a phone number that can exist in Kazakhstan."""

    code = "accounts.phone_invalid"
    message = _("This is not a phone number of Kazakhstan. Write it like +7 701 123 45 67.")
    field = "phone"


class PhoneForeign(PhoneInvalid):
    """A number of another country; +7 alone does not make it one of Kazakhstan."""

    code = "accounts.phone_foreign"
    message = _("This is a number of another country. We send SMS within Kazakhstan only; an e-mail works too.")


class ContactUnreadable(InvalidInput):
    """Neither an e-mail address nor a phone number."""

    code = "accounts.contact_unreadable"
    message = _("Please enter an e-mail address, for example name@example.kz, or a phone number: +7 701 123 45 67.")
    field = "contact"


class SmsUnavailable(InvalidInput):
    """This installation has nobody who carries SMS."""

    code = "accounts.sms_unavailable"
    message = _("We cannot send SMS here. Use an e-mail address.")
    field = "contact"


class SecondFactorRequired(NotAllowed):
    """The person's role needs a passkey or an authenticator app, and there is none yet."""

    code = "accounts.second_factor_required"
    message = _("Your role opens other people’s data. Add a passkey or an authenticator app first.")


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


class MessageNotFound(NotFound):
    """No such message, or not this person's."""

    code = "accounts.message_not_found"
    message = _("This message is not there. Messages are kept for 90 days.")


class ContactNotFound(NotFound):
    """No such chat or browser, or not this person's."""

    code = "accounts.contact_not_found"
    message = _("This chat or browser is not linked.")


class ChannelNeeded(InvalidInput):
    """Something that cannot be stopped was left without a way."""

    code = "accounts.channel_needed"
    message = _("Leave at least one way for every kind that cannot be stopped.")


class TooManyContacts(Conflict):
    """A person linked as many chats and browsers as there is room for."""

    code = "accounts.too_many_contacts"
    message = _("There are ten linked chats and browsers already. Remove one first.")
