"""The codes of this site: ``codes`` with the site's secrets, for the people, shifts and tickets of its tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from events.models import GateTicket, Shift
from events.queries.gate import codes

PASS, POSTER, TICKET = "pass", "poster", "ticket"
SHOWN_AHEAD = 20  # windows a screen may show without asking again: ten minutes without network


@dataclass(frozen=True, slots=True)
class ShownCode:
    """One code of an organiser's screen and the half minute it is shown in."""

    code: str
    starts_at: datetime
    ends_at: datetime


def secrets() -> tuple[str, ...]:
    """Return the site's secrets, the present one first."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def pass_token(volunteer_id: int, day: date) -> str:
    """Return what a person's pass says on one day."""
    return codes.seal_number(secrets(), PASS, volunteer_id, day)


def pass_letters(volunteer_id: int, day: date) -> list[str]:
    """Return the six letters of a person's pass on one day: the present ones, and those of secrets before."""
    return [codes.letters_of(secret, PASS, volunteer_id, day) for secret in secrets()]


def ticket_token(ticket: GateTicket) -> str:
    """Return what is printed as a picture on a ticket."""
    return codes.seal_number(secrets(), TICKET, ticket.pk)


def ticket_letters(ticket: GateTicket) -> list[str]:
    """Return the eight letters of a ticket: the present ones, and those of secrets before."""
    count = codes.TICKET_LETTER_COUNT
    return [codes.letters_of(secret, TICKET, ticket.pk, count=count) for secret in secrets()]


def poster_token(shift: Shift) -> str:
    """Return what the poster of a shift says; it is the same until the shift is over."""
    return codes.seal_number(secrets(), POSTER, shift.pk)


def word_of_the_day(shift: Shift) -> str:
    """Return the four figures that coordinators say to whoever checks herself in at the poster."""
    return codes.word_of(settings.SECRET_KEY, shift.public_id)


def shown_codes(shift: Shift, now: datetime, *, count: int = SHOWN_AHEAD) -> Iterator[ShownCode]:
    """Yield the codes for a screen from now on, each with its half minute by our clock."""
    first = codes.window_at(now)
    for window in range(first, first + count):
        starts_at = datetime.fromtimestamp(window * codes.WINDOW_SECONDS, UTC)
        code = codes.write_gate_code(secrets(), shift.public_id, window)
        yield ShownCode(code, starts_at, starts_at + timedelta(seconds=codes.WINDOW_SECONDS))


def mark_salt(shift: Shift) -> str:
    """Return what is hashed before a code in the marks of one shift, so that marks of two shifts never match."""
    return salted_hmac("asar.gate.marks", shift.public_id.hex, algorithm="sha256").hexdigest()[:16]


def days_of(shift: Shift) -> list[date]:
    """Return the local days on which a pass opens the gate of a shift: one, or two where it goes past midnight."""
    return [shift.starts_on] if shift.ends_on <= shift.starts_on else [shift.starts_on, shift.ends_on]
