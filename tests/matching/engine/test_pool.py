import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.rank import pool as pool_module
from matching.engine.rank.lacking import lacking_one
from matching.engine.rank.pool import Pool
from matching.engine.rank.scan import top_k_volunteers
from matching.engine.weights import Lifts
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import crowd, some_people, with_roles_of, world


def pairs_of(found):
    return list(zip(found.ids.tolist(), found.scores.tolist(), strict=True))


def scanned(index, role, k):
    ranking = top_k_volunteers(index, role, k)
    return list(zip(index.problem.volunteers.ids[ranking.rows].tolist(), ranking.scores.tolist(), strict=True))


@pytest.fixture
def every_step(monkeypatch):
    """Prune from the first person on, so that small worlds go the whole way."""
    monkeypatch.setattr(pool_module, "FEW", 30)


@pytest.mark.parametrize("family", ["base", "tight"])
@pytest.mark.usefixtures("every_step")
def test_a_thousand_lists_are_those_of_a_full_scan(family):
    index = build_index(generate(4000, 300, family, 7))
    pool, fits = Pool(index), 0

    for role in range(500):
        found = pool.best(index, role, 20)
        assert pairs_of(found) == scanned(index, role, 20)
        fits += len(found.ids)
    assert fits > 2000


@given(problems(), st.sampled_from([1, 2, 50]))
def test_every_rule_holds_in_any_problem(problem, k):
    index = build_index(problem)
    pool = Pool(index)

    for role in range(index.role_count):
        assert pairs_of(pool.best(index, role, k)) == scanned(index, role, k)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1_000),
    steps=st.lists(st.tuples(st.sampled_from(["put", "change", "drop"]), st.sets(st.integers(0, 19))), max_size=5),
)
def test_a_pool_changed_in_place_ranks_like_one_built_anew(seed, steps):
    first, second = (crowd(seed + later, 20, 4, confirmed=6) for later in (0, 5_000))
    second = with_roles_of(first, second)
    left = dict.fromkeys(range(10), first)
    pool = Pool(build_index(some_people(first, np.arange(10))))
    for action, rows in steps:
        if action == "drop":
            left = {row: problem for row, problem in left.items() if row not in rows}
            pool.drop(first.volunteers.ids[sorted(rows)])
        else:
            given_in = first if action == "put" else second
            left |= dict.fromkeys(rows, given_in)
            pool.put(build_index(some_people(given_in, np.array(sorted(rows), dtype=np.int64))))

    asked = build_index(some_people(first, np.zeros(0, dtype=np.int64)))
    standing = [
        build_index(
            some_people(problem, np.array(sorted(row for row in left if left[row] is problem), dtype=np.int64))
        )
        for problem in (first, second)
    ]
    for role in range(8):
        want = sorted(
            (pair for index in standing for pair in scanned(index, role, 30)), key=lambda pair: (-pair[1], pair[0])
        )
        for k in (1, 30):
            assert pairs_of(pool.best(asked, role, k)) == want[:k]


def test_many_newcomers_find_room_after_the_others():
    people = [{"id": f"v{number:04d}"} for number in range(300)]
    index = build_index(world(people=people, shifts=[{}]))
    pool = Pool(build_index(world(people=people[::50], shifts=[{}])))

    pool.put(index)

    assert pairs_of(pool.best(index, 0, 300)) == scanned(index, 0, 300)


def test_whoever_waits_for_a_first_shift_is_lifted_by_exactly_so_much():
    people = [{"history": 2, "preferred": 2}, {"history": 0}]
    index = build_index(world(people=people, shifts=[{}], roles=[{"capacity": 2}]))
    pool = Pool(index)

    even, above = (pool.best(index, 0, 2, lifts=Lifts(first_shift=points)) for points in (50, 51))

    assert pairs_of(pool.best(index, 0, 2)) == pairs_of(even)
    assert (even.ids.tolist(), even.lifts.tolist()) == ([b"v00000", b"v00001"], [0, 50])
    assert (above.ids.tolist(), above.lifts.tolist()) == ([b"v00001", b"v00000"], [51, 0])


@pytest.mark.usefixtures("every_step")
def test_lifted_lists_are_those_of_a_full_scan_with_the_lift_added():
    index = build_index(generate(3000, 100, "base", 3))
    pool, waiting = Pool(index), index.problem.volunteers.history == 0

    for role in range(120):
        everybody = top_k_volunteers(index, role, 3000)
        worth = everybody.scores + waiting[everybody.rows] * 60
        order = sorted(range(len(worth)), key=lambda at: (-worth[at], everybody.rows[at]))[:20]
        found = pool.best(index, role, 20, lifts=Lifts(first_shift=60))
        assert found.ids.tolist() == index.problem.volunteers.ids[everybody.rows[order]].tolist()
        assert (found.scores + found.lifts).tolist() == worth[order].tolist()


@given(problems())
def test_everybody_is_counted_as_a_scan_counts_them(problem):
    index = build_index(problem)
    pool, beyond = Pool(index), {"mode", "distance", "age", "child_contact", "started", "full"}

    for role in np.flatnonzero(index.seats_left > 0).tolist():
        counted = pool.everybody(index, role)
        assert counted.fitting == len(scanned(index, role, 50))
        assert counted.lacks == [lack for lack in lacking_one(index, role) if lack.code not in beyond]


@pytest.mark.parametrize("points", [-1, 101])
def test_a_lift_beyond_its_bound_is_refused(points):
    with pytest.raises(ValueError, match="0 to 100"):
        Lifts(first_shift=points)
