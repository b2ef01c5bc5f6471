"""The queue of cases, and one case: documents with their history on the left, checklist and decision on the right."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from core.clock import local_day, now
from ngos.access import case_for_reviewer, reviewed_territories
from ngos.enums import CaseReason, CaseState, DisclosureLevel
from ngos.queries.cases import case_decisions, days_waited, flags_of, median_days, open_cases, tied_organisations
from ngos.queries.levels import level_of
from ngos.queries.materials import earlier_ones, public_materials, waiting_materials
from ngos.services.cases import decide_case, give_back, second_case, take_case
from portal.errors import attempt, attempt_or_message
from portal.moderator.case_forms import CaseForm, SecondForm
from portal.moderator.organisations import bin_facts

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from ngos.models import VerificationCase

QUEUE_ROWS = 50


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Cases of the reviewer's territories that are not decided, the oldest first, with their clock."""
    territories, user, moment = reviewed_territories(request.user), signed_in(request.user), now()
    today = local_day(moment)
    page = Paginator(open_cases(territories), QUEUE_ROWS).get_page(request.GET.get("page"))
    tied = tied_organisations(user)
    rows = [
        {
            "case": case,
            "days": days_waited(case, on=today),
            "is_late": case.due_on < today,
            "is_mine": case.reviewer == user.public_id,
            "is_tied": case.organisation_id in tied,
        }
        for case in page
    ]
    context = {
        "section": "moderator",
        "page": page,
        "rows": rows,
        "median": median_days(now=moment, territories=territories),
    }
    return render(request, "portal/moderator/queue.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One case and, for the reviewer who took it, its decision."""
    user, moment = signed_in(request.user), now()
    found = case_for_reviewer(user, public_id)
    materials = list(waiting_materials(found.organisation))
    form = CaseForm(request.POST or None, materials=materials, initial={"checklist": found.checklist})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: decide_case(case=found, wish=form.wish, reviewer=user, now=moment))
        if done.value:
            messages.success(request, _told(done.value))
            return redirect("moderator:queue")
    status = 422 if form.errors else 200
    return render(request, "portal/moderator/case.html", _context(found, form, user, moment), status=status)


def _told(decided: "VerificationCase") -> str:
    if decided.state == CaseState.SECOND:
        return _("Recorded. A second reviewer has to confirm it; until then nothing changes.")
    return _("The decision is recorded. The organisation sees it with your reason.")


def _context(
    found: "VerificationCase", form: CaseForm, user: "User", moment: "datetime", second: SecondForm | None = None
) -> dict[str, object]:
    organisation, today = found.organisation, local_day(moment)
    earlier = earlier_ones(form.materials)
    is_mine = found.reviewer == user.public_id
    is_tied = organisation.pk in tied_organisations(user)
    return {
        "section": "moderator",
        "case": found,
        "organisation": organisation,
        "days": days_waited(found, on=today),
        "is_late": found.due_on < today and found.state != CaseState.CLOSED,
        "bin_facts": bin_facts(organisation, moment),
        "form": second or form,  # whose errors stand above the page
        "case_form": form,
        "papers": [(*row, earlier[row[0].pk]) for row in form.rows()],
        "accepted": list(public_materials(organisation)),
        "level": DisclosureLevel(level_of(organisation, on=today)).label,
        "flags": [flag for flag in flags_of(organisation) if flag.until is None],
        "decisions": list(case_decisions(organisation)),
        "is_tied": is_tied,
        "can_take": found.state == CaseState.WAITING and not is_tied,
        "can_decide": found.state == CaseState.TAKEN and is_mine,
        "can_second": found.state == CaseState.SECOND and not is_mine and not is_tied,
        "proposed": [CaseReason(reason).label for reason in found.reasons],
        "second_form": second or SecondForm(),
    }


@require_POST
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a case that waits."""
    user = signed_in(request.user)
    found = case_for_reviewer(user, public_id)
    attempt_or_message(request, lambda: take_case(case=found, reviewer=user, now=now()))
    return redirect("moderator:case", public_id)


@require_POST
def hand_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a case back into the queue."""
    user = signed_in(request.user)
    found = case_for_reviewer(user, public_id)
    if attempt_or_message(request, lambda: give_back(case=found, reviewer=user, now=now())):
        messages.success(request, _("The case is back in the queue, in its old place."))
    return redirect("moderator:queue")


@require_POST
def second(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm, or hand back, what another reviewer proposes."""
    user, moment = signed_in(request.user), now()
    found = case_for_reviewer(user, public_id)
    word = SecondForm(request.POST)
    if word.is_valid():
        agrees, words = word.cleaned_data["verdict"] == "yes", word.cleaned_data["words"]
        if attempt(word, lambda: second_case(case=found, agrees=agrees, words=words, reviewer=user, now=moment)):
            messages.success(request, _("Recorded."))
            return redirect("moderator:queue")
    form = CaseForm(None, materials=list(waiting_materials(found.organisation)))
    return render(request, "portal/moderator/case.html", _context(found, form, user, moment, word), status=422)
