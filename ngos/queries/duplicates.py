"""Reads that find entries of one and the same organisation, joined ones, and requests to act for one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from core.text import fold
from ngos.models import NAMES, Organisation, OrganisationClaim, OrganisationMerge
from ngos.queries.cases import inside
from ngos.similarity import likeness, telling_words
from places.models import Territory

LEAST_LIKENESS = 0.6
LOOKED_AT = 400
TELLING = 3  # words of a name by which candidates are found, the longest first


@dataclass(frozen=True, slots=True)
class Lookalike:
    """An entry whose name is like that of another, from 0 to 1."""

    organisation: Organisation
    likeness: float

    @property
    def percent(self) -> int:
        """The likeness in percent."""
        return round(self.likeness * 100)


def lookalikes_of(organisation: Organisation, *, most: int = 8) -> list[Lookalike]:
    """Return the entries whose names are most like those of one, the most alike first; names in any language count.

    Candidates share one of the longest telling words, or its first letters. One query.
    """
    names = _folded(organisation)
    stems = {word[:8] for name in names for word in sorted(telling_words(name), key=len)[-TELLING:] if len(word) > 2}
    shares_word = Q(name_key=organisation.name_key)
    for stem in stems:
        shares_word |= Q(search_text__contains=stem)
    others = Organisation.objects.standing().exclude(pk=organisation.pk).select_related("region")
    candidates = others.filter(shares_word).order_by("pk")[:LOOKED_AT]
    judged = [
        Lookalike(other, max((likeness(one, name) for one in names for name in _folded(other)), default=0.0))
        for other in candidates
    ]
    alike = [found for found in judged if found.likeness >= LEAST_LIKENESS]
    return sorted(alike, key=lambda found: (-found.likeness, found.organisation.pk))[:most]


def same_names(*, most: int = 500) -> QuerySet[Organisation]:
    """Return entries of which another one has the same telling words in its name, side by side. One query."""
    standing = Organisation.objects.standing()
    shared = standing.exclude(name_key="").values("name_key").annotate(count=Count("pk")).filter(count__gt=1)
    found = standing.filter(name_key__in=shared.values("name_key")).select_related("region")
    return found.order_by("name_key", "pk")[:most]


def merges_of(organisation: Organisation) -> QuerySet[OrganisationMerge]:
    """Return the duplicates that are joined with an entry now, the last joined first."""
    live = OrganisationMerge.objects.filter(survivor=organisation, undone_at=None)
    return live.select_related("duplicate", "survivor").order_by("-merged_at", "-pk")


def waiting_claims(territories: Iterable[Territory] | None) -> QuerySet[OrganisationClaim]:
    """Return requests that wait for a reviewer of these territories, the oldest first; None is the whole country.

    One that stayed with a joined duplicate does not wait: its author asks for the entry that remains as well.
    """
    waiting = OrganisationClaim.objects.filter(inside(territories), decided_at=None, organisation__merged_into=None)
    return waiting.select_related("organisation__region", "user").order_by("asked_at", "pk")


def last_answer(organisation: Organisation, user: User) -> OrganisationClaim | None:
    """Return the latest request of a person to act for an organisation; nothing where she never asked."""
    return OrganisationClaim.objects.filter(organisation=organisation, user=user).order_by("-asked_at", "-pk").first()


def _folded(organisation: Organisation) -> list[str]:
    return [name for name in (fold(getattr(organisation, column)) for column in NAMES) if name]
