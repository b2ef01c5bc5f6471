"""What letters about clearances and dates of birth say: written when they are sent, and not once they do not hold."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from volunteers.models import BirthDateCorrection, Clearance
from volunteers.queries import is_renewed


def _written(day: date) -> str:
    return day.strftime("%d.%m.%Y")


@outbox.handler("volunteers.renewal")
def renewal(payload: Payload) -> Letter | None:
    """Ask a person for a new paper before the present one ends."""
    clearance = Clearance.objects.select_related("volunteer").filter(pk=payload["clearance_id"]).first()
    if clearance is None or clearance.revoked_at or is_renewed(clearance):
        return None
    return letter_to(
        clearance.volunteer.user_id,
        lambda user: (
            _("Please renew: %(kind)s") % {"kind": clearance.get_kind_display()},
            _(
                "What we recorded (%(kind)s) counts until %(day)s. After that day you cannot take shifts that need "
                "it, and places on later shifts fall free. Show a new paper to a safeguarding officer in time. "
                "Never send a copy: Asar keeps none."
            )
            % {"kind": clearance.get_kind_display(), "day": _written(clearance.valid_until)},
        ),
        kind=MessageKind.SAFEGUARDING,
        path="me/profile/",
    )


@outbox.handler("volunteers.clearance_revoked")
def clearance_revoked(payload: Payload) -> Letter | None:
    """Tell a person that a clearance was ended, and why."""
    clearance = Clearance.objects.select_related("volunteer").filter(pk=payload["clearance_id"]).first()
    if clearance is None or clearance.revoked_at is None:
        return None
    return letter_to(
        clearance.volunteer.user_id,
        lambda user: (
            _("A clearance has been revoked"),
            _(
                "A safeguarding officer has revoked what we recorded (%(kind)s). The reason: %(reason)s\n\n"
                "You keep no places on shifts that need it. If this is a mistake, write to us: another officer looks "
                "at it again."
            )
            % {"kind": clearance.get_kind_display(), "reason": clearance.revoke_reason},
        ),
        kind=MessageKind.SAFEGUARDING,
        path="me/profile/",
    )


@outbox.handler("volunteers.birth_date_decided")
def birth_date_decided(payload: Payload) -> Letter | None:
    """Tell a person what became of the correction of her date of birth."""
    correction = BirthDateCorrection.objects.select_related("volunteer").filter(pk=payload["correction_id"]).first()
    if correction is None or correction.decided_at is None:
        return None
    accepted = correction.is_accepted
    return letter_to(
        correction.volunteer.user_id,
        lambda user: (
            _("Your date of birth is corrected") if accepted else _("Your date of birth stays as it is"),
            (
                _("An officer has corrected your date of birth in your profile. The reason: %(reason)s")
                if accepted
                else _("An officer has not accepted the correction of your date of birth. The reason: %(reason)s")
            )
            % {"reason": correction.decision_reason},
        ),
        kind=MessageKind.SAFEGUARDING,
        path="me/profile/",
    )
