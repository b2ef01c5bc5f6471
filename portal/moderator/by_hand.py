"""Hours that organisations wish to write down by hand, and the decision of another team."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from portal.errors import attempt
from portal.forms import VerdictForm
from recognition.access import hand_credit_to_decide, mediator
from recognition.queries.by_hand import hand_credits_to_decide
from recognition.services.by_hand import grant_by_hand, note_read, refuse_by_hand

ROWS = 50
VERDICTS = (("yes", gettext_lazy("The person was there: give her the hours")), ("no", gettext_lazy("No hours")))


@require_safe
def hand_credits(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and then what was decided."""
    page = Paginator(hand_credits_to_decide(mediator(request.user)), ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/moderator/hand_credits.html", {"section": "moderator", "page": page})


@require_http_methods(("GET", "HEAD", "POST"))
def hand_credit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One wish and its reason, and the decision."""
    user, moment = mediator(request.user), now()
    wish = hand_credit_to_decide(user, public_id)
    note_read(wish=wish, actor=user, now=moment)
    form = VerdictForm(request.POST or None, choices=VERDICTS)
    if request.method == "POST" and form.is_valid():
        act, words = (grant_by_hand if form.is_yes else refuse_by_hand), form.cleaned_data["reason"]
        if attempt(form, lambda: act(wish=wish, words=words, actor=user, now=moment)):
            messages.success(request, _("The decision is recorded. Both sides are told."))
            return redirect("moderator:hand_credits")
    context = {"section": "moderator", "wish": wish, "form": None if wish.decided_at and not form.errors else form}
    return render(request, "portal/moderator/hand_credit.html", context, status=422 if form.errors else 200)
