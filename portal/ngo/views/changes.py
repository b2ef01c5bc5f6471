"""Moving a shift and calling one off: what will happen is shown before it does."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import shift_for
from events.errors import RoleNotFound
from events.queries import roster
from events.services.moving import cancel_shift, move_shift, preview_move
from portal.errors import attempt
from portal.ngo.board import build_board
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.drafting import plan_from
from portal.ngo.forms import CancelShiftForm, MoveForm

if TYPE_CHECKING:
    from events.models import Opportunity, Shift

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
def move(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Ask for the new time, show what it means for the people, and move on a second yes."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    shift, moment, user = _shift_of(request, event, shift_id, Action.OPPORTUNITY_EDIT), now(), person_of(request)
    form, foreseen = MoveForm(request.POST or None, initial=_times_of(shift)), None
    if request.method == "POST" and form.is_valid():
        plan = plan_from(form.cleaned_data)
        if "move" in request.POST:
            if attempt(form, lambda: move_shift(shift=shift, plan=plan, actor=user, now=moment)):
                messages.success(request, _("The shift is moved. Everybody with a place is told."))
                return redirect("ngo:event", slug, public_id)
        else:
            foreseen = attempt(form, lambda: preview_move(shift=shift, plan=plan, now=moment)).value
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "shift": shift,
        "form": form,
        "foreseen": foreseen,
    }
    return render(request, "portal/ngo/move_shift.html", context, status=422 if form.errors else 200)


def _times_of(shift: "Shift") -> dict[str, object]:
    return {
        "starts_on": shift.starts_on,
        "start_time": shift.start_time,
        "end_time": shift.end_time,
        "ends_next_day": shift.ends_on > shift.starts_on,
    }


def _shift_of(request: HttpRequest, event: "Opportunity", shift_id: UUID, action: Action) -> "Shift":
    shift = shift_for(request.user, shift_id, action)
    if shift.opportunity != event:
        raise RoleNotFound
    return shift


@require_http_methods(GET_OR_POST)
def cancel(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Ask once more and for a sentence to the people, then call one shift off."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_PUBLISH)
    shift, moment = _shift_of(request, event, shift_id, Action.OPPORTUNITY_PUBLISH), now()
    form, user = CancelShiftForm(request.POST if request.method == "POST" else None), person_of(request)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: cancel_shift(shift=shift, reason=reason, actor=user, now=moment)):
            messages.success(request, _("The shift is called off. Everybody with a place is told."))
            return redirect("ngo:event", slug, public_id)
    board = build_board(event, [one for one in roster(event) if one.pk == shift.pk], now=moment)
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "shift": shift,
        "form": form,
        "people_count": board.taken_count,
    }
    return render(request, "portal/ngo/cancel_shift.html", context, status=422 if form.errors else 200)
