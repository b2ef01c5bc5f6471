from importlib import import_module

import numpy as np
import pytest

from matching.engine.generate import FAMILIES
from matching.engine.result import gap_ppm

pytest.importorskip("numba")
arena = import_module("benchmarks.arena")
compare = import_module("benchmarks.compare")
document = import_module("benchmarks.document")
measure = import_module("benchmarks.measure")
problems = import_module("benchmarks.problems")
sizes = import_module("benchmarks.sizes")


def test_published_problems_are_drawn_again():
    """After a change of the format: python -m benchmarks.problems 1k (and, before measuring, without a size)."""
    known = problems.published()

    assert problems.hashes_of("1k") == {name: value for name, value in known.items() if name[0] == "1k"}
    assert {name[:2] for name in known} == {(size, family) for size in sizes.SIZES for family in FAMILIES}


def test_inequality_is_nothing_for_equal_shares_and_near_one_for_one_owner():
    assert measure.gini(np.full(5, 0.4)) == pytest.approx(0)
    assert measure.gini(np.array([0.0] * 99 + [1.0])) == pytest.approx(0.99)
    assert measure.gini(np.zeros(3)) == 0


def kept_rows():
    return [
        (contest["bound"], row)
        for result in document.kept_results()
        for contest in result["contests"]
        for row in contest["rows"]
        if "failed" not in row
    ]


def test_kept_figures_add_up_and_every_answer_keeps_the_rules():
    found = kept_rows()

    assert found
    for bound, row in found:
        assert (row["feasible"], row["faults"]) == (True, [])
        assert row["staffing_points"] + row["value_points"] == row["objective"] <= bound
        assert row["gap_ppm"] == gap_ppm(row["objective"], bound)
        assert row["people_placed"] <= row["placed"]


def test_nobody_kept_is_better_than_ours_beyond_our_proven_gap():
    for result in document.kept_results():
        for contest in result["contests"]:
            ours = compare.row_of(contest, arena.OURS)
            best = max(row["objective"] for row in contest["rows"] if "failed" not in row)
            assert best - ours["objective"] <= contest["bound"] - ours["objective"]


def contest(**peers_rows):
    rows = [
        {"peer": peer, "people_placed": 100, "placed": 100, "objective": 100} | more
        for peer, more in peers_rows.items()
    ]
    return {"family": "base", "seed": 1, "rows": rows}


def test_comparison_counts_percent_and_times_and_leaves_out_who_failed():
    reached = {"100": 0.5, "10": 2.0, "0": None}
    given = contest(
        ours={"people_placed": 110, "seconds_to_gap_ppm": reached},
        restarts={"objective": 80},
        first_come={"failed": "stopped"},
        highs={"seconds_to_gap_ppm": {"100": 50.0, "10": None}, "search_seconds": 90.0},
    )

    found = compare.compare([given])

    assert [(row["peer"], row.get("people_placed"), row.get("objective")) for row in found[:1]] == [
        ("restarts", 10.0, 25.0)
    ]
    assert [(row["gap_ppm"], row["reached"], row["times"]) for row in found[1:]] == [
        (100, True, 100.0),
        (10, False, 45.0),
    ]


def test_search_that_knew_nothing_counts_with_all_its_time():
    given = contest(
        ours={"seconds_to_gap_ppm": {"100": 0.5}},
        cpsat={"seconds_to_gap_ppm": {}, "search_seconds": None, "wall_seconds": 60.0},
    )

    assert [(row["reached"], row["times"]) for row in compare.compare([given])] == [(False, 120.0)]


def test_document_is_what_the_kept_results_say():
    results = document.kept_results()

    assert results
    assert document.DOCUMENT.read_text(encoding="utf-8") == document.text_of(results)
