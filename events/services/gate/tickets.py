"""Printed tickets: for places without network and people without a phone. Each opens the gate once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core import audit
from events import errors
from events.models import GateTicket, Shift, SignUp
from events.queries.gate import keys
from events.services.looking import note_looks
from events.services.placing import require_running

MOST_TICKETS = 500


@dataclass(frozen=True, slots=True)
class PrintedTicket:
    """One ticket of a sheet; a used one is printed as used."""

    ticket: GateTicket
    token: str
    letters: str


@transaction.atomic
def print_tickets(*, shift: Shift, blank: int, is_named: bool, actor: User, now: datetime) -> list[PrintedTicket]:
    """Make what is missing of a sheet and return all of it: ``blank`` ones, and one for each confirmed person.

    Asked for again, nothing is made twice. Raises ShiftNotOpen or TooManyTickets.
    """
    require_running(shift)
    Shift.objects.select_for_update().only("pk").get(pk=shift.pk)
    there = GateTicket.objects.filter(shift=shift)
    wanted: list[SignUp | None] = [None] * max(0, blank - there.filter(signup=None, used_at=None).count())
    if is_named:
        wanted += SignUp.objects.confirmed().filter(shift=shift, tickets=None).order_by("volunteer__user__full_name")
    if there.count() + len(wanted) > MOST_TICKETS or blank < 0:
        raise errors.TooManyTickets(most=MOST_TICKETS)
    last = there.aggregate(last=Max("number"))["last"] or 0
    made = [GateTicket(shift=shift, number=last + place, signup=who) for place, who in enumerate(wanted, start=1)]
    GateTicket.objects.bulk_create(made)
    if made:
        audit.record("gate.tickets_printed", actor=actor, subject=shift, at=now, count=len(made))
    return _sheet(shift, viewer=actor, now=now)


def _sheet(shift: Shift, *, viewer: User, now: datetime) -> list[PrintedTicket]:
    tickets = list(
        GateTicket.objects.filter(shift=shift).select_related("signup__volunteer__user").order_by("number", "pk")
    )
    note_looks(
        "name",
        [ticket.signup.volunteer for ticket in tickets if ticket.signup],
        viewer=viewer,
        organisation=shift.opportunity.organisation,
        purpose="shift",
        about=shift.opportunity,
        now=now,
    )
    return [PrintedTicket(one, keys.ticket_token(one), keys.ticket_letters(one)[0]) for one in tickets]
