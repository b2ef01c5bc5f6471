"""Reads about what an organisation has shown of itself, what keeps it from grants, and how it is rated."""

from datetime import date

from django.db.models import Max, Q, QuerySet

from ngos.enums import DisclosureLevel
from ngos.models import ExclusionFlag, LevelGrant, Organisation, Rating
from ngos.queries.listing import holding


def level_of(organisation: Organisation, *, on: date) -> DisclosureLevel:
    """Return the highest level that holds on a day; one query."""
    grants = holding(LevelGrant.objects.filter(organisation=organisation), on)
    return DisclosureLevel(grants.aggregate(highest=Max("level"))["highest"] or DisclosureLevel.NONE)


def exclusions_of(organisation: Organisation, *, on: date) -> QuerySet[ExclusionFlag]:
    """Return the grounds of exclusion that stand on a day, oldest first."""
    standing = ExclusionFlag.objects.filter(organisation=organisation, since__lte=on)
    return standing.filter(Q(until=None) | Q(until__gt=on)).order_by("since", "kind")


def current_rating(organisation: Organisation) -> Rating | None:
    """Return the rating of an organisation as it stands; nothing before the first run that looked at it."""
    return Rating.objects.filter(organisation=organisation, is_current=True).select_related("run").first()
