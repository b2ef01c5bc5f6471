"""What letters about shifts share: the place one is about, as it is now, and the words for it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from core.delivery import Attachment, MessageKind
from core.outbox import Payload
from core.text import localised
from events.eligibility import Gate, gate_text, least_age_years
from events.enums import SignUpStatus
from events.exports import invitation_file
from events.models import Shift, SignUp

NEAR = timedelta(hours=14)  # the longest night of quiet hours, and some time to set out


def change_kind(shift: Shift, *, now: datetime) -> MessageKind:
    """Return the kind of news about a shift: one that begins within the day may come at any hour."""
    is_near = shift.starts_at - now < NEAR and shift.ends_at > now
    return MessageKind.ALERT if is_near else MessageKind.PLACE


def desk_path(shift: Shift) -> str:
    """Return where coordinators see a shift, without the language in front. The organisation is one query."""
    return f"org/{shift.opportunity.organisation.slug}/events/{shift.opportunity.public_id}/"


def shift_words(shift: Shift) -> dict[str, str]:
    """Return the words that letters name a shift by, in the language in force."""
    return {
        "title": localised(shift.opportunity, "title", get_language() or settings.LANGUAGE_CODE).text,
        "day": shift.starts_on.strftime("%d.%m.%Y"),
        "time": shift.start_time.strftime("%H:%M"),
    }


def moment_words(moment: datetime, shift: Shift) -> str:
    """Return a moment by the clock of the place of a shift."""
    return moment.astimezone(ZoneInfo(shift.time_zone)).strftime("%d.%m.%Y %H:%M")


def gate_lines(signup: SignUp, payload: Payload, language: str) -> str:
    """Return a line for each gate that a message names, as it is closed to the place."""
    years = least_age_years(signup.shift.opportunity.min_age, signup.role.min_age)
    gates = [Gate(code) for code in str(payload["gates"]).split(",")]
    return "\n".join(gate_text(gate, language, years=years) for gate in gates)


def places_told() -> "QuerySet[SignUp]":
    """Return places with everything that letters say about them."""
    return SignUp.objects.select_related(
        "role",
        "shift__opportunity__venue__region",
        "shift__opportunity__organisation",
        "volunteer__user",
        "agreed_venue",
        "reduction",
    )


def place_as(payload: Payload, *statuses: SignUpStatus) -> SignUp | None:
    """Return the place a message names, while its state is one that the letter speaks of."""
    return places_told().filter(pk=payload["signup_id"], status__in=statuses).first()


def invitation(signup: SignUp, method: str = "REQUEST") -> Attachment:
    """Return the file that puts a place into the calendar of whoever reads the letter, or takes it out (CANCEL)."""
    return Attachment(invitation_file(signup, method=method), method=method)
