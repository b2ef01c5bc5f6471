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


class CalendarNotFound(NotFound):
    """No calendar has this address, or it has a new one."""

    code = "events.calendar_not_found"
    message = _("This calendar link does not work any more. Open My shifts in Asar to get the new one.")


class SignUpNotFound(NotFound):
    """No such sign-up, or not this person's."""

    code = "events.signup_not_found"
    message = _("We could not find this sign-up.")


class ConcernNotFound(NotFound):
    """No such report, or not for this person."""

    code = "events.concern_not_found"
    message = _("We could not find this report.")


class ConcernSubjectNotFound(NotFound):
    """What a report is about is not there."""

    code = "events.concern_subject_not_found"
    message = _("We could not find what this is about. Leave it out, and name it in your words.")
    field = "about"


class ConcernTextMissing(InvalidInput):
    """A report without words."""

    code = "events.concern_text_missing"
    message = _("Please write what happened, in a few words.")
    field = "text"


class ReceiptUnknown(NotFound):
    """A receipt code that belongs to no report."""

    code = "events.receipt_unknown"
    message = _("We do not know this code. Check every letter and figure.")
    field = "code"


class ConcernTaken(Conflict):
    """Somebody else was quicker to take the report, or it is closed."""

    code = "events.concern_taken"
    message = _("Somebody has already taken this report, or it is closed.")


class ConcernNotTaken(Conflict):
    """An answer or an end without anybody who is responsible."""

    code = "events.concern_not_taken"
    message = _("Take the report first. A closed report stays as it is.")


class ConcernWordsMissing(InvalidInput):
    """An answer or an outcome without words."""

    code = "events.concern_words_missing"
    message = _("Please write a few words.")
    field = "words"


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


class AddressInWords(InvalidInput):
    """A place is to be protected, and its address stands in what everybody reads."""

    code = "events.address_in_words"
    message = _(
        "The words of this event name the address that you keep from the public. Take it out of the title, the "
        "description and the notes."
    )
    field = "description"


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


class RuleNeverEnds(InvalidInput):
    """A repetition without an end."""

    code = "events.rule_never_ends"
    message = _("Say when it ends: choose a last day or a number of times.")
    field = "until"


class RuleUnsupported(InvalidInput):
    """A rule of repetition that is broken, or that we do not follow."""

    code = "events.rule_unsupported"
    message = _("We cannot repeat by this part of the rule: %(part)s. Repeat by days, weeks, months or years.")
    field = "rule"


class RuleEndsBeforeStart(InvalidInput):
    """A last day before the first one."""

    code = "events.rule_ends_before_start"
    message = _("The last day comes before the first one. Choose a later last day.")
    field = "until"


class TooManyShifts(InvalidInput):
    """More shifts than one event can bear."""

    code = "events.too_many_shifts"
    message = _("This makes more than %(most)s shifts. Choose an earlier last day or fewer times.")
    field = "until"


class SeriesTooLong(InvalidInput):
    """A repetition that runs further than shifts may be planned."""

    code = "events.series_too_long"
    message = _("Shifts can be planned two years ahead. Choose an earlier last day or fewer times.")
    field = "until"


class NoDayLeft(InvalidInput):
    """A repetition of which nothing remains."""

    code = "events.no_day_left"
    message = _("No day is left: every one is left out. Check the last day, the exceptions and the holidays.")
    field = "until"


class NothingRepeats(InvalidInput):
    """A repetition that says neither how nor when."""

    code = "events.nothing_repeats"
    message = _("Say how it repeats, or choose the dates.")
    field = "repeat"


class ShiftStandsAlone(Conflict):
    """This and the following, of a shift that does not repeat."""

    code = "events.shift_stands_alone"
    message = _("This shift does not repeat. Choose “only this shift”.")
    field = "scope"


class NothingAhead(Conflict):
    """A change of shifts of which none lies ahead."""

    code = "events.nothing_ahead"
    message = _("None of these shifts lies ahead any more. What is over stays as it was.")


class CapacityBelowTakenOn(Conflict):
    """Fewer seats than people on one shift of several."""

    code = "events.capacity_below_taken_on"
    message = _("On %(day)s, %(taken)s places are already taken. The number of places cannot be lower than that.")
    field = "capacity"


class RoleInUse(Conflict):
    """A role with people, or the only one of its shift, cannot go."""

    code = "events.role_in_use"
    message = _("On %(day)s this role has people, or it is the only one. Take the people off first, or add a role.")


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


class ShiftMoved(Conflict):
    """The shift moved between the look and the yes."""

    code = "events.shift_moved"
    message = _("The time or place of this shift has just changed. Look at it again before you join.")


class AlreadySignedUp(Conflict):
    """One person, one seat."""

    code = "events.already_signed_up"
    message = _("You already have a place on this shift.")


class ShiftsClash(Conflict):
    """Two places at once, or too far apart in the time between."""

    code = "events.shifts_clash"
    message = _("This clashes with your shift “%(title)s” on %(day)s at %(time)s. Leave that one first.")


class NothingToReduce(Conflict):
    """As many places as people, or more."""

    code = "events.nothing_to_reduce"
    message = _("There are not more people than that. Change the number of places on the page of the role.")
    field = "capacity"


class LeavingMiscounted(InvalidInput):
    """Too many or too few people chosen to leave."""

    code = "events.leaving_miscounted"
    message = _("Choose exactly as many people as lose their place: %(count)s. The list may have changed meanwhile.")
    field = "leaving"


class ReductionTakesAdults(Conflict):
    """The cleared adults that children need would go."""

    code = "events.reduction_takes_adults"
    message = _("A shift with children keeps two cleared adults. Choose other people, or keep more places.")
    field = "leaving"


class DayFull(Conflict):
    """More hours of shifts on one day than a person of that age takes on."""

    code = "events.day_full"
    message = _("On %(day)s this would be more than %(hours)s hours of shifts, the most for one day at your age.")


class TooManyPlaces(Conflict):
    """So many places held that others find none."""

    code = "events.too_many_places"
    message = _("You hold %(count)s places on shifts ahead, the most for one person. Give one back first.")


class TooManyChosen(InvalidInput):
    """More shifts at once than one form has."""

    code = "events.too_many_chosen"
    message = _("Choose at most %(most)s shifts at once.")
    field = "role_ids"


# By SignUpStatus: why a step does not follow from where a sign-up stands.
STANDING_WORDS = {
    "invited": _("It is an invitation: answer it with yes or no."),
    "awaiting": _("It still waits for a parent or guardian."),
    "confirmed": _("The place is confirmed already."),
    "declined": _("The invitation was declined."),
    "withdrawn": _("The place was given back."),
    "cancelled": _("The place was cancelled."),
}


class SignUpClosed(Conflict):
    """The sign-up is past changing."""

    code = "events.signup_closed"
    message = _("This sign-up can no longer be changed.")

    def __str__(self) -> str:
        """Return the sentence, and where the sign-up stands if that is known."""
        stands = STANDING_WORDS.get(self.context.get("status", ""))
        return f"{self.message} {stands}" if stands else str(self.message)


class InvitationAnswered(Conflict):
    """Somebody has said yes or no already."""

    code = "events.invitation_answered"
    message = _("These invitations cannot be taken back any more: people have answered (%(count)s).")


class AlreadyConfirmed(Conflict):
    """Attendance is confirmed once."""

    code = "events.already_confirmed"
    message = _("The attendance of this person is already confirmed.")


class ShiftOver(Conflict):
    """Too late: the shift has ended."""

    code = "events.shift_over"
    message = _("This shift is over.")


class NoNeedChosen(InvalidInput):
    """Nothing was chosen to be shared."""

    code = "events.no_need_chosen"
    message = _("Tick what the organiser should know.")
    field = "needs"


class NeedNotNamed(InvalidInput):
    """Somebody wants to share what her profile does not say."""

    code = "events.need_not_named"
    message = _("You can share only what your own profile says. Add it there first.")
    field = "needs"


class ShiftNotOver(Conflict):
    """Attendance before the end."""

    code = "events.shift_not_over"
    message = _("You can confirm who came when the shift is over.")


class MinutesImpossible(InvalidInput):
    """More than the shift, or nothing."""

    code = "events.minutes_impossible"
    message = _("The minutes must be between 1 and %(longest)s, the length of the shift.")
    field = "minutes"


class GateHasNoOverride(NotAllowed):
    """The law, or the safety of children, knows no exception."""

    code = "events.gate_has_no_override"
    message = _("There is no exception to this rule, for anybody.")


class GateNotClosed(Conflict):
    """An exception nobody needs."""

    code = "events.gate_not_closed"
    message = _("This rule does not keep the person out. No exception is needed.")


class NobodyToLetIn(InvalidInput):
    """No such person, or none an exception would help."""

    code = "events.nobody_to_let_in"
    message = _(
        "An exception does not help here: nobody with this address is kept out by lesson time, a skill or a language "
        "alone."
    )
    field = "email"


class ReasonMissing(InvalidInput):
    """An exception, or an answer to one, without a word."""

    code = "events.reason_missing"
    message = _("Give a reason. The other side reads it.")
    field = "reason"


class OverrideNotFound(NotFound):
    """No such exception, or not for this person."""

    code = "events.override_not_found"
    message = _("We could not find this exception.")


class OverrideWaiting(Conflict):
    """Asked once at a time."""

    code = "events.override_waiting"
    message = _("This exception is already asked for and waits for a decision.")


class OverrideDecided(Conflict):
    """Decided once."""

    code = "events.override_decided"
    message = _("Somebody has decided about this exception already.")


class OverrideNeedsSecondPerson(NotAllowed):
    """Whoever asks does not decide."""

    code = "events.override_needs_second_person"
    message = _("An exception needs a second person: neither the one who asked nor the one it is for.")


class DeclarationContradicts(InvalidInput):
    """None and some at once."""

    code = "events.declaration_contradicts"
    message = _("“None of these” cannot stand beside another answer. Leave one of them out.")
    field = "hazards"


class GuardianIsYourself(InvalidInput):
    """The contact of the person who asks."""

    code = "events.guardian_is_yourself"
    message = _("This is your own contact. Your parent or guardian needs another one.")
    field = "contact"


class GuardianHasEnough(Conflict):
    """One contact answers for a few people only."""

    code = "events.guardian_has_enough"
    message = _("This contact already answers for %(most)s young people. Name another parent or guardian.")
    field = "contact"


class GuardianAskedTooOften(TooMany):
    """Nobody is written to without end."""

    code = "events.guardian_asked_too_often"
    message = _("We have written often enough today. Ask your parent or guardian yourself, or try again tomorrow.")


class GuardianLinkUnknown(NotFound):
    """No request has this link."""

    code = "events.guardian_link_unknown"
    message = _("This link does not work.")


class GuardianLinkEnded(Conflict):
    """The answer comes too late."""

    code = "events.guardian_link_ended"
    message = _("This link has ended. Ask for a new one.")


class GuardianAnswered(Conflict):
    """One link, one answer."""

    code = "events.guardian_answered"
    message = _("This link has been answered already.")


class GuardianNameIsMinors(InvalidInput):
    """The minor's own name under a guardian's answer."""

    code = "events.guardian_name_is_minors"
    message = _("Write your own name, not the name of the young person.")
    field = "full_name"


class GuardianCodeWrong(InvalidInput):
    """Not the code that was sent, or an old one."""

    code = "events.guardian_code_wrong"
    message = _("This code is not right. Check the message, or ask for a new code.")
    field = "code"


class GuardianCodesUsedUp(TooMany):
    """Too many guesses or codes."""

    code = "events.guardian_codes_used_up"
    message = _("Too many attempts. Open the link in the message we sent instead.")


class QuestionClosed(Conflict):
    """One question, one reply."""

    code = "events.question_closed"
    message = _("This question can no longer be changed.")


class PlaceIsFree(Conflict):
    """Nobody waits for what is there."""

    code = "events.place_is_free"
    message = _("There is a free place on this shift. Take it straight away.")


class AlreadyWaiting(Conflict):
    """One person, one place in the queue."""

    code = "events.already_waiting"
    message = _("You are on the waiting list of this shift already.")


class TooLateToWait(Conflict):
    """No time is left to offer a place and hear an answer."""

    code = "events.too_late_to_wait"
    message = _("This shift starts too soon for a waiting list.")


class WaitingNotFound(NotFound):
    """No such entry of a waiting list, or not this person's."""

    code = "events.waiting_not_found"
    message = _("You are not on this waiting list.")


class OfferLapsed(Conflict):
    """The answer to an offer from the waiting list came too late."""

    code = "events.offer_lapsed"
    message = _("The time to answer is over. The place has gone to the next person on the waiting list.")


class SwapNotFound(NotFound):
    """No such offer of a place, or not for this person."""

    code = "events.swap_not_found"
    message = _("We could not find this offer of a place.")


class SwapClosed(Conflict):
    """The offer was answered, taken back, or the place is gone."""

    code = "events.swap_closed"
    message = _("This offer of a place no longer stands.")


class SwapWithOneself(InvalidInput):
    """The own address."""

    code = "events.swap_with_oneself"
    message = _("This is your own address. Write the address of the person who takes over.")
    field = "email"


class NothingToCover(Conflict):
    """Every place is taken, or a search looks for all of them already."""

    code = "events.nothing_to_cover"
    message = _("There is no free place to find somebody for, or a search is running already.")


class CoverNotFound(NotFound):
    """No such search or question, or not for this person."""

    code = "events.cover_not_found"
    message = _("We could not find this question. Perhaps nobody is needed any more.")


class CoverFilled(Conflict):
    """Somebody was faster, or nobody is needed any more."""

    code = "events.cover_filled"
    message = _("Thank you, the place is filled. You need do nothing.")


class CoverClosed(Conflict):
    """Answered before, or stopped."""

    code = "events.cover_closed"
    message = _("This question has been answered already.")


class TeamSizeImpossible(InvalidInput):
    """Too few or too many people, or one without a name."""

    code = "events.team_size_impossible"
    message = _("A team has from %(fewest)s to %(most)s people, you among them. Give each a name.")
    field = "people"


class TeamContactTwice(InvalidInput):
    """Two people with one address, or the leader's own."""

    code = "events.team_contact_twice"
    message = _("Each person needs an own e-mail or phone, and not yours.")
    field = "people"


class TeamAlready(Conflict):
    """One team at a time for one role."""

    code = "events.team_already"
    message = _("You already hold places for a team here. Wait for the answers, or give the places back.")


class TeamDoesNotFit(Conflict):
    """More people than free places."""

    code = "events.team_does_not_fit"
    message = _("There are only %(free)s free places. Name fewer people, or choose another shift.")


class TooLateForTeam(Conflict):
    """No time is left to wait for answers."""

    code = "events.too_late_for_team"
    message = _("This shift starts too soon to wait for a team. Each person can still join alone.")


class TeamNotFound(NotFound):
    """No such team, or not this person's."""

    code = "events.team_not_found"
    message = _("We could not find this team.")


class TeamPlaceNotFound(NotFound):
    """No such place of a team, or written to another address."""

    code = "events.team_place_not_found"
    message = _("We could not find this invitation. Sign in with the address or number it was written to.")


class TeamClosed(Conflict):
    """Answered, complete, released, or too late."""

    code = "events.team_closed"
    message = _("This can no longer be changed: the answer is given, or the time to answer is over.")


class AnswerLinkUnknown(NotFound):
    """No place has this link."""

    code = "events.answer_link_unknown"
    message = _("This link does not work. Sign in and open My shifts.")


class CheckInNotOpen(Conflict):
    """Too early or too late to check people in."""

    code = "events.check_in_not_open"
    message = _("People are checked in from two hours before the shift until its end.")


class TooFewAdults(Conflict):
    """A shift with children without two cleared adults."""

    code = "events.too_few_adults"
    message = _("A shift with children needs two cleared adults. It has fewer, so nobody can be checked in yet.")


class GateListClosed(Conflict):
    """Too early or too late to take the names of a shift along."""

    code = "events.gate_list_closed"
    message = _("The list for the gate is there from the day before the shift until a day after it.")


class GateCodeUnknown(InvalidInput):
    """A code that this site did not write."""

    code = "events.gate_code_unknown"
    message = _("We do not know this code. Scan the one on the organiser’s screen, or show your pass.")
    field = "code"


class GateCodeOld(Conflict):
    """A code that was on the screen earlier: a photo of it, or a slow network."""

    code = "events.gate_code_old"
    message = _("This code is too old: it changes every half minute. Scan the one that is on the screen now.")
    field = "code"


class GateWordWrong(InvalidInput):
    """Not the figures of the day."""

    code = "events.gate_word_wrong"
    message = _("These are not the four figures of this shift. Ask the coordinator at the door.")
    field = "word"


class ScanNotFound(NotFound):
    """No such scan, or not for this person."""

    code = "events.scan_not_found"
    message = _("We could not find this check-in.")


class ScanDecided(Conflict):
    """Decided once."""

    code = "events.scan_decided"
    message = _("Somebody has decided about this check-in already, or there is nothing to decide.")


class OwnScan(NotAllowed):
    """Nobody vouches for herself."""

    code = "events.own_scan"
    message = _("This is about you. Somebody else has to do it.")


class GateReasonMissing(InvalidInput):
    """A decision after the gate without a word."""

    code = "events.gate_reason_missing"
    message = _("Write in a few words why. Your colleagues read it, and the person may ask for it.")
    field = "reason"


class HeadCountImpossible(InvalidInput):
    """Nobody counts so many."""

    code = "events.head_count_impossible"
    message = _("Write how many people you counted: between 0 and %(most)s.")
    field = "people"


class PresenceReversed(InvalidInput):
    """Gone before having come."""

    code = "events.presence_reversed"
    message = _("The end must lie after the start. Check both times.")
    field = "ends_at"


class PresenceOutside(InvalidInput):
    """Before the shift or after it."""

    code = "events.presence_outside"
    message = _("Both times must lie within the shift.")
    field = "starts_at"


class PresenceSeen(Conflict):
    """The gate has seen the person, or somebody has written it down."""

    code = "events.presence_seen"
    message = _("It is noted already that this person was there.")


class PresenceContested(Conflict):
    """A check-in waits for a decision."""

    code = "events.presence_contested"
    message = _("A check-in of this person is to be looked at first. Open the list of the gate and decide.")


class PresenceNotFound(Conflict):
    """Nobody has noted that the person was there."""

    code = "events.presence_not_found"
    message = _("Nobody has noted that this person was there.")


class PresenceConfirmed(Conflict):
    """Confirmed once, or seen at the gate."""

    code = "events.presence_confirmed"
    message = _("This needs no second person, or a second person has agreed already.")


class SecondPersonMissing(NotAllowed):
    """What one person writes down afterwards takes two."""

    code = "events.second_person_missing"
    message = _("What was written down afterwards needs a second person: not the one who wrote it.")


class TooManyTickets(InvalidInput):
    """More than a gate can use."""

    code = "events.too_many_tickets"
    message = _("A shift can have up to %(most)s tickets.")
    field = "blank"


class StillElsewhere(Conflict):
    """At another shift at the same time."""

    code = "events.still_elsewhere"
    message = _("This person is noted as being at another shift at this time. Note there first when they left.")


class AlreadyOnList(Conflict):
    """The person somebody wants to add holds a place on the shift."""

    code = "events.already_on_list"
    message = _("This person is on the list of this shift already.")


class WalkInRefused(NotAllowed):
    """Nobody with this name and contact, or somebody for a reason that is not the coordinator's business."""

    code = "events.walk_in_refused"
    message = _(
        "We could not add this person: there is no account with this name and address, or the person may not take "
        "this shift."
    )


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


class MessageSubjectMissing(InvalidInput):
    """A message to a shift without a subject."""

    code = "events.message_subject_missing"
    message = _("Please say in a few words what it is about.")
    field = "subject"


class MessageSubjectTooLong(InvalidInput):
    """A subject that fills more than a line."""

    code = "events.message_subject_too_long"
    message = _("Please keep the subject to %(most)s characters.")
    field = "subject"


class MessageTextMissing(InvalidInput):
    """A message to a shift without words."""

    code = "events.message_text_missing"
    message = _("Please write the message.")
    field = "text"


class MessageTooLong(InvalidInput):
    """A message longer than people read on a phone."""

    code = "events.message_too_long"
    message = _("Please keep the message to %(most)s characters.")
    field = "text"


class MessageUnreadable(InvalidInput):
    """A message with signs that cannot be shown."""

    code = "events.message_unreadable"
    message = _("Please take the invisible characters out of the text.")
    field = "text"


class NobodyToWriteTo(Conflict):
    """A message to people who are not there."""

    code = "events.nobody_to_write_to"
    message = _("Nobody would get this message. Choose other people, or wait until somebody has a place.")


class SecondAdultMissing(NotAllowed):
    """A message to children that no second adult would read along."""

    code = "events.second_adult_missing"
    message = _(
        "Somebody under 18 is among the people, so a second adult of your organisation has to get a copy. Invite a "
        "second person to your organisation first."
    )


class TooLateToWrite(Conflict):
    """A message to a shift that is long over."""

    code = "events.too_late_to_write"
    message = _("This shift has been over for more than a week. Its people can no longer be written to.")


class TooManyMessages(TooMany):
    """More messages of an event than people want to get in a day."""

    code = "events.too_many_messages"
    message = _("Five messages a day are the most for one event. Please write again tomorrow.")


class FeedbackClosed(Conflict):
    """Feedback about a shift that is not over, long over, or at which the person was not."""

    code = "events.feedback_closed"
    message = _("You can say how a shift was once you were there, within %(days)s days of its end.")


class FeedbackGiven(Conflict):
    """Said once is said."""

    code = "events.feedback_given"
    message = _("You have already said how this shift was. Thank you.")


class FeedbackOfOwnTeam(NotAllowed):
    """Whoever acts for an organisation would rate it."""

    code = "events.feedback_of_own_team"
    message = _("You act for this organisation, so others say how its shifts were.")


class ScoreImpossible(InvalidInput):
    """A score outside one to five."""

    code = "events.score_impossible"
    message = _("Choose from 1 to 5.")
    field = "score"


class ThanksTooEarly(Conflict):
    """Thanks for a shift at which nobody has seen the person yet, or long after it."""

    code = "events.thanks_too_early"
    message = _("You can thank people who were there, within %(days)s days of the end of the shift.")


class ThanksGiven(Conflict):
    """Thanked once."""

    code = "events.thanks_given"
    message = _("This person has been thanked for this shift already.")
