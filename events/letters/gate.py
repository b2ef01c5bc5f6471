"""What letters about the gate say: somebody was let in whom a rule keeps out."""

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter
from core.outbox import Payload
from events.letters.words import shift_words
from events.models import GateScan
from events.queries.gate.words import reason_of


@outbox.handler("gate.let_in_closed")
def let_in_closed(payload: Payload) -> Letter | None:
    """Tell a coordinator or an officer of it, until somebody has looked; who it was is said on the page alone."""
    scan = GateScan.objects.select_related("shift__opportunity").filter(pk=payload["scan_id"]).first()
    if scan is None or scan.looked_at is not None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Please look at a check-in"),
            _(
                "At “%(title)s” on %(day)s at %(time)s a phone without network let somebody in whom a rule keeps out. "
                "The reason: %(reason)s Please open the list of the gate and decide."
            )
            % {**shift_words(scan.shift), "reason": reason_of(scan.details)},
        ),
    )
