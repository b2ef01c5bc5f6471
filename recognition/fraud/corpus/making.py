"""Making a corpus: honest people, look-alikes, planted cases, and then all identifiers shuffled."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random

from recognition.fraud.corpus.country import Country
from recognition.fraud.corpus.honest import settle, work_honestly
from recognition.fraud.corpus.planting import PLANTERS, Exhausted
from recognition.fraud.corpus.twins import add_twins
from recognition.fraud.facts import Pattern, Registry

VOLUNTEERS, CREDITS = 20_000, 150_000
CASES = 50  # of each pattern in the whole corpus
LEAST_CASES = 8  # in a small one
CAREFUL_EVERY = 50


@dataclass(frozen=True, slots=True)
class Corpus:
    """A registry and, kept apart from it, the credits of each planted case."""

    seed: int
    registry: Registry
    planted: Mapping[Pattern, tuple[tuple[int, ...], ...]]


def make_corpus(*, seed: int = 1, volunteers: int = VOLUNTEERS) -> Corpus:
    """Make a corpus; the number of credits and of cases goes with the number of volunteers. Raises ValueError.

    The same seed and size give the same corpus on every machine.
    """
    if volunteers < 1:
        raise ValueError(f"not a number of volunteers: {volunteers}")
    country = Country(Random(seed))
    cases = max(LEAST_CASES, CASES * volunteers // VOLUNTEERS)
    settle(country, volunteers)
    work_honestly(country, round(0.75 * CREDITS * volunteers / VOLUNTEERS))
    for pattern, plant in PLANTERS.items():
        for case in range(cases):
            country.is_careful = case % CAREFUL_EVERY == CAREFUL_EVERY - 1
            with suppress(Exhausted):
                country.plant(pattern, plant(country))
    add_twins(country, cases)
    work_honestly(country, round(CREDITS * volunteers / VOLUNTEERS))
    return _shuffled(country, seed)


def _shuffled(country: Country, seed: int) -> Corpus:
    """Give credits, accounts and shifts new numbers at random, so that no number tells when it was made."""
    random = country.random
    people, works, hours = (
        dict(zip(old, random.sample(range(1, len(old) + 1), len(old)), strict=True))
        for old in (list(country.accounts), list(country.works), [credit.id for credit in country.credits])
    )
    renamed = [
        replace(
            credit,
            id=hours[credit.id],
            account=people[credit.account],
            work=works[credit.work],
            approver=None if credit.approver is None else people[credit.approver],
        )
        for credit in country.credits
    ]
    registry = Registry(
        sorted(renamed, key=lambda credit: credit.id),
        {works[old]: replace(work, id=works[old]) for old, work in country.works.items()},
        {people[old]: replace(account, id=people[old]) for old, account in country.accounts.items()},
        {people[old]: frozenset(phones) for old, phones in country.phones.items()},
    )
    planted = {
        pattern: tuple(tuple(hours[one] for one in case) for case in cases)
        for pattern, cases in country.planted.items()
    }
    return Corpus(seed, registry, planted)
