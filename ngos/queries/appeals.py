"""Reads about objections to ratings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from accounts.models import User
from ngos.enums import AppealState
from ngos.models import Material, Organisation, RatingAppeal
from ngos.queries.cases import inside, tied_organisations
from ngos.queries.facts import Asked
from places.models import Territory


def corrections(asked: Asked) -> Mapping[int, list[tuple[str, int, int]]]:
    """Return by organisation what to add to which count: indicator, successes, cases; one query."""
    holding = RatingAppeal.objects.filter(
        asked.within("organisation"),
        state=AppealState.UPHELD,
        decided_at__isnull=False,
        corrects_until__gt=asked.as_of,
    )
    found: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for appeal in holding.order_by("decided_at", "pk"):
        successes = (appeal.right_successes or 0) - appeal.successes
        cases = (appeal.right_cases or 0) - appeal.cases
        found[appeal.organisation_id].append((appeal.indicator, successes, cases))
    return found


def appeals_of(organisation: Organisation) -> QuerySet[RatingAppeal]:
    """Return the objections of an organisation, the newest first."""
    return RatingAppeal.objects.filter(organisation=organisation).order_by("-opened_at", "-pk")


def appeal_log() -> QuerySet[RatingAppeal]:
    """Return every objection for the public, the newest first."""
    return RatingAppeal.objects.select_related("organisation").order_by("-opened_at", "-pk")


def appeals_to_decide(territories: Iterable[Territory] | None = None) -> QuerySet[RatingAppeal]:
    """Return what waits for a decision, by deadline; None means the whole country."""
    waiting = RatingAppeal.objects.filter(inside(territories), state=AppealState.OPEN)
    return waiting.select_related("organisation").order_by("due_on", "pk")


def is_tied_to(reviewer: User, organisation: Organisation) -> bool:
    """Say whether a person is tied to an organisation or has checked a paper of it."""
    if organisation.pk in tied_organisations(reviewer):
        return True
    return Material.objects.filter(organisation=organisation, checked_by=reviewer).exists()
