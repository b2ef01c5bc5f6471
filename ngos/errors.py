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


class BinInFuture(BinInvalid):
    """A month of registration that has not come."""

    code = "ngos.bin_in_future"
    message = _(
        "This BIN says that the organisation was registered in month %(month)s of 20%(year)s, which has not come yet. "
        "Check the first four digits."
    )


class BinMissing(InvalidInput):
    """Everybody but a volunteer group has one."""

    code = "ngos.bin_missing"
    message = _("Enter the BIN. Only a volunteer group that is not registered has none: then choose that legal form.")
    field = "bin"


class BinOfGroup(InvalidInput):
    """A volunteer group without a BIN, with one."""

    code = "ngos.bin_of_group"
    message = _("A volunteer group without a BIN has none. Leave the BIN empty, or choose the form you registered in.")
    field = "bin"


class BinUnclaimed(Conflict):
    """Registered from an official list; nobody acts for it yet."""

    code = "ngos.bin_unclaimed"
    message = _(
        "This organisation is in the register already, from an official list, and nobody acts for it yet. Ask on its "
        "page in the register to act for it."
    )
    field = "bin"


class FormBarred(InvalidInput):
    """A party, a trade union or a religious association."""

    code = "ngos.form_barred"
    message = _(
        "The law on state social order does not count this form among non-governmental organisations: %(form)s. It "
        "cannot be entered. Its members can enrol a volunteer group or an organisation of their own."
    )
    field = "legal_form"


class FormUnknown(InvalidInput):
    """A legal form nobody knows."""

    code = "ngos.form_unknown"
    message = _("We do not know this legal form. Known forms: %(known)s.")
    field = "legal_form"


class LegalStatusUnknown(InvalidInput):
    """A legal status nobody knows."""

    code = "ngos.legal_status_unknown"
    message = _("We do not know this legal status. Known ones: %(known)s.")
    field = "legal_status"


class LegalStatusImpossible(InvalidInput):
    """No BIN and a status only a BIN gives, or the other way round."""

    code = "ngos.legal_status_impossible"
    message = _("“No BIN” is the legal status of those without a BIN, and of nobody else. Choose another status.")
    field = "legal_status"


class LegalStatusUnchanged(Conflict):
    """It has this legal status already."""

    code = "ngos.legal_status_unchanged"
    message = _("The organisation already has this legal status.")
    field = "legal_status"


class DayInFuture(InvalidInput):
    """Something noted before it happened."""

    code = "ngos.day_in_future"
    message = _("This day has not come yet. Enter the day since which it is so.")
    field = "since"


class DayBeforeLast(Conflict):
    """A status that would begin before the one it follows."""

    code = "ngos.day_before_last"
    message = _("The status before this one began on %(day)s. Enter that day or a later one.")
    field = "since"


class SourceMissing(InvalidInput):
    """A fact without where it comes from."""

    code = "ngos.source_missing"
    message = _("Write where this is known from, such as a register or a decision with its number and date.")
    field = "source"


class DirectionUnknown(InvalidInput):
    """A direction that is not in the list of the law."""

    code = "ngos.direction_unknown"
    message = _("We do not know this direction of activity: %(wish)s. The list is in docs/imports.md.")
    field = "directions"


class FounderIncomplete(InvalidInput):
    """A legal entity that founded it, without its name."""

    code = "ngos.founder_incomplete"
    message = _("Write each founder on a line of its own: the name of the legal entity, a comma, its BIN.")
    field = "founders"


class ParentNotFound(InvalidInput):
    """No head organisation with this BIN."""

    code = "ngos.parent_not_found"
    message = _("The head organisation with this BIN is not in the register. Enter the head first, then its branch.")
    field = "parent_bin"


class NotABranch(InvalidInput):
    """Only a branch or representative office has a head, and the head has none above it."""

    code = "ngos.not_a_branch"
    message = _(
        "Only a branch or a representative office has a head organisation: the sixth digit of its BIN is 1 or 2, and "
        "that of the head is 0."
    )
    field = "parent_bin"


class ClaimNotFound(NotFound):
    """No such request, or it was decided."""

    code = "ngos.claim_not_found"
    message = _("This request is not there, or it was decided already.")


class ClaimedAlready(Conflict):
    """Somebody acts for it."""

    code = "ngos.claimed_already"
    message = _("Somebody acts for this organisation already. Ask its owner to add you.")


class ClaimWaiting(Conflict):
    """The same person has asked already."""

    code = "ngos.claim_waiting"
    message = _("You have asked already. A reviewer looks at requests in the order they came.")


class ClaimWordsMissing(InvalidInput):
    """Nothing by which a reviewer could check."""

    code = "ngos.claim_words_missing"
    message = _("Write who you are in this organisation and how a reviewer can check it.")
    field = "words"


class OwnClaim(NotAllowed):
    """A reviewer decides about a request of their own, or about an organisation they act for."""

    code = "ngos.own_claim"
    message = _("You may not decide about yourself or about an organisation you are tied to. Leave it to a colleague.")


class MergeWithItself(InvalidInput):
    """One organisation twice, or one that is joined with another already."""

    code = "ngos.merge_impossible"
    message = _("Choose two different organisations that are not joined with another one already.")
    field = "duplicate"


class MergeNotFound(NotFound):
    """No such joining, or it was undone."""

    code = "ngos.merge_not_found"
    message = _("This joining of two entries is not there, or it was undone already.")


class MergeCoveredByLater(Conflict):
    """The survivor was joined with a third one meanwhile."""

    code = "ngos.merge_covered"
    message = _("The remaining entry was joined with another one since. Take that one apart first.")


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
