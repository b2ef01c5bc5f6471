"""What the letter says with which an organisation thanks somebody for a shift."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.models import User
from core import outbox
from core.delivery import Letter, MessageKind
from core.text import localised
from events.letters.words import shift_words
from events.models import ShiftThanks


@outbox.handler("signups.thanked")
def thanked(payload: outbox.Payload) -> Letter | None:
    """Pass an organisation's thanks on to a person."""
    given = (
        ShiftThanks.objects.select_related("signup__shift__opportunity__organisation")
        .filter(signup_id=int(payload["signup_id"]))
        .first()
    )
    if given is None:
        return None
    shift = given.signup.shift

    def write(user: User) -> tuple[str, str]:
        organisation = localised(shift.opportunity.organisation, "name", get_language() or "kk").text
        facts = {**shift_words(shift), "organisation": organisation, "words": given.get_words_display()}
        text = _("%(organisation)s thanks you for “%(title)s”, %(day)s: “%(words)s.”")
        return _("Thank you from %(organisation)s") % facts, text % facts

    return letter_to(
        int(payload["user_id"]), write, kind=MessageKind.ORGANISATION, path=f"me/shifts/{given.signup.public_id}/"
    )
