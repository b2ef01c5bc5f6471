"""What letters to officers about concerns say."""

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.queries import open_account
from core import outbox
from core.delivery import Letter, MessageKind
from events.queries import concerns


@outbox.handler("concerns.notify")
def concern_letter(payload: outbox.Payload) -> Letter | None:
    """Tell an officer that something waits, in words that say nothing to whoever looks over her shoulder.

    Nothing is sent to somebody who may not know of the report any more.
    """
    user = open_account(int(payload["user_id"]))
    if user is None or not concerns.concerns_seen_by(user).filter(pk=payload["concern_id"]).exists():
        return None
    return letter_to(
        user.pk,
        lambda officer: (_("New message"), _("There is a new message for you. Please sign in to read it.")),
        kind=MessageKind.SAFEGUARDING,
    )
