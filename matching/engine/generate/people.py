"""Plausible volunteers: students mostly, few skills each, free on some evenings and most weekends."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.calendar import DAY_QUARTERS, WEEK_QUARTERS, WEEK_WORDS, pack_bits, pack_days
from matching.engine.generate.family import (
    DRIVER,
    ENGLISH,
    KAZAKH,
    ORIGIN_DAY,
    POLICE,
    RUSSIAN,
    SIGN,
    SKILLS,
    WEEKS,
    Family,
)
from matching.engine.generate.settlements import read_settlements
from matching.engine.tables import NO_DAY, Volunteers, pack_skills, stable_ids

MOST_SKILLS = 10
BLOCK = 20_000  # people whose weeks are drawn at a time
ADULT_DAYS = 18 * 366
# Student, worker, free all day, weekends only: first and last free quarter of a day.
WORKDAYS = np.array([(60, 84), (74, 88), (36, 76), (0, 0)])
WEEKENDS = np.array([(36, 80), (36, 72), (36, 80), (36, 84)])


def skill_weights() -> NDArray[np.float64]:
    """Return how common each skill is; the first ones are common, the last ones rare."""
    weight = 1 / np.arange(1, SKILLS + 1) ** 0.7
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def _masks(rng: np.random.Generator, count: int, shares: dict[int, float]) -> NDArray[np.int64]:
    """Draw for each bit, independently, whether it is set."""
    drawn = [bit * (rng.random(count) < share).astype(np.int64) for bit, share in shares.items()]
    return np.asarray(np.stack(drawn).sum(axis=0), dtype=np.int64)


def _skills(rng: np.random.Generator, count: int) -> NDArray[np.uint64]:
    owned = np.minimum(rng.poisson(3.2, count), MOST_SKILLS)
    owner = np.repeat(np.arange(count), owned)
    skill = rng.choice(SKILLS, len(owner), p=skill_weights())
    level = rng.choice([1, 2, 3], len(owner), p=[0.45, 0.38, 0.17])
    return pack_skills(owner, skill, level, owner_count=count, skill_count=SKILLS)


def _languages(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    spoken = _masks(rng, count, {KAZAKH: 0.78, RUSSIAN: 0.82, ENGLISH: 0.18, SIGN: 0.015})
    return np.where(spoken & (KAZAKH | RUSSIAN), spoken, spoken | RUSSIAN)


def _clearances(rng: np.random.Generator, adult: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    held = rng.random((len(adult), 4)) < np.array([0.35, 0.2, 0.3, 0.25])
    held[:, [POLICE, DRIVER]] &= adult[:, None]
    return {"clearance_from": held.astype(np.int64), "clearance_until": np.where(held, NO_DAY, 0)}


def _interests(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    share = rng.dirichlet([0.8, 0.6, 0.6], count)
    most = share.max(axis=1, keepdims=True, initial=1e-9)
    return np.asarray(np.floor(100 * share / most), dtype=np.int64)


def _week_block(rng: np.random.Generator, habit: NDArray[np.int64]) -> NDArray[np.uint64]:
    free, quarter = np.zeros((len(habit), WEEK_QUARTERS), dtype=bool), np.arange(DAY_QUARTERS)
    for day in range(7):
        first, last = (WORKDAYS if day < 5 else WEEKENDS)[habit].T + rng.integers(-4, 5, (2, len(habit)))
        at_all = (last - first > 4) & (rng.random(len(habit)) < (0.7 if day < 5 else 0.85))
        inside = (quarter >= first[:, None]) & (quarter < last[:, None])
        free[:, day * DAY_QUARTERS : (day + 1) * DAY_QUARTERS] = at_all[:, None] & inside
    return pack_bits(free, words=WEEK_WORDS)


def _weeks(rng: np.random.Generator, count: int) -> NDArray[np.uint64]:
    habit = rng.choice(4, count, p=[0.5, 0.25, 0.15, 0.1])
    blocks = [_week_block(rng, habit[first : first + BLOCK]) for first in range(0, count, BLOCK)]
    return np.concatenate([np.zeros((0, WEEK_WORDS), dtype=np.uint64), *blocks])


def _days(rng: np.random.Generator, count: int, *, times: int, share: float) -> NDArray[np.uint64]:
    owner = np.repeat(np.arange(count), times)[rng.random(count * times) < share]
    return pack_days(owner, rng.integers(0, WEEKS * 7, len(owner)), owner_count=count, weeks=WEEKS)


def _limits(rng: np.random.Generator, count: int, kind: Family) -> dict[str, Any]:
    reach = np.clip(np.exp(rng.normal(np.log(kind.reach_km), 0.6, count)), 2, 100)
    if kind.tight:
        quarters, shifts = rng.choice([16, 20, 24, 28, 32], count), rng.choice([1, 2, 3], count, p=[0.1, 0.3, 0.6])
    else:
        quarters = rng.choice([12, 16, 24, 32, 40, 48], count, p=[0.15, 0.2, 0.25, 0.2, 0.1, 0.1])
        shifts = rng.choice([1, 2, 3], count, p=[0.45, 0.35, 0.2])
    return {
        "max_metres": (np.round(reach * 2) * 500).astype(np.int64),
        "max_minutes": 15 * quarters,
        "max_shifts": shifts,
    }


def draw_people(rng: np.random.Generator, count: int, kind: Family) -> Volunteers:
    """Draw that many people."""
    places = read_settlements()
    age_days = (np.clip(14 + rng.gamma(2.2, 3.4, count), 14, 35) * 365.25).astype(np.int64)
    adult = age_days >= ADULT_DAYS
    consented = (~adult) & (rng.random(count) < 0.85)
    blocked, extra = _days(rng, count, times=4, share=0.35), _days(rng, count, times=1, share=0.15)
    return Volunteers.of(
        ids=stable_ids(np.arange(count)),
        birth_day=ORIGIN_DAY - age_days,
        point=places.scatter(rng, places.pick(rng, count, power=1.0), np.ones(count)),
        accepts_remote=np.ones(count, dtype=bool),
        accepts_on_site=np.ones(count, dtype=bool),
        languages=_languages(rng, count),
        preferred_language=rng.choice([KAZAKH, RUSSIAN], count, p=[0.55, 0.45]),
        skills=_skills(rng, count),
        consent_from=consented.astype(np.int64),
        consent_until=np.where(consented, NO_DAY, 0),
        access_needs=_masks(rng, count, {1: 0.03, 2: 0.012, 4: 0.012, 8: 0.02}),
        cause_interest=_interests(rng, count),
        free_week=_weeks(rng, count),
        blocked_days=blocked,
        free_days=extra & ~blocked,
        history=np.where(rng.random(count) < 0.55, 0, rng.geometric(0.25, count)),
        **_clearances(rng, adult),
        **_limits(rng, count, kind),
    )
