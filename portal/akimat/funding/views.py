"""An officer makes a call, publishes it, corrects it in the open, and appoints who decides."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from core.clock import now
from funding import queries
from funding.access import call_to_run, territory_of_calls
from funding.enums import CallStatus, SeatRole
from funding.errors import CallPublished
from funding.queries.desk import complaints_of, contracts_of, seats_of
from funding.services import calls, commission
from portal.akimat.funding.forms import CallForm, CorrectionForm, SeatForm, texts_of
from portal.errors import attempt, attempt_or_message

if TYPE_CHECKING:
    from funding.models import Call

ROWS = 30


@require_safe
@cache_control(private=True)
def list_calls(request: HttpRequest, code: str) -> HttpResponse:
    """The calls of a territory, drafts among them."""
    territory, moment = territory_of_calls(request.user, code), now()
    page = Paginator(queries.calls_of(territory), ROWS).get_page(request.GET.get("page"))
    context = {
        "section": "akimat",
        "territory": territory,
        "page": page,
        "rows": [(call, call.phase(moment)) for call in page],
    }
    return render(request, "portal/akimat/funding/list.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def new_call(request: HttpRequest, code: str) -> HttpResponse:
    """Write a call; it is a draft until it is published."""
    territory = territory_of_calls(request.user, code)
    form = CallForm(request.POST or None, initial=CallForm.initial_of(None))
    if request.method == "POST" and form.is_valid():
        user = signed_in(request.user)
        made = attempt(
            form, lambda: calls.write_call(territory=territory, plan=form.plan(), actor=user, now=now())
        ).value
        if made:
            return redirect("akimat:call", made.public_id)
    context = {"section": "akimat", "territory": territory, "form": form}
    return render(request, "portal/akimat/funding/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def edit_call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a draft."""
    call = call_to_run(request.user, public_id)
    if call.status != CallStatus.DRAFT:
        raise CallPublished
    form = CallForm(request.POST or None, initial=CallForm.initial_of(call))
    if request.method == "POST" and form.is_valid():
        user = signed_in(request.user)
        if attempt(
            form,
            lambda: calls.write_call(territory=call.territory, plan=form.plan(), call=call, actor=user, now=now()),
        ):
            return redirect("akimat:call", public_id)
    context = {"section": "akimat", "territory": call.territory, "call": call, "form": form}
    return render(request, "portal/akimat/funding/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One call and everything to do for it; appoint a member of its commission."""
    found, moment = call_to_run(request.user, public_id), now()
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, user = form.cleaned_data, signed_in(request.user)
        role = SeatRole(data["role"])
        if attempt(
            form,
            lambda: commission.appoint(call=found, contact=data["email"], role=role, actor=user, now=moment),
        ):
            messages.success(request, _("The person sits in the commission now."))
            return redirect("akimat:call", public_id)
    return render(
        request, "portal/akimat/funding/call.html", _context(found, form), status=422 if form.errors else 200
    )


def _context(found: "Call", form: SeatForm) -> dict[str, object]:
    """Return everything an officer sees of a call; applicants only after the deadline."""
    moment = now()
    is_closed = found.status != CallStatus.DRAFT and moment >= found.closes_at
    return {
        "section": "akimat",
        "territory": found.territory,
        "call": found,
        "phase": found.phase(moment),
        "seats": seats_of(found),
        "applicants": queries.by_name(found) if is_closed else [],
        "protocol": queries.published_protocol(found),
        "results": queries.results_of(found),
        "complaints": complaints_of(found),
        "contracts": contracts_of(found),
        "form": form,
    }


@require_POST
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish a draft."""
    found, user = call_to_run(request.user, public_id), signed_in(request.user)
    if attempt_or_message(request, lambda: calls.publish(call=found, actor=user, now=now())):
        messages.success(request, _("The call is published. Its terms stand from now on."))
    return redirect("akimat:call", public_id)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct a published call in the open."""
    found = call_to_run(request.user, public_id)
    form = CorrectionForm(request.POST or None, initial=texts_of(found))
    if request.method == "POST" and form.is_valid():
        user, reason = signed_in(request.user), form.cleaned_data["reason"]
        if attempt(
            form, lambda: calls.correct(call=found, changes=form.texts(), reason=reason, actor=user, now=now())
        ):
            messages.success(request, _("The correction is published beside the old terms."))
            return redirect("akimat:call", public_id)
    context = {"section": "akimat", "territory": found.territory, "call": found, "form": form}
    return render(request, "portal/akimat/funding/correct.html", context, status=422 if form.errors else 200)
