import numpy as np
import pytest

from matching.engine.candidates import build_edges
from matching.engine.hard import Pairs, is_eligible
from matching.engine.index import build_index
from matching.engine.rank.scan import top_k_roles, top_k_volunteers
from matching.engine.soft import score
from tests.matching.engine.worlds import crowd, world


@pytest.fixture(scope="module")
def index():
    return build_index(crowd(3, 60, 40))


def full_order(eligible, worth):
    return sorted(np.flatnonzero(eligible).tolist(), key=lambda row: (-worth[row], row))


@pytest.mark.parametrize("k", [1, 5, 1000])
def test_roles_are_the_exact_best_of_a_full_scan(index, k):
    pairs = Pairs(index, slice(None), slice(None))
    eligible, scores = is_eligible(pairs), score(pairs)

    for volunteer in range(index.volunteer_count):
        ranked = top_k_roles(index, volunteer, k)
        assert ranked.rows.tolist() == full_order(eligible[volunteer], scores[volunteer])[:k]
        assert ranked.scores.tolist() == scores[volunteer][ranked.rows].tolist()


def test_volunteers_are_the_exact_best_of_a_full_scan(index):
    pairs = Pairs(index, slice(None), slice(None))
    eligible, scores = is_eligible(pairs), score(pairs)

    for role in range(index.role_count):
        assert top_k_volunteers(index, role, 7).rows.tolist() == full_order(eligible[:, role], scores[:, role])[:7]


def test_offset_moves_a_role_down_but_not_its_score():
    index = build_index(world(people=[{}], shifts=[{"priority": 1}, {"day": 1}]))
    price = np.array([51 * 64, 0])

    plain, priced = top_k_roles(index, 0, 2), top_k_roles(index, 0, 2, offset=price)

    assert plain.rows.tolist() == [0, 1]
    assert priced.rows.tolist() == [1, 0]
    assert priced.scores.tolist() == plain.scores.tolist()[::-1]


def test_ties_are_in_order_of_id():
    index = build_index(world(people=[{}] * 6, shifts=[{}]))

    assert top_k_volunteers(index, 0, 4).rows.tolist() == [0, 1, 2, 3]


def test_nobody_fits_gives_an_empty_ranking():
    index = build_index(world(people=[{"shifts": 0}], shifts=[{}]))

    assert len(top_k_roles(index, 0, 5)) == 0


@pytest.mark.parametrize(("volunteer", "k", "error"), [(1, 1, IndexError), (-1, 1, IndexError), (0, 0, ValueError)])
def test_unknown_row_or_count_is_refused(volunteer, k, error):
    index = build_index(world(people=[{}], shifts=[{}]))

    with pytest.raises(error):
        top_k_roles(index, volunteer, k)


def test_edges_are_all_eligible_pairs_in_order_of_time(index):
    pairs = Pairs(index, slice(None), slice(None))
    eligible, scores = is_eligible(pairs), score(pairs)

    edges = build_edges(index)

    assert set(zip(edges.volunteers().tolist(), edges.role.tolist(), strict=True)) == set(
        zip(*(axis.tolist() for axis in np.nonzero(eligible)), strict=True)
    )
    assert edges.score.tolist() == scores[edges.volunteers(), edges.role].tolist()
    for volunteer in range(index.volunteer_count):
        roles = edges.role[edges.ptr[volunteer] : edges.ptr[volunteer + 1]]
        assert (np.diff(index.start[roles]) >= 0).all()


def test_blocks_do_not_change_the_edges(index, monkeypatch):
    whole = build_edges(index)
    monkeypatch.setattr("matching.engine.candidates.BLOCK_PAIRS", 3 * index.role_count)

    parts = build_edges(index)

    assert (parts.ptr == whole.ptr).all()
    assert (parts.role == whole.role).all()
    assert (parts.score == whole.score).all()
