"""What letters about shifts say. Each is written when it is sent, from ids, and not at all once it no longer holds."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter
from core.outbox import Payload
from core.text import localised
from events.enums import ShiftStatus
from events.models import Shift


def shift_words(shift: Shift) -> dict[str, str]:
    """Return the words that letters name a shift by, in the language in force."""
    return {
        "title": localised(shift.opportunity, "title", get_language() or settings.LANGUAGE_CODE).text,
        "day": shift.starts_on.strftime("%d.%m.%Y"),
        "time": shift.start_time.strftime("%H:%M"),
    }


@outbox.handler("shifts.too_few_adults")
def too_few_adults(payload: Payload) -> Letter | None:
    """Tell a coordinator or an officer that a shift with children may not run as it stands."""
    shift = Shift.objects.select_related("opportunity").filter(pk=payload["shift_id"]).first()
    if shift is None or shift.has_two_adults or shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A shift with children needs another adult"),
            _(
                "“%(title)s” on %(day)s at %(time)s has fewer than two cleared adults. It may not take place until "
                "another one has joined. Please find one, or call the shift off."
            )
            % shift_words(shift),
        ),
    )
