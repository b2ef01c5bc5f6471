"""What a coordinator writes to the people of a shift, passed on word for word, and the copy for a second adult."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery.kinds import MessageKind
from core.delivery.letter import Letter
from core.outbox import Payload
from core.text import localised
from events.letters.words import shift_words
from events.models import ShiftMessageCopy
from events.validators import without_links


@outbox.handler("shifts.message")
def shift_message(payload: Payload) -> Letter | None:
    """Pass a message on to one person. Addresses in it are broken up, so that nothing in the letter can be clicked."""
    copy = (
        ShiftMessageCopy.objects.select_related("message__shift__opportunity__organisation")
        .filter(message_id=int(payload["message_id"]), user_id=int(payload["user_id"]))
        .first()
    )
    if copy is None:
        return None
    kind = MessageKind.SAFEGUARDING if copy.is_second_adult else MessageKind.ORGANISATION
    return letter_to(copy.user_id, lambda _user: _written(copy), kind=kind)


def _written(copy: ShiftMessageCopy) -> tuple[str, str]:
    message = copy.message
    facts = {
        **shift_words(message.shift),
        "organisation": localised(message.shift.opportunity.organisation, "name", get_language() or "kk").text,
    }
    why = _("%(organisation)s writes to you because you have a place on “%(title)s”, %(day)s at %(time)s.")
    if copy.is_second_adult:
        why = _(
            "A copy for you as the second adult: “%(title)s”, %(day)s at %(time)s. Children are among the people it "
            "went to."
        )
    return without_links(message.subject), f"{why % facts}\n\n{without_links(message.text)}"
