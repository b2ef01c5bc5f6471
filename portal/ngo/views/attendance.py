"""The door list and the hours to approve."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import shift_for
from events.enums import ShiftStatus
from events.errors import RoleNotFound
from events.queries import (
    door_list,
    is_door_open,
    not_to_be_photographed,
    roster,
    waiting_for_confirmation,
    waiting_for_guardians,
)
from events.queries.gate.reviewing import scans_to_look_at
from events.queries.live import door_version
from events.services.contacts import can_show_contacts
from events.services.looking import note_looks
from ngos.access import organisation_for
from portal.live import renewed
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.gate import gate_of, keep_at_the_gate
from portal.ngo.notes import notes_on
from portal.ngo.presence import attendance_of, build_rows, by_name, named_like, take_word
from recognition.queries.disputes import waiting_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from events.models import Shift, SignUp

HOUR_ROWS = 50
GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
def door(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The names of one shift: who is expected, and after it, who came."""
    event = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    moment = now()
    shifts = [shift for shift in roster(event) if shift.status == ShiftStatus.PLANNED]
    shift = _chosen(shifts, request.GET.get("shift", ""), moment)
    people = by_name(door_list(shift)) if shift else []
    form = None
    if request.method == "POST":
        form = take_word(request, people, now=moment)
        if form is None:
            return redirect(request.get_full_path())
    viewer, shown = person_of(request), [signup.volunteer for signup in people]
    note_looks(
        "name",
        shown,
        viewer=viewer,
        organisation=event.organisation,
        purpose="shift",
        about=event,
        now=moment,
    )
    words = request.GET.get("q", "").strip()[:80]
    listed = named_like(people, words)
    notes = notes_on(request, event.organisation, listed, now=moment)
    has_begun = shift is not None and shift.starts_at <= moment
    rows = build_rows(people, now=moment, user_id=viewer.pk, bound=form, notes=notes, viewer=viewer.public_id)
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "shifts": shifts,
        "shift": shift,
        "gate": (gate := gate_of(shift, now=moment)),
        "is_ahead": shift is not None and shift.starts_at > moment,
        "to_decide_count": scans_to_look_at(shift).count() if shift and has_begun else 0,
        **_numbers(shift, people, moment),
        "version": door_version(shift, now=moment) if shift else "",
        "can_show_contacts": shift is not None and can_show_contacts(shift, now=moment),
        "words": words,
        "rows": [row for row in rows if row.signup in listed],
        "open_rows": [row for row in rows if row.is_clean],
        "form": form,
        "no_photos": not_to_be_photographed(people),
        "unanswered": list(waiting_for_guardians(shift)) if shift else [],
    }
    response = render(request, "portal/ngo/door.html", context, status=422 if form else 200)
    return keep_at_the_gate(response, gate)


@require_safe
def door_live(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """The numbers of one door, for a page that stays open; numbers that are the same say only that."""
    event = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    shift = shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    if shift.opportunity != event:
        raise RoleNotFound
    moment = now()
    version = door_version(shift, now=moment)
    return renewed(
        request,
        version,
        lambda: render(request, "portal/ngo/_door_live.html", _numbers(shift, list(door_list(shift)), moment)),
    )


def _numbers(shift: "Shift | None", people: "Sequence[SignUp]", moment: "datetime") -> dict[str, object]:
    """Return how many are expected, are here and came."""
    return {
        "shift": shift,
        "is_over": shift is not None and shift.ends_at <= moment,
        "is_door_open": shift is not None and is_door_open(shift, moment),
        "here_count": sum(person.checked_in_at is not None for person in people),
        "expected_count": len(people),
        "came_count": sum(bool((found := attendance_of(person)) and found.minutes) for person in people),
    }


def _chosen(shifts: "list[Shift]", wanted: str, moment: "datetime") -> "Shift | None":
    """Return the shift asked for, else the one that runs or comes next, else the last."""
    asked = next((shift for shift in shifts if str(shift.public_id) == wanted), None)
    coming = next((shift for shift in shifts if shift.ends_at > moment), None)
    return asked or coming or (shifts[-1] if shifts else None)


@require_http_methods(GET_OR_POST)
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody whose hours wait, what to look at first; one click approves what is clean, each line the rest."""
    organisation = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM)
    moment = now()
    waiting = waiting_for_confirmation(organisation, now=moment)
    page = Paginator(waiting, HOUR_ROWS).get_page(request.GET.get("page"))
    people = by_name(page.object_list)
    form = None
    if request.method == "POST":
        form = take_word(request, people, now=moment)
        if form is None:
            return redirect("ngo:hours", slug)
    note_looks(
        "name",
        [signup.volunteer for signup in people],
        viewer=person_of(request),
        organisation=organisation,
        purpose="hours",
        now=moment,
    )
    rows = build_rows(people, now=moment, user_id=request.user.pk, bound=form, viewer=person_of(request).public_id)
    rows.sort(key=lambda row: not row.has_to_be_looked_at)
    context = desk(organisation, "hours", now=moment) | {
        "page": page,
        "rows": rows,
        "open_rows": [row for row in rows if row.is_clean],
        "form": form,
        "objections_waiting": waiting_at(organisation),
    }
    return render(request, "portal/ngo/hours.html", context, status=422 if form else 200)
