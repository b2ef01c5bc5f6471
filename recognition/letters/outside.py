"""What letters say about hours from elsewhere."""

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.models import User
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from recognition.models import OutsideClaim


@outbox.handler("hours.outside_decided")
def decided(payload: Payload) -> Letter | None:
    """Tell a person what was decided about her hours from elsewhere, and why."""
    found = OutsideClaim.objects.filter(pk=payload["claim_id"], decided_at__isnull=False).defer("picture").first()
    if found is None:
        return None

    def write(user: User) -> tuple[str, str]:
        if found.taken_back_at:
            said = _("Your hours from elsewhere (%(minutes)s minutes) count no more. The reason: ")
        elif found.is_approved:
            said = _("Your hours from elsewhere (%(minutes)s minutes) count now, apart from those here. The reason: ")
        else:
            said = _("Your hours from elsewhere (%(minutes)s minutes) were refused. The reason: ")
        return _("Your hours from elsewhere"), said % {"minutes": found.minutes} + found.decision

    return letter_to(int(payload["user_id"]), write, kind=MessageKind.PLACE, path="me/hours/outside/")
