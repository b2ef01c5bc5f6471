"""Messages about signing in: the code, by e-mail or SMS."""

import json
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.validators import Contact
from core import outbox
from core.delivery import Letter
from core.sealing import seal, unseal

CODE = "accounts.code"
CODE_LASTS = timedelta(minutes=15)


def seal_code(*, contact: Contact, code: str, language: str) -> str:
    """Close what the letter needs. A newcomer has no row yet, so the message carries the address, readable to nobody.

    An empty code makes a message for nobody.
    """
    return seal(json.dumps({"email": contact.email, "phone": contact.phone, "code": code, "language": language}))


@outbox.handler(CODE)
def code_letter(payload: outbox.Payload) -> Letter | None:
    """Write the letter with a code; nothing when the code is no longer good or the message is for nobody."""
    opened = unseal(str(payload["sealed"]), within=CODE_LASTS)
    if opened is None:
        return None
    told = json.loads(opened)
    if not told["code"]:
        return None
    with override(told["language"]):
        if told["phone"]:
            return Letter(text=_sms(told["code"]), phone=told["phone"], language=told["language"])
        subject = _("%(code)s is your Asar code") % {"code": told["code"]}
        return Letter(text=_letter(told["code"]), subject=subject, email=told["email"], language=told["language"])


def _sms(code: str) -> str:
    """Return one SMS: Kazakh and Russian letters leave room for 70 signs."""
    return _("Asar code: %(code)s. Never tell it to anyone.") % {"code": code}


def _letter(code: str) -> str:
    paragraphs = (
        f"{_('Your code:')} {code}\n",
        _("Type it on the page you have open. It is good for 15 minutes."),
        _("You did not ask for it? Then nothing has to be done: without the code nobody gets in.") + "\n",
        _("Asar") + "\n",
    )
    return "\n".join(paragraphs)
