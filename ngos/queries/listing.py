"""Reads about the register as anybody may see it: the list with its filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from ngos.directions import DIRECTIONS
from ngos.enums import DisclosureLevel, LegalForm, LegalStatus
from ngos.models import LevelGrant, Organisation, OrganisationDirection
from ngos.queries import register

SORTS = ("name", "newest")


@dataclass(frozen=True, slots=True)
class RegisterWishes:
    """What somebody looks for in the register; empty values and unknown ones do not filter."""

    text: str = ""
    region_code: str = ""
    cause: str = ""
    status: str = ""
    direction: str = ""
    legal_form: str = ""
    legal_status: str = ""
    level: int = 0
    sort: str = "name"


def search_register(wishes: RegisterWishes, *, on: date) -> QuerySet[Organisation]:
    """Return entries that fit on a day, in the order that is wished; one query however many filters are set."""
    found = register(text=wishes.text, region_code=wishes.region_code, cause=wishes.cause, status=wishes.status)
    if wishes.legal_form in LegalForm.values:
        found = found.filter(legal_form=wishes.legal_form)
    if wishes.legal_status in LegalStatus.values:
        found = found.filter(legal_status=wishes.legal_status)
    if wishes.direction in DIRECTIONS:
        working = OrganisationDirection.objects.filter(organisation=OuterRef("pk"), code=wishes.direction, until=None)
        found = found.filter(Exists(working))
    if wishes.level in DisclosureLevel.values and wishes.level:
        reaching = LevelGrant.objects.filter(organisation=OuterRef("pk"), level__gte=wishes.level)
        found = found.filter(Exists(holding(reaching, on)))
    return found.order_by("-pk") if wishes.sort == "newest" else found


def levels_of(organisations: Iterable[Organisation], *, on: date) -> dict[int, DisclosureLevel]:
    """Return the highest level that holds on a day of each of some organisations that have one. One query."""
    grants = holding(LevelGrant.objects.filter(organisation__in=list(organisations)), on)
    highest = grants.order_by().values_list("organisation").annotate(highest=Max("level"))
    return {key: DisclosureLevel(level) for key, level in highest}


def holding(grants: QuerySet[LevelGrant], on: date) -> QuerySet[LevelGrant]:
    """Return the grants that hold on a day."""
    standing = grants.filter(granted_on__lte=on, valid_until__gte=on)
    return standing.filter(Q(taken_back_on=None) | Q(taken_back_on__gt=on))


def family_of(organisation: Organisation) -> QuerySet[Organisation]:
    """Return an entry and the duplicates joined with it, for rows that never move; to be used inside another query."""
    return Organisation.objects.filter(Q(pk=organisation.pk) | Q(merged_into=organisation))


def entry_of(organisation: Organisation) -> Organisation:
    """Return the entry that answers for an organisation today: its own, or the one it was joined with."""
    return organisation.merged_into or organisation


def entry_key(column: str = "organisation") -> Coalesce:
    """Return the key of the same for a column of a question."""
    return Coalesce(f"{column}__merged_into", column)
