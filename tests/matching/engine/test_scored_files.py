import json

import pytest

from matching.engine.__main__ import main
from matching.engine.files.scored import read_scored, read_scored_answer, write_scored, write_scored_answer
from matching.engine.scored.solve import solve_scored
from tests.matching.engine.scored.test_solve import binding_hours
from tests.matching.engine.scored.worlds import crowd

PEOPLE = "id,max_minutes,max_places\nann,240,2\nbo,,\n"
PLACES = "id,capacity,minimum,start,end\nkitchen,1,1,2026-10-05 09:00,2026-10-05 11:00\ndesk,2,,,\n"
PAIRS = "person,place,score,minutes\nann,kitchen,40,\nann,desk,30,90\nbo,kitchen,35,\nbo,desk,10,30\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "problem"
    path.mkdir()
    for name, text in (("people", PEOPLE), ("places", PLACES), ("pairs", PAIRS)):
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_read_back_with_the_same_hash(tmp_path, seed):
    problem = crowd(seed)
    answer = solve_scored(problem)

    write_scored(problem, tmp_path / "p")
    write_scored_answer(problem, answer, tmp_path / "r")
    read = read_scored(tmp_path / "p")

    assert read.sha256 == problem.sha256
    assert read_scored_answer(read, tmp_path / "r").to_bytes() == answer.to_bytes()


def test_solve_and_verify_from_the_command_line(capsys, tmp_path, folder):
    status, out, err = run(capsys, "solve", folder, "--gap-ppm", 100, "--out", tmp_path / "r", "--json")
    result = json.loads(out)

    assert (status, result["objective"], result["bound"], result["gap_ppm"]) == (0, 80, 80, 0)
    assert (result["placed"], result["verified"], result["stopped_by"]) == (3, True, "optimal")
    assert result["minimum_seats"] == {"asked": 1, "filled": 1, "at_most": 1}
    assert "of at most" in err
    assert run(capsys, "verify", folder, tmp_path / "r")[0] == 0


def test_changed_answer_is_refused_with_the_reason(capsys, tmp_path, folder):
    run(capsys, "solve", folder, "--out", tmp_path / "r")
    path = tmp_path / "r/proposals.csv"
    path.write_text(path.read_text().replace("ann,kitchen,40", "bo,kitchen,35"))

    status, out, _ = run(capsys, "verify", folder, tmp_path / "r")

    assert status == 1
    assert "wrong_objective: 80 points and 1 minimum seats claimed, 75 and 1 found" in out


def test_certificate_from_another_problem_is_refused(capsys, tmp_path, folder):
    run(capsys, "solve", folder, "--out", tmp_path / "r")
    (folder / "pairs.csv").write_text(PAIRS.replace("40", "41"))

    status, out, _ = run(capsys, "verify", folder, tmp_path / "r")

    assert status == 1
    assert "other_problem" in out


def test_solving_twice_gives_the_same_hash_with_any_threads(capsys, tmp_path):
    write_scored(binding_hours(3), tmp_path / "p")

    hashes = [
        json.loads(run(capsys, "solve", tmp_path / "p", "--out", tmp_path / "r", "--json", *extra)[1])["sha256"]
        for extra in ((), ("--threads", 1), ("--threads", 2))
    ]

    assert len(set(hashes)) == 1


def test_rank_and_explain_speak_of_ids(capsys, tmp_path, folder):
    run(capsys, "solve", folder, "--out", tmp_path / "r")

    ranked = json.loads(run(capsys, "rank", folder, "--person", "ann", "--json")[1])
    told = run(capsys, "explain", folder, tmp_path / "r", "--person", "bo", "--place", "kitchen")[1]

    assert ranked == [{"id": "kitchen", "score": 40}, {"id": "desk", "score": 30}]
    assert told.startswith("A seat at kitchen is worth")
