"""What can go wrong with hours."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unavailable


class AlreadyCredited(Conflict):
    """One attendance, one credit."""

    code = "recognition.already_credited"
    message = _("These hours are already in the ledger.")


class AlreadyReversed(Conflict):
    """One credit, one reversal."""

    code = "recognition.already_reversed"
    message = _("These hours have already been taken back.")


class MinutesSpent(Conflict):
    """The places of the shift times its duration are credited already."""

    code = "recognition.minutes_spent"
    message = _(
        "All places of this shift together can give %(claimable)s minutes, and only %(left)s of them are left. "
        "Check who really came."
    )


class MinutesUnchanged(Conflict):
    """A correction to what is there already."""

    code = "recognition.minutes_unchanged"
    message = _("These are the minutes that are in the ledger already.")


class LedgerBroken(Conflict):
    """Entries are not as they were signed; nothing is signed on top of them."""

    code = "recognition.ledger_broken"
    message = _("The ledger does not hold at shard %(shard)s, position %(position)s. Run: manage ledger verify.")


class OwnHours(NotAllowed):
    """Nobody confirms their own hours."""

    code = "recognition.own_hours"
    message = _("You cannot confirm your own hours. Ask another coordinator.")


class NotAWalkIn(Conflict):
    """Somebody who signed up needs no word of her own."""

    code = "recognition.not_a_walk_in"
    message = _("You had a place on this shift. There is nothing for you to confirm.")


class ReasonMissing(InvalidInput):
    """Hours taken back without a word."""

    code = "recognition.reason_missing"
    message = _("Write why you take these hours back. The volunteer will read it.")
    field = "reason"


class NothingCredited(NotFound):
    """No hours to take back."""

    code = "recognition.nothing_credited"
    message = _("There are no confirmed hours for this sign-up.")


class CodeLookAlike(InvalidInput):
    """A sign that no code has."""

    code = "recognition.code_look_alike"
    message = _("A code has no 0, O, 1, I or L in it. Look again: it may be 8, D, Q or 7.")
    field = "code"


class CodeMistyped(InvalidInput):
    """The last sign does not fit the others, or it is no code at all."""

    code = "recognition.code_mistyped"
    message = _("This code is mistyped: a code has twelve signs, and one of these is wrong. Compare it sign by sign.")
    field = "code"


class CertificateUnknown(NotFound):
    """A code that could be one, and that no document has."""

    code = "recognition.certificate_unknown"
    message = _("Not found. No document has this code.")
    field = "code"


class CertificateNotFound(NotFound):
    """No such document of this person, or of this organisation."""

    code = "recognition.certificate_not_found"
    message = _("This document does not exist.")


class PeriodImpossible(InvalidInput):
    """A first day after the last, or a last day ahead."""

    code = "recognition.period_impossible"
    message = _("Choose a first day that is not after the last, and a last day that is not ahead.")
    field = "last_on"


class NothingToCertify(Conflict):
    """No confirmed hours in a period."""

    code = "recognition.nothing_to_certify"
    message = _("There are no confirmed hours in this period.")
    field = "last_on"


class AlreadyWithdrawn(Conflict):
    """Withdrawn is withdrawn."""

    code = "recognition.already_withdrawn"
    message = _("This document has already been withdrawn.")


class NotValidNow(Conflict):
    """A file was asked for of a document that says nothing any more."""

    code = "recognition.not_valid_now"
    message = _("This document has been withdrawn or has expired. Make a new one.")


class OwnLetter(NotAllowed):
    """Nobody recommends herself."""

    code = "recognition.own_letter"
    message = _("You cannot write a letter about yourself. Ask another coordinator.")


class LetterEmpty(InvalidInput):
    """A letter without a word."""

    code = "recognition.letter_empty"
    message = _("Write what the person did and how. The letter carries your name.")
    field = "text"


class SignatureWrong(InvalidInput):
    """Not signed by this site, or changed since."""

    code = "recognition.signature_wrong"
    message = _("This was not signed here, or it was changed afterwards.")


class IssuerKeyUnreadable(Unavailable):
    """The private key is closed with a secret key that this site no longer has."""

    code = "recognition.issuer_key_unreadable"
    message = _("Nothing can be signed at the moment. Write to us, please.")


class HeadUnknown(NotFound):
    """No head was signed on that day."""

    code = "recognition.head_unknown"
    message = _("No fingerprint of the ledger was signed on that day.")


class HoursImpossible(Conflict):
    """A rule says that these hours cannot be; what to do stands in the sentence."""

    code = "recognition.hours_impossible"
    message = _("These hours cannot be right.")


class HoursOverlap(HoursImpossible):
    """At two shifts at once."""

    code = "recognition.hours_overlap"
    message = _(
        "This person already has hours for another shift at the same time. Nobody is at two places at once: correct "
        "the minutes, or ask a reviewer to look if both are right."
    )


class HoursTooFar(HoursImpossible):
    """No way to have been at both places."""

    code = "recognition.hours_too_far"
    message = _(
        "This person has hours %(km)s km away, too close in time to have travelled. Correct the minutes, or ask a "
        "reviewer to look if both are right."
    )


class DayTooLong(HoursImpossible):
    """More than a day of help has."""

    code = "recognition.day_too_long"
    message = _(
        "At most %(limit_minutes)s minutes of one day count. For this person %(left_minutes)s minutes are left on "
        "that day: write fewer minutes, or ask a reviewer to look."
    )
    field = "minutes"


class EntryTooLate(HoursImpossible):
    """Remembered too late."""

    code = "recognition.entry_too_late"
    message = _(
        "Hours are entered within %(limit_days)s days of the work, and this is day %(days)s. Ask a reviewer to look "
        "if there is a reason."
    )


class ShiftCalledOff(HoursImpossible):
    """The shift did not take place."""

    code = "recognition.shift_called_off"
    message = _("This shift was called off, so nobody has hours for it.")


class MinorAtNight(HoursImpossible):
    """A minor at night."""

    code = "recognition.minor_at_night"
    message = _(
        "People under 18 may not help between %(from)s and %(until)s, so those minutes cannot count. If the gate "
        "wrote down the wrong time, correct it there first."
    )


class MinorInLessons(HoursImpossible):
    """A minor in lesson time."""

    code = "recognition.minor_in_lessons"
    message = _(
        "On school days people under 18 may not help between %(from)s and %(until)s. Only a safeguarding officer can "
        "allow an exception, before the shift."
    )


class NothingToAsk(Conflict):
    """No rule is in the way."""

    code = "recognition.nothing_to_ask"
    message = _("No rule is in the way of these hours: approve them as usual.")


class NoExceptionHere(NotAllowed):
    """Rules that nobody lifts."""

    code = "recognition.no_exception_here"
    message = _("Nobody can make an exception to this rule.")


class AlreadyAsked(Conflict):
    """Waits already."""

    code = "recognition.already_asked"
    message = _("A reviewer has already been asked about these hours.")


class DoubtNotFound(NotFound):
    """No such doubt, or not for this reviewer."""

    code = "recognition.doubt_not_found"
    message = _("There is no such question about hours.")


class AlreadyDecided(Conflict):
    """Decided once."""

    code = "recognition.already_decided"
    message = _("Somebody has already decided this.")


class OwnDoubt(NotAllowed):
    """Whoever is concerned does not decide."""

    code = "recognition.own_doubt"
    message = _("You approved or received some of these hours, so somebody else decides.")


class DecisionReasonMissing(InvalidInput):
    """A decision without a word."""

    code = "recognition.decision_reason_missing"
    message = _("Write why you decide so. Whoever is concerned can read it.")
    field = "reason"


class DisputeNotFound(NotFound):
    """No such objection, or not this person's business."""

    code = "recognition.dispute_not_found"
    message = _("We could not find this objection.")


class DisputeMoved(Conflict):
    """Somebody else was faster, or the time for this step is over."""

    code = "recognition.dispute_moved"
    message = _("This objection stands somewhere else by now. Open it again to see where.")


class AlreadyObjected(Conflict):
    """One objection at a time."""

    code = "recognition.already_objected"
    message = _("You have objected to these hours already. You are told as soon as there is an answer.")


class NothingToObject(Conflict):
    """The objection says what is written already, or nothing can be written yet."""

    code = "recognition.nothing_to_object"
    message = _("There is nothing to object to here: what you say is what is written.")


class TooLateToObject(Conflict):
    """The time for objections is over, or the case was decided and nothing has changed since."""

    code = "recognition.too_late_to_object"
    message = _("The time to object to these hours is over.")


class OwnWordFirst(Conflict):
    """A walk-in whose own word is missing."""

    code = "recognition.own_word_first"
    message = _("Confirm first that you were there. Nothing counts before.")


class WordsMissing(InvalidInput):
    """An answer or a decision without a word."""

    code = "recognition.words_missing"
    message = _("Write a reason. Both sides read it.")
    field = "reason"


class CorrectionReasonMissing(InvalidInput):
    """A change of what was seen or closed without a word."""

    code = "recognition.correction_reason_missing"
    message = _("This differs from what the gate saw, from what the person says or from a closed month. Write why.")
    field = "reason"


class MediatorNotNeutral(NotAllowed):
    """Somebody who is part of the case would decide it."""

    code = "recognition.mediator_not_neutral"
    message = _("You are part of this case. Somebody else has to decide it.")


class OnlyWitness(NotAllowed):
    """Whoever let a person in alone would also confirm her hours."""

    code = "recognition.only_witness"
    message = _(
        "Nobody but you saw this person come in. Ask another coordinator to approve, or the person to say that she "
        "was there."
    )


class ReportImpossible(InvalidInput):
    """An own report of a shift that is not over, or longer than it."""

    code = "recognition.report_impossible"
    message = _("You can report between 1 and %(longest)s minutes of a shift that is over.")
    field = "minutes"


class AlreadySaid(Conflict):
    """The organisation was faster."""

    code = "recognition.already_said"
    message = _("The organisation has said something about these hours by now. If it is wrong, object to it.")


class MonthNotOver(Conflict):
    """Too early to close a month."""

    code = "recognition.month_not_over"
    message = _("This month can be closed from %(day)s on.")


class MonthAlreadyClosed(Conflict):
    """Closed once is closed."""

    code = "recognition.month_already_closed"
    message = _("This month is closed already.")


class HandCreditNotFound(NotFound):
    """No such wish, or not this person's business."""

    code = "recognition.hand_credit_not_found"
    message = _("We could not find these hours.")


class HandCreditDecided(Conflict):
    """Somebody was faster."""

    code = "recognition.hand_credit_decided"
    message = _("Somebody has decided about these hours already.")


class HandCreditRefused(InvalidInput):
    """No such person, or she has a place on the shift already; the answer does not say which."""

    code = "recognition.hand_credit_refused"
    message = _("Nobody without a place on this shift is known by this address.")
    field = "contact"


class HandCreditTwice(Conflict):
    """The same wish waits already."""

    code = "recognition.hand_credit_twice"
    message = _("The same hours wait for a decision already.")


class HandCapReached(Conflict):
    """More hours by hand than a month may have."""

    code = "recognition.hand_cap_reached"
    message = _("One person can have %(cap)s minutes by hand in a month. %(left)s are left.")
    field = "minutes"


class SameTeam(NotAllowed):
    """Whoever decides belongs to those who propose."""

    code = "recognition.same_team"
    message = _("Hours by hand are decided by somebody from another team.")


class RoundClosed(Conflict):
    """No award takes nominations on that day."""

    code = "recognition.round_closed"
    message = _("No award takes nominations now. The page says when the next round opens.")


class CategoryUnknown(InvalidInput):
    """A category that the open round does not have."""

    code = "recognition.category_unknown"
    message = _("This round does not have that category. Choose one of the list.")
    field = "category"


class OwnNomination(NotAllowed):
    """Nobody nominates herself."""

    code = "recognition.own_nomination"
    message = _("You cannot nominate yourself. Ask another coordinator.")


class NomineeTooYoung(Conflict):
    """An open vote shows names, and those of children are shown nowhere."""

    code = "recognition.nominee_too_young"
    message = _("People under 18 cannot be nominated: names are shown in an open vote. Write a letter instead.")


class NomineeNotAsked(Conflict):
    """Somebody who wants no milestones and no awards."""

    code = "recognition.nominee_not_asked"
    message = _("This person does not take part in awards. Write a letter of recommendation instead.")


class NothingToNominate(Conflict):
    """No confirmed hours at the organisation are left."""

    code = "recognition.nothing_to_nominate"
    message = _("This person has no confirmed hours with you, so there is no evidence to attach.")


class AlreadyNominated(Conflict):
    """The same person, round and category wait or stand already."""

    code = "recognition.already_nominated"
    message = _("You have nominated this person in this category already.")


class NominationNotFound(NotFound):
    """No such nomination for this person."""

    code = "recognition.nomination_not_found"
    message = _("There is no such nomination.")


class NominationMoved(Conflict):
    """It was answered or taken back meanwhile."""

    code = "recognition.nomination_moved"
    message = _("This nomination was answered or taken back already. Load the page again.")


class OutsideUnreadable(InvalidInput):
    """Neither a signed record of hours nor a table."""

    code = "recognition.outside_unreadable"
    message = _(
        "This is not a record of hours that we can read. Send the file record.jwt of the other platform as it is, or "
        "a table saved as CSV."
    )
    field = "text"


class OutsideTooMuch(InvalidInput):
    """More than anybody can look at."""

    code = "recognition.outside_too_much"
    message = _("This is more than we take at once. Send at most %(rows)s rows.")
    field = "text"


class OutsideCell(InvalidInput):
    """One cell of a table makes no sense."""

    code = "recognition.outside_cell"
    message = _("Column “%(column)s”: %(reason)s")
    field = "text"


class OutsideIssuerUnknown(InvalidInput):
    """Signed by somebody nobody here has vouched for."""

    code = "recognition.outside_issuer_unknown"
    message = _(
        "We do not know the platform %(issuer)s, so its signature says nothing to us. Send the hours as a table with "
        "evidence."
    )
    field = "text"


class OutsideOwnRecord(InvalidInput):
    """Signed here."""

    code = "recognition.outside_own_record"
    message = _("This record was signed here. Its hours are in your total already.")
    field = "text"


class OutsideSignatureWrong(InvalidInput):
    """Forged, altered, or signed with a key that is not the issuer's."""

    code = "recognition.outside_signature_wrong"
    message = _("The signature does not fit: the file was changed, or the platform it names did not sign it.")
    field = "text"


class OutsideNotYet(InvalidInput):
    """Signed for later."""

    code = "recognition.outside_not_yet"
    message = _("This record is not valid yet. Check the clock of the platform that made it.")
    field = "text"


class OutsideExpired(InvalidInput):
    """Signed for earlier."""

    code = "recognition.outside_expired"
    message = _("This record has expired. Ask the other platform for a new one.")
    field = "text"


class OutsideWithdrawn(InvalidInput):
    """Taken back by whoever signed it."""

    code = "recognition.outside_withdrawn"
    message = _("The other platform has withdrawn this record. Ask it for a new one.")
    field = "text"


class OutsideNotVouched(Conflict):
    """Sent while somebody vouched for the platform, to be approved when nobody does."""

    code = "recognition.outside_not_vouched"
    message = _(
        "The operator no longer vouches for the platform %(issuer)s. Refuse these hours; they can be sent again as a "
        "table with evidence."
    )


class OutsideNotYours(InvalidInput):
    """Somebody else's."""

    code = "recognition.outside_not_yours"
    message = _(
        "This record belongs to another e-mail address or phone. Sign in with the one you use on the other platform, "
        "or add it to your profile."
    )
    field = "text"


class OutsideRepeated(Conflict):
    """Sent before."""

    code = "recognition.outside_repeated"
    message = _("These hours were sent before.")
    field = "text"


class OutsideAhead(InvalidInput):
    """Work that has not been done."""

    code = "recognition.outside_ahead"
    message = _("This day is ahead, or before you were born.")
    field = "text"


class OutsideOverlap(Conflict):
    """At two places at once."""

    code = "recognition.outside_overlap"
    message = _("You have other hours at the same time. Nobody is at two places at once.")
    field = "text"


class OutsideDayTooLong(Conflict):
    """More than a day of help has, with the hours of this site."""

    code = "recognition.outside_day_too_long"
    message = _(
        "At most %(limit_minutes)s minutes of one day count, together with your hours here. %(left_minutes)s are left "
        "on that day."
    )
    field = "text"


class OutsideNothing(Conflict):
    """No row is left."""

    code = "recognition.outside_nothing"
    message = _("None of these rows can count, so there is nothing to send.")
    field = "text"


class OutsideEvidenceMissing(InvalidInput):
    """A table without anything behind it."""

    code = "recognition.outside_evidence_missing"
    message = _("Add a photograph of a paper that shows these hours: a letter, a certificate, a signed list.")
    field = "picture"


class OutsideNoteMissing(InvalidInput):
    """A table without a word on how to check it."""

    code = "recognition.outside_note_missing"
    message = _("Write where these hours come from and who can confirm them.")
    field = "note"


class OutsidePictureUnreadable(InvalidInput):
    """Not a picture, whatever its name says."""

    code = "recognition.outside_picture_unreadable"
    message = _("This is not a picture we can read. Send a photograph or a screen shot as JPEG or PNG.")
    field = "picture"


class OutsidePictureTooLarge(InvalidInput):
    """Too many bytes or points."""

    code = "recognition.outside_picture_too_large"
    message = _(
        "This picture is too large. Send one of at most %(megabytes)s MB, or take the photograph again smaller."
    )
    field = "picture"


class OutsideClaimNotFound(NotFound):
    """No such wish, or not this person's business."""

    code = "recognition.outside_claim_not_found"
    message = _("We could not find these hours from elsewhere.")


class OutsideMoved(Conflict):
    """What could count when it was sent cannot any more."""

    code = "recognition.outside_moved"
    message = _("Row %(line)s cannot count any more: %(reason)s Refuse, so that the person can send the others again.")


class OutsideNeedsOther(NotAllowed):
    """Whoever sent them, or belongs to whoever gave them, would decide."""

    code = "recognition.outside_needs_other"
    message = _("Somebody else decides: these are your own hours, or your organisation gave them.")


class IssuerFileWrong(InvalidInput):
    """An operator's file about an issuer makes no sense."""

    code = "recognition.issuer_file_wrong"
    message = _("This file does not say who issues and with which public keys: %(reason)s")


class OutsideHolderUnknown(NotFound):
    """Nobody here has the contacts of a record."""

    code = "recognition.outside_holder_unknown"
    message = _("Nobody here has the e-mail address or phone of this record.")


class ObjectionFirst(Conflict):
    """A correction beside an objection that waits."""

    code = "recognition.objection_first"
    message = _("The volunteer has objected to these hours. Answer the objection: it changes the hours.")
