"""After the gate: deciding which scans hold, counting heads, and writing down who was there and was not noted."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import presence_for, scan_for, shift_for, signup_for
from events.errors import RoleNotFound, ScanNotFound, SignUpNotFound
from events.services.gate.deciding import confirm_presence, count_heads, decide_scan, write_presence
from events.services.gate.lists import open_after_gate, open_case
from events.services.looking import note_looks
from ngos.queries import members_of
from portal.errors import attempt, attempt_or_message
from portal.ngo.aftermath import contradiction_of, contradictions_of, heads_of, known_of, outcomes_to_choose
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.forms import HeadsForm, ScanVerdictForm, WrittenPresenceForm

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity, Shift, SignUp

GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
def after(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """What the gate left open, heads beside people noted, and everybody with what is known of her."""
    event, shift = _shift(request, slug, public_id, shift_id)
    moment, user = now(), person_of(request)
    found = open_after_gate(shift=shift, viewer=user, now=moment)
    context = _context(event, shift, moment) | {
        "found": found,
        "contradictions": contradictions_of(found),
        "heads": heads_of(found),
        "people": known_of(found, viewer=user, now=moment),
        "is_over": shift.ends_at <= moment,
    }
    return render(request, "portal/ngo/after.html", context)


@require_http_methods(GET_OR_POST)
def decide(request: HttpRequest, slug: str, public_id: UUID, scan_key: UUID) -> HttpResponse:
    """Say of one scan whether it holds, and why."""
    event = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    scan = scan_for(request.user, scan_key, Action.ATTENDANCE_CONFIRM)
    if scan.shift.opportunity != event:
        raise ScanNotFound
    moment, user = now(), person_of(request)
    form = ScanVerdictForm(request.POST if request.method == "POST" else None, choices=outcomes_to_choose(scan))
    if form.is_valid():
        verdict, reason = form.chosen, form.cleaned_data["reason"]
        if attempt(form, lambda: decide_scan(scan=scan, verdict=verdict, reason=reason, actor=user, now=moment)):
            messages.success(request, _("Decided. The hours follow it."))
            return redirect(_after(event, scan.shift))
    case = open_case(scan=scan, viewer=user, now=moment)
    context = _context(event, scan.shift, moment) | {
        "case": contradiction_of(case),
        "form": form,
        "back_url": _after(event, scan.shift),
    }
    return render(request, "portal/ngo/decide_scan.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def heads(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Ask how many people are there, on a page without a name: a count before the list is opened is worth more."""
    event, shift = _shift(request, slug, public_id, shift_id)
    moment, user = now(), person_of(request)
    form = HeadsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        people = form.cleaned_data["people"]
        if attempt(form, lambda: count_heads(shift=shift, people=people, actor=user, now=moment)):
            words = ngettext("%(count)s head is noted.", "%(count)s heads are noted.", people)
            messages.success(request, words % {"count": people})
            return redirect(_after(event, shift))
    context = _context(event, shift, moment) | {"form": form}
    return render(request, "portal/ngo/heads.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def write(request: HttpRequest, slug: str, public_id: UUID, signup_id: UUID) -> HttpResponse:
    """Write down that somebody was there, from when to when, and why only now."""
    event, signup = _signup(request, slug, public_id, signup_id)
    moment, user = now(), person_of(request)
    form = WrittenPresenceForm(request.POST if request.method == "POST" else None, shift=signup.shift)
    if form.is_valid():
        said = form.said
        if attempt(form, lambda: write_presence(signup=signup, **said, actor=user, now=moment)):
            messages.success(request, _("Written down. A second person of your organisation has to agree."))
            return redirect(_after(event, signup.shift))
    note_looks(
        "name",
        [signup.volunteer],
        viewer=user,
        organisation=event.organisation,
        purpose="shift",
        about=event,
        now=moment,
    )
    is_alone = not any(member.user_id != user.pk for member in members_of(event.organisation))
    context = _context(event, signup.shift, moment) | {
        "signup": signup,
        "form": form,
        "is_alone": is_alone,
        "back_url": _after(event, signup.shift),
    }
    return render(request, "portal/ngo/write_presence.html", context, status=422 if form.errors else 200)


@require_POST
def agree(request: HttpRequest, slug: str, public_id: UUID, signup_id: UUID) -> HttpResponse:
    """Agree, as a second person, to what a colleague wrote down."""
    event, signup = _signup(request, slug, public_id, signup_id)
    user, name = person_of(request), signup.volunteer.user.short_name
    presence = presence_for(user, signup_id, Action.ATTENDANCE_CONFIRM)
    if attempt_or_message(request, lambda: confirm_presence(presence=presence, actor=user, now=now())):
        messages.success(request, _("%(name)s: two of you say so. The hours can be approved.") % {"name": name})
    return redirect(_after(event, signup.shift))


def _shift(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> "tuple[Opportunity, Shift]":
    event = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    shift = shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    if shift.opportunity != event:
        raise RoleNotFound
    return event, shift


def _signup(request: HttpRequest, slug: str, public_id: UUID, signup_id: UUID) -> "tuple[Opportunity, SignUp]":
    event = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    signup = signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    if signup.shift.opportunity != event:
        raise SignUpNotFound
    return event, signup


def _context(event: "Opportunity", shift: "Shift", moment: "datetime") -> dict[str, object]:
    door = f"{reverse('ngo:door', args=[event.organisation.slug, event.public_id])}?shift={shift.public_id}"
    return desk(event.organisation, "events", now=moment) | {"event": event, "shift": shift, "back_url": door}


def _after(event: "Opportunity", shift: "Shift") -> str:
    return reverse("ngo:after_gate", args=[event.organisation.slug, event.public_id, shift.public_id])
