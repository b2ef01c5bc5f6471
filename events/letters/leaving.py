"""What letters to an organisation say when somebody has left the service. Nobody is named."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.models import User
from core import outbox
from core.delivery import Letter, MessageKind
from core.text import localised
from events.letters.words import desk_path, shift_words
from events.models import ShiftRole


@outbox.handler("events.place_freed")
def place_freed(payload: outbox.Payload) -> Letter | None:
    """Tell an organisation that somebody left the service and a place is free again."""
    role = ShiftRole.objects.select_related("shift__opportunity").filter(pk=payload["role_id"]).first()
    if role is None:
        return None

    def write(user: User) -> tuple[str, str]:
        facts = shift_words(role.shift) | {"role": localised(role, "name", get_language() or "kk").text}
        text = _(
            "Somebody who had a place has left the service. One place is free again: “%(title)s”, %(role)s, "
            "%(day)s at %(time)s."
        )
        return _("A place is free again"), text % facts

    return letter_to(int(payload["user_id"]), write, kind=MessageKind.TEAM, path=desk_path(role.shift))
