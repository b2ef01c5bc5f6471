"""The organiser's screen with the changing code, the poster, and the printed tickets of a shift."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import shift_for
from events.errors import RoleNotFound
from events.queries.gate.keys import poster_token, shown_codes, word_of_the_day
from events.services.gate.tickets import PrintedTicket, print_tickets
from portal.errors import attempt
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.forms import TicketsForm
from portal.qr import qr_svg

if TYPE_CHECKING:
    from events.models import Opportunity, Shift


@dataclass(frozen=True, slots=True)
class Picture:
    """One code of the screen, drawn, with the half minute it is good for."""

    starts_at: datetime
    ends_at: datetime
    svg: SafeString


@never_cache
@require_safe
def screen(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Show a code that changes every half minute; those of the next ten minutes are in the page for a lost network."""
    event, shift = _shift(request, slug, public_id, shift_id)
    moment = now()
    pictures = [
        Picture(shown.starts_at, shown.ends_at, _drawn(request, "gate_code", shown.code))
        for shown in shown_codes(shift, moment)
    ]
    context = _context(event, shift, moment) | {
        "pictures": pictures,
        "now": moment,
        "seconds": max(1, ceil((pictures[0].ends_at - moment).total_seconds())),
    }
    return render(request, "portal/ngo/screen.html", context)


@never_cache
@require_safe
def poster(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Show the poster to print; the four figures that belong to it stand apart and are not printed."""
    event, shift = _shift(request, slug, public_id, shift_id)
    picture = _drawn(request, "gate_poster", poster_token(shift))
    context = _context(event, shift, now()) | {"svg": picture, "word": word_of_the_day(shift)}
    return render(request, "portal/ngo/poster.html", context)


def _drawn(request: HttpRequest, name: str, code: str) -> SafeString:
    return qr_svg(request.build_absolute_uri(reverse(name, args=[code])))


def _shift(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> "tuple[Opportunity, Shift]":
    event = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    shift = shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    if shift.opportunity != event:
        raise RoleNotFound
    return event, shift


def _context(event: "Opportunity", shift: "Shift", moment: datetime) -> dict[str, object]:
    door = f"{reverse('ngo:door', args=[event.organisation.slug, event.public_id])}?shift={shift.public_id}"
    return desk(event.organisation, "events", now=moment) | {"event": event, "shift": shift, "back_url": door}


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def tickets(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Ask how many tickets are wanted, and answer the button with the sheet to print; asked again, it is the same."""
    event, shift = _shift(request, slug, public_id, shift_id)
    moment, user = now(), person_of(request)
    form = TicketsForm(request.POST if request.method == "POST" else None)
    sheet: list[tuple[PrintedTicket, SafeString]] = []
    if form.is_valid():
        wanted = {"blank": form.cleaned_data["blank"] or 0, "is_named": form.cleaned_data["is_named"]}
        printed = attempt(form, lambda: print_tickets(shift=shift, actor=user, now=moment, **wanted)).value or []
        sheet = [(one, _drawn(request, "gate_ticket", one.token)) for one in printed]
    context = _context(event, shift, moment) | {"form": form, "sheet": sheet}
    return render(request, "portal/ngo/tickets.html", context, status=422 if form.errors else 200)
