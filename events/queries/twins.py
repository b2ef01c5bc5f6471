"""Events that look like one that is about to be published, and how many people a change would reach."""

from collections.abc import Iterable
from datetime import datetime

from core.text import LANGUAGES, fold
from events.enums import OpportunityStatus, ShiftStatus
from events.models import Opportunity, Shift, SignUp


def twins_of(opportunity: Opportunity, *, now: datetime) -> list[Opportunity]:
    """Return published events of the same organisation with the same title and a shift on the same day; two queries.

    Titles are compared as search compares them: case, accents and look-alike letters do not count.
    """
    days = set(
        Shift.objects.planned().starting_after(now).filter(opportunity=opportunity).values_list("starts_on", flat=True)
    )
    beside = (
        Opportunity.objects.filter(
            organisation=opportunity.organisation_id,
            status=OpportunityStatus.PUBLISHED,
            shifts__starts_on__in=days,
            shifts__status=ShiftStatus.PLANNED,
        )
        .exclude(pk=opportunity.pk)
        .distinct()
        .order_by("pk")
    )
    own = titles_of(opportunity)
    return [other for other in beside if own & titles_of(other)]


def titles_of(opportunity: Opportunity) -> set[str]:
    """Return the titles of an event as they are compared."""
    return {fold(getattr(opportunity, f"title_{language}")) for language in LANGUAGES} - {""}


def people_holding(shifts: Iterable[Shift]) -> int:
    """Count the people with a place on any of some shifts, each of them once. One query."""
    held = SignUp.objects.holding_a_seat().filter(shift__in=[shift.pk for shift in shifts])
    return held.values("volunteer").distinct().count()
