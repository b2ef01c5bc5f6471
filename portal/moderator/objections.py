"""Objections to hours that came as far as somebody outside, and the decision."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from portal.errors import attempt
from portal.moderator.forms import HoursDecisionForm
from recognition.access import dispute_for_mediator, mediator
from recognition.queries.disputes import disputes_to_decide
from recognition.queries.own import facts_of_dispute
from recognition.services.disputes import decide, note_read

ROWS = 50


@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, by deadline, and then what was decided."""
    found = disputes_to_decide(mediator(request.user))
    rows = found.order_by(F("due_at").asc(nulls_last=True), "-opened_at", "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/moderator/objections.html", {"section": "moderator", "page": page})


@require_http_methods(("GET", "HEAD", "POST"))
def objection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What both sides say, what the gate saw, and the decision with its reason."""
    user, moment = mediator(request.user), now()
    found = dispute_for_mediator(user, public_id)
    note_read(dispute=found, actor=user, now=moment)
    longest = found.signup.shift.minutes
    form = HoursDecisionForm(request.POST or None, longest=longest, initial={"minutes": found.wanted_minutes})
    if request.method == "POST" and form.is_valid():
        minutes, words = form.cleaned_data["minutes"], form.cleaned_data["reason"]
        if attempt(form, lambda: decide(dispute=found, minutes=minutes, words=words, actor=user, now=moment)):
            messages.success(request, _("The decision is recorded. Both sides are told."))
            return redirect("moderator:objections")
    context = {
        "section": "moderator",
        "dispute": found,
        "seen": facts_of_dispute(found),
        "form": form if found.state == "mediator" else None,
    }
    return render(request, "portal/moderator/objection.html", context, status=422 if form.errors else 200)
