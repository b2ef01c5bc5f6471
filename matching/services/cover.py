"""Whom to ask for cover first: people who fit, in the order of how likely a yes is."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from events.models import CoverSearch
from events.queries.cover import Hopeful, chances
from events.services.covering import due_searches, run_wave
from matching.queries import find_candidates

MOST_LOOKED_AT = 100  # people who fit, best first


def search_cover(*, now: datetime) -> int:
    """Ask the next people of every search that is due; return how many were asked."""
    due = due_searches(now=now)
    return sum(len(run_wave(search=search, hopefuls=hopefuls_for(search, now=now), now=now)) for search in due)


def hopefuls_for(search: CoverSearch, *, now: datetime) -> list[Hopeful]:
    """Return who fits the role of a search, the likeliest first: how well she fits times how often she says yes.

    Fitting is the engine's, which knows neither name nor sex nor disability; answers are the person's own of a year.
    People with the same number come in an order that differs from search to search, so that nobody is always last.
    """
    ranked = find_candidates(search.role, now=now, limit=MOST_LOOKED_AT).ranked
    if not ranked:
        return []
    best = max(1, *(row.score for row in ranked))
    said = chances([row.volunteer.pk for row in ranked], now=now)
    expected = {row.volunteer.pk: said[row.volunteer.pk] * row.score / best for row in ranked}
    order = sorted(expected, key=lambda person: (-expected[person], _lot(search, person)))
    return [Hopeful(person, said[person]) for person in order]


def _lot(search: CoverSearch, person: int) -> str:
    return salted_hmac("matching.cover", f"{search.public_id}:{person}").hexdigest()
