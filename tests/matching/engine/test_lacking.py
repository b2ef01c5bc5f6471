from dataclasses import replace

import numpy as np
import pytest

from matching.engine.index import build_index
from matching.engine.problem import canonical
from matching.engine.rank.lacking import SEVERAL, Lack, lacking_one
from matching.engine.rank.scan import top_k_volunteers
from tests.matching.engine.worlds import crowd, world


def test_people_are_counted_by_the_one_thing_they_lack():
    people = [{}, {"skills": {3: 1}}, {"skills": {3: 2}}, {"skills": {3: 2}, "blocked": (0,)}, {"blocked": (0,)}]
    problem = world(people=people, shifts=[{}], roles=[{"shift": 0, "need": {3: 2}}])

    assert lacking_one(build_index(problem), 0) == [Lack("skills", 3, 2), Lack("time", 0, 1)]


def test_several_skills_or_languages_missing_are_told_apart_from_one():
    people = [{"languages": 4}, {"languages": 1}, {"languages": 3, "skills": {1: 1}}]
    problem = world(people=people, shifts=[{}], roles=[{"shift": 0, "languages": 3}])
    skilled = world(people=[{}, {"skills": {0: 1}}], shifts=[{}], roles=[{"shift": 0, "need": {0: 1, 69: 1}}])

    assert lacking_one(build_index(problem), 0) == [Lack("languages", SEVERAL, 1), Lack("languages", 2, 1)]
    assert lacking_one(build_index(skilled), 0) == [Lack("skills", SEVERAL, 1), Lack("skills", 69, 1)]


@pytest.mark.parametrize("seed", range(3))
def test_without_the_needed_skills_exactly_so_many_more_fit(seed):
    problem = crowd(seed, 60, 8)
    index = build_index(problem)
    needless = canonical(replace(problem, roles=replace(problem.roles, need=np.zeros_like(problem.roles.need))))

    for role in range(index.role_count):
        lacking = sum(lack.count for lack in lacking_one(index, role) if lack.code == "skills")
        before, after = (len(top_k_volunteers(one, role, 60)) for one in (index, build_index(needless)))
        assert after - before == lacking
