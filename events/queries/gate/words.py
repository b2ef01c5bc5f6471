"""The answers of the gate in words: what it is, and what to do next, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import errors
from events.eligibility import Gate
from events.enums import ScanMark, ScanOutcome
from events.models import GateScan
from events.queries.host_words import ABOUT_SOMEBODY, NOT_YET, PRIVATE_GATES

Tone = Literal["good", "warn", "bad"]

SENTENCES: Mapping[ScanOutcome, str | Promise] = {
    ScanOutcome.IN_ON_TIME: gettext_lazy("In, on time."),
    ScanOutcome.OUT: gettext_lazy("Out."),
    ScanOutcome.OUT_NOT_IN: gettext_lazy("Out, but nobody saw this person come in. It is kept for you to look at."),
    ScanOutcome.OUT_BEFORE_IN: gettext_lazy("This is before the person came in. It is kept for you to look at."),
    ScanOutcome.WALKED_IN: gettext_lazy("Added and in. The hours count once the person has confirmed them."),
    ScanOutcome.NOT_ON_LIST: gettext_lazy("Not on the list. Add this person as somebody who came on the day?"),
    ScanOutcome.PLACE_ENDED: gettext_lazy(
        "This place was given back or cancelled. Add the person again if there is room."
    ),
    ScanOutcome.NOT_ANSWERED: gettext_lazy(
        "Invited, but has not said yes. Ask the person to accept on the phone first."
    ),
    ScanOutcome.GUARDIAN_MISSING: gettext_lazy(
        "A parent or guardian has not agreed. Call them, or let them come along."
    ),
    ScanOutcome.TOO_FEW_ADULTS: errors.TooFewAdults.message,
    ScanOutcome.ELSEWHERE: gettext_lazy("Noted at another shift at this time. It is kept for you to look at."),
    ScanOutcome.TOO_EARLY: gettext_lazy("Too early. People are let in from two hours before the shift."),
    ScanOutcome.TOO_LATE: gettext_lazy("This shift is over. Write down afterwards who was there."),
    ScanOutcome.SHIFT_OFF: gettext_lazy("This shift does not take place."),
    ScanOutcome.UNKNOWN_CODE: gettext_lazy("We do not know this code. Look the person up by name."),
    ScanOutcome.CODE_EXPIRED: gettext_lazy("This is an old code. Ask the person to open the pass again."),
    ScanOutcome.CODE_ELSEWHERE: gettext_lazy("This code belongs to another shift."),
    ScanOutcome.TICKET_USED: gettext_lazy("This ticket was used already."),
    ScanOutcome.TICKET_BLANK: gettext_lazy("A ticket without a name. Choose who holds it."),
    ScanOutcome.TIME_IMPOSSIBLE: gettext_lazy("The time of this scan is not possible. Check the clock of the phone."),
    ScanOutcome.KEY_TAKEN: gettext_lazy("This scan belongs to another shift."),
    ScanOutcome.UNREADABLE: gettext_lazy("This scan could not be read. Scan again."),
    ScanOutcome.TRY_AGAIN: gettext_lazy("This did not work on our side. It is sent again."),
}
# The same answers to the person herself, who holds the phone.
OWN_SENTENCES: Mapping[ScanOutcome, str | Promise] = {
    ScanOutcome.IN_ON_TIME: gettext_lazy("You are in, on time. Enjoy the work."),
    ScanOutcome.IN_LATE: gettext_lazy("You are in. It is a little late; the coordinator sees the time."),
    ScanOutcome.ALREADY_IN: gettext_lazy("You are in already. There is nothing more to do."),
    ScanOutcome.OUT: gettext_lazy("You are out. Thank you for your work."),
    ScanOutcome.ALREADY_OUT: gettext_lazy("You are out already. The later time counts."),
    ScanOutcome.OUT_NOT_IN: gettext_lazy("You are out, but nobody saw you come in. The coordinator will look at it."),
    ScanOutcome.OUT_BEFORE_IN: gettext_lazy("This is before you came in. The coordinator will look at it."),
    ScanOutcome.NOT_ON_LIST: gettext_lazy(
        "You have no place on this shift. Ask the coordinator at the door to add you."
    ),
    ScanOutcome.OTHER_SHIFT: gettext_lazy(
        "Your place is on another shift of this event. Ask the coordinator at the door."
    ),
    ScanOutcome.PLACE_ENDED: gettext_lazy("Your place was given back or cancelled. Ask the coordinator at the door."),
    ScanOutcome.NOT_ANSWERED: gettext_lazy("You are invited. Accept the invitation under My shifts first."),
    ScanOutcome.GUARDIAN_MISSING: gettext_lazy(
        "Your parent or guardian has not agreed yet. Ask them to answer, or to come along."
    ),
    ScanOutcome.ELSEWHERE: gettext_lazy(
        "You are noted at another shift at this time. The coordinator will look at it."
    ),
    ScanOutcome.TOO_EARLY: gettext_lazy("Too early. Check-in opens two hours before the shift."),
    ScanOutcome.TOO_LATE: gettext_lazy("This shift is over. Tell the coordinator that you were there."),
}
GOOD = frozenset({ScanOutcome.IN_ON_TIME, ScanOutcome.IN_LATE, ScanOutcome.OUT, ScanOutcome.WALKED_IN})
WARN = frozenset(
    {
        ScanOutcome.OTHER_SHIFT,
        ScanOutcome.GUARDIAN_MISSING,
        ScanOutcome.NOT_ANSWERED,
        ScanOutcome.ALREADY_OUT,
        ScanOutcome.LET_IN_CLOSED,
        ScanOutcome.TICKET_BLANK,
        ScanOutcome.OUT_NOT_IN,
        ScanOutcome.OUT_BEFORE_IN,
        ScanOutcome.TRY_AGAIN,
    }
)


def tone_of(outcome: str) -> Tone:
    """Return the colour of an answer: done, to be decided, or no."""
    if outcome in GOOD:
        return "good"
    return "warn" if outcome in WARN else "bad"


def sentence_of(scan: GateScan, names: Mapping[UUID, str], time_zone: str) -> str:
    """Say the answer to a scan; ``names`` are those of whoever scanned, by public id."""
    outcome = ScanOutcome(scan.outcome)
    if outcome == ScanOutcome.IN_LATE:
        return _late(int(scan.details.get("minutes", 0)))
    if outcome in (ScanOutcome.ALREADY_IN, ScanOutcome.ALREADY_OUT, ScanOutcome.OTHER_SHIFT):
        return _timed(outcome, scan.details, names, time_zone)
    if outcome in (ScanOutcome.GATE_CLOSED, ScanOutcome.WALK_IN_REFUSED):
        return reason_of(scan.details)
    if outcome == ScanOutcome.LET_IN_CLOSED:
        return _("Let in without network, but: %(reason)s") % {"reason": reason_of(scan.details)}
    return str(SENTENCES[outcome])


def own_sentence_of(scan: GateScan) -> str:
    """Say the answer to the person who checked herself in; a closed gate speaks for itself."""
    outcome = ScanOutcome(scan.outcome)
    if outcome == ScanOutcome.GATE_CLOSED:
        return str(errors.GATE_ERRORS[Gate(scan.details["gate"])](years=scan.details.get("years", 0)))
    return str(OWN_SENTENCES.get(outcome) or SENTENCES[outcome])


def _late(minutes: int) -> str:
    sentence = ngettext("In, %(minutes)s minute late.", "In, %(minutes)s minutes late.", minutes)
    return sentence % {"minutes": minutes}


def _timed(outcome: ScanOutcome, details: Mapping[str, str], names: Mapping[UUID, str], time_zone: str) -> str:
    at = details.get("at")
    time = datetime.fromisoformat(at).astimezone(ZoneInfo(time_zone)).strftime("%H:%M") if at else "–"
    if outcome == ScanOutcome.OTHER_SHIFT:
        return _("Has a place on the shift at %(time)s. Check in here?") % {"time": time}
    if outcome == ScanOutcome.ALREADY_OUT:
        return _("Already out at %(time)s. The later time counts.") % {"time": time}
    by = details.get("by")
    name = names.get(UUID(by)) if by else None
    if name is None:
        return _("Already in at %(time)s.") % {"time": time}
    return _("Already in: %(name)s saw this person at %(time)s.") % {"time": time, "name": name}


def reason_of(details: Mapping[str, str | int]) -> str:
    """Say why a gate is closed or somebody could not be added, as a host may know it."""
    if "gate" in details:
        gate, years = Gate(str(details["gate"])), int(details.get("years", 0))
        if gate in PRIVATE_GATES:
            return str(NOT_YET)
        if gate in ABOUT_SOMEBODY:
            return str(ABOUT_SOMEBODY[gate]) % {"years": years}
        return str(errors.GATE_ERRORS[gate](years=years))
    error = str(details.get("error", ""))
    if error == errors.ShiftFull.code:
        return _("This shift is full. Make room first, or send the person to another shift.")
    return str(_ERRORS.get(error, errors.WalkInRefused).message)


_ERRORS = {
    error.code: error
    for error in (
        errors.AlreadyOnList,
        errors.CheckInNotOpen,
        errors.RoleNotFound,
        errors.ShiftNotOpen,
        errors.TooFewAdults,
        errors.WalkInRefused,
    )
}


def marks_of(scan: GateScan) -> list[str]:
    """Return the codes of what is unusual about a scan."""
    return [mark.name.lower() for mark in ScanMark if scan.marks & mark and mark.name]


def scanners(scans: "list[GateScan]") -> set[UUID]:
    """Return whose names the sentences of some scans need."""
    return {UUID(by) for scan in scans if (by := scan.details.get("by"))}
