"""Tables of opportunities, shifts, roles, sign-ups and attendance."""

from events.models.attendance import Attendance
from events.models.calendar_feed import CalendarFeed
from events.models.concern import Concern
from events.models.consent_request import ConsentRequest
from events.models.opportunity import Opportunity, Programme
from events.models.override import GateOverride
from events.models.protected_place import ProtectedPlace
from events.models.role import RoleSkill, ShiftRole
from events.models.shift import Shift
from events.models.signup import SignUp
from events.models.swap import SwapOffer
from events.models.waitlist import WaitlistEntry

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Concern",
    "ConsentRequest",
    "GateOverride",
    "Opportunity",
    "Programme",
    "ProtectedPlace",
    "RoleSkill",
    "Shift",
    "ShiftRole",
    "SignUp",
    "SwapOffer",
    "WaitlistEntry",
]
