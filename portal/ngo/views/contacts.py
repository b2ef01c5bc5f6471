"""Contacts of a shift: shown on purpose, for this one answer, and written down."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import shift_for
from events.errors import OpportunityNotFound
from events.services.contacts import show_contacts
from portal.ngo.doors import desk, event_of, person_of


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def contacts(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """How the people of one shift are reached. Reading the address alone shows nothing: the button does."""
    event = event_of(request, slug, public_id, Action.CONTACT_VIEW)
    shift = shift_for(request.user, shift_id, Action.CONTACT_VIEW)
    if shift.opportunity != event:
        raise OpportunityNotFound
    door = f"{reverse('ngo:door', args=[slug, public_id])}?shift={shift.public_id}"
    if request.method != "POST":
        return redirect(door)
    moment = now()
    shown = show_contacts(shift=shift, viewer=person_of(request), now=moment)
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "shift": shift,
        "contacts": shown,
        "door_url": door,
    }
    return render(request, "portal/ngo/contacts.html", context)
