"""Money for an organisation: which calls are open to it and why not, its applications, complaints and reports."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.clock import now
from funding import queries
from funding.access import applicant_for, own_application, own_contract, public_call
from funding.enums import ApplicationState, Phase
from funding.errors import ApplicationNotFound
from funding.queries.desk import applications_of, events_of, open_calls, usable_materials
from funding.services import applying, complaints
from funding.services.contracts import report_money
from portal.errors import attempt, attempt_or_message
from portal.ngo.doors import desk, person_of
from portal.ngo.funding_forms import ApplicationForm, ComplaintForm, MoneyForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from funding.models import Application, Call
    from ngos.models import Organisation

CALLS_SHOWN = 20


@never_cache
@require_safe
def funding(request: HttpRequest, slug: str) -> HttpResponse:
    """Every open call with what stands in the way of applying, and the organisation's applications."""
    organisation, moment = applicant_for(request.user, slug), now()
    context = desk(organisation, "funding", now=moment) | {
        "calls": queries.standings_for(open_calls(at=moment)[:CALLS_SHOWN], organisation, at=moment),
        "applications": [(one, one.call.phase(moment)) for one in applications_of(organisation)],
    }
    return render(request, "portal/ngo/funding/list.html", context)


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def application(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """May we apply, and the application itself: kept as a draft, or handed in."""
    organisation, moment = applicant_for(request.user, slug), now()
    call = public_call(public_id)
    own = own_application(organisation, call)
    form = ApplicationForm(
        request.POST or None, materials=list(usable_materials(organisation)), initial=ApplicationForm.initial_of(own)
    )
    if request.method == "POST" and form.is_valid() and _keep(request, form, call, organisation):
        return redirect("ngo:application", slug, public_id)
    phase = call.phase(moment)
    context = desk(organisation, "funding", now=moment) | {
        "call": call,
        "phase": phase,
        "own": own,
        "standing": queries.standing_for(call, organisation, at=moment).told(language()),
        "is_draft": own is None or own.state == ApplicationState.DRAFT,
        "is_open": phase == Phase.OPEN,
        "may_complain": phase == Phase.COMPLAINTS and own is not None and own.number is not None,
        "has_contract": getattr(own, "contract", None) is not None,
        "form": form,
    }
    return render(request, "portal/ngo/funding/application.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: ApplicationForm, call: "Call", organisation: "Organisation") -> bool:
    """Keep the draft; hand it in if that button was pressed. Say what came of it."""
    actor, moment = person_of(request), now()

    def kept() -> "Application":
        return applying.keep_draft(call=call, organisation=organisation, draft=form.draft(), actor=actor, now=moment)

    row = attempt(form, kept).value
    if row is None:
        return False
    if "submit" not in request.POST:
        messages.success(request, _("The draft is kept. You can leave and continue later."))
        return True
    if not attempt(form, lambda: applying.submit(application=row, actor=actor, now=moment)):
        return False
    messages.success(request, _("The application is handed in. It does not change any more."))
    return True


@require_POST
def withdraw(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take the application back."""
    organisation, actor = applicant_for(request.user, slug), person_of(request)
    own = own_application(organisation, public_call(public_id))
    if own is None:
        raise ApplicationNotFound
    if attempt_or_message(request, lambda: applying.withdraw(application=own, actor=actor, now=now())):
        messages.success(request, _("The application is withdrawn. You may apply anew until the deadline."))
    return redirect("ngo:application", slug, public_id)


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def complain(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Complain about a decision."""
    organisation, moment = applicant_for(request.user, slug), now()
    call, form = public_call(public_id), ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words, actor = form.cleaned_data["words"], person_of(request)
        if attempt(
            form,
            lambda: complaints.complain(call=call, organisation=organisation, words=words, actor=actor, now=moment),
        ):
            messages.success(request, _("The complaint is filed. The answer will stand on the page of the call."))
            return redirect("guest:call", public_id)
    context = desk(organisation, "funding", now=moment) | {"call": call, "form": form}
    return render(request, "portal/ngo/funding/complain.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def money(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Report what was spent, and on which event."""
    organisation, moment = applicant_for(request.user, slug), now()
    contract = own_contract(organisation, public_id)
    form = MoneyForm(
        request.POST or None,
        budget=contract.application.budget,
        left=queries.left_by_line(contract),
        events=list(events_of(organisation)),
    )
    if request.method == "POST" and form.is_valid():
        data, actor = form.cleaned_data, person_of(request)
        if attempt(
            form,
            lambda: report_money(
                contract=contract,
                first_on=data["first_on"],
                last_on=data["last_on"],
                lines=form.spent(),
                words=data["words"],
                actor=actor,
                now=moment,
            ),
        ):
            messages.success(request, _("The report is filed and public."))
            return redirect("guest:call_money", public_id)
    context = desk(organisation, "funding", now=moment) | {"contract": contract, "form": form}
    return render(request, "portal/ngo/funding/money.html", context, status=422 if form.errors else 200)
