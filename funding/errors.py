"""What can go wrong with calls: each says what to do next."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound


class CallNotFound(NotFound):
    """No such call, or not for this person."""

    code = "funding.call_not_found"
    message = _("We could not find this call. Look at the list of calls.")


class ApplicationNotFound(NotFound):
    """No such application, or not for this person."""

    code = "funding.application_not_found"
    message = _("We could not find this application.")


class ComplaintNotFound(NotFound):
    """No such complaint about this call."""

    code = "funding.complaint_not_found"
    message = _("We could not find this complaint.")


class ContractNotFound(NotFound):
    """No contract about this application."""

    code = "funding.contract_not_found"
    message = _("There is no contract yet. It is written after the days for complaints.")


class TerritoryNotYours(NotFound):
    """A territory one does not run calls for."""

    code = "funding.territory_not_yours"
    message = _("You do not run calls for this territory.")


class CallPublished(Conflict):
    """Terms change no more."""

    code = "funding.call_published"
    message = _("This call is published, so its terms stand. Publish a correction with a reason instead.")


class TitleMissing(InvalidInput):
    """A call without a name."""

    code = "funding.title_missing"
    message = _("Give the call a title in at least one language.")
    field = "title_kk"


class AreaUnknown(InvalidInput):
    """No area of the law, or one for another kind of call."""

    code = "funding.area_unknown"
    message = _("Choose an area of the law that this kind of call can pay for.")
    field = "area"


class SumBelowLimit(InvalidInput):
    """Less than the law allows for this kind."""

    code = "funding.sum_below_limit"
    message = _("This kind of call gives at least %(least)s MRP. Raise the sum, or choose another kind.")
    field = "sum_mrp"


class SumAboveLimit(InvalidInput):
    """More than the law allows for this kind."""

    code = "funding.sum_above_limit"
    message = _("This kind of call gives at most %(most)s MRP. Lower the sum, or choose another kind.")
    field = "sum_mrp"


class TermOutsideLimits(InvalidInput):
    """Shorter or longer than the law allows for this kind."""

    code = "funding.term_outside_limits"
    message = _("This kind of call lasts %(least)s to %(most)s months. Change the term, or choose another kind.")
    field = "months"


class LevelBelowRules(InvalidInput):
    """A level of the register below what the rules ask for this kind."""

    code = "funding.level_below_rules"
    message = _("Applicants for this kind of call need at least the level “%(level)s”. Choose it or a higher one.")
    field = "required_level"


class DeadlineTooSoon(InvalidInput):
    """A deadline that has passed already."""

    code = "funding.deadline_too_soon"
    message = _("The deadline lies in the past. Choose a moment ahead.")
    field = "closes_at"


class DeadlineTooLate(InvalidInput):
    """A prize closes by a day of the year."""

    code = "funding.deadline_too_late"
    message = _("Applications for this kind of call end by %(day)s. Choose an earlier deadline.")
    field = "closes_at"


class CriteriaWrong(InvalidInput):
    """No criteria, the same twice, or without weight."""

    code = "funding.criteria_wrong"
    message = _("Write at least one criterion, each once, with a weight and the best points from 1 to 100.")
    field = "criteria"


class CommissionTooSmall(InvalidInput):
    """Fewer members than the rules ask for."""

    code = "funding.commission_too_small"
    message = _("A commission has at least %(least)s members who score.")
    field = "commission_size"


class CorrectionReasonMissing(InvalidInput):
    """A correction nobody explains."""

    code = "funding.correction_reason_missing"
    message = _("Write why the call is corrected. Everybody reads it.")
    field = "reason"


class NothingCorrected(InvalidInput):
    """A correction that changes nothing."""

    code = "funding.nothing_corrected"
    message = _("Nothing is different from what is published.")


class CorrectionTooLate(Conflict):
    """Applications are in."""

    code = "funding.correction_too_late"
    message = _("The deadline has passed, so nothing of this call changes any more.")


class DeadlineOnlyLater(InvalidInput):
    """A correction that shortens the time to apply."""

    code = "funding.deadline_only_later"
    message = _("A correction may give more time, never less. Choose a later deadline.")
    field = "closes_at"


class NotEligible(NotAllowed):
    """Rules stand in the way; the sentence names every one with the step that opens it."""

    code = "funding.not_eligible"
    message = _("The organisation may not apply yet. %(reasons)s")


class TooLate(Conflict):
    """After the deadline, by whatever little."""

    code = "funding.too_late"
    message = _(
        "Applications were taken before %(until)s; this one came at %(at)s. Your draft is kept for another call."
    )


class ApplicationClosed(Conflict):
    """It was handed in or withdrawn already."""

    code = "funding.application_closed"
    message = _(
        "This application is no draft any more, so it does not change. Until the deadline you may withdraw it."
    )


class ApplicationExists(Conflict):
    """One organisation, one application for a call."""

    code = "funding.application_exists"
    message = _("Your organisation has an application for this call already. Continue that one.")


class TextMissing(InvalidInput):
    """A part of the application nobody wrote."""

    code = "funding.text_missing"
    message = _("Fill in every part before you hand the application in: this one is empty.")

    def __init__(self, *, field: str = "", **context: object) -> None:
        """Name the part."""
        super().__init__(**context)
        self.field = field


class BudgetEmpty(InvalidInput):
    """No line of money."""

    code = "funding.budget_empty"
    message = _("Write at least one line of the budget, with a name and a sum in whole tenge.")
    field = "budget"


class BudgetAboveCall(InvalidInput):
    """More money than the call gives."""

    code = "funding.budget_above_call"
    message = _("The call gives at most %(most)s ₸ to one application; your lines add up to %(sum)s ₸.")
    field = "budget"


class InstitutionalShareTooLarge(InvalidInput):
    """Running the organisation costs more than the law allows."""

    code = "funding.institutional_share_too_large"
    message = _(
        "Running the organisation may take at most %(percent)s %% of the sum: here %(most)s ₸. Lower those lines."
    )
    field = "budget"


class MonthsAboveCall(InvalidInput):
    """Longer than the call pays for."""

    code = "funding.months_above_call"
    message = _("The call pays for at most %(most)s months.")
    field = "months"


class MaterialNotYours(InvalidInput):
    """A material of somebody else, or one that was withdrawn."""

    code = "funding.material_not_yours"
    message = _("Choose materials that your organisation has posted.")
    field = "materials"


class NobodyToAppoint(InvalidInput):
    """No account that could sit in a commission."""

    code = "funding.nobody_to_appoint"
    message = _("Nobody with this address can be appointed. Ask the person to join Asar with it first.")
    field = "email"


class SeatTaken(Conflict):
    """The person sits there already, or the chair or secretary is named."""

    code = "funding.seat_taken"
    message = _("This seat is taken: the person is in the commission already, or there is a chair or secretary.")
    field = "email"


class CommissionFull(Conflict):
    """As many members as were published."""

    code = "funding.commission_full"
    message = _("The published commission has %(size)s members who score, and all seats are taken.")
    field = "role"


class CommissionClosed(Conflict):
    """The protocol is drawn up."""

    code = "funding.commission_closed"
    message = _("The protocol is drawn up, so the commission does not change and scores are not taken any more.")


class ScoringNotOpen(Conflict):
    """Applications are still coming in."""

    code = "funding.scoring_not_open"
    message = _("Scoring begins after the deadline, %(from)s.")


class SecretaryDoesNotScore(NotAllowed):
    """A secretary writes the protocol and gives no points."""

    code = "funding.secretary_does_not_score"
    message = _("The secretary draws up the protocol and gives no points.")


class DeclareFirst(Conflict):
    """No points before the declaration."""

    code = "funding.declare_first"
    message = _("First say for every applicant what ties you to it, or that nothing does.")


class DeclarationIncomplete(InvalidInput):
    """An applicant without an answer."""

    code = "funding.declaration_incomplete"
    message = _("Choose an answer for every applicant.")


class TiedToApplicant(NotAllowed):
    """She said that something ties her to the applicant."""

    code = "funding.tied_to_applicant"
    message = _("Something ties you to this applicant, so others score it. Go on with the next application.")


class OwnOrganisation(NotAllowed):
    """Nobody scores the own organisation."""

    code = "funding.own_organisation"
    message = _("You act for this applicant, so others score it. Go on with the next application.")


class PointsOutsideScale(InvalidInput):
    """Points the scale does not have."""

    code = "funding.points_outside_scale"
    message = _("Give 0 to %(best)s whole points on “%(criterion)s”.")

    def __init__(self, *, field: str = "", **context: object) -> None:
        """Name the input that holds the points."""
        super().__init__(**context)
        self.field = field


class AlreadyScored(Conflict):
    """Scores are given once."""

    code = "funding.already_scored"
    message = _("You have scored this application. Scores do not change; go on with the next one.")


class QuorumMissing(Conflict):
    """Too few members have scored."""

    code = "funding.quorum_missing"
    message = _(
        "%(present)s of %(size)s members have scored all they may score; %(needed)s are needed. Remind the others."
    )


class TooFewScores(Conflict):
    """An application with too few scores that count."""

    code = "funding.too_few_scores"
    message = _(
        "Application %(number)s has %(count)s scores that count; at least %(least)s are needed. Wait for members "
        "without a conflict, or appoint one."
    )


class ProtocolDrawnUp(Conflict):
    """There is one protocol of a call."""

    code = "funding.protocol_drawn_up"
    message = _("The protocol is drawn up already.")


class NotSigning(NotAllowed):
    """Chair and secretary sign."""

    code = "funding.not_signing"
    message = _("The chair and the secretary of the commission draw up and sign the protocol.")


class NothingToSign(Conflict):
    """No protocol yet."""

    code = "funding.nothing_to_sign"
    message = _("The protocol is not drawn up yet.")


class AlreadySigned(Conflict):
    """Signed before."""

    code = "funding.already_signed"
    message = _("You have signed this protocol.")


class ComplaintsClosed(Conflict):
    """No decision yet, or the days are over."""

    code = "funding.complaints_closed"
    message = _("Complaints are taken from the decision until the last published day. Now is not that time.")


class NotAnApplicant(NotAllowed):
    """Whoever did not apply has nothing to complain about here."""

    code = "funding.not_an_applicant"
    message = _("Only organisations that applied may complain about the decision.")


class AlreadyComplained(Conflict):
    """One complaint of an organisation about a call."""

    code = "funding.already_complained"
    message = _("Your organisation has complained already. The answer will stand on the page of the call.")


class WordsMissing(InvalidInput):
    """Nothing written."""

    code = "funding.words_missing"
    message = _("Write the reason. It is published.")
    field = "words"


class ComplaintAnswered(Conflict):
    """Answered before."""

    code = "funding.complaint_answered"
    message = _("This complaint is answered.")


class ContractTooEarly(Conflict):
    """Days for complaints run, a complaint waits, or the decision was set aside."""

    code = "funding.contract_too_early"
    message = _(
        "A contract is written after the days for complaints, when every complaint is answered and none was upheld."
    )


class NotSupported(Conflict):
    """The application was not supported."""

    code = "funding.not_supported"
    message = _("This application was not supported, so there is no contract about it.")


class ContractExists(Conflict):
    """One contract of an application."""

    code = "funding.contract_exists"
    message = _("The contract about this application is written already.")


class ContractWrong(InvalidInput):
    """Days or sum that do not fit what was decided."""

    code = "funding.contract_wrong"
    message = _("Give a number, days in order within %(months)s months, and at most %(most)s ₸.")
    field = "number"


class ReportDaysWrong(InvalidInput):
    """Days outside the contract, ahead, or reported before."""

    code = "funding.report_days_wrong"
    message = _("Choose days within the contract that are over and in no earlier report.")
    field = "first_on"


class SpentMoreThanLine(InvalidInput):
    """More than the budget has for a line."""

    code = "funding.spent_more_than_line"
    message = _("Line %(line)s has %(left)s ₸ left. Write at most that.")

    def __init__(self, *, field: str = "", **context: object) -> None:
        """Name the input that holds the sum."""
        super().__init__(**context)
        self.field = field


class NothingReported(InvalidInput):
    """A report without a line."""

    code = "funding.nothing_reported"
    message = _("Write what was spent on at least one line.")


class EventNotYours(InvalidInput):
    """An event of somebody else."""

    code = "funding.event_not_yours"
    message = _("Choose an event of your own organisation.")


class EventTwice(InvalidInput):
    """The same event on two lines of one report."""

    code = "funding.event_twice"
    message = _(
        "This event stands on another line of this report. Its hours are shown once, so keep it on one line and "
        "choose no event on the other."
    )

    def __init__(self, *, field: str = "", **context: object) -> None:
        """Name the input that holds the event."""
        super().__init__(**context)
        self.field = field


class HoursClaimedTwice(Conflict):
    """The hours of an event belong to one contract."""

    code = "funding.hours_claimed_twice"
    message = _("The hours of this event stand in a report of another contract. Money is shown for them once.")
