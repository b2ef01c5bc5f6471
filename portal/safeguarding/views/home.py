"""What waits for an officer."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Action
from events.eligibility import Gate
from events.queries import waiting_overrides
from portal.safeguarding.guards import for_officers, officer_desk
from volunteers.access import officer_territories
from volunteers.queries import waiting_corrections

if TYPE_CHECKING:
    from accounts.models import User


@require_safe
@for_officers
def home(request: HttpRequest, officer: "User") -> HttpResponse:
    """The officer's desk: how much waits, and where."""
    exceptions = waiting_overrides(Gate.SCHOOL_HOURS, officer_territories(officer, Action.GATE_OVERRIDE))
    corrections = waiting_corrections(officer_territories(officer, Action.BIRTH_DATE_CORRECT))
    context = officer_desk("home") | {"override_count": len(exceptions), "correction_count": len(corrections)}
    return render(request, "portal/safeguarding/home.html", context)
