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
