"""Events: the list, changing, publishing, closing, calling off."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import now
from events.queries import empty_places, organisation_opportunities, roster
from events.services.publishing import (
    cancel_opportunity,
    close_opportunity,
    publish_opportunity,
    update_opportunity,
)
from ngos.access import organisation_for
from portal.errors import attempt, attempt_or_message
from portal.ngo.board import build_board
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.drafting import details_of, draft_from
from portal.ngo.forms import DetailsForm

if TYPE_CHECKING:
    from events.models import Opportunity, Shift

EVENT_ROWS = 20
GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
def events(request: HttpRequest, slug: str) -> HttpResponse:
    """All events of the organisation with their places and status."""
    organisation = organisation_for(request.user, slug, Action.ROSTER_VIEW)
    moment = now()
    found = organisation_opportunities(organisation).prefetch_related("shifts")
    page = Paginator(found, EVENT_ROWS).get_page(request.GET.get("page"))
    rows = [(event, _next_or_last(event)) for event in page]
    empty_count = empty_places(organisation, now=moment) if organisation.is_verified else 0
    context = desk(organisation, "events", now=moment) | {"page": page, "rows": rows, "empty_count": empty_count}
    return render(request, "portal/ngo/events.html", context)


def _next_or_last(event: "Opportunity") -> "Shift | None":
    """Return the shift the list shows: the next one, or the last one when all are over."""
    moment = now()
    shifts = sorted(event.shifts.all(), key=lambda shift: shift.starts_at)
    return next((shift for shift in shifts if shift.ends_at > moment), shifts[-1] if shifts else None)


@require_http_methods(GET_OR_POST)
def edit_event(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change what an event says; its shifts have pages of their own."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    moment = now()
    form = DetailsForm(request.POST or None, initial=details_of(event))
    if request.method == "POST" and form.is_valid():
        draft = form.cleaned_data
        done = attempt(
            form,
            lambda: update_opportunity(
                opportunity=event, draft=draft_from(draft, event=event), actor=person_of(request), now=moment
            ),
        )
        if done.ok:
            messages.success(request, _("Your changes are saved."))
            return redirect("ngo:event", slug, public_id)
    context = desk(event.organisation, "events", now=moment) | {"form": form, "event": event}
    return render(request, "portal/ngo/event_form.html", context, status=422 if form.errors else 200)


@require_POST
def publish(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show a draft to everybody."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_PUBLISH)
    user = person_of(request)
    done = attempt_or_message(request, lambda: publish_opportunity(opportunity=event, actor=user, now=now()))
    if done.ok:
        messages.success(request, _("Published. Volunteers can join now."))
    return redirect("ngo:event", slug, public_id)


@require_POST
def close(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take no more people; those who joined stay."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_PUBLISH)
    user = person_of(request)
    done = attempt_or_message(request, lambda: close_opportunity(opportunity=event, actor=user, now=now()))
    if done.ok:
        messages.success(request, _("Closed. Nobody else can join; those who joined stay."))
    return redirect("ngo:event", slug, public_id)


@require_http_methods(GET_OR_POST)
def cancel(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ask once more, then call off every shift that has not begun."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_PUBLISH)
    moment = now()
    if request.method == "POST":
        done = attempt_or_message(
            request, lambda: cancel_opportunity(opportunity=event, actor=person_of(request), now=moment)
        )
        if done.ok:
            messages.success(request, _("The event is cancelled. Every place is given back."))
        return redirect("ngo:event", slug, public_id)
    board = build_board(event, roster(event), now=moment)
    ahead = [column for column in board.columns if not column.is_cancelled and column.shift.starts_at > moment]
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "shift_count": len(ahead),
        "people_count": sum(column.taken_count for column in ahead),
    }
    return render(request, "portal/ngo/cancel.html", context)
