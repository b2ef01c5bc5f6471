"""What can be wrong with a profile."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound


class BirthDateImpossible(InvalidInput):
    """Nobody alive was born that day."""

    code = "volunteers.birth_date_impossible"
    message = _("This date of birth is not possible. Write day, month and year, for example 14 3 2010.")
    field = "birth_date"


class TooYoung(InvalidInput):
    """Below the joining age."""

    code = "volunteers.too_young"
    message = _("You can join from the age of %(years)s. Until then, come along with a parent.")
    field = "birth_date"


class FreeTimeUnknown(InvalidInput):
    """A slot that the table of free times does not have."""

    code = "volunteers.free_time_unknown"
    message = _("One of the free times is not in the table. Choose day and part of day from it.")
    field = "free_times"


class SkillUnknown(InvalidInput):
    """A skill that is not in the catalogue."""

    code = "volunteers.skill_unknown"
    message = _("We do not know the skill “%(skill)s”. Choose one from the list.")
    field = "skills"


class SkillLevelUnknown(InvalidInput):
    """A level outside 1 to 3."""

    code = "volunteers.skill_level_unknown"
    message = _("A skill level is 1, 2 or 3.")
    field = "skills"


class ProfileOutOfRange(InvalidInput):
    """A number of the profile outside its bounds."""

    code = "volunteers.profile_out_of_range"
    message = _("%(what)s must be between %(low)s and %(high)s.")


class NoProfile(NotFound):
    """The person has no volunteer profile."""

    code = "volunteers.no_profile"
    message = _("You have no volunteer profile yet. It takes a minute to make one.")


class ProfileExists(Conflict):
    """The person is a volunteer already."""

    code = "volunteers.profile_exists"
    message = _("You already have a volunteer profile.")


class HomeWithoutPoint(InvalidInput):
    """A territory whose centre we do not know."""

    code = "volunteers.home_without_point"
    message = _("We do not know where this place lies. Choose the nearest town instead.")
    field = "home"


class PersonNotFound(NotFound):
    """Nobody of that kind, or not for this officer."""

    code = "volunteers.person_not_found"
    message = _("We could not find this person among those who live in your territory.")


class PersonNotOnlyOne(Conflict):
    """Two people with one name and one date of birth."""

    code = "volunteers.person_not_only_one"
    message = _("Several people have this name and date of birth. Ask for the e-mail address.")


class ClearanceNotFound(NotFound):
    """No such clearance, or not for this officer."""

    code = "volunteers.clearance_not_found"
    message = _("We could not find this clearance.")


class OwnClearance(NotAllowed):
    """Nobody checks her own papers."""

    code = "volunteers.own_clearance"
    message = _("Nobody records or ends their own clearance. Ask another officer.")


class ClearanceFromFuture(InvalidInput):
    """Issued on a day that has not come."""

    code = "volunteers.clearance_from_future"
    message = _("The day of issue has not come yet. Check the date on the paper.")
    field = "issued_on"


class ClearanceTooOld(InvalidInput):
    """Shown too long after its issue."""

    code = "volunteers.clearance_too_old"
    message = _("This paper is older than %(days)s days. Ask for a new one.")
    field = "issued_on"


class ClearanceEndsBeforeIssue(InvalidInput):
    """Ends before it begins."""

    code = "volunteers.clearance_ends_before_issue"
    message = _("The last date lies before the day of issue. Check both dates.")
    field = "valid_until"


class ClearanceTooLong(InvalidInput):
    """Would count longer than its kind may."""

    code = "volunteers.clearance_too_long"
    message = _("This counts for at most %(days)s days after its issue. Choose an earlier date.")
    field = "valid_until"


class ClearanceOver(InvalidInput):
    """Ended before it was shown."""

    code = "volunteers.clearance_over"
    message = _("This no longer counts. Ask for a new paper.")
    field = "valid_until"


class ClearanceNumberMissing(InvalidInput):
    """A paper of this kind has a number."""

    code = "volunteers.clearance_number_missing"
    message = _("Write the number of the paper. Asar keeps only a mark made from it, never the number.")
    field = "number"


class ClearanceNumberTaken(Conflict):
    """The same paper was shown for somebody else."""

    code = "volunteers.clearance_number_taken"
    message = _("A paper with this number is already recorded for another person. Nothing was saved.")
    field = "number"


class ClearanceRevoked(Conflict):
    """Revoked once."""

    code = "volunteers.clearance_revoked"
    message = _("This clearance is already revoked.")


class RevocationReasonMissing(InvalidInput):
    """Revoked without a word."""

    code = "volunteers.revocation_reason_missing"
    message = _("Say why. The person reads these words.")
    field = "reason"


class BirthDateFrozen(Conflict):
    """The person has already been on a shift."""

    code = "volunteers.birth_date_frozen"
    message = _("You have been on a shift, so the date of birth is fixed. Ask for a correction instead.")
    field = "birth_date"


class BirthDateFree(Conflict):
    """A correction where a plain change would do."""

    code = "volunteers.birth_date_free"
    message = _("You can still change the date of birth yourself.")


class BirthDateSame(InvalidInput):
    """A change to what it is."""

    code = "volunteers.birth_date_same"
    message = _("This is the date we already have.")
    field = "birth_date"


class CorrectionReasonMissing(InvalidInput):
    """A correction or an answer to one without a word."""

    code = "volunteers.correction_reason_missing"
    message = _("Give a reason. The other side reads it.")
    field = "reason"


class CorrectionWaiting(Conflict):
    """One question at a time."""

    code = "volunteers.correction_waiting"
    message = _("A correction is already waiting for an officer.")


class CorrectionNotFound(NotFound):
    """No such correction, or not for this officer."""

    code = "volunteers.correction_not_found"
    message = _("We could not find this correction.")


class CorrectionDecided(Conflict):
    """Decided once."""

    code = "volunteers.correction_decided"
    message = _("Somebody has decided about this correction already.")


class CorrectionNeedsSecondPerson(NotAllowed):
    """Whoever asks does not decide."""

    code = "volunteers.correction_needs_second_person"
    message = _("A correction needs a second person: neither the one who asked nor the one it is about.")
