"""Vocabulary of opportunities, shifts and sign-ups."""

from enum import IntFlag

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import Cause

# Work with children in need is for adults. docs/sources.md, "Ages".
ADULT_CAUSES = frozenset({Cause.CHILD_PROTECTION})


class OpportunityStatus(TextChoices):
    """The life of an opportunity, in order."""

    DRAFT = "draft", pgettext_lazy("opportunity", "draft")
    PUBLISHED = "published", pgettext_lazy("opportunity", "published")
    CLOSED = "closed", pgettext_lazy("opportunity", "closed")
    CANCELLED = "cancelled", pgettext_lazy("opportunity", "cancelled")


class ShiftStatus(TextChoices):
    """Whether a shift takes place."""

    PLANNED = "planned", pgettext_lazy("shift", "planned")
    CANCELLED = "cancelled", pgettext_lazy("shift", "cancelled")


class Scope(TextChoices):
    """How much of a series a change is about."""

    THIS = "this", _("Only this shift")
    FOLLOWING = "following", _("This shift and all after it")
    ALL = "all", _("All shifts still ahead")


class SignUpStatus(TextChoices):
    """Where one person stands with one shift; the first three hold a seat."""

    INVITED = "invited", pgettext_lazy("sign-up", "invited")
    AWAITING = "awaiting", pgettext_lazy("sign-up", "waiting for a guardian")
    CONFIRMED = "confirmed", pgettext_lazy("sign-up", "confirmed")
    DECLINED = "declined", pgettext_lazy("sign-up", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("sign-up", "withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("sign-up", "cancelled")


SEAT_HOLDING = (SignUpStatus.INVITED, SignUpStatus.AWAITING, SignUpStatus.CONFIRMED)


class SignUpOrigin(TextChoices):
    """How the person came to the shift."""

    SELF = "self", _("joined")
    INVITATION = "invitation", _("invited by the coordinator")
    AUTOFILL = "autofill", _("proposed by Asar")
    WAITLIST = "waitlist", _("from the waiting list")
    SWAP = "swap", _("took over a place")
    WALK_IN = "walk_in", _("came on the day")
    COVER = "cover", _("came instead of somebody")
    TEAM = "team", _("came with a team")


class ReminderKind(TextChoices):
    """How long before a shift somebody is reminded of it."""

    DAYS = "days", pgettext_lazy("reminder", "two days before")
    DAY = "day", pgettext_lazy("reminder", "the day before")
    HOURS = "hours", pgettext_lazy("reminder", "two hours before")


class SwapAnswer(TextChoices):
    """What became of a place somebody wanted to give away."""

    TAKEN = "taken", pgettext_lazy("swap", "taken over")
    DECLINED = "declined", pgettext_lazy("swap", "declined")
    TAKEN_BACK = "taken_back", pgettext_lazy("swap", "taken back")


class DropReason(TextChoices):
    """Why somebody cannot come, if she likes to say; nothing about health, for nobody needs to know that."""

    STUDY = "study", _("Study or exam")
    WORK = "work", _("Work")
    FAMILY = "family", _("Family")
    TRANSPORT = "transport", _("No way to get there")
    OTHER = "other", _("Something else")


class CoverAnswer(TextChoices):
    """What somebody said who was asked to come instead of another."""

    YES = "yes", pgettext_lazy("cover", "comes")
    NO = "no", pgettext_lazy("cover", "cannot")


class CoverEnd(TextChoices):
    """Why a search for cover asks nobody any more."""

    FILLED = "filled", pgettext_lazy("cover", "found")
    STOPPED = "stopped", pgettext_lazy("cover", "stopped by the coordinator")
    EXHAUSTED = "exhausted", pgettext_lazy("cover", "everybody suitable was asked")
    OVER = "over", pgettext_lazy("cover", "the shift began")


class TeamStatus(TextChoices):
    """How a team stands."""

    GATHERING = "gathering", pgettext_lazy("team", "waiting for answers")
    CONFIRMED = "confirmed", pgettext_lazy("team", "confirmed")
    RELEASED = "released", pgettext_lazy("team", "released")


class TeamAnswer(TextChoices):
    """What one person of a team said."""

    WAITING = "waiting", pgettext_lazy("team", "has not answered")
    ACCEPTED = "accepted", pgettext_lazy("team", "comes")
    DECLINED = "declined", pgettext_lazy("team", "does not come")
    DROPPED = "dropped", pgettext_lazy("team", "place given up")


class ConsentAnswer(TextChoices):
    """What a guardian said about one shift."""

    AGREED = "agreed", pgettext_lazy("guardian", "agreed")
    ALONG = "along", pgettext_lazy("guardian", "comes along")
    REFUSED = "refused", pgettext_lazy("guardian", "did not agree")


class Outcome(TextChoices):
    """What the coordinator saw."""

    PRESENT = "present", _("came")
    ABSENT = "absent", _("did not come")


class Effort(TextChoices):
    """How hard the work is on the body."""

    LIGHT = "light", _("Light. Can be done sitting.")
    MEDIUM = "medium", _("Medium. Some standing and walking.")
    HEAVY = "heavy", _("Hard. Lifting and long standing.")


class Hazard(IntFlag):
    """What the organiser declares about the work and the people helped; docs/sources.md, "Ages"."""

    EMERGENCY = 1
    OFFENCE_VICTIMS = 2
    OFFENDERS = 4
    HEAVY_OR_HARMFUL = 8
    CASH_COLLECTION = 16
    VULNERABLE_ADULTS = 32
    MEDICAL = 64


HAZARD_LABELS = {
    Hazard.EMERGENCY: _("Help to victims of disasters, accidents or conflicts, refugees or displaced people"),
    Hazard.OFFENCE_VICTIMS: _("Help to victims of offences"),
    Hazard.OFFENDERS: _("Help to people with a criminal record or under prosecution"),
    Hazard.HEAVY_OR_HARMFUL: _("Heavy, harmful or dangerous work"),
    Hazard.CASH_COLLECTION: _("Collecting money from people"),
    Hazard.VULNERABLE_ADULTS: _("Care for adults who depend on others"),
    Hazard.MEDICAL: _("Work in hospitals or clinics"),
}
ALL_HAZARDS = 127
HAZARD_CODES = {hazard.name.lower(): hazard for hazard in Hazard if hazard.name}
# What nobody under 18 may take part in, whoever agrees: Art. 12(2-1), and collecting money.
BARRED_FOR_MINORS = (
    Hazard.EMERGENCY | Hazard.OFFENCE_VICTIMS | Hazard.OFFENDERS | Hazard.HEAVY_OR_HARMFUL | Hazard.CASH_COLLECTION
)


def hazards_of(mask: int) -> list[Hazard]:
    """Split a mask into what was declared, in order."""
    return [hazard for hazard in Hazard if mask & hazard]


class HostKind(TextChoices):
    """Places that volunteers may enter only by agreement with their management (Art. 12(3)(8))."""

    NONE = "", _("none of these")
    SCHOOL = "school", _("a school or kindergarten")
    HOSPITAL = "hospital", _("a hospital or clinic")
    SOCIAL = "social", _("an organisation of social care")
    CULTURE = "culture", _("an organisation of culture")
    SPORT = "sport", _("an organisation of sport")
    FOREST = "forest", _("a forest or nature reserve")


class ConcernKind(TextChoices):
    """What somebody reports."""

    HARM_TO_CHILD = "child", _("A child may be harmed")
    UNSAFE = "unsafe", _("The work or the place is not safe")
    BEHAVIOUR = "behaviour", _("Somebody behaves badly: insults, touches, threatens")
    DATA = "data", _("Somebody misuses personal data or photos")
    NOT_VOLUNTARY = "forced", _("People are made to take part, or to pay")
    OTHER = "other", _("Something else")


class ConcernStatus(TextChoices):
    """How far a report has come; ``escalated`` waits for anybody of a wider circle to take it."""

    NEW = "new", pgettext_lazy("concern", "New")
    ESCALATED = "escalated", pgettext_lazy("concern", "Nobody was quick enough")
    TAKEN = "taken", pgettext_lazy("concern", "Being looked at")
    ANSWERED = "answered", pgettext_lazy("concern", "Answered")
    CLOSED = "closed", pgettext_lazy("concern", "Closed")


WAITING_CONCERNS = (ConcernStatus.NEW, ConcernStatus.ESCALATED)
HANDLED_CONCERNS = (ConcernStatus.TAKEN, ConcernStatus.ANSWERED)


class ScanKind(TextChoices):
    """Which way through the gate."""

    IN = "in", pgettext_lazy("gate", "in")
    OUT = "out", pgettext_lazy("gate", "out")


class ScanWay(TextChoices):
    """How somebody was recognised at the gate."""

    PASS = "pass", pgettext_lazy("gate", "pass")
    CODE = "code", pgettext_lazy("gate", "letters of the pass")
    LIST = "list", pgettext_lazy("gate", "list of names")
    TICKET = "ticket", pgettext_lazy("gate", "printed ticket")
    GATE_CODE = "gate_code", pgettext_lazy("gate", "code on the organiser's screen")
    POSTER = "poster", pgettext_lazy("gate", "poster and word of the day")
    WALK_IN = "walk_in", pgettext_lazy("gate", "came without signing up")
    TYPED = "typed", pgettext_lazy("gate", "written down afterwards")


class Evidence(TextChoices):
    """How well it is known that somebody was there; docs/decisions/0027-gate.md says what each level takes."""

    SIGNED = "A", _("Signed code, own account, and an organiser at the gate")
    ORGANISER = "B", _("Seen by an organiser at the gate")
    MANUAL = "C", _("Written down afterwards")


class ScanMark(IntFlag):
    """What is unusual about a scan; none of it changes anybody's hours by itself."""

    LATE = 1  # reached us long after it happened: the phone had no network
    CLOCK_CORRECTED = 2  # the phone's clock was wrong, and by how much is known
    CLOCK_DOUBTFUL = 4  # two measures of the clock disagree
    CLAMPED = 8  # a moment a little ahead of us, read as now


class ScanOutcome(TextChoices):
    """The answer to one scan; ``events.queries.gate.words`` says it in words."""

    IN_ON_TIME = "in_on_time", pgettext_lazy("gate", "in, on time")
    IN_LATE = "in_late", pgettext_lazy("gate", "in, late")
    ALREADY_IN = "already_in", pgettext_lazy("gate", "already in")
    OUT = "out", pgettext_lazy("gate", "out")
    ALREADY_OUT = "already_out", pgettext_lazy("gate", "already out")
    OUT_NOT_IN = "out_not_in", pgettext_lazy("gate", "out without having come in")
    OUT_BEFORE_IN = "out_before_in", pgettext_lazy("gate", "out before in")
    LET_IN_CLOSED = "let_in_closed", pgettext_lazy("gate", "let in although a rule says no")
    WALKED_IN = "walked_in", pgettext_lazy("gate", "added and in")
    WALK_IN_REFUSED = "walk_in_refused", pgettext_lazy("gate", "could not be added")
    NOT_ON_LIST = "not_on_list", pgettext_lazy("gate", "not on the list")
    OTHER_SHIFT = "other_shift", pgettext_lazy("gate", "has a place on another shift")
    PLACE_ENDED = "place_ended", pgettext_lazy("gate", "the place was given back or cancelled")
    NOT_ANSWERED = "not_answered", pgettext_lazy("gate", "has not accepted the invitation")
    GUARDIAN_MISSING = "guardian_missing", pgettext_lazy("gate", "a guardian has not agreed")
    GATE_CLOSED = "gate_closed", pgettext_lazy("gate", "a rule says no")
    TOO_FEW_ADULTS = "too_few_adults", pgettext_lazy("gate", "too few cleared adults")
    ELSEWHERE = "elsewhere", pgettext_lazy("gate", "still at another shift")
    TOO_EARLY = "too_early", pgettext_lazy("gate", "before the gate opens")
    TOO_LATE = "too_late", pgettext_lazy("gate", "after the gate closed")
    SHIFT_OFF = "shift_off", pgettext_lazy("gate", "the shift does not take place")
    UNKNOWN_CODE = "unknown_code", pgettext_lazy("gate", "unknown code")
    CODE_EXPIRED = "code_expired", pgettext_lazy("gate", "an old code")
    CODE_ELSEWHERE = "code_elsewhere", pgettext_lazy("gate", "a code of another shift")
    TICKET_USED = "ticket_used", pgettext_lazy("gate", "the ticket was used")
    TICKET_BLANK = "ticket_blank", pgettext_lazy("gate", "a ticket without a name")
    TIME_IMPOSSIBLE = "time_impossible", pgettext_lazy("gate", "an impossible time")
    KEY_TAKEN = "key_taken", pgettext_lazy("gate", "another scan has this key")
    UNREADABLE = "unreadable", pgettext_lazy("gate", "could not be read")
    TRY_AGAIN = "try_again", pgettext_lazy("gate", "a fault on our side")


class ScanVerdict(TextChoices):
    """What a coordinator decided about a scan that somebody had to look at."""

    STANDS = "stands", pgettext_lazy("gate", "it is right")
    DROPPED = "dropped", pgettext_lazy("gate", "it does not count")


class Thanks(TextChoices):
    """What a coordinator thanks somebody for; no free words, so that nobody writes to a child alone."""

    CAME = "came", pgettext_lazy("thanks", "Thank you for coming")
    GREAT_HELP = "great_help", pgettext_lazy("thanks", "You were a great help")
    SHOWED_OTHERS = "showed_others", pgettext_lazy("thanks", "You showed others how it is done")
    COME_AGAIN = "come_again", pgettext_lazy("thanks", "Please come again")
