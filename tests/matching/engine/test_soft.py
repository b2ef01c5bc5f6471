import pytest

from matching.engine.hard import Pairs
from matching.engine.index import build_index
from matching.engine.soft import PARTS, score
from matching.engine.weights import CURRENT, VERSIONS, Weights
from tests.matching.engine.test_hard import METRES, NEARBY
from tests.matching.engine.worlds import world


def parts(person=None, shift=None, role=None, **options):
    problem = world(people=[person or {}], shifts=[shift or {}], roles=[{"shift": 0} | (role or {})], **options)
    pairs = Pairs(build_index(problem), slice(None), slice(None))
    found = {part.code: int(part.points(pairs)[0, 0]) for part in PARTS}
    assert sum(found.values()) == int(score(pairs)[0, 0])
    return found


def test_published_weights_are_those_of_the_design():
    assert VERSIONS[CURRENT] == Weights(CURRENT, 300, 200, 300, 200, 100, 50, 50, 300, 100, 200, 80, 100, 5, 40)


@pytest.mark.parametrize(
    ("case", "part", "points"),
    [
        ({}, "distance", 300),
        ({"person": {"max_metres": METRES}, "shift": {"at": NEARBY}}, "distance", 0),
        ({"person": {"max_metres": 2 * METRES}, "shift": {"at": NEARBY}}, "distance", 150),
        ({"person": {"max_metres": 3 * METRES}, "shift": {"at": NEARBY}}, "distance", 200),
        ({"shift": {"remote": True}}, "distance", 200),
        ({}, "cause", 0),
        ({"person": {"interest": (0, 100, 0)}, "shift": {"cause": 1}}, "cause", 300),
        ({"person": {"interest": (0, 33, 0)}, "shift": {"cause": 1}}, "cause", 99),
        ({"person": {"interest": (100, 0, 100)}, "shift": {"cause": 1}}, "cause", 0),
        ({}, "skills", 100),
        ({"role": {"want": {1: 1, 69: 2}}}, "skills", 0),
        ({"person": {"skills": {1: 1, 69: 1}}, "role": {"want": {1: 1, 69: 2}}}, "skills", 100),
        ({"person": {"skills": {1: 3, 69: 2}}, "role": {"want": {1: 1, 69: 2}}}, "skills", 200),
        ({"person": {"skills": {1: 1}}, "role": {"want": {1: 1, 2: 1, 3: 1}}}, "skills", 66),
        ({"person": {"preferred": 1}, "role": {"work": 2}}, "language", 0),
        ({"person": {"preferred": 2}, "role": {"work": 3}}, "language", 50),
        ({"person": {"preferred": 0}, "role": {"work": 3}}, "language", 0),
        ({}, "priority", 0),
        ({"shift": {"priority": 2}}, "priority", 100),
    ],
)
def test_part_gives_exactly_its_points(case, part, points):
    assert parts(**case)[part] == points


def test_weights_of_another_version_are_used():
    doubled = Weights(version="test", distance=600, language=7)

    found = parts({"preferred": 2}, weights=doubled)

    assert (found["distance"], found["language"]) == (600, 7)
