"""What can go wrong with hours."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound


class AlreadyCredited(Conflict):
    """One attendance, one credit."""

    code = "recognition.already_credited"
    message = _("These hours are already in the ledger.")


class AlreadyReversed(Conflict):
    """One credit, one reversal."""

    code = "recognition.already_reversed"
    message = _("These hours have already been taken back.")


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
