"""Hours from elsewhere that volunteers ask to be counted, and the decision of a second person."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from portal.errors import attempt
from portal.forms import VerdictForm
from recognition.access import mediator, outside_claim_to_decide
from recognition.outside import Row
from recognition.queries.outside import claims_to_decide
from recognition.services.outside import approve_outside, note_read, refuse_outside, take_back_outside

ROWS = 50
SHOWN_ROWS = 200
VERDICTS = (("yes", gettext_lazy("Let these hours count, marked as from elsewhere")), ("no", gettext_lazy("Refuse")))
BACK = (("yes", gettext_lazy("Take these hours back")),)


@require_safe
def outside_claims(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and then what was decided."""
    found = claims_to_decide(mediator(request.user)).defer("rows", "picture")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/moderator/outside_claims.html", {"section": "moderator", "page": page})


@require_http_methods(("GET", "HEAD", "POST"))
def outside_claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One wish with its rows and evidence, and the decision; what was approved can be taken back."""
    user, moment = mediator(request.user), now()
    claim = outside_claim_to_decide(user, public_id)
    note_read(claim=claim, actor=user, now=moment)
    is_open, can_undo = claim.decided_at is None, bool(claim.is_approved and not claim.taken_back_at)
    form = VerdictForm(request.POST or None, choices=BACK if can_undo else VERDICTS)
    if request.method == "POST" and form.is_valid():
        decide = take_back_outside if can_undo else approve_outside if form.is_yes else refuse_outside
        words = form.cleaned_data["reason"]
        if attempt(form, lambda: decide(claim=claim, words=words, actor=user, now=moment)):
            messages.success(request, _("The decision is recorded. The person is told."))
            return redirect("moderator:outside_claims")
    context = {
        "section": "moderator",
        "claim": claim,
        "rows": [Row.of(kept) for kept in claim.rows[:SHOWN_ROWS]],
        "more": max(0, len(claim.rows) - SHOWN_ROWS),
        "has_picture": claim.picture is not None,
        "form": form if is_open or can_undo or form.errors else None,
        "can_undo": can_undo,
    }
    return render(request, "portal/moderator/outside_claim.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def outside_picture(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The photograph behind a table; each look is written down."""
    user, moment = mediator(request.user), now()
    claim = outside_claim_to_decide(user, public_id)
    if claim.picture is None:
        raise Http404
    note_read(claim=claim, actor=user, now=moment, what="evidence")
    answer = HttpResponse(bytes(claim.picture), content_type="image/jpeg")
    answer.headers["Content-Disposition"] = 'inline; filename="evidence.jpg"'
    return answer
