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


class NameShared(Conflict):
    """Several entries without a BIN have this name in this region."""

    code = "ngos.name_shared"
    message = _(
        "Several entries without a BIN have this name in this region: %(addresses)s. Join the duplicates, or change a "
        "name, and bring the list in again."
    )


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


class MergeKeepsBin(InvalidInput):
    """The BIN would vanish into an entry without one."""

    code = "ngos.merge_keeps_bin"
    message = _(
        "The entry you chose has a BIN and this one has none. Join them the other way round: open the entry with the "
        "BIN and choose this one there as its duplicate."
    )
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


class MaterialTooLarge(InvalidInput):
    """More than a document has."""

    code = "ngos.material_too_large"
    message = _(
        "This file is too large: at most %(most)s MB are taken. Scan it in grey at 200 dots per inch, or split it, "
        "and send it again."
    )
    field = "file"


class MaterialEmpty(InvalidInput):
    """No file, or one with nothing in it."""

    code = "ngos.material_empty"
    message = _("Choose the file of the document: a PDF, or a picture as PNG or JPEG.")
    field = "file"


class MaterialUnknown(InvalidInput):
    """Neither a PDF nor a picture, whatever its name says."""

    code = "ngos.material_unknown"
    message = _("This is neither a PDF nor a PNG or JPEG picture. Save the document as PDF and send that.")
    field = "file"


class MaterialActive(InvalidInput):
    """It would run something, or carries another file."""

    code = "ngos.material_active"
    message = _(
        "This PDF does something when it is opened, or another file is inside it. Print it to a new PDF, which keeps "
        "only the pages, and send that."
    )
    field = "file"


class MaterialLocked(InvalidInput):
    """It asks for a password."""

    code = "ngos.material_locked"
    message = _("This PDF asks for a password. Save it without one and send it again.")
    field = "file"


class MaterialBroken(InvalidInput):
    """It ends in the middle, or makes no sense."""

    code = "ngos.material_broken"
    message = _("This file is damaged and cannot be read to its end. Save the document anew and send that.")
    field = "file"


class MaterialTooHard(InvalidInput):
    """It unfolds into more than a document holds."""

    code = "ngos.material_too_hard"
    message = _(
        "This file unfolds into more than a document needs: too many points, pages or moving pictures. Print it to a "
        "new PDF, or scan it at 200 to 300 dots per inch, and send that."
    )
    field = "file"


class MaterialIsIdentity(InvalidInput):
    """It reads like somebody's identity card or passport."""

    code = "ngos.material_is_identity"
    message = _(
        "This looks like the identity document of a person. Copies of those are never kept. A charter or a "
        "certificate of registration is enough."
    )
    field = "file"


class MaterialHoldsNumbers(InvalidInput):
    """Personal numbers stand in it, and materials are public."""

    code = "ngos.material_holds_numbers"
    message = _(
        "The personal numbers (IIN) of people stand in this file: %(count)s of them. Checked materials are public. "
        "Black the numbers out, save it anew and send that."
    )
    field = "file"


class StatementMissing(InvalidInput):
    """Nobody said that it is no identity document."""

    code = "ngos.statement_missing"
    message = _("Tick that the file is no identity document of a person and may be shown to everybody.")
    field = "statement"


class MaterialInFuture(InvalidInput):
    """Dated after today."""

    code = "ngos.material_in_future"
    message = _("A document cannot be issued in the future. Today is %(today)s: enter the date that stands on it.")
    field = "issued_on"


class MaterialOver(InvalidInput):
    """Its last day is over, or before its first."""

    code = "ngos.material_over"
    message = _("The document is valid until a day that has passed. Post one that is still valid.")
    field = "valid_until"


class MaterialPeriodBackwards(InvalidInput):
    """The period ends before it begins."""

    code = "ngos.material_period_backwards"
    message = _("The period ends before it begins. Check both days.")
    field = "about_until"


class MaterialPeriodMissing(InvalidInput):
    """A filing or a report is about a period."""

    code = "ngos.material_period_missing"
    message = _("Enter the first and the last day this document is about, for example 1 January to 31 December.")
    field = "about_from"


class MaterialPeriodOpen(InvalidInput):
    """It reports on days that have not come."""

    code = "ngos.material_period_open"
    message = _("This document reports on a period that is not over yet. Post it when the period has ended.")
    field = "about_until"


class MaterialTwice(Conflict):
    """The very same file stands there already."""

    code = "ngos.material_twice"
    message = _("The same file has been posted already as “%(kind)s”. Choose another one, or withdraw that first.")
    field = "file"


class MaterialNotFound(NotFound):
    """No such material, or it is not public."""

    code = "ngos.material_not_found"
    message = _("This document is not there, or it is not public.")


class MaterialGone(Conflict):
    """Withdrawn or replaced in the meantime."""

    code = "ngos.material_gone"
    message = _("This document was withdrawn or replaced in the meantime. Load the page again.")


class TasksOpen(Conflict):
    """Something has to be posted before it can be checked."""

    code = "ngos.tasks_open"
    message = _("Still missing before it can be checked: %(missing)s. Post it here, then send everything.")


class NothingToCheck(Conflict):
    """Everything that was posted is checked already."""

    code = "ngos.nothing_to_check"
    message = _("Nothing new waits for a check. Post a document first, then send everything.")


class CaseIsOpen(Conflict):
    """One look at a time."""

    code = "ngos.case_is_open"
    message = _("This organisation is being checked already. Wait for the decision; the clock shows until when.")


class CaseNotFound(NotFound):
    """No such case, or not in this reviewer's territory."""

    code = "ngos.case_not_found"
    message = _("We could not find this case.")


class CaseTaken(Conflict):
    """Somebody else took it first, or it was decided."""

    code = "ngos.case_taken"
    message = _("Somebody else has this case, or it is decided. Take the next one from the queue.")


class CaseNotYours(Conflict):
    """Only who took a case decides it."""

    code = "ngos.case_not_yours"
    message = _("Take the case first: only the reviewer who took it decides it.")


class TiedToOrganisation(NotAllowed):
    """Whoever is tied to an organisation does not decide about it."""

    code = "ngos.tied_to_organisation"
    message = _(
        "You are tied to this organisation: you act or acted for it, or have declared a tie. Another reviewer takes "
        "this case."
    )


class SecondPersonNeeded(NotAllowed):
    """Four eyes."""

    code = "ngos.second_person_needed"
    message = _("Refusing and suspending need two people. Another reviewer than the first has to confirm it.")


class AppealNeedsAnother(NotAllowed):
    """An objection goes to somebody who has not decided before."""

    code = "ngos.appeal_needs_another"
    message = _("You took part in the decision that the organisation objects to. Another reviewer decides about it.")


class ChecklistOpen(InvalidInput):
    """Not everything was made sure of."""

    code = "ngos.checklist_open"
    message = _("To verify, tick every line of the checklist. What you cannot tick is a reason to return the case.")
    field = "checklist"


class MaterialUnchecked(InvalidInput):
    """A posted material has no word of the reviewer."""

    code = "ngos.material_unchecked"
    message = _("Say of every posted document whether it is accepted. Left out: %(kinds)s.")


class MaterialReasonMissing(InvalidInput):
    """A document is returned without a word why."""

    code = "ngos.material_reason_missing"
    message = _("Write what is wrong with each document that you return. Left out: %(kinds)s.")


class CaseReasonMissing(InvalidInput):
    """A decision against the organisation names its ground."""

    code = "ngos.case_reason_missing"
    message = _("Choose at least one reason from the list, and say in your own words what exactly to fix.")
    field = "reasons"


class LevelNotEarned(InvalidInput):
    """The accepted materials do not reach the lowest level."""

    code = "ngos.level_not_earned"
    message = _(
        "Verifying needs at least the level “%(level)s”. Not accepted yet: %(missing)s. Return the case instead."
    )


class RecheckDateImpossible(InvalidInput):
    """The day of the next check is not ahead."""

    code = "ngos.recheck_date_impossible"
    message = _("The next check has to be after today and within three years.")
    field = "recheck_on"


class NothingToAppeal(Conflict):
    """No decision against the organisation, too late, or objected to before."""

    code = "ngos.nothing_to_appeal"
    message = _(
        "There is no decision to object to: it has to be one against the organisation, at most %(days)s days old, and "
        "not objected to before. You can put things right and send them again at any time."
    )


class GroundNeedsReviewer(InvalidInput):
    """A reviewer opens cases on information; the others open by themselves."""

    code = "ngos.ground_needs_reviewer"
    message = _("Choose what the information is: monitoring, a complaint, a state body or the media.")
    field = "ground"


class FlagDateImpossible(InvalidInput):
    """It begins in the future, or ends before it begins."""

    code = "ngos.flag_date_impossible"
    message = _("The day is not in the future, and a ground ends on or after the day it began.")
    field = "since"


class FlagStands(Conflict):
    """The ground is noted already."""

    code = "ngos.flag_stands"
    message = _("This ground is noted already. End it first if it has changed.")
    field = "kind"


class FlagNotFound(NotFound):
    """No such ground, or it is over."""

    code = "ngos.flag_not_found"
    message = _("This ground is not noted, or it is over.")


class LevelTooLow(NotAllowed):
    """A right that the disclosure level does not open."""

    code = "ngos.level_too_low"
    message = _(
        "%(right)s needs the level “%(level)s”. Next step: %(step)s. The owner does it on the organisation's page "
        "“Register”; drafts are safe until then."
    )


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
