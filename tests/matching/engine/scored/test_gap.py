"""Public Generalised Assignment cases: every job placed, no budget overspent, and the proven value reached."""

from pathlib import Path

import pytest

from benchmarks.gap import read_cases, run_case

FOLDER = Path(__file__).resolve().parents[5] / "shared/bench/gap"
needs_cases = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the public cases lie beside the checkout, in ../shared/bench/gap"
)
QUICK = {"a05100_Max", "a05200_Min", "c0515_1_Max", "c0520_3_Min", "c0530_4_Max"}


@needs_cases
@pytest.mark.parametrize("name", sorted(QUICK))
def test_public_case_is_solved_to_its_proven_value(name):
    case = next(case for case in read_cases(FOLDER) if case.name == name)

    found = run_case(case)

    assert found["verified"]
    assert (found["value"], found["placed"], found["gap_ppm"]) == (case.proven, found["jobs"], 0)


@needs_cases
@pytest.mark.engine
def test_every_public_case_is_solved_to_its_proven_value():
    found = [run_case(case) for case in read_cases(FOLDER)]

    assert len(found) == 52
    assert [row for row in found if not row["verified"] or row["value"] != row["proven"] or row["gap_ppm"]] == []
