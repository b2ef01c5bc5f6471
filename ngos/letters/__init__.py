"""The letter that asks somebody to act for an organisation, to an address that may have no account."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.validators import Contact
from core import outbox
from core.delivery import Letter, MessageKind
from core.sealing import seal, unseal
from core.text import localised
from ngos.queries import INVITATION_LASTS, link_of, read_invitation

INVITED = "ngos.invited"


def seal_invitation(*, contact: Contact, token: str, language: str) -> str:
    """Close what the letter needs: the row would otherwise tell whom it is for, and let its readers in."""
    return seal(json.dumps({"email": contact.email, "phone": contact.phone, "token": token, "language": language}))


@outbox.handler(INVITED)
def invitation_letter(payload: outbox.Payload) -> Letter | None:
    """Write the invitation; nothing once it has ended."""
    opened = unseal(str(payload["sealed"]), within=INVITATION_LASTS)
    told = json.loads(opened) if opened else None
    invitation = read_invitation(told["token"]) if told else None
    if told is None or invitation is None:
        return None
    with override(told["language"]):
        values = {
            "who": invitation.inviter.short_name,
            "name": localised(invitation.organisation, "name", told["language"]).text,
            "link": link_of(told["token"], told["language"]),
        }
        text = _("%(who)s asks you to act for %(name)s on Asar. Read and answer within 7 days: %(link)s") % values
        if told["phone"]:
            return Letter(text=text, phone=told["phone"], kind=MessageKind.TEAM, language=told["language"])
        subject = _("Act for %(name)s?") % values
        return Letter(
            text=text, subject=subject, email=told["email"], kind=MessageKind.TEAM, language=told["language"]
        )
