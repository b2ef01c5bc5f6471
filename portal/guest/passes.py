"""A pass opened with a phone's own camera: a coordinator checks the person in, everybody else sees no name."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from core.errors import DomainError, NotSignedIn
from events.access import signup_for
from events.enums import ScanKind, ScanWay, SignUpStatus
from events.errors import SignUpNotFound
from events.queries import is_door_open
from events.queries.gate.passes import holder_of, places_on
from events.queries.gate.people import names_of
from events.queries.gate.words import scanners, sentence_of, tone_of
from events.services.gate.batches import Batch, Sent, take_batch
from events.services.gate.scans import Scan
from events.services.looking import note_looks
from portal.forms import read_uuid

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import SignUp


@dataclass(frozen=True, slots=True)
class Place:
    """One place the pass is for, at an organisation the reader acts for."""

    signup: "SignUp"
    is_open: bool

    @property
    def is_waiting(self) -> bool:
        """Whether a guardian has still to agree."""
        return self.signup.status == SignUpStatus.AWAITING


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def gate_pass(request: HttpRequest, pass_token: str) -> HttpResponse:
    """Show name, role and shift to a coordinator of that shift, with one button; opening it changes nothing."""
    moment = now()
    places = _places(request, pass_token, moment)
    if request.method == "POST":
        return _check_in(request, pass_token, places, moment)
    for place in places:
        note_looks(
            "name",
            [place.signup.volunteer],
            viewer=_reader(request),
            organisation=place.signup.shift.opportunity.organisation,
            purpose="shift",
            about=place.signup.shift.opportunity,
            now=moment,
        )
    return render(request, "portal/guest/pass.html", {"places": places, "key": uuid4()})


@require_safe
def ticket(request: HttpRequest, ticket_token: str) -> HttpResponse:
    """Say what a printed ticket is for; only the scanner of a gate reads it, and it names nobody."""
    return render(request, "portal/guest/pass.html", {"places": [], "is_ticket": True})


def _reader(request: HttpRequest) -> "User":
    if not request.user.is_authenticated:
        raise NotSignedIn
    return request.user


def _places(request: HttpRequest, token: str, moment: datetime) -> list[Place]:
    """Return the places of the pass's day that the reader may check in; none for strangers and unknown passes."""
    holder = holder_of(token) if request.user.is_authenticated else None
    return [
        Place(signup, is_door_open(signup.shift, moment))
        for signup in (places_on(*holder) if holder else [])
        if _may_check_in(request, signup.public_id)
    ]


def _may_check_in(request: HttpRequest, signup_id: UUID) -> bool:
    try:
        signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    except DomainError:
        return False
    return True


def _check_in(request: HttpRequest, token: str, places: list[Place], moment: datetime) -> HttpResponse:
    """Take one scan of the pass, as the scanner of the gate sends it; a second click is the same scan."""
    reader, wanted = _reader(request), request.POST.get("signup", "")
    place = next((one for one in places if str(one.signup.public_id) == wanted), None)
    if place is None:
        raise SignUpNotFound
    shift = place.signup.shift
    scan = Scan(
        key=read_uuid(request.POST.get("key", "")) or uuid4(),
        kind=ScanKind.IN,
        way=ScanWay.PASS,
        scanned_at=moment,
        token=token,
        is_parent_here=request.POST.get("is_parent_here") == "1",
    )
    (answer,) = take_batch(batch=Batch("", moment, [Sent(scan)]), shift=shift, actor=reader, now=moment)
    sentence = sentence_of(answer, names_of(scanners([answer])), shift.time_zone)
    tell = messages.success if tone_of(answer.outcome) == "good" else messages.warning
    tell(request, f"{place.signup.volunteer.user.short_name}: {sentence}")
    return redirect(request.path)
