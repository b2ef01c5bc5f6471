"""Checking oneself in: by the code on the organiser's screen, or by the poster and the word said at the door."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.addresses import address_of
from core.clock import now
from events.enums import ScanKind, ScanOutcome
from events.errors import GateCodeUnknown
from events.queries.gate.passes import shift_of_gate_code, shift_of_poster
from events.queries.gate.words import own_sentence_of
from events.services.gate.self_check_ins import OwnScan, check_myself_in
from portal.errors import attempt
from portal.forms import read_uuid
from portal.volunteer.forms.arriving import ArrivingForm
from portal.volunteer.guards import with_profile

if TYPE_CHECKING:
    from events.models import GateScan, Shift
    from volunteers.models import Volunteer

GET_OR_POST = ("GET", "HEAD", "POST")
DONE = (ScanOutcome.IN_ON_TIME, ScanOutcome.IN_LATE, ScanOutcome.ALREADY_IN, ScanOutcome.OUT, ScanOutcome.ALREADY_OUT)


@require_http_methods(GET_OR_POST)
@with_profile
def by_code(request: HttpRequest, volunteer: "Volunteer", gate_code: str) -> HttpResponse:
    """Check in with the code that the organiser's screen shows just now."""
    found = shift_of_gate_code(gate_code)
    if found is None:
        raise GateCodeUnknown
    return _page(request, volunteer, found[0], code=gate_code)


@require_http_methods(GET_OR_POST)
@with_profile
def by_poster(request: HttpRequest, volunteer: "Volunteer", poster_token: str) -> HttpResponse:
    """Check in with the poster, once the word of the day is typed."""
    shift = shift_of_poster(poster_token)
    if shift is None:
        raise GateCodeUnknown
    return _page(request, volunteer, shift, poster=poster_token)


def _page(
    request: HttpRequest, volunteer: "Volunteer", shift: "Shift", *, code: str = "", poster: str = ""
) -> HttpResponse:
    """Ask for one tap, and for the word where there is a poster; opening the page changes nothing."""
    moment = now()
    form = ArrivingForm(request.POST if request.method == "POST" else None, needs_word=bool(poster))
    sentence = ""
    if form.is_valid():
        scan = OwnScan(
            key=read_uuid(request.POST.get("key", "")) or uuid4(),
            kind=ScanKind(form.cleaned_data["kind"]),
            code=code,
            poster=poster,
            word=form.cleaned_data["word"],
        )
        answer = _taken(request, form, scan, volunteer, moment)
        if answer is not None and answer.outcome in DONE and answer.signup is not None:
            messages.success(request, own_sentence_of(answer))
            return redirect("volunteer:shift", answer.signup.public_id)
        sentence = own_sentence_of(answer) if answer is not None else ""
    context = {
        "section": "pass",
        "shift": shift,
        "form": form,
        "sentence": sentence,
        "key": uuid4(),
        "is_poster": bool(poster),
    }
    status = 422 if sentence or form.errors else 200
    return render(request, "portal/volunteer/arriving.html", context, status=status)


def _taken(
    request: HttpRequest, form: ArrivingForm, scan: OwnScan, volunteer: "Volunteer", moment: datetime
) -> "GateScan | None":
    address, user = address_of(request), volunteer.user
    return attempt(
        form, lambda: check_myself_in(scan=scan, volunteer=volunteer, actor=user, counted=address, now=moment)
    ).value
