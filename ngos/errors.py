"""What can go wrong with organisations."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound


class BinInvalid(InvalidInput):
    """Not a BIN."""

    code = "ngos.bin_invalid"
    message = _("This is not a BIN. Copy the 12 digits from the registration certificate.")
    field = "bin"


class BinNotDigits(BinInvalid):
    """Letters or signs in it."""

    code = "ngos.bin_not_digits"
    message = _("A BIN has only digits. Copy the 12 digits from the registration certificate.")


class BinLength(BinInvalid):
    """Too short or too long."""

    code = "ngos.bin_length"
    message = _("BIN must have 12 digits. You entered %(digits)s.")


class BinIsPersonal(BinInvalid):
    """An IIN in its place."""

    code = "ngos.bin_is_personal"
    message = _("This looks like a person’s number (IIN). Enter the organisation’s BIN.")


class BinMonth(BinInvalid):
    """Month outside 01 to 12."""

    code = "ngos.bin_month"
    message = _("Digits 3 and 4 of a BIN are a month from 01 to 12. You entered %(month)s.")


class BinCheckDigit(BinInvalid):
    """The last digit does not fit the others."""

    code = "ngos.bin_check_digit"
    message = _("One digit of this BIN is wrong: the last digit does not fit the others. Check it and try again.")


class BinTaken(Conflict):
    """Registered already."""

    code = "ngos.bin_taken"
    message = _("An organisation with this BIN is already registered. Ask its owner to add you.")
    field = "bin"


class NameMissing(InvalidInput):
    """No name in any language."""

    code = "ngos.name_missing"
    message = _("Give the organisation a name in at least one language.")
    field = "name_kk"


class InvitationNotFound(NotFound):
    """The link was changed, has ended, or was sent to somebody else; which of them is not said."""

    code = "ngos.invitation_not_found"
    message = _("This invitation has ended, or it was sent to another address. Ask for a new one.")


class LastOwner(Conflict):
    """Somebody has to be able to add people."""

    code = "ngos.last_owner"
    message = _("An organisation needs at least one owner. Make somebody else an owner first.")
    field = "role"


class ReasonMissing(InvalidInput):
    """A decision without a reason."""

    code = "ngos.reason_missing"
    message = _("Write the reason for this decision. The organisation will read it.")
    field = "reason"


class StatusUnchanged(Conflict):
    """The organisation has this status already."""

    code = "ngos.status_unchanged"
    message = _("The organisation already has this status.")


class OrganisationNotVerified(NotAllowed):
    """Only verified organisations publish."""

    code = "ngos.organisation_not_verified"
    message = _("Only verified organisations can publish. Drafts are safe; ask the register to verify you.")


class OrganisationNotFound(NotFound):
    """No such organisation."""

    code = "ngos.organisation_not_found"
    message = _("We could not find this organisation.")


class NotRated(NotFound):
    """No run has looked at the organisation yet."""

    code = "ngos.not_rated"
    message = _("This organisation has not been looked at yet. Ratings are made every night.")


class MethodNotFound(NotFound):
    """No such version of the method."""

    code = "ngos.rating_method_not_found"
    message = _("There is no such version of the rating method.")


class AppealNotFound(NotFound):
    """No such objection to a rating."""

    code = "ngos.rating_appeal_not_found"
    message = _("We could not find this objection to a rating.")


class IndicatorUnknown(InvalidInput):
    """The rating has no such count."""

    code = "ngos.rating_indicator_unknown"
    message = _("Choose one of the counts of your rating.")
    field = "indicator"


class AppealWordsMissing(InvalidInput):
    """An objection without a why."""

    code = "ngos.rating_appeal_words_missing"
    message = _("Write what is wrong and how we can check it.")
    field = "words"


class AppealOpen(Conflict):
    """The same count is being looked at."""

    code = "ngos.rating_appeal_open"
    message = _("Your objection to this count waits for a decision. Wait for it before you write another one.")
    field = "indicator"


class AppealDecided(Conflict):
    """Somebody was quicker."""

    code = "ngos.rating_appeal_decided"
    message = _("This objection is decided already.")


class AppealTied(NotAllowed):
    """The reviewer belongs to the organisation, or checked the papers it is about."""

    code = "ngos.rating_appeal_tied"
    message = _("You act for this organisation or checked its papers. Another reviewer has to decide about this.")


class AppealCountsImpossible(InvalidInput):
    """More successes than cases, or more than there can be."""

    code = "ngos.rating_appeal_counts_impossible"
    message = _("There cannot be more successes than cases. Enter both as whole numbers.")
    field = "successes"


class WebhookNotFound(NotFound):
    """No such address or call, or not this organisation's."""

    code = "ngos.webhook_not_found"
    message = _("This web hook is not there.")


class WebhookAddressForbidden(InvalidInput):
    """The address leads nowhere we may call."""

    code = "ngos.webhook_address_forbidden"
    message = _("Enter an address that begins with https:// and is open on the internet, without a password in it.")
    field = "url"


class WebhookTopicMissing(InvalidInput):
    """Nothing is to be told."""

    code = "ngos.webhook_topic_missing"
    message = _("Choose at least one thing to be told about.")
    field = "topics"


class TooManyWebhooks(Conflict):
    """An organisation has as many addresses as it may have."""

    code = "ngos.too_many_webhooks"
    message = _("There are three web hooks already. Remove one first.")
