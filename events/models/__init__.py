"""Tables of opportunities, shifts, roles, sign-ups and attendance."""

from events.models.attendance import Attendance
from events.models.calendar_feed import CalendarFeed
from events.models.concern import Concern
from events.models.consent_request import ConsentRequest
from events.models.cover import CoverAsk, CoverRefusal, CoverSearch
from events.models.feedback import ShiftFeedback, ShiftThanks
from events.models.gate import GateScan, GateTicket, HeadCount, Presence
from events.models.message import ShiftMessage, ShiftMessageCopy
from events.models.opportunity import Opportunity, Programme
from events.models.override import GateOverride
from events.models.protected_place import ProtectedPlace
from events.models.reduction import Reduction
from events.models.role import RoleSkill, ShiftRole
from events.models.series import ShiftSeries
from events.models.shift import Shift
from events.models.signup import SignUp
from events.models.swap import SwapOffer
from events.models.team import Team, TeamPlace
from events.models.waitlist import WaitlistEntry

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Concern",
    "ConsentRequest",
    "CoverAsk",
    "CoverRefusal",
    "CoverSearch",
    "GateOverride",
    "GateScan",
    "GateTicket",
    "HeadCount",
    "Opportunity",
    "Presence",
    "Programme",
    "ProtectedPlace",
    "Reduction",
    "RoleSkill",
    "Shift",
    "ShiftFeedback",
    "ShiftMessage",
    "ShiftMessageCopy",
    "ShiftRole",
    "ShiftSeries",
    "ShiftThanks",
    "SignUp",
    "SwapOffer",
    "Team",
    "TeamPlace",
    "WaitlistEntry",
]
