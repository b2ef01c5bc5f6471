"""What is said about shifts that moved: when and where they were and are, and who has said that she still comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import localised
from events.enums import SignUpStatus
from events.models import Opportunity, Shift, SignUp
from places.models import Territory


@dataclass(frozen=True, slots=True)
class Reconfirmation:
    """How many people were asked again after a move, and how many have said that they still come."""

    asked: int
    said: int


def span_words(shift: Shift) -> str:
    """Return day and hours of a shift by the clock of its place."""
    return _span(shift.starts_at, shift.ends_at, shift.time_zone)


def agreed_words(signup: SignUp) -> str:
    """Return when and where a shift was when its person agreed; empty unless it has moved since."""
    if not agreed_span(signup):
        return ""
    return ", ".join(filter(None, (agreed_span(signup), _place(signup.agreed_venue, signup.agreed_address))))


def agreed_span(signup: SignUp) -> str:
    """Return day and hours of a shift when its person agreed, by the clock of that place; empty as agreed_words."""
    if signup.agreed_starts_at is None or signup.agreed_ends_at is None:
        return ""
    zone = signup.agreed_venue.time_zone if signup.agreed_venue else signup.shift.time_zone
    return _span(signup.agreed_starts_at, signup.agreed_ends_at, zone)


def place_words(signup: SignUp) -> str:
    """Return where a shift takes place now."""
    work = signup.shift.opportunity
    return _place(work.venue, work.address) or (_("online") if work.is_remote else "")


def where_words(opportunity: Opportunity) -> str:
    """Return where an opportunity takes place."""
    return _place(opportunity.venue, opportunity.address) or (_("online") if opportunity.is_remote else "")


def reconfirmation(signups: Iterable[SignUp]) -> Reconfirmation:
    """Count who was asked again and who has answered, among the confirmed places handed in."""
    held = [one for one in signups if one.status == SignUpStatus.CONFIRMED]
    said = sum(one.coming_said_at is not None for one in held)
    return Reconfirmation(sum(one.reconfirm_by is not None for one in held) + said, said)


def _span(starts_at: datetime, ends_at: datetime, time_zone: str) -> str:
    start, end = (moment.astimezone(ZoneInfo(time_zone)) for moment in (starts_at, ends_at))
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d.%m.%Y %H:%M}"
    return f"{start:%d.%m.%Y %H:%M}–{last}"


def _place(venue: Territory | None, address: str) -> str:
    name = localised(venue, "name", get_language() or settings.LANGUAGE_CODE).text if venue else ""
    return ", ".join(filter(None, (name, address)))
