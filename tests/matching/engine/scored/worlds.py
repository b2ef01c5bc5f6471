"""Small seeded problems of the scored form, and the best answer found by trying everything."""

from itertools import combinations, pairwise

import numpy as np

from matching.engine.scored.problem import NO_LIMIT, NO_TIME, Pairs, People, Places, make_scored

WEEK = 7 * 24 * 60


def scored(people, places, pairs):
    """Build a problem from rows.

    People: id, minutes, places; places: id, capacity, minimum, start, end; pairs: person, place, score, minutes.
    """
    who = {row[0]: number for number, row in enumerate(people)}
    what = {row[0]: number for number, row in enumerate(places)}
    return make_scored(
        People.of(
            ids=[row[0] for row in people],
            max_minutes=[NO_LIMIT if row[1] is None else row[1] for row in people],
            max_places=[NO_LIMIT if row[2] is None else row[2] for row in people],
        ),
        Places.of(
            ids=[row[0] for row in places],
            capacity=[row[1] for row in places],
            minimum=[row[2] for row in places],
            start=[NO_TIME if row[3] is None else row[3] for row in places],
            end=[NO_TIME if row[4] is None else row[4] for row in places],
        ),
        Pairs.of(
            person=[who[row[0]] for row in pairs],
            place=[what[row[1]] for row in pairs],
            score=[row[2] for row in pairs],
            minutes=[row[3] for row in pairs],
        ),
    )


def crowd(seed, people=4, places=5, *, timed=True, most_score=30):
    """Draw a problem in which budgets, counts, overlaps, seats and minimums all bind now and then."""
    draw = np.random.default_rng(seed)
    budgets = [(f"p{row}", int(draw.integers(30, 200)), [1, 2, 3, None][draw.integers(4)]) for row in range(people)]
    rows = []
    for row in range(places):
        capacity = int(draw.integers(0, 3))
        start = int(draw.integers(0, 2 * WEEK)) // 60 * 60 if timed and draw.random() < 0.7 else None
        if start is not None and draw.random() < 0.8:
            start = start // WEEK * WEEK + start % 600
        length = int(draw.integers(1, 5)) * 60
        minimum = int(draw.integers(0, capacity + 1))
        rows.append((f"r{row}", capacity, minimum, start, None if start is None else start + length))
    pairs = [
        (f"p{person}", f"r{place}", int(draw.integers(0, most_score)), int(draw.integers(0, 120)))
        for person in range(people)
        for place in range(places)
        if draw.random() < 0.8
    ]
    return scored(budgets, rows, pairs)


def _sets_of(problem, person):
    """List every set of pairs one person can take."""
    rows = np.flatnonzero(problem.pairs.person == person).tolist()
    return [
        chosen
        for size in range(len(rows) + 1)
        for chosen in combinations(rows, size)
        if _can_do(problem, person, list(chosen))
    ]


def _can_do(problem, person, rows):
    place = problem.pairs.place[rows]
    start, end = problem.places.start[place], problem.places.end[place]
    week = np.where(start == NO_TIME, -1, start // WEEK)
    for number in set(week.tolist()):
        if (week == number).sum() > problem.people.max_places[person]:
            return False
        if problem.pairs.minutes[rows][week == number].sum() > problem.people.max_minutes[person]:
            return False
    timed = sorted((s, e) for s, e in zip(start.tolist(), end.tolist(), strict=True) if s != NO_TIME)
    return all(one[1] <= other[0] for one, other in pairwise(timed))


def best_by_trying(problem):
    """Return (filled minimum seats, points) of the best answer: person after person, over all loads of the places."""
    capacity = problem.places.capacity.tolist()
    reached = {tuple([0] * len(capacity)): 0}
    for person in range(len(problem.people)):
        following = {}
        for chosen in _sets_of(problem, person):
            rows = list(chosen)
            added = np.bincount(problem.pairs.place[rows], minlength=len(capacity)).tolist()
            points = int(problem.pairs.score[rows].sum())
            for load, total in reached.items():
                after = tuple(a + b for a, b in zip(load, added, strict=True))
                if all(a <= c for a, c in zip(after, capacity, strict=True)):
                    following[after] = max(following.get(after, -1), total + points)
        reached = following
    minimum = problem.places.minimum.tolist()
    return max(
        (sum(min(a, m) for a, m in zip(load, minimum, strict=True)), points) for load, points in reached.items()
    )


def town(seed, people, places, per_person, *, seats=1.0, minimum=1 / 3):
    """Draw a large problem: scores fall with distance, the way takes minutes, hours and seats are scarce.

    ``seats``: seats per person; ``minimum``: share of the seats that must be filled.
    """
    draw = np.random.default_rng(seed)
    home, spot = draw.random((people, 2)), draw.random((places, 2))
    length = draw.integers(4, 17, places) * 15
    start = draw.integers(0, 14, places) * 1440 + draw.integers(32, 72, places) * 15
    is_open = draw.random(places) < 0.2
    capacity = draw.integers(1, 2 * max(1, int(seats * people / places)) + 1, places)
    person = np.repeat(np.arange(people), per_person)
    place = np.concatenate([draw.choice(places, per_person, replace=False) for _ in range(people)])
    way = np.sqrt(((home[person] - spot[place]) ** 2).sum(axis=1))
    return make_scored(
        People.of(
            ids=np.arange(people),
            max_minutes=draw.integers(8, 33, people) * 15,
            max_places=draw.integers(1, 4, people),
        ),
        Places.of(
            ids=np.arange(places),
            capacity=capacity,
            minimum=(capacity * minimum).astype(int),
            start=np.where(is_open, NO_TIME, start),
            end=np.where(is_open, NO_TIME, start + length),
        ),
        Pairs.of(
            person=person,
            place=place,
            score=np.maximum(0, 600 * (1 - way) + draw.integers(0, 400, len(person))).astype(int),
            minutes=length[place] + (way * 4).astype(int) * 15,
        ),
    )
