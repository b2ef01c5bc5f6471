"""What can go wrong with opportunities, shifts and sign-ups."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooMany
from events.eligibility import Closed, Gate, gate_text


class OpportunityNotFound(NotFound):
    """No such opportunity, or not for this person."""

    code = "events.opportunity_not_found"
    message = _("We could not find this opportunity. It may have been removed.")


class RoleNotFound(NotFound):
    """No such role, or not for this person."""

    code = "events.role_not_found"
    message = _("We could not find this shift. It may have been removed.")


class SignUpNotFound(NotFound):
    """No such sign-up, or not this person's."""

    code = "events.signup_not_found"
    message = _("We could not find this sign-up.")


class ShiftEndsBeforeStart(InvalidInput):
    """End at or before start."""

    code = "events.shift_ends_before_start"
    message = _("The shift ends before it starts. Check both times, and the date if it goes past midnight.")
    field = "end_time"


class ShiftNotOnQuarter(InvalidInput):
    """A time between quarter hours."""

    code = "events.shift_not_on_quarter"
    message = _("Shifts start and end on a quarter hour, for example 10:00, 10:15 or 10:30.")
    field = "start_time"


class ShiftTooLong(InvalidInput):
    """More than a day."""

    code = "events.shift_too_long"
    message = _("A shift can last up to %(hours)s hours. Split a longer one into several shifts.")
    field = "end_time"


class ShiftDateImpossible(InvalidInput):
    """Far in the past or the future."""

    code = "events.shift_date_impossible"
    message = _("The date of the shift must lie between today and two years from now.")
    field = "starts_on"


class CapacityBelowTaken(Conflict):
    """Fewer seats than people."""

    code = "events.capacity_below_taken"
    message = _("%(taken)s places are already taken. The number of places cannot be lower than that.")
    field = "capacity"


class CapacityImpossible(InvalidInput):
    """No seats, or more needed than offered."""

    code = "events.capacity_impossible"
    message = _("A role needs at least one place, and the smallest team cannot be larger than the number of places.")
    field = "capacity"


class RoleNameMissing(InvalidInput):
    """No name in any language."""

    code = "events.role_name_missing"
    message = _("Give every role a name in at least one language.")
    field = "role_name"


class SkillAskedTwice(InvalidInput):
    """One skill both needed and welcome."""

    code = "events.skill_asked_twice"
    message = _("A role can need a skill or welcome it, not both. Leave one of the two out.")
    field = "wanted_skills"


class TitleMissing(InvalidInput):
    """No title in any language."""

    code = "events.title_missing"
    message = _("Give the opportunity a title in at least one language.")
    field = "title"


class PlaceMissing(InvalidInput):
    """On site without a place."""

    code = "events.place_missing"
    message = _("Say where it takes place, or mark it as online.")
    field = "place"


class KmWithoutNear(InvalidInput):
    """A distance from nowhere."""

    code = "events.km_without_near"
    message = _("Say near which place: kilometres are counted from there.")
    field = "near"


class MinimumAgeImpossible(InvalidInput):
    """Below the statutory age or absurdly high."""

    code = "events.minimum_age_impossible"
    message = _("The minimum age must be between 14 and 99.")
    field = "min_age"


class PeopleNoLongerFit(Conflict):
    """A change of rules would leave people on the list who may not take part."""

    code = "events.people_no_longer_fit"
    message = _("Under these rules people already on the list may not take part: %(count)s. Take them off it first.")


class NothingToPublish(Conflict):
    """Published without a shift to join."""

    code = "events.nothing_to_publish"
    message = _("Add at least one shift in the future with one role before you publish.")


class WrongStatus(Conflict):
    """The step does not follow from the present status."""

    code = "events.wrong_status"
    message = _("This is no longer possible: the opportunity has changed meanwhile. Reload the page.")


class ShiftFull(Conflict):
    """No seat left."""

    code = "events.shift_full"
    message = _("This shift is full. Choose another shift below.")


class ShiftStarted(Conflict):
    """Too late to join or leave."""

    code = "events.shift_started"
    message = _("This shift has already started.")


class ShiftNotOpen(Conflict):
    """Cancelled, closed or not published."""

    code = "events.shift_not_open"
    message = _("This shift no longer takes sign-ups.")


class AlreadySignedUp(Conflict):
    """One person, one seat."""

    code = "events.already_signed_up"
    message = _("You already have a place on this shift.")


class ShiftsClash(Conflict):
    """Two places at once, or too far apart in the time between."""

    code = "events.shifts_clash"
    message = _("This clashes with your shift “%(title)s” on %(day)s at %(time)s. Leave that one first.")


class SignUpClosed(Conflict):
    """The sign-up is past changing."""

    code = "events.signup_closed"
    message = _("This sign-up can no longer be changed.")


class InvitationAnswered(Conflict):
    """Somebody has said yes or no already."""

    code = "events.invitation_answered"
    message = _("These invitations cannot be taken back any more: people have answered (%(count)s).")


class AlreadyConfirmed(Conflict):
    """Attendance is confirmed once."""

    code = "events.already_confirmed"
    message = _("The attendance of this person is already confirmed.")


class ShiftNotOver(Conflict):
    """Attendance before the end."""

    code = "events.shift_not_over"
    message = _("You can confirm who came when the shift is over.")


class MinutesImpossible(InvalidInput):
    """More than the shift, or nothing."""

    code = "events.minutes_impossible"
    message = _("The minutes must be between 1 and %(longest)s, the length of the shift.")
    field = "minutes"


class GateClosed(NotAllowed):
    """A gate of the law or of the organiser is closed; the sentence is the gate's own."""

    code = "events.gate_closed"
    gate: Gate = Gate.ACCOUNT_CLOSED

    def __str__(self) -> str:
        """Return the gate's sentence in the reader's language."""
        return gate_text(self.gate, get_language() or "kk", years=self.context.get("years", 0))


class AccountClosed(GateClosed):
    """The account is closed."""

    code = "events.account_closed"
    gate = Gate.ACCOUNT_CLOSED


class HazardsUndeclared(GateClosed):
    """The organiser has not declared the work."""

    code = "events.hazards_undeclared"
    gate = Gate.HAZARDS_UNDECLARED


class NoCoordinator(GateClosed):
    """Nobody coordinates."""

    code = "events.no_coordinator"
    gate = Gate.NO_COORDINATOR


class HostApprovalMissing(GateClosed):
    """The host has not agreed."""

    code = "events.host_approval_missing"
    gate = Gate.HOST_APPROVAL


class SafeguardingLeadMissing(GateClosed):
    """Nobody answers for the children's safety."""

    code = "events.safeguarding_lead_missing"
    gate = Gate.SAFEGUARDING_LEAD


class TooYoungForRole(GateClosed):
    """Below the role's minimum age at the start."""

    code = "events.too_young_for_role"
    gate = Gate.MINIMUM_AGE


class AdultsOnlyEmergency(GateClosed):
    """Help to victims is for adults."""

    code = "events.adults_only_emergency"
    gate = Gate.EMERGENCY


class AdultsOnlyOffenders(GateClosed):
    """Work with offenders is for adults."""

    code = "events.adults_only_offenders"
    gate = Gate.OFFENDERS


class AdultsOnlyHazard(GateClosed):
    """Heavy, harmful or dangerous work is for adults."""

    code = "events.adults_only_hazard"
    gate = Gate.HAZARDOUS_WORK


class AdultsOnlyCash(GateClosed):
    """Collecting money is for adults."""

    code = "events.adults_only_cash"
    gate = Gate.CASH_COLLECTION


class AdultsOnly(GateClosed):
    """Work with children is for adults."""

    code = "events.adults_only"
    gate = Gate.ADULTS_ONLY


class NightHours(GateClosed):
    """No minors at night."""

    code = "events.night_hours"
    gate = Gate.NIGHT_HOURS


class SchoolHours(GateClosed):
    """No minors in lesson time."""

    code = "events.school_hours"
    gate = Gate.SCHOOL_HOURS


class GuardianConsentMissing(GateClosed):
    """A minor without recorded consent."""

    code = "events.guardian_consent_missing"
    gate = Gate.GUARDIAN_CONSENT


class OffenceCertificateMissing(GateClosed):
    """No clearance for work with children."""

    code = "events.offence_certificate_missing"
    gate = Gate.OFFENCE_CERTIFICATE


class SafeguardingTrainingMissing(GateClosed):
    """No safeguarding training in date."""

    code = "events.safeguarding_training_missing"
    gate = Gate.SAFEGUARDING_TRAINING


class CodeOfEthicsMissing(GateClosed):
    """The code of ethics is not signed."""

    code = "events.code_of_ethics_missing"
    gate = Gate.CODE_OF_ETHICS


class SkillMissing(GateClosed):
    """A required skill is missing."""

    code = "events.skill_missing"
    gate = Gate.SKILL


class LanguageMissing(GateClosed):
    """A required language is missing."""

    code = "events.language_missing"
    gate = Gate.LANGUAGE


class ContactsClosed(NotAllowed):
    """The shift is over for more than a day."""

    code = "events.contacts_closed"
    message = _("Contacts are shown until a day after the shift.")


class TooManyContacts(TooMany):
    """Somebody opened the contacts of far more minors than one shift needs."""

    code = "events.too_many_contacts"
    message = _("You opened contacts of many young people in a short time. Please try again later, or write to us.")


GATE_ERRORS: dict[Gate, type[GateClosed]] = {error.gate: error for error in GateClosed.__subclasses__()}


def closed_gate(closed: Closed) -> GateClosed:
    """Return the error of a closed gate."""
    return GATE_ERRORS[closed.gate](years=closed.years)
