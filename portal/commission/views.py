"""A member's pages: her commissions, what ties her to applicants, blind scores, and the protocol."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from core.clock import now
from funding import queries
from funding.access import application_numbered, seat_in
from funding.enums import SIGNING_ROLES, SeatRole
from funding.services import commission, deciding
from portal.commission.forms import ScoreForm, TiesForm
from portal.errors import attempt, attempt_or_message

if TYPE_CHECKING:
    from datetime import datetime

    from funding.models import Application, Seat

TEXTS = ("title", "aim", "plan", "results")


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The commissions a person sits in."""
    signed_in(request.user)
    moment = now()
    seats = [(seat, seat.call.phase(moment)) for seat in queries.own_seats(request.user)]
    return render(request, "portal/commission/home.html", {"seats": seats})


@never_cache
@require_safe
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is to do for one call: say what ties one to applicants, then score by number."""
    seat, moment = seat_in(request.user, public_id), now()
    found, phase = seat.call, seat.call.phase(moment)
    is_scoring = _takes_points(seat, moment)
    undeclared = queries.to_declare(seat) if is_scoring else []
    context = {
        "seat": seat,
        "call": found,
        "phase": phase,
        "is_scoring": is_scoring,
        "undeclared": undeclared,
        "rows": queries.to_score(seat) if is_scoring and not undeclared else [],
        "signs": seat.role in SIGNING_ROLES,
    }
    return render(request, "portal/commission/call.html", context)


def _takes_points(seat: "Seat", at: "datetime") -> bool:
    """Say whether points and ties are taken of a member at a moment."""
    return queries.is_scoring(seat.call, at=at) and seat.role != SeatRole.SECRETARY


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def ties(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what ties one to every applicant, or add a tie; names stand here, and nowhere beside a text that is scored.

    Who applied is nobody's before the deadline, and a secretary has nothing to say.
    """
    seat, moment = seat_in(request.user, public_id), now()
    is_open = _takes_points(seat, moment)
    rows = queries.ties_of(seat) if is_open else []
    form = TiesForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        user = signed_in(request.user)
        if attempt(form, lambda: commission.declare(seat=seat, ties=form.ties(), actor=user, now=moment)):
            messages.success(request, _("Your answers are kept. You can score now."))
            return redirect("commission:call", public_id)
    context = {
        "seat": seat,
        "call": seat.call,
        "phase": seat.call.phase(moment),
        "is_open": is_open,
        "rows": rows,
        "is_tied": any(row.is_tied for row in rows),
        "form": form,
    }
    return render(request, "portal/commission/ties.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def score(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One application without its name, and the points."""
    seat = seat_in(request.user, public_id)
    application = application_numbered(seat.call, number)
    form = ScoreForm(request.POST or None, criteria=seat.call.criteria)
    if request.method == "POST" and form.is_valid():
        user = signed_in(request.user)
        points = form.points()
        if attempt(
            form,
            lambda: commission.score(seat=seat, application=application, points=points, actor=user, now=now()),
        ):
            messages.success(request, _("Your points are given. They do not change any more."))
            return redirect("commission:call", public_id)
    context = {"seat": seat, "call": seat.call, "form": form, **_blinded(application)}
    return render(request, "portal/commission/score.html", context, status=422 if form.errors else 200)


def _blinded(application: "Application") -> dict[str, object]:
    """Return what a scorer reads: no row, so that no template can show who applied."""
    names = queries.names_of(application)
    texts = {name: queries.blind(getattr(application, name), names) for name in TEXTS}
    budget = [{**row, "title": queries.blind(row["title"], names)} for row in application.budget]
    return {
        "number": application.number,
        "texts": texts,
        "budget": budget,
        "sum_kzt": application.sum_kzt,
        "months": application.months,
    }


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def protocol(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Draw up the protocol, read it, and sign it: for the chair and the secretary."""
    seat = seat_in(request.user, public_id)
    if request.method == "POST":
        user = signed_in(request.user)
        act = deciding.sign if "sign" in request.POST else deciding.draw_up
        if attempt_or_message(request, lambda: act(seat=seat, actor=user, now=now())):
            messages.success(request, _("Done. The next step stands on this page."))
        return redirect("commission:protocol", public_id)
    drawn = queries.protocol_for(seat)
    context = {
        "seat": seat,
        "call": seat.call,
        "phase": seat.call.phase(now()),
        "protocol": drawn,
        "signs": seat.role in SIGNING_ROLES,
        "has_signed": drawn is not None and any(one.role == seat.role for one in drawn.signatures.all()),
    }
    return render(request, "portal/commission/protocol.html", context)
