import numpy as np
import pytest

from matching.engine.candidates import build_edges
from matching.engine.generate import FAMILIES, generate
from matching.engine.index import build_index


def test_same_arguments_give_the_same_problem_and_others_another_one():
    assert generate(50, 10, "base", 3).sha256 == generate(50, 10, "base", 3).sha256
    assert len({generate(50, 10, family, seed).sha256 for family in FAMILIES for seed in (1, 2)}) == 8


def test_problems_do_not_change_under_their_seed():
    assert generate(200, 30, "base", 1).sha256[:16] == "558d05df96471b04"


def test_families_differ_as_they_say():
    seats = {family: int(generate(10, 400, family, 1).roles.capacity.sum()) for family in FAMILIES}
    reach = {family: float(np.median(generate(4_000, 1, family, 1).volunteers.max_metres)) for family in FAMILIES}

    assert 3 < seats["balanced"] / seats["base"] < 6 < seats["slack"] / seats["base"] < 14
    assert reach["tight"] > 1.5 * reach["base"]


def test_people_find_something_they_may_take():
    edges = build_edges(build_index(generate(1_000, 100, "base", 1)))

    assert len(edges) > 1_000
    assert 0 < int(edges.score.min()) <= int(edges.score.max()) <= 950


def test_nobody_and_nothing_is_a_problem_too():
    problem = generate(0, 0)

    assert (len(problem.volunteers), len(problem.shifts), len(problem.roles)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "message"), [((1, 1, "vast"), "vast"), ((-1, 1), "-1"), ((1, 1, "base", -2), "-2")]
)
def test_unknown_families_and_negative_numbers_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        generate(*arguments)
