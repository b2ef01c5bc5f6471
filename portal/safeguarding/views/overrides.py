"""Exceptions to lesson time: what waits, and the decision of the second person."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import override_for_officer
from events.eligibility import Gate
from events.queries import waiting_overrides
from events.services.overrides import decide_override
from portal.errors import attempt
from portal.forms import VerdictForm
from portal.safeguarding.guards import for_officers, officer_desk
from volunteers.access import officer_territories

if TYPE_CHECKING:
    from accounts.models import User

VERDICTS = (("yes", gettext_lazy("Grant the exception")), ("no", gettext_lazy("Do not grant it")))


@require_safe
@for_officers
def overrides(request: HttpRequest, officer: "User") -> HttpResponse:
    """Exceptions that wait, the longest wait first."""
    rows = waiting_overrides(Gate.SCHOOL_HOURS, officer_territories(officer, Action.GATE_OVERRIDE))
    return render(request, "portal/safeguarding/overrides.html", officer_desk(officer, "overrides") | {"rows": rows})


@require_http_methods(("GET", "HEAD", "POST"))
@for_officers
def override(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """One exception, and the decision with its reason."""
    found = override_for_officer(officer, public_id)
    form = VerdictForm(request.POST or None, choices=VERDICTS)
    if request.method == "POST" and form.is_valid():
        yes, reason = form.is_yes, form.cleaned_data["reason"]
        done = attempt(
            form,
            lambda: decide_override(override=found, is_granted=yes, reason=reason, actor=officer, now=now()),
        )
        if done:
            messages.success(request, _("The decision is recorded. Both sides are told."))
            return redirect("safeguarding:overrides")
    context = officer_desk(officer, "overrides") | {"override": found, "form": form}
    return render(request, "portal/safeguarding/override.html", context, status=422 if form.errors else 200)
