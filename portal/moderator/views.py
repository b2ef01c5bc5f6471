"""The queue of organisations to check, and the decision about one of them."""

from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from core.enums import Cause
from core.errors import NotSignedIn
from ngos.access import organisation_for_reviewer, reviewed_territories
from ngos.enums import OrganisationStatus
from ngos.queries import decisions_about, members_of, review_queue
from ngos.services import decide_status
from ngos.validators import read_bin
from portal.errors import attempt
from portal.moderator.forms import DecisionForm
from portal.templatetags.dates import month

if TYPE_CHECKING:
    from datetime import datetime

    from ngos.models import Organisation

QUEUE_ROWS = 50
# Source: docs/sources.md, "BIN".
BIN_TYPES: dict[str, str | Promise] = {
    "4": gettext_lazy("resident legal entity"),
    "5": gettext_lazy("non-resident legal entity"),
    "6": gettext_lazy("joint enterprise"),
}
BIN_SUBTYPES: dict[str, str | Promise] = {
    "0": gettext_lazy("head office"),
    "1": gettext_lazy("branch"),
    "2": gettext_lazy("representative office"),
    "3": gettext_lazy("peasant farm"),
}


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Organisations of the reviewer's territories that wait for a decision, the longest wait first."""
    waiting = review_queue(reviewed_territories(request.user))
    moment = now()
    page = Paginator(waiting, QUEUE_ROWS).get_page(request.GET.get("page"))
    rows = [(organisation, (moment - organisation.created_at).days) for organisation in page]
    context = {"section": "moderator", "page": page, "rows": rows}
    return render(request, "portal/moderator/queue.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is known of an organisation, and the decision with its reason."""
    found = organisation_for_reviewer(request.user, public_id)
    reviewer = request.user
    if not reviewer.is_authenticated:
        raise NotSignedIn
    moment = now()
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        status, reason = OrganisationStatus(form.cleaned_data["status"]), form.cleaned_data["reason"]
        done = attempt(
            form,
            lambda: decide_status(organisation=found, status=status, reason=reason, reviewer=reviewer, now=moment),
        )
        if done.ok:
            messages.success(request, _("The decision is recorded. The organisation sees it with your reason."))
            return redirect("moderator:queue")
    context = {
        "section": "moderator",
        "organisation": found,
        "bin_facts": _bin_facts(found, moment),
        "causes": [cause.value for cause in Cause if getattr(found, f"works_in_{cause.value}")],
        "member_count": members_of(found).count(),
        "decisions": decisions_about(found),
        "waiting_days": (moment - found.created_at).days,
        "form": form,
    }
    return render(request, "portal/moderator/organisation.html", context, status=422 if form.errors else 200)


def _bin_facts(found: "Organisation", moment: "datetime") -> list[tuple[str, str]]:
    """Say in words what the BIN itself tells; nothing of a volunteer group without one."""
    if not found.bin:
        return [(_("BIN"), _("none"))]
    facts = read_bin(found.bin, on=moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    unknown = _("unknown")
    return [
        (_("BIN"), found.bin),
        (_("Registered in"), month(facts.registered_in)),
        (_("Type"), str(BIN_TYPES.get(facts.type_digit, unknown))),
        (_("Kind of unit"), str(BIN_SUBTYPES.get(facts.subtype_digit, unknown))),
    ]
