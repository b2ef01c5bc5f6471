"""Calls as anybody may read them: terms, scores, results, complaints, contracts, what the money did; and open data."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.clock import now
from funding import queries
from funding.access import public_call
from funding.exports import DATASETS, FORMS, written
from funding.queries.commission import submitted
from funding.queries.desk import complaints_of, contracts_of
from portal.guest import caching

__all__ = ["DATASETS", "FORMS", "call", "calls", "dataset", "money"]

ROWS = 30
DATA_SECONDS = 5 * 60


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every published call, and the way to one's own commissions."""
    page = Paginator(queries.public_calls(), ROWS).get_page(request.GET.get("page"))
    moment = now()
    context = {
        "page": page,
        "rows": [(call, call.phase(moment)) for call in page],
        "has_seats": queries.own_seats(request.user).exists(),
    }
    return render(request, "portal/guest/calls.html", context)


@require_safe
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One call: before the decision its terms, afterwards every number that led to it."""
    found = public_call(public_id)
    protocol = queries.published_protocol(found)
    context: dict[str, object] = {
        "call": found,
        "phase": found.phase(now()),
        "versions": found.versions.order_by("version"),
        "protocol": protocol,
        "seat": queries.own_seats(request.user).filter(call=found).first(),
    }
    if protocol:
        context |= {
            "results": queries.results_of(found),
            "applicants": submitted(found),
            "commission": queries.commission_rows(found),
            "complaints": complaints_of(found),
            "contracts": contracts_of(found),
        }
    return render(request, "portal/guest/call.html", context)


@require_safe
def money(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the money of a call did: every report, line by line, down to the confirmed hours of a day."""
    found = public_call(public_id)
    contracts = queries.money_of(found)
    hours = queries.hours_of_lines([report for contract in contracts for report in contract.reports.all()])
    context = {"call": found, "contracts": contracts, "hours": hours}
    return render(request, "portal/guest/call_money.html", context)


@require_safe
def dataset(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Hand out a data set, or the schema it keeps to."""
    content = written(name, form, now=now())
    return caching.open_file(request, content, content_type=FORMS[form], seconds=DATA_SECONDS)
