"""Objections of volunteers to their hours, and the organisation's answer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.services.looking import note_looks
from ngos.access import organisation_for
from portal.errors import attempt
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import AnswerForm
from recognition.access import dispute_at
from recognition.queries.closing import terms_at
from recognition.queries.disputes import dispute_counts, disputes_at
from recognition.services.disputes import agree, refuse

ROWS = 50
ANSWERS = (
    ("yes", gettext_lazy("The volunteer is right: change the hours")),
    ("no", gettext_lazy("The volunteer is not right")),
)


@require_safe
def objections(request: HttpRequest, slug: str) -> HttpResponse:
    """What has to be answered first, then what was; with the numbers that everybody may read."""
    organisation, moment = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM), now()
    page = Paginator(disputes_at(organisation), ROWS).get_page(request.GET.get("page"))
    note_looks(
        "name",
        [dispute.signup.volunteer for dispute in page],
        viewer=person_of(request),
        organisation=organisation,
        purpose="hours",
        now=moment,
    )
    context = desk(organisation, "hours", now=moment) | {
        "page": page,
        "counts": dispute_counts(organisation),
        "days": terms_at(moment).answer_days,
    }
    return render(request, "portal/ngo/objections.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def objection(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One objection, and the answer while it is the organisation's turn."""
    found, moment, user = dispute_at(request.user, slug, public_id), now(), person_of(request)
    note_looks(
        "name",
        [found.signup.volunteer],
        viewer=user,
        organisation=found.organisation,
        purpose="hours",
        now=moment,
    )
    form = AnswerForm(request.POST or None, choices=ANSWERS)
    if request.method == "POST" and form.is_valid():
        act, words = (agree if form.is_yes else refuse), form.cleaned_data["reason"]
        if attempt(form, lambda: act(dispute=found, words=words, actor=user, now=moment)):
            messages.success(request, _("The answer is recorded. The volunteer is told."))
            return redirect("ngo:objections", slug)
    is_own = found.signup.volunteer.user_id == user.pk
    context = desk(found.organisation, "hours", now=moment) | {
        "dispute": found,
        "form": form if found.state in ("with_host", "refused") and not is_own else None,
        "is_own": is_own,
    }
    return render(request, "portal/ngo/objection.html", context, status=422 if form.errors else 200)
