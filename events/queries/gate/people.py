"""What a phone keeps so that a gate works without network: names, roles, standing, and marks of codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.queries import people_by_public_id
from events.enums import SignUpStatus
from events.models import GateTicket, Shift, ShiftRole, SignUp
from events.queries.gate import codes, keys
from events.queries.host_words import Standing, standings_of_signups
from events.queries.ways import DOOR_OPENS

KEPT_AFTER = timedelta(hours=24)
LISTED = (SignUpStatus.CONFIRMED, SignUpStatus.AWAITING)


@dataclass(frozen=True, slots=True)
class GatePerson:
    """One person of the list; ``marks`` are hashes of all codes that are hers at this gate."""

    signup: SignUp
    standing: Standing
    marks: list[str]
    seen_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class GateList:
    """One shift as a phone keeps it."""

    shift: Shift
    roles: list[ShiftRole]
    people: list[GatePerson]
    blank_tickets: list[str]
    salt: str
    names: dict[UUID, str]

    @property
    def opens_at(self) -> datetime:
        """From when people are let in."""
        return self.shift.starts_at - DOOR_OPENS

    @property
    def wiped_at(self) -> datetime:
        """When the phone forgets it."""
        return self.shift.ends_at + KEPT_AFTER


def is_list_open(shift: Shift, now: datetime) -> bool:
    """Say whether phones may keep the list of a shift now: from a day before its start until a day after its end."""
    return shift.starts_at - timedelta(days=1) - DOOR_OPENS <= now < shift.ends_at + KEPT_AFTER


def gate_list(shift: Shift, *, language: str) -> GateList:
    """Return what a phone keeps of a shift whose opportunity is loaded; fourteen queries however many people come."""
    signups = list(
        SignUp.objects.filter(shift=shift, status__in=LISTED)
        .select_related("role", "volunteer__user", "presence")
        .order_by("volunteer__user__full_name", "pk")
    )
    tickets = list(GateTicket.objects.filter(shift=shift, used_at=None))
    held: dict[int, list[GateTicket]] = {}
    for ticket in tickets:
        held.setdefault(ticket.signup_id or 0, []).append(ticket)
    salt, standings = keys.mark_salt(shift), standings_of_signups(signups, language=language)
    people = [
        GatePerson(
            signup=signup,
            standing=standings[signup.pk],
            marks=_marks(salt, [*_pass_codes(shift, signup), *_ticket_codes(held.get(signup.pk, ()))]),
            seen_out_at=presence.seen_out_at if (presence := getattr(signup, "presence", None)) else None,
        )
        for signup in signups
    ]
    return GateList(
        shift=shift,
        roles=list(ShiftRole.objects.filter(shift=shift).order_by("position", "pk")),
        people=people,
        blank_tickets=_marks(salt, _ticket_codes(held.get(0, ()))),
        salt=salt,
        names=names_of(signup.checked_in_by for signup in signups if signup.checked_in_by),
    )


def names_of(public_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the short names of people by public id; nothing of whoever has left. At most one query."""
    wanted = set(public_ids)
    return {key: user.short_name for key, user in people_by_public_id(wanted).items()} if wanted else {}


def _pass_codes(shift: Shift, signup: SignUp) -> Iterable[str]:
    for day in keys.days_of(shift):
        yield keys.pass_token(signup.volunteer_id, day)
        yield from keys.pass_letters(signup.volunteer_id, day)[:1]


def _ticket_codes(tickets: Iterable[GateTicket]) -> Iterable[str]:
    for ticket in tickets:
        yield keys.ticket_token(ticket)
        yield from keys.ticket_letters(ticket)[:1]


def _marks(salt: str, texts: Iterable[str]) -> list[str]:
    return [codes.mark_of(salt, text) for text in texts]
