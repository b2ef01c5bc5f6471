"""Shapes of opportunities, shifts and sign-ups."""

from events.schemas.inputs import OpportunityIn, OpportunitySearch, ShiftIn, write_position
from events.schemas.looks import LookOut, Looks
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
    RosterPage,
    RosterRow,
    SignUpOut,
    SignUpPage,
)

__all__ = [
    "AttendanceIn",
    "ClaimIn",
    "ContactRow",
    "Contacts",
    "LookOut",
    "Looks",
    "OpportunityBrief",
    "OpportunityIn",
    "OpportunityListed",
    "OpportunityOut",
    "OpportunityPage",
    "OpportunitySearch",
    "RoleOut",
    "RosterPage",
    "RosterRow",
    "ShiftBrief",
    "ShiftIn",
    "ShiftOut",
    "ShiftRolesOut",
    "SignUpOut",
    "SignUpPage",
    "write_position",
]
