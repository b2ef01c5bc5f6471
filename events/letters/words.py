"""Words that every letter about a shift uses."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language

from core.delivery import Attachment, MessageKind
from core.text import localised
from events.exports import invitation_file
from events.models import Shift, SignUp

NEAR = timedelta(hours=14)  # the longest night of quiet hours, and some time to set out


def change_kind(shift: Shift, *, now: datetime) -> MessageKind:
    """Return the kind of news about a shift: one that begins within the day may come at any hour."""
    is_near = shift.starts_at - now < NEAR and shift.ends_at > now
    return MessageKind.ALERT if is_near else MessageKind.PLACE


def desk_path(shift: Shift) -> str:
    """Return where coordinators see a shift, without the language in front. The organisation is one query."""
    return f"org/{shift.opportunity.organisation.slug}/events/{shift.opportunity.public_id}/"


def shift_words(shift: Shift) -> dict[str, str]:
    """Return the words that letters name a shift by, in the language in force."""
    return {
        "title": localised(shift.opportunity, "title", get_language() or settings.LANGUAGE_CODE).text,
        "day": shift.starts_on.strftime("%d.%m.%Y"),
        "time": shift.start_time.strftime("%H:%M"),
    }


def invitation(signup: SignUp, method: str = "REQUEST") -> Attachment:
    """Return the file that puts a place into the calendar of whoever reads the letter, or takes it out (CANCEL)."""
    return Attachment(invitation_file(signup, method=method), method=method)
