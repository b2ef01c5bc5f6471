"""Reads about what an organisation has shown of itself, what keeps it from grants, and how it is rated."""

from datetime import date

from django.db.models import Max, Q, QuerySet

from ngos.enums import DisclosureLevel
from ngos.models import ExclusionFlag, LevelGrant, Organisation, Rating


def level_of(organisation: Organisation, *, on: date) -> DisclosureLevel:
    """Return the highest level that holds on a day; one query."""
    holding = LevelGrant.objects.filter(organisation=organisation, granted_on__lte=on, valid_until__gte=on)
    highest = holding.filter(Q(taken_back_on=None) | Q(taken_back_on__gt=on)).aggregate(found=Max("level"))["found"]
    return DisclosureLevel(highest or DisclosureLevel.NONE)


def exclusions_of(organisation: Organisation, *, on: date) -> QuerySet[ExclusionFlag]:
    """Return the grounds of exclusion that stand on a day, oldest first."""
    standing = ExclusionFlag.objects.filter(organisation=organisation, since__lte=on)
    return standing.filter(Q(until=None) | Q(until__gt=on)).order_by("since", "kind")


def current_rating(organisation: Organisation) -> Rating | None:
    """Return the rating of the latest run that looked at the organisation; nothing before the first."""
    return Rating.objects.filter(organisation=organisation).select_related("run").order_by("-run_id").first()
