"""Shapes of opportunities, shifts, sign-ups and reports."""

from events.schemas.concerns import ConcernIn, ConcernOut
from events.schemas.inputs import OpportunityIn, OpportunitySearch, ShiftIn, write_position
from events.schemas.looks import LookOut, Looks
from events.schemas.open_data import OpportunityGraph
from events.schemas.opportunities import (
    OpportunityBrief,
    OpportunityListed,
    OpportunityOut,
    OpportunityPage,
    RoleOut,
    ShiftBrief,
    ShiftOut,
    ShiftRolesOut,
)
from events.schemas.signups import (
    AttendanceIn,
    ClaimIn,
    ContactRow,
    Contacts,
    NeedsIn,
    RosterPage,
    RosterRow,
    SharedNeedsOut,
    SignUpOut,
    SignUpPage,
)
from events.schemas.ways import CheckInIn, SwapIn, SwapList, SwapOut, WaitingList, WaitingOut, WalkInIn

__all__ = [
    "AttendanceIn",
    "CheckInIn",
    "ClaimIn",
    "ConcernIn",
    "ConcernOut",
    "ContactRow",
    "Contacts",
    "LookOut",
    "Looks",
    "NeedsIn",
    "OpportunityBrief",
    "OpportunityGraph",
    "OpportunityIn",
    "OpportunityListed",
    "OpportunityOut",
    "OpportunityPage",
    "OpportunitySearch",
    "RoleOut",
    "RosterPage",
    "RosterRow",
    "SharedNeedsOut",
    "ShiftBrief",
    "ShiftIn",
    "ShiftOut",
    "ShiftRolesOut",
    "SignUpOut",
    "SignUpPage",
    "SwapIn",
    "SwapList",
    "SwapOut",
    "WaitingList",
    "WaitingOut",
    "WalkInIn",
    "write_position",
]
