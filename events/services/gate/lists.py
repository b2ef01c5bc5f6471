"""Handing out what a phone keeps of a shift: written down as a look at everybody on it."""

from datetime import datetime

from accounts.models import User
from events import errors
from events.enums import OpportunityStatus, ShiftStatus
from events.models import Shift
from events.queries.gate.people import GateList, gate_list, is_list_open
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
    note_looks(
        "name",
        [person.signup.volunteer for person in found.people],
        viewer=viewer,
        organisation=shift.opportunity.organisation,
        purpose="shift",
        about=shift.opportunity,
        now=now,
    )
    return found
