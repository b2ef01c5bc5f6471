"""What letters about the gate say: who was let in against a rule, and who was added on the day."""

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from events.letters.words import shift_words
from events.models import GateScan, SignUp
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
        kind=MessageKind.SAFEGUARDING,
    )


@outbox.handler("gate.walked_in")
def walked_in(payload: Payload) -> Letter | None:
    """Tell a person that she was added to a shift on the day, and ask her to confirm it."""
    signup = SignUp.objects.select_related("shift__opportunity").filter(pk=payload["signup_id"]).first()
    if signup is None or not signup.awaits_own_word:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Were you there?"),
            _(
                "“%(title)s” on %(day)s at %(time)s: the organisation added you on the day. Please open the shift and "
                "confirm that you were there. Your hours count from then on. If it was not you, do nothing."
            )
            % shift_words(signup.shift),
        ),
        kind=MessageKind.PLACE,
        path=f"me/shifts/{signup.public_id}/",
    )
