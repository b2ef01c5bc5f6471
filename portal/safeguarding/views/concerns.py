"""Reports: what waits, one case, and what becomes of it. Every look at a case is written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import now
from events.access import concern_for
from events.enums import HANDLED_CONCERNS, WAITING_CONCERNS, ConcernStatus
from events.exports.concerns import as_text
from events.queries.concerns import UNANSWERED_AFTER, closed_concerns, concerns_seen_by, open_concerns
from events.services.concerns import answer_concern, close_concern, export_concern, read_concern, take_concern
from portal.errors import attempt, attempt_or_message
from portal.safeguarding.forms.concerns import AnswerForm, OutcomeForm
from portal.safeguarding.guards import for_officers, officer_desk

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Concern

ROWS = 50
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue: a report and how long it has waited."""

    concern: "Concern"
    hours: int
    days: int


@require_safe
@for_officers
def queue(request: HttpRequest, officer: "User") -> HttpResponse:
    """Open reports, the oldest first, or the closed ones."""
    seen, is_closed = concerns_seen_by(officer), request.GET.get("show") == "closed"
    page = Paginator(closed_concerns(seen) if is_closed else open_concerns(seen), ROWS).get_page(
        request.GET.get("page")
    )
    moment = now()
    context = officer_desk(officer, "concerns") | {
        "page": page,
        "rows": [_row(concern, moment) for concern in page],
        "is_closed": is_closed,
    }
    return render(request, "portal/safeguarding/concerns.html", context)


def _row(concern: "Concern", moment: datetime) -> Row:
    waited = moment - concern.reported_at
    return Row(concern=concern, hours=waited // HOUR, days=waited.days)


@require_safe
@for_officers
def case(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """One report, in full."""
    return _case(request, officer, concern_for(officer, public_id))


def _case(
    request: HttpRequest,
    officer: "User",
    concern: "Concern",
    *,
    answer_form: AnswerForm | None = None,
    outcome_form: OutcomeForm | None = None,
) -> HttpResponse:
    moment = now()
    read_concern(concern=concern, actor=officer, now=moment)
    is_overdue = concern.status == ConcernStatus.TAKEN and concern.unanswered_escalated_at is not None
    wrong = answer_form or outcome_form
    context = officer_desk(officer, "concerns") | {
        "concern": concern,
        "row": _row(concern, moment),
        "can_take": concern.status in WAITING_CONCERNS or (is_overdue and concern.taken_by != officer),
        "is_handled": concern.status in HANDLED_CONCERNS,
        "answer_due_at": concern.reported_at + UNANSWERED_AFTER,
        "answer_form": answer_form or AnswerForm(initial={"words": concern.answer}, auto_id="id_answer_%s"),
        "outcome_form": outcome_form or OutcomeForm(auto_id="id_outcome_%s"),
        "form": wrong,
    }
    return render(request, "portal/safeguarding/concern.html", context, status=422 if wrong else 200)


@require_POST
@for_officers
def take(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """Become responsible for a report."""
    concern = concern_for(officer, public_id)
    done = attempt_or_message(request, lambda: take_concern(concern=concern, actor=officer, now=now()))
    if done.ok:
        messages.success(request, _("The report is yours now. The reporter sees that somebody looks at it."))
    return redirect("safeguarding:concern", public_id)


@require_POST
@for_officers
def answer(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """Answer the reporter."""
    concern = concern_for(officer, public_id)
    form = AnswerForm(request.POST, auto_id="id_answer_%s")
    if form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(form, lambda: answer_concern(concern=concern, words=words, actor=officer, now=now())):
            messages.success(request, _("The answer is written. The reporter reads it with the code."))
            return redirect("safeguarding:concern", public_id)
    return _case(request, officer, concern, answer_form=form)


@require_POST
@for_officers
def close(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """End a report."""
    concern = concern_for(officer, public_id)
    form = OutcomeForm(request.POST, auto_id="id_outcome_%s")
    if form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(form, lambda: close_concern(concern=concern, words=words, actor=officer, now=now())):
            messages.success(request, _("The report is closed."))
            return redirect("safeguarding:concerns")
    return _case(request, officer, concern, outcome_form=form)


@require_POST
@for_officers
def export(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """Hand over everything about a report as a file, for programs or for people."""
    record = export_concern(concern=concern_for(officer, public_id), actor=officer, now=now())
    if request.POST.get("kind") == "text":
        response = HttpResponse(as_text(record), content_type="text/plain; charset=utf-8")
        ending = "txt"
    else:
        response = JsonResponse(record, json_dumps_params={"ensure_ascii": False, "indent": 2})
        ending = "json"
    response.headers["Content-Disposition"] = f'attachment; filename="report-{record["id"]}.{ending}"'
    return response
