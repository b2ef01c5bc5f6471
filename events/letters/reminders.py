"""What reminders say: when, where, and how to answer with one tap. Nothing once the shift has moved or begun."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import clock, outbox
from core.delivery import Letter
from core.delivery.kinds import MessageKind
from core.delivery.sending import NotNow
from core.outbox import Payload
from core.text import localised
from events.enums import OpportunityStatus, ReminderKind, ShiftStatus, SignUpStatus
from events.letters.words import shift_words
from events.models import SignUp
from events.queries.answers import answer_url
from events.queries.moves import where_words
from events.queries.nights import LETTERS
from events.queries.reminders import slots_of


@outbox.handler("shifts.reminder")
def reminder(payload: Payload) -> Letter | None:
    """Remind a person of a shift as it stands; in the night the letter waits for the morning, if that is in time."""
    signup = _standing(payload)
    if signup is None:
        return None
    kind, now, zone = ReminderKind(str(payload["kind"])), clock.now(), signup.shift.time_zone
    until = next(slot.until for slot in slots_of(signup.shift.starts_at, zone) if slot.kind == kind)
    if now >= until:
        return None
    if LETTERS.holds(now, zone):
        morning = LETTERS.morning_after(now, zone)
        if morning >= until:
            return None
        raise NotNow(morning, "night")
    return letter_to(
        int(payload["user_id"]),
        lambda _user: _written(kind, signup),
        kind=MessageKind.REMINDER,
        path=f"me/shifts/{signup.public_id}/",
    )


def _standing(payload: Payload) -> SignUp | None:
    """Return the place, while it is confirmed and its shift is the one that the reminder was written for."""
    places = SignUp.objects.confirmed().select_related("role", "shift__opportunity__venue")
    signup = places.filter(pk=payload["signup_id"]).first()
    if signup is None or signup.status != SignUpStatus.CONFIRMED:
        return None
    shift = signup.shift
    takes_place = shift.status == ShiftStatus.PLANNED and shift.opportunity.status in (
        OpportunityStatus.PUBLISHED,
        OpportunityStatus.CLOSED,
    )
    return signup if takes_place and shift.sequence == payload["sequence"] else None


def _written(kind: ReminderKind, signup: SignUp) -> tuple[str, str]:
    opportunity = signup.shift.opportunity
    words = {
        **shift_words(signup.shift),
        "place": where_words(opportunity),
        "contact": " ".join(filter(None, (opportunity.contact_name, opportunity.contact_phone))),
        "page": answer_url(signup),
    }
    if kind == ReminderKind.HOURS:
        bring = localised(opportunity, "bring", get_language() or settings.LANGUAGE_CODE).text
        parts = [_("“%(title)s” starts at %(time)s on %(day)s. The place: %(place)s. Ask for: %(contact)s.") % words]
        if opportunity.is_place_protected:
            parts.append(_("The address stands in My shifts, and in no letter."))
        parts += [_("Bring: %(bring)s") % {"bring": bring}] if bring else []
        return _("Soon: %(title)s") % words, "\n\n".join([*parts, words["page"]])
    if kind == ReminderKind.DAYS:
        text = _(
            "In two days: “%(title)s” on %(day)s at %(time)s, %(place)s. If you cannot come, say so early and "
            "somebody else can have the place: %(page)s"
        )
        return _("In two days: %(title)s") % words, text % words
    if signup.coming_said_at is not None:
        text = _(
            "“%(title)s” on %(day)s at %(time)s, %(place)s. You have said that you come. If something "
            "changes: %(page)s"
        )
    else:
        text = _("“%(title)s” on %(day)s at %(time)s, %(place)s. Are you coming? Yes or I cannot, one tap: %(page)s")
    return _("Are you coming? %(title)s, %(day)s") % words, text % words
