"""Consent of guardians as the engine reads it: from when until when it holds, or that nobody needs it yet."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
from django.conf import settings
from django.utils.timezone import localdate
from numpy.typing import NDArray

from accounts.models import EVERYTHING, GuardianConsent
from events.eligibility import ADULT_AGE_YEARS, birthday, rules_between
from matching import engine
from matching.gather.horizon import Horizon
from matching.gather.owners import Owners
from matching.gather.spans import NEVER, Days, Spans, covering, join

# Consents for anything at all: what may be counted on before it is known which work it will be.
ANY_WORK = frozenset({EVERYTHING})
# Keys of scopes that cover the work in question; None where a place can wait for a guardian, so none is asked for.
Scopes = frozenset[str] | None
Agreed = Mapping[int, Spans]  # by key of the user


def read_consents(
    owners: Owners, at: Horizon, scopes: Scopes, *, users: NDArray[np.int64], birth_days: NDArray[np.int32]
) -> Agreed | None:
    """Return the spans in which a minor may come: a consent stands, or she is past the age of consent.

    Spans that touch are joined; days are local. None if no consent is asked for. ``birth_days`` belong to ``users``.
    """
    if scopes is None:
        return None
    given: dict[int, list[tuple[int, int]]] = {}
    standing = owners.of(GuardianConsent.objects.all(), "minor__volunteer").filter(
        withdrawn_at__isnull=True, scope__in=sorted(scopes)
    )
    for chunk in owners.chunks(standing.order_by("given_at", "pk"), "minor_id", "given_at", "valid_until"):
        for minor, since, until in chunk:
            given.setdefault(minor, []).append((localdate(since).toordinal(), until.toordinal()))
    for minor, first in _birthdays(at, users, birth_days):
        given.setdefault(minor, []).append((first, engine.NO_DAY))
    return {minor: _joined(spans) for minor, spans in given.items()}


def _joined(given: Spans) -> Spans:
    spans: Spans = []
    for first, end in sorted(given):
        join(spans, first, end)
    return spans


def _birthdays(at: Horizon, users: NDArray[np.int64], birth_days: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Say from which day on minors need nobody's consent, where the site's age of consent is below 18."""
    statutory = (rules.statutory_consent_age for rules in rules_between(at.first_day, at.end_day))
    years = max(settings.CONSENT_AGE_YEARS, *statutory)
    if years >= ADULT_AGE_YEARS:
        return
    minors = birth_days >= birthday(at.first_day, -ADULT_AGE_YEARS).toordinal()
    for user, born in zip(users[minors].tolist(), birth_days[minors].tolist(), strict=True):
        yield user, birthday(date.fromordinal(born), years).toordinal()


def consent_columns(
    agreed: Agreed | None, users: NDArray[np.int64], days: Days | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return from when and until when consent holds for each person, shape (people,); 0 where it never does."""
    if agreed is None:
        return np.zeros(len(users), dtype=np.int64), np.full(len(users), engine.NO_DAY, dtype=np.int64)
    one_of = covering(days)
    found = [one_of(agreed.get(user, NEVER)) for user in users.tolist()]
    spans = np.array(found, dtype=np.int64).reshape(-1, 2)
    return spans[:, 0], spans[:, 1]
