"""Words that every letter about a shift uses."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import localised
from events.models import Opportunity, Shift


def shift_words(shift: Shift) -> dict[str, str]:
    """Return the words that letters name a shift by, in the language in force."""
    return {
        "title": localised(shift.opportunity, "title", get_language() or settings.LANGUAGE_CODE).text,
        "day": shift.starts_on.strftime("%d.%m.%Y"),
        "time": shift.start_time.strftime("%H:%M"),
    }


def place_words(opportunity: Opportunity) -> str:
    """Return where an opportunity is, for people who have a place on it, in the language in force."""
    if opportunity.is_remote or opportunity.venue is None:
        return _("Online")
    name = localised(opportunity.venue, "name", get_language() or settings.LANGUAGE_CODE).text
    return ", ".join(filter(None, (opportunity.address, name)))
