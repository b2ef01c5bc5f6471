"""The reviewer's side of the register: legal status, duplicates, and requests to act for listed organisations."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from ngos.access import (
    claim_for_reviewer,
    lookalike_for_reviewer,
    merge_for_reviewer,
    organisation_for_reviewer,
    require_reviewer,
    reviewed_territories,
)
from ngos.enums import LegalStatus
from ngos.queries.duplicates import lookalikes_of, merges_of, same_names, waiting_claims
from ngos.services.claims import decide_claim
from ngos.services.entries import note_legal_status
from ngos.services.merging import merge, undo_merge
from portal.errors import attempt
from portal.forms import VerdictForm
from portal.moderator.forms import CLAIM_VERDICTS, LegalStatusForm, MergeForm, UndoForm

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from ngos.models import Organisation

GET_OR_POST = ("GET", "HEAD", "POST")
ROWS = 50


@require_http_methods(GET_OR_POST)
def legal_status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the state says of an organisation, with the day and the source."""
    reviewer, found, moment = _case(request, public_id)
    form = LegalStatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        status = LegalStatus(words["legal_status"])
        note = {"since": words["since"], "source": words["source"], "actor": reviewer, "now": moment}
        if attempt(form, lambda: note_legal_status(organisation=found, status=status, **note)):
            messages.success(request, _("The legal status is noted, and its history is public."))
            return redirect("moderator:organisation", public_id)
    context = {"section": "moderator", "organisation": found, "form": form}
    return render(request, "portal/moderator/legal_status.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def duplicates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Entries that may be the same organisation: one is joined with this one, and can be taken apart again."""
    reviewer, found, moment = _case(request, public_id)
    alike = lookalikes_of(found)
    form = MergeForm(request.POST or None, alike=alike)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        done = attempt(
            form,
            lambda: merge(
                survivor=found,
                duplicate=lookalike_for_reviewer(reviewer, UUID(words["duplicate"])),
                reason=words["reason"],
                reviewer=reviewer,
                now=moment,
            ),
        )
        if done:
            messages.success(request, _("Joined. What hung on the duplicate is here now, and can be put back."))
            return redirect("moderator:duplicates", public_id)
    context = {
        "section": "moderator",
        "organisation": found,
        "alike": alike,
        "merges": merges_of(found),
        "form": form,
    }
    return render(request, "portal/moderator/duplicates.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def take_apart(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Undo one joining; asked once more, because the page of an organisation comes back."""
    reviewer = require_reviewer(request.user)
    joining = merge_for_reviewer(reviewer, public_id)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: undo_merge(joining=joining, reviewer=reviewer, now=now())):
        messages.success(request, _("Taken apart: everything is back where it was."))
        return redirect("moderator:duplicates", joining.survivor.public_id)
    context = {"section": "moderator", "joining": joining, "form": form}
    return render(request, "portal/moderator/take_apart.html", context, status=422 if form.errors else 200)


@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """Entries that share the telling words of their names, side by side."""
    require_reviewer(request.user)
    page = Paginator(same_names(), ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/moderator/alike.html", {"section": "moderator", "page": page})


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Requests to act for organisations of the reviewer's territories, the oldest first."""
    page = Paginator(waiting_claims(reviewed_territories(request.user)), ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/moderator/claims.html", {"section": "moderator", "page": page})


@require_http_methods(GET_OR_POST)
def claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One request, and the decision with its reason."""
    reviewer, found = require_reviewer(request.user), claim_for_reviewer(request.user, public_id)
    form = VerdictForm(request.POST or None, choices=CLAIM_VERDICTS)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["reason"]
        decided = attempt(
            form,
            lambda: decide_claim(claim=found, is_granted=form.is_yes, reason=words, reviewer=reviewer, now=now()),
        )
        if decided:
            messages.success(request, _("The decision is recorded."))
            return redirect("moderator:claims")
    context = {"section": "moderator", "claim": found, "form": form}
    return render(request, "portal/moderator/claim.html", context, status=422 if form.errors else 200)


def _case(request: HttpRequest, public_id: UUID) -> "tuple[User, Organisation, datetime]":
    found = organisation_for_reviewer(request.user, public_id)
    return require_reviewer(request.user), found, now()
