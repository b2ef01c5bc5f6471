"""Reads for the pages of applicants and officers."""

from datetime import datetime

from django.db.models import Case, F, QuerySet, When

from events.models import Opportunity
from funding.enums import ApplicationState, CallStatus
from funding.models import Application, Call, Complaint, Contract, Seat
from ngos.enums import MaterialState
from ngos.models import Material, Organisation
from ngos.queries.listing import family_of
from ngos.queries.materials import materials_of


def open_calls(*, at: datetime) -> QuerySet[Call]:
    """Return the calls that take applications, the nearest deadline first."""
    found = Call.objects.filter(status=CallStatus.PUBLISHED, closes_at__gt=at)
    return found.select_related("territory").order_by("closes_at", "pk")


def applications_of(organisation: Organisation) -> QuerySet[Application]:
    """Return the applications of an organisation and its joined duplicates, drafts among them, the newest first."""
    kept = _kept_by(organisation)
    return kept.select_related("call", "call__territory", "result", "contract").order_by("-pk")


def applications_to(call: Call, organisation: Organisation) -> QuerySet[Application]:
    """Return what an organisation and its joined duplicates have for a call: handed in, then its own draft."""
    is_joined = Case(When(organisation=organisation, then=0), default=1)
    return _kept_by(organisation).filter(call=call).order_by(F("number").asc(nulls_last=True), is_joined, "pk")


def _kept_by(organisation: Organisation) -> QuerySet[Application]:
    of_family = Application.objects.filter(organisation__in=family_of(organisation))
    return of_family.exclude(state=ApplicationState.WITHDRAWN)


def usable_materials(organisation: Organisation) -> QuerySet[Material]:
    """Return what may go with an application: posted and not withdrawn, the newest first."""
    return materials_of(organisation).exclude(state=MaterialState.WITHDRAWN)


def events_of(organisation: Organisation) -> QuerySet[Opportunity]:
    """Return the events whose hours money can be tied to, the newest first."""
    return Opportunity.objects.filter(organisation__in=family_of(organisation)).order_by("-pk")[:200]


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
