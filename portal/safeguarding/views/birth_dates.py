"""Corrections of dates of birth: what waits, and the decision of the second person."""

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
from events.services.birth_dates import decide_correction
from portal.errors import attempt
from portal.forms import VerdictForm
from portal.safeguarding.guards import OFFICER, for_officers, officer_desk
from volunteers.access import correction_for_officer, officer_territories
from volunteers.queries import waiting_corrections
from volunteers.services import look_at_correction

if TYPE_CHECKING:
    from accounts.models import User

VERDICTS = (("yes", gettext_lazy("Correct the date")), ("no", gettext_lazy("Leave it as it is")))


@require_safe
@for_officers
def birth_dates(request: HttpRequest, officer: "User") -> HttpResponse:
    """Corrections that wait, the longest wait first."""
    rows = waiting_corrections(officer_territories(officer, Action.BIRTH_DATE_CORRECT))
    return render(
        request, "portal/safeguarding/birth_dates.html", officer_desk(officer, "birth_dates") | {"rows": rows}
    )


@require_http_methods(("GET", "HEAD", "POST"))
@for_officers
def birth_date(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """Both dates, the reason, and the decision."""
    found = correction_for_officer(officer, public_id)
    form = VerdictForm(request.POST or None, choices=VERDICTS)
    if request.method == "POST" and form.is_valid():
        yes, reason = form.is_yes, form.cleaned_data["reason"]
        done = attempt(
            form,
            lambda: decide_correction(correction=found, is_accepted=yes, reason=reason, actor=officer, now=now()),
        )
        if done:
            messages.success(request, _("The decision is recorded. The person is told."))
            return redirect("safeguarding:birth_dates")
    look_at_correction(correction=found, viewer=officer, role=OFFICER, now=now())
    context = officer_desk(officer, "birth_dates") | {"correction": found, "form": form}
    return render(request, "portal/safeguarding/birth_date.html", context, status=422 if form.errors else 200)
