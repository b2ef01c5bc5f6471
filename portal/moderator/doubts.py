"""Doubtful hours: the queue, what a pattern saw, and the decision."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from core.clock import now
from ngos.access import reviewed_territories
from portal.errors import attempt
from portal.forms import VerdictForm
from recognition.access import suspicion_for_reviewer
from recognition.enums import SuspicionStatus
from recognition.queries.suspicions import doubtful_hours, open_suspicions, pattern_name, what_was_seen
from recognition.services import decide_suspicion

QUEUE_ROWS = 50
FOUND = (
    ("no", gettext_lazy("The hours are right: they stay")),
    ("yes", gettext_lazy("The hours are wrong: take them back")),
)
ASKED = (
    ("no", gettext_lazy("Let these hours in")),
    ("yes", gettext_lazy("Leave these hours out")),
)


@require_safe
def doubts(request: HttpRequest) -> HttpResponse:
    """Doubts about hours in the reviewer's territories, the surest first."""
    waiting = open_suspicions(reviewed_territories(request.user))
    page = Paginator(waiting, QUEUE_ROWS).get_page(request.GET.get("page"))
    rows = [(found, pattern_name(found.pattern), what_was_seen(found)) for found in page]
    return render(request, "portal/moderator/doubts.html", {"section": "doubts", "page": page, "rows": rows})


@require_http_methods(("GET", "HEAD", "POST"))
def doubt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One doubt: what was seen, the rows behind it without names, and the decision with its reason."""
    found = suspicion_for_reviewer(request.user, public_id)
    is_asked = found.asked_by is not None
    form = VerdictForm(request.POST or None, choices=ASKED if is_asked else FOUND)
    if request.method == "POST" and form.is_valid():
        reason, is_upheld = form.cleaned_data["reason"], form.is_yes
        done = attempt(
            form,
            lambda: decide_suspicion(
                suspicion=found, is_upheld=is_upheld, reason=reason, reviewer=signed_in(request.user), now=now()
            ),
        )
        if done.ok:
            messages.success(request, _told(done.value or 0))
            return redirect("moderator:doubts")
    context = {
        "section": "doubts",
        "doubt": found,
        "name": pattern_name(found.pattern),
        "seen": what_was_seen(found),
        "hours": doubtful_hours(found),
        "is_asked": is_asked,
        "is_open": found.status == SuspicionStatus.OPEN,
        "form": form,
    }
    return render(request, "portal/moderator/doubt.html", context, status=422 if form.errors else 200)


def _told(count: int) -> str:
    if not count:
        return _("The decision is recorded.")
    words = ngettext(
        "The decision is recorded. %(count)s entry was taken back.",
        "The decision is recorded. %(count)s entries were taken back.",
        count,
    )
    return words % {"count": count}
