"""What the letter says when an organisation has recommended somebody."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.models import User
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from core.text import localised
from recognition.models import Certificate


@outbox.handler("certificates.letter_written")
def letter_written(payload: Payload) -> Letter | None:
    """Tell a person that a letter about her is there, unless it was withdrawn; its words stay on the page."""
    found = Certificate.objects.select_related("organisation", "author")
    letter = found.filter(pk=payload["certificate_id"], withdrawn_at=None, volunteer__isnull=False).first()
    if letter is None or letter.organisation is None:
        return None
    organisation = letter.organisation

    def write(user: User) -> tuple[str, str]:
        facts = {"organisation": localised(organisation, "name", get_language() or "kk").text}
        text = _(
            "%(organisation)s has written a letter of recommendation about you. Read it, download it, show it to "
            "whom you like, or withdraw it."
        )
        return _("A letter of recommendation for you"), text % facts

    return letter_to(
        int(payload["user_id"]), write, kind=MessageKind.ORGANISATION, path=f"me/certificates/{letter.public_id}/"
    )
