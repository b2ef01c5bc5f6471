"""Whose code is this? Codes of one shift's people and tickets, found without a table of codes."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from events.enums import SEAT_HOLDING, ScanOutcome, SignUpStatus
from events.models import GateTicket, Shift, SignUp
from events.queries.gate import codes, keys
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Found:
    """Who stands at the gate, or the answer that says why we do not know.

    ``volunteer_id`` is known also of people who are not on the list.
    """

    signup: SignUp | None = None
    volunteer_id: int | None = None
    ticket: GateTicket | None = None
    outcome: ScanOutcome | None = None


class Recogniser:
    """The people and tickets of one shift, read once for a whole batch: a query each, when first asked for."""

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.days = keys.days_of(shift)

    @cached_property
    def by_volunteer(self) -> dict[int, SignUp]:
        """Return the place of each person who ever had one here: the one that holds a seat, else the last."""
        rows = (
            SignUp.objects.filter(shift=self.shift)
            .select_related("role__shift__opportunity__organisation", "volunteer__user", "volunteer__home")
            .order_by("made_at", "pk")
        )
        found: dict[int, SignUp] = {}
        for signup in rows:
            before = found.get(signup.volunteer_id)
            if before is None or before.status not in SEAT_HOLDING:
                found[signup.volunteer_id] = signup
        return found

    @cached_property
    def by_public_id(self) -> dict[UUID, SignUp]:
        """Return the same places by public id."""
        return {signup.public_id: signup for signup in self.by_volunteer.values()}

    @cached_property
    def by_letters(self) -> dict[str, list[SignUp]]:
        """Return the places by the letters of the people's passes; two people can have the same, rarely."""
        found: dict[str, list[SignUp]] = {}
        for signup in self.by_volunteer.values():
            for letters in {one for day in self.days for one in keys.pass_letters(signup.volunteer_id, day)}:
                found.setdefault(letters, []).append(signup)
        return found

    @cached_property
    def tickets(self) -> dict[int, GateTicket]:
        """Return the tickets of the shift by key."""
        return {ticket.pk: ticket for ticket in GateTicket.objects.filter(shift=self.shift)}

    @cached_property
    def ticket_by_letters(self) -> dict[str, GateTicket]:
        """Return the tickets by their letters."""
        return {letters: ticket for ticket in self.tickets.values() for letters in keys.ticket_letters(ticket)}

    def named(self, public_id: UUID) -> Found:
        """Find a person of the list by the id of her place."""
        signup = self.by_public_id.get(public_id)
        return self._of(signup) if signup else Found(outcome=ScanOutcome.NOT_ON_LIST)

    def coded(self, text: str) -> Found:
        """Find whoever a scanned or typed code belongs to."""
        code = codes.bare(text)
        if len(code) == codes.TOKEN_LENGTH:
            return self._token(code)
        if len(code) == codes.LETTER_COUNT:
            people = self.by_letters.get(code, [])
            return self._of(people[0]) if len(people) == 1 else Found(outcome=ScanOutcome.UNKNOWN_CODE)
        if len(code) == codes.TICKET_LETTER_COUNT and code in self.ticket_by_letters:
            return self._ticket(self.ticket_by_letters[code])
        return Found(outcome=ScanOutcome.UNKNOWN_CODE)

    def _token(self, code: str) -> Found:
        secrets = keys.secrets()
        shown = codes.open_number(secrets, keys.PASS, code)
        if shown is not None:
            return self._pass(shown)
        printed = codes.open_number(secrets, keys.TICKET, code)
        if printed is None:
            return Found(outcome=ScanOutcome.UNKNOWN_CODE)
        ticket = self.tickets.get(printed.number)
        return self._ticket(ticket) if ticket else Found(outcome=ScanOutcome.CODE_ELSEWHERE)

    def _pass(self, shown: codes.SealedNumber) -> Found:
        if shown.day not in self.days:
            return Found(outcome=ScanOutcome.CODE_EXPIRED)
        signup = self.by_volunteer.get(shown.number)
        if signup is not None:
            return self._of(signup)
        elsewhere = SignUp.objects.confirmed().filter(
            volunteer_id=shown.number,
            shift__opportunity_id=self.shift.opportunity_id,
            shift__starts_on__in=self.days,
        )
        outcome = ScanOutcome.OTHER_SHIFT if elsewhere.exists() else ScanOutcome.NOT_ON_LIST
        known = Volunteer.objects.filter(pk=shown.number).exists()
        return Found(volunteer_id=shown.number if known else None, outcome=outcome)

    def _ticket(self, ticket: GateTicket) -> Found:
        if ticket.signup_id is None:
            return Found(ticket=ticket, outcome=ScanOutcome.TICKET_BLANK)
        holder = next((one for one in self.by_volunteer.values() if one.pk == ticket.signup_id), None)
        if holder is None:
            return Found(ticket=ticket, outcome=ScanOutcome.PLACE_ENDED)
        found = self._of(holder)
        return Found(holder, holder.volunteer_id, ticket, found.outcome)

    def _of(self, signup: SignUp) -> Found:
        return Found(signup, signup.volunteer_id, outcome=outcome_of(signup.status))


def outcome_of(status: str) -> ScanOutcome | None:
    """Return the answer for a place that is not confirmed; nothing for one that is."""
    if status == SignUpStatus.CONFIRMED:
        return None
    if status == SignUpStatus.AWAITING:
        return ScanOutcome.GUARDIAN_MISSING
    return ScanOutcome.NOT_ANSWERED if status == SignUpStatus.INVITED else ScanOutcome.PLACE_ENDED
