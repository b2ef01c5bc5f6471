"""Plausible shifts and roles: clean-ups on weekends, tutoring after school, some work from home."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import DAY_QUARTERS, WEEK_QUARTERS
from matching.engine.generate.family import (
    CHILD_PROTECTION,
    ECOLOGY,
    ENGLISH,
    FIRST_AID,
    INCLUSION,
    KAZAKH,
    POLICE,
    RUSSIAN,
    SIGN,
    SKILLS,
    WEEKS,
    Family,
)
from matching.engine.generate.people import skill_weights
from matching.engine.generate.settlements import read_settlements
from matching.engine.tables import Roles, Shifts, pack_skills, stable_ids

EVERY_ACCESS = 15
ON_WEEKENDS = np.array([0.72, 0.3, 0.5])  # by cause


def _starts(rng: np.random.Generator, cause: NDArray[np.int64]) -> NDArray[np.int64]:
    count = len(cause)
    weekend = rng.random(count) < ON_WEEKENDS[cause]
    day = np.where(weekend, rng.integers(5, 7, count), rng.integers(0, 5, count))
    early, late = rng.choice([36, 40, 44, 48, 56, 60], count), rng.choice([40, 56, 60, 62, 64, 68, 72], count)
    week = rng.integers(0, WEEKS, count)
    return np.asarray(week * WEEK_QUARTERS + day * DAY_QUARTERS + np.where(weekend, early, late), dtype=np.int64)


def _lengths(rng: np.random.Generator, count: int, kind: Family) -> NDArray[np.int64]:
    if kind.tight:
        return rng.integers(5, 20, count)
    return rng.choice([6, 8, 10, 12, 14, 16, 20], count, p=[0.1, 0.28, 0.14, 0.24, 0.06, 0.12, 0.06])


def draw_shifts(rng: np.random.Generator, count: int, kind: Family) -> Shifts:
    """Draw that many shifts, a little less concentrated in large cities than people are."""
    places = read_settlements()
    cause = rng.choice([ECOLOGY, CHILD_PROTECTION, INCLUSION], count, p=[0.4, 0.3, 0.3])
    start, remote = _starts(rng, cause), rng.random(count) < kind.remote
    provided = np.array([1, 2, 4, 8]) * (rng.random((count, 4)) < np.array([0.55, 0.35, 0.35, 0.6]))
    around = np.where(cause == ECOLOGY, 1.5, 0.8)
    return Shifts.of(
        ids=stable_ids(np.arange(count)),
        start=start,
        end=start + _lengths(rng, count, kind),
        point=places.scatter(rng, places.pick(rng, count, power=0.92), around),
        is_remote=remote,
        access=np.where(remote, EVERY_ACCESS, provided.sum(axis=1)),
        cause=cause,
        priority=rng.choice(3, count, p=[0.6, 0.3, 0.1]),
    )


def _asked(
    rng: np.random.Generator, count: NDArray[np.int64], levels: list[int], shares: list[float]
) -> NDArray[np.uint64]:
    """Draw for each role as many skills as it asks for, with their levels."""
    owner = np.repeat(np.arange(len(count)), count)
    skill, level = rng.choice(SKILLS, len(owner), p=skill_weights()), rng.choice(levels, len(owner), p=shares)
    return pack_skills(owner, skill, level, owner_count=len(count), skill_count=SKILLS)


def _languages(rng: np.random.Generator, cause: NDArray[np.int64]) -> NDArray[np.int64]:
    chance = rng.random((len(cause), 4)) < np.array([0.12, 0.12, 0.03, 0.05])
    chance[:, 3] &= cause == INCLUSION
    return np.asarray((chance * np.array([KAZAKH, RUSSIAN, ENGLISH, SIGN])).sum(axis=1), dtype=np.int64)


def draw_roles(rng: np.random.Generator, shifts: Shifts, kind: Family) -> Roles:
    """Draw one to three roles for every shift; most work with children needs a police clearance."""
    per_shift = rng.choice([1, 2, 3], len(shifts), p=[0.4, 0.35, 0.25])
    shift = np.repeat(np.arange(len(shifts)), per_shift)
    count, cause = len(shift), shifts.cause[shift].astype(np.int64)
    capacity = np.clip(np.round(np.exp(rng.normal(kind.seats, 0.8, count))), 1, 60).astype(np.int64)
    minimum = np.minimum(capacity, np.maximum(1, np.round(capacity * rng.uniform(0.2, 0.7, count))))
    vetted = (cause == CHILD_PROTECTION) & (rng.random(count) < 0.6)
    min_age = rng.choice([14, 16, 18, 21], count, p=[0.4, 0.25, 0.28, 0.07])
    return Roles.of(
        ids=stable_ids(np.arange(count)),
        shift=shift,
        capacity=capacity,
        minimum=minimum,
        held=np.zeros(count, dtype=np.int64),
        min_age=np.where(vetted, np.maximum(min_age, 18), min_age),
        child_contact=vetted,
        languages=_languages(rng, cause),
        work_languages=rng.choice([KAZAKH, RUSSIAN], count),
        need=_asked(rng, rng.choice(3, count, p=[0.45, 0.4, 0.15]), [1, 2, 3], [0.7, 0.24, 0.06]),
        want=_asked(rng, rng.binomial(4, 0.5, count), [1], [1.0]),
        clearances=(vetted << POLICE) | ((rng.random(count) < 0.05) << FIRST_AID),
    )
