from importlib import import_module

import numpy as np
import pytest

from matching.engine.generate import generate

pytest.importorskip("numba")
pytestmark = pytest.mark.engine
answer = import_module("benchmarks.answer")
arena = import_module("benchmarks.arena")
case_of = import_module("benchmarks.case")
measure = import_module("benchmarks.measure")

WITHOUT_PACKAGES = ("first_come", "greedy", "by_shift", "restarts", "highs")


@pytest.fixture(scope="module")
def case():
    return case_of.make_case(generate(150, 24, "base", 1))


@pytest.fixture(scope="module")
def ours(case):
    return arena.run_once(arena.OURS, case.problem, seconds=20.0, gap_ppm=0)


def row(case, run, ours, peer):
    return {"peer": peer} | measure.measure(case, run.answer, ours.answer.proof)


@pytest.mark.parametrize("peer", WITHOUT_PACKAGES)
def test_every_peer_keeps_the_rules_and_stays_below_our_bound(case, ours, peer):
    run = arena.run_once(peer, case, seconds=20.0, gap_ppm=0)

    found = row(case, run, ours, peer)
    assert (found["feasible"], found["faults"]) == (True, [])
    assert 0 < found["objective"] <= ours.answer.proof.bound
    assert found["staffing_points"] + found["value_points"] == found["objective"]


def test_exact_search_agrees_with_ours_on_the_same_pairs(case, ours):
    run = arena.run_once("highs", case, seconds=20.0, gap_ppm=0)

    best = row(case, ours, ours, arena.OURS)
    assert row(case, run, ours, "highs")["objective"] == best["objective"] == ours.answer.proof.bound
    assert run.answer.moments[-1].gap_ppm == best["gap_ppm"] == 0


def test_broken_answer_is_called_so(case, ours):
    again = answer.Answer(np.repeat(ours.answer.volunteer[:1], 2), np.repeat(ours.answer.role[:1], 2))

    found = measure.measure(case, again, ours.answer.proof)

    assert not found["feasible"]
    assert "repeated" in found["faults"][0]


def test_same_run_gives_the_same_assignment(case, ours):
    again = arena.run_once(arena.OURS, case.problem, seconds=20.0, gap_ppm=0)

    assert row(case, again, ours, "ours")["assignment_sha256"] == row(case, ours, ours, "ours")["assignment_sha256"]


def test_peer_without_its_package_says_so(case, tmp_path, monkeypatch):
    given = tmp_path / "case"
    arena.save(case, given)
    (tmp_path / "ortools.py").write_text("raise ImportError('no ortools here')", encoding="ascii")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(arena.Failed, match=r"not installed: no ortools here"):
        arena.let_answer("flow", given, seconds=5.0, gap_ppm=0)
