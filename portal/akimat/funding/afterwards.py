"""After the decision: an officer answers complaints and writes contracts down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from core.clock import local_day, now
from funding.access import application_in, call_to_run, complaint_in
from funding.services.complaints import answer
from funding.services.contracts import conclude
from portal.akimat.funding.after_forms import ContractForm, ReplyForm
from portal.errors import attempt


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def reply(request: HttpRequest, public_id: UUID, complaint_id: UUID) -> HttpResponse:
    """One complaint, and the answer that is published."""
    call = call_to_run(request.user, public_id)
    complaint = complaint_in(call, complaint_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, user = form.cleaned_data, signed_in(request.user)
        upheld = data["verdict"] == "yes"
        if attempt(
            form,
            lambda: answer(complaint=complaint, is_upheld=upheld, words=data["words"], actor=user, now=now()),
        ):
            messages.success(request, _("The answer is published."))
            return redirect("akimat:call", public_id)
    context = {"section": "akimat", "call": call, "complaint": complaint, "form": form}
    return render(request, "portal/akimat/funding/reply.html", context, status=422 if form.errors else 200)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def contract(request: HttpRequest, public_id: UUID, application_id: UUID) -> HttpResponse:
    """Write down the contract about a supported application."""
    call = call_to_run(request.user, public_id)
    application = application_in(call, application_id)
    today = local_day(now())
    form = ContractForm(
        request.POST or None, initial={"sum_kzt": application.sum_kzt, "signed_on": today, "starts_on": today}
    )
    if request.method == "POST" and form.is_valid():
        user = signed_in(request.user)
        if attempt(form, lambda: conclude(application=application, agreed=form.agreed(), actor=user, now=now())):
            messages.success(request, _("The contract is written down and public."))
            return redirect("akimat:call", public_id)
    context = {"section": "akimat", "call": call, "application": application, "form": form}
    return render(request, "portal/akimat/funding/contract.html", context, status=422 if form.errors else 200)
