import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.generate import generate
from matching.engine.hard import Pairs, is_eligible
from matching.engine.index import build_index
from matching.engine.rank.openings import openings_of
from matching.engine.rank.scan import top_k_roles
from matching.engine.rank.seeker import seeker_of
from matching.engine.soft import score
from matching.engine.weights import Lifts
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import crowd, some_roles, with_people_of, world


def pairs_of(found):
    return list(zip(found.ids.tolist(), found.scores.tolist(), strict=True))


def scanned(index, volunteer, k, **options):
    ranking = top_k_roles(index, volunteer, k, **options)
    return list(zip(index.problem.roles.ids[ranking.rows].tolist(), ranking.scores.tolist(), strict=True))


@pytest.mark.parametrize("family", ["base", "tight"])
def test_two_thousand_lists_are_those_of_a_full_scan(family):
    index = build_index(generate(1000, 150, family, 7))
    openings, fits = openings_of(index), 0

    for volunteer in range(index.volunteer_count):
        found = openings.best(seeker_of(index, volunteer), 20)
        assert pairs_of(found) == scanned(index, volunteer, 20)
        fits += len(found.ids)
    assert fits > 1500


@given(problems())
def test_every_rule_holds_in_any_problem(problem):
    index = build_index(problem)
    openings = openings_of(index)

    for volunteer in range(index.volunteer_count):
        for k in (1, 3, 50):
            assert pairs_of(openings.best(seeker_of(index, volunteer), k)) == scanned(index, volunteer, k)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1_000),
    steps=st.lists(st.tuples(st.sampled_from(["put", "change", "drop"]), st.sets(st.integers(0, 9))), max_size=5),
)
def test_openings_changed_in_place_rank_like_a_scan_of_what_is_left(seed, steps):
    first, second = (crowd(seed + later, 6, 5) for later in (0, 5_000))
    second = with_people_of(first, second)
    before, after = (
        [build_index(some_roles(problem, np.array([row]))) for row in range(10)] for problem in (first, second)
    )
    openings, left = openings_of(build_index(some_roles(first, np.arange(5)))), dict(enumerate(before[:5]))
    for action, rows in steps:
        for row in sorted(rows):
            if action == "drop":
                openings.drop(before[row].problem.roles.ids)
                left.pop(row, None)
            else:
                left[row] = (before if action == "put" else after)[row]
                openings.put(left[row])

    whole = build_index(first)
    for volunteer in range(6):
        want = [pair for index in left.values() for pair in scanned(index, volunteer, 1)]
        found = openings.best(seeker_of(whole, volunteer), 50)
        assert pairs_of(found) == sorted(want, key=lambda pair: (-pair[1], pair[0]))


def test_offsets_order_the_list_and_leave_the_scores():
    index = build_index(crowd(5, 40, 30))
    offsets = np.random.default_rng(1).integers(-64, 300 * 64, index.role_count)
    openings = openings_of(index)
    openings.price(dict(zip(index.problem.roles.ids.tolist(), offsets.tolist(), strict=True)))

    for volunteer in range(40):
        seeker = seeker_of(index, volunteer)
        assert pairs_of(openings.best(seeker, 9, use_offsets=True)) == scanned(index, volunteer, 9, offset=offsets)
        assert pairs_of(openings.best(seeker, 9)) == scanned(index, volunteer, 9)


def test_a_role_nobody_took_is_lifted_by_exactly_so_much():
    index = build_index(world(people=[{}, {}], shifts=[{"priority": 1}, {"day": 1}], roles=[
        {"shift": 0, "capacity": 3, "held": 1}, {"shift": 1, "capacity": 3}]))  # fmt: skip
    openings, seeker = openings_of(index), seeker_of(index, 0)

    assert openings.best(seeker, 2).ids.tolist() == [b"r00000", b"r00001"]
    even, above = (openings.best(seeker, 2, lifts=Lifts(unseen=points)) for points in (50, 51))
    assert (even.ids.tolist(), even.lifts.tolist()) == ([b"r00000", b"r00001"], [0, 50])
    assert (above.ids.tolist(), above.lifts.tolist()) == ([b"r00001", b"r00000"], [51, 0])
    assert above.scores.tolist() == even.scores.tolist()[::-1]


def test_a_shift_that_began_is_left_out_as_time_goes_on():
    index = build_index(world(people=[{}], shifts=[{}, {"day": 1}]))
    openings, seeker = openings_of(index), seeker_of(index, 0)

    assert len(openings.best(seeker, 5, first_start=40).ids) == 2
    assert openings.best(seeker, 5, first_start=41).ids.tolist() == [b"r00001"]


def test_all_that_fit_are_found():
    index = build_index(crowd(3, 30, 20))
    openings = openings_of(index)
    pairs = Pairs(index, slice(None), slice(None))
    eligible, metres, points = is_eligible(pairs), pairs.metres, score(pairs)

    for volunteer in range(30):
        fitting = openings.fitting(seeker_of(index, volunteer))
        rows = np.searchsorted(index.problem.roles.ids, openings.ids[fitting.rows])
        assert sorted(rows.tolist()) == np.flatnonzero(eligible[volunteer]).tolist()
        on_site = ~index.is_remote[rows]
        assert (fitting.metres[on_site] == metres[volunteer, rows[on_site]]).all()
    assert points.any()


def test_a_list_of_nobody_is_refused_and_nothing_open_gives_nothing():
    index = build_index(world(people=[{}], shifts=[{}], roles=[{"capacity": 0}]))
    openings, seeker = openings_of(index), seeker_of(index, 0)

    assert len(openings.best(seeker, 1).ids) == 0
    with pytest.raises(ValueError, match="k is 0"):
        openings.best(seeker, 0)
