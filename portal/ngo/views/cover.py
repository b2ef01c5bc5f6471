"""Looking for cover: how many were asked and when, starting a search and stopping it. Nobody is ranked here."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import cover_search_for, role_to_fill_for
from events.errors import CoverNotFound, RoleNotFound
from events.queries import roster
from events.queries.cover import searches_of
from events.services.covering import open_search, stop_search
from portal.errors import attempt_or_message
from portal.forms import read_uuid
from portal.ngo.board import build_board
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.views.roster import takes_people

if TYPE_CHECKING:
    from events.models import Opportunity


@require_http_methods(("GET", "HEAD", "POST"))
def cover(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The searches of an event, and the roles a new one could be for."""
    event = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    if request.method == "POST":
        _change(request, event)
        return redirect("ngo:cover", slug, public_id)
    moment = now()
    found = list(searches_of(event))
    running = {search.role_id for search in found if not search.end}
    board = build_board(event, roster(event), now=moment)
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "searches": found,
        "roles": [role for role in board.fillable if role.pk not in running] if takes_people(event) else [],
    }
    return render(request, "portal/ngo/cover.html", context)


def _change(request: HttpRequest, event: "Opportunity") -> None:
    user, moment = person_of(request), now()
    stopped, wanted = (read_uuid(request.POST.get(name, "")) for name in ("stop", "role"))
    if stopped is not None:
        search = cover_search_for(user, stopped, Action.SIGNUP_INVITE)
        if search.role.shift.opportunity != event:
            raise CoverNotFound
        if attempt_or_message(request, lambda: stop_search(search=search, actor=user, now=moment)):
            messages.success(request, _("Nobody else is asked."))
        return
    if wanted is None:
        raise RoleNotFound
    role = role_to_fill_for(user, wanted, Action.SIGNUP_INVITE, now=moment)
    if role.shift.opportunity != event:
        raise RoleNotFound
    if attempt_or_message(request, lambda: open_search(role=role, wanted=role.free_count, actor=user, now=moment)):
        messages.success(request, _("We ask the people who are most likely to come, a few at a time."))
