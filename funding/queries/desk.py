"""Reads for the pages of applicants and officers."""

from datetime import datetime

from django.db.models import QuerySet

from events.models import Opportunity
from funding.enums import ApplicationState, CallStatus
from funding.models import Application, Call, Complaint, Contract, Seat
from ngos.enums import MaterialState
from ngos.models import Material, Organisation


def open_calls(*, at: datetime) -> QuerySet[Call]:
    """Return the calls that take applications, the nearest deadline first."""
    found = Call.objects.filter(status=CallStatus.PUBLISHED, closes_at__gt=at)
    return found.select_related("territory").order_by("closes_at", "pk")


def applications_of(organisation: Organisation) -> QuerySet[Application]:
    """Return an organisation's applications, drafts among them, the newest first."""
    kept = Application.objects.filter(organisation=organisation).exclude(state=ApplicationState.WITHDRAWN)
    return kept.select_related("call", "call__territory", "result", "contract").order_by("-pk")


def materials_of(organisation: Organisation) -> QuerySet[Material]:
    """Return what an organisation has posted and not withdrawn, the newest first."""
    posted = Material.objects.filter(organisation=organisation).exclude(state=MaterialState.WITHDRAWN)
    return posted.order_by("-posted_at", "-pk")


def events_of(organisation: Organisation) -> QuerySet[Opportunity]:
    """Return the events whose hours money can be tied to, the newest first."""
    return Opportunity.objects.filter(organisation=organisation).order_by("-pk")[:200]


def complaints_of(call: Call) -> QuerySet[Complaint]:
    """Return the complaints about a call, the oldest first."""
    return call.complaints.select_related("organisation").order_by("filed_at", "pk")


def contracts_of(call: Call) -> QuerySet[Contract]:
    """Return the contracts of a call in the order of the applications' numbers."""
    found = Contract.objects.filter(application__call=call)
    return found.select_related("application", "application__organisation").order_by("application__number")


def seats_of(call: Call) -> QuerySet[Seat]:
    """Return who sits in the commission, in the order of appointment."""
    return call.seats.select_related("user").order_by("pk")


def applicants_of(call: Call) -> QuerySet[Application]:
    """Return the applications that were handed in, in the order of numbers."""
    found = Application.objects.filter(call=call, state=ApplicationState.SUBMITTED)
    return found.select_related("organisation").order_by("number")
