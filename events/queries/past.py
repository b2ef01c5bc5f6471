"""Reads about what an organisation has done."""

from datetime import datetime

from django.db.models import Max, QuerySet

from events.models import Opportunity
from ngos.models import Organisation


def past_opportunities(organisation: Organisation, *, now: datetime, most: int = 6) -> QuerySet[Opportunity]:
    """Return what an organisation had published and is over, the latest first, with ``ended_at``. One query."""
    shown = Opportunity.objects.visible().filter(organisation=organisation)
    return (
        shown.annotate(ended_at=Max("shifts__ends_at")).filter(ended_at__lte=now).order_by("-ended_at", "-pk")[:most]
    )
