"""Handing out the names of a shift, to a phone before it and to a coordinator after it: each look is written down."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from events import errors
from events.enums import OpportunityStatus, ShiftStatus
from events.models import GateScan, Shift, SignUp
from events.queries.gate.afterwards import AfterGate, ScanCase, after_gate, scan_case
from events.queries.gate.people import GateList, gate_list, is_list_open
from events.queries.gate.reviewing import GateReview, gate_review
from events.services.looking import note_looks


def open_gate_list(*, shift: Shift, viewer: User, language: str, now: datetime) -> GateList:
    """Return the list of a shift for a phone, from the day before it until a day after; each person sees who looked.

    Raises GateListClosed or ShiftNotOpen.
    """
    if shift.status != ShiftStatus.PLANNED or shift.opportunity.status == OpportunityStatus.DRAFT:
        raise errors.ShiftNotOpen
    if not is_list_open(shift, now):
        raise errors.GateListClosed
    found = gate_list(shift, language=language)
    _note(shift, [person.signup for person in found.people], viewer, now)
    return found


def open_review(*, shift: Shift, viewer: User, now: datetime) -> GateReview:
    """Return what a coordinator looks at after a shift; each person whose name is in it sees who looked."""
    review = gate_review(shift)
    _note(shift, [scan.signup for scan in review.to_look_at if scan.signup], viewer, now)
    return review


def open_after_gate(*, shift: Shift, viewer: User, now: datetime) -> AfterGate:
    """Return what is decided after a shift; each person whose name is in it sees who looked."""
    found = after_gate(shift)
    cases = [case.scan.signup for case in found.cases if case.scan.signup]
    _note(shift, {signup.pk: signup for signup in (*found.people, *cases)}.values(), viewer, now)
    return found


def open_case(*, scan: GateScan, viewer: User, now: datetime) -> ScanCase:
    """Return one scan to decide about; the person it is about sees who looked."""
    found = scan_case(scan)
    _note(scan.shift, [scan.signup] if scan.signup else [], viewer, now)
    return found


def _note(shift: Shift, signups: Iterable[SignUp], viewer: User, now: datetime) -> None:
    note_looks(
        "name",
        [signup.volunteer for signup in signups],
        viewer=viewer,
        organisation=shift.opportunity.organisation,
        purpose="shift",
        about=shift.opportunity,
        now=now,
    )
