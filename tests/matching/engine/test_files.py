import json

import numpy as np
import pytest

from matching.engine.__main__ import main
from matching.engine.files import read_problem, read_solution, write_problem, write_solution
from matching.engine.generate import generate
from matching.engine.solve import solve
from matching.engine.tables import ProblemError
from tests.matching.engine.worlds import crowd, world


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "problem", tmp_path / "answer"


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.mark.parametrize(
    "problem",
    [
        crowd(1, 12, 5),
        world(people=[{"skills": {69: 3}, "blocked": (1, 20)}], shifts=[{}, {"day": 1}], confirmed=[(0, 1)]),
        world(people=[], shifts=[]),
    ],
)
def test_what_is_written_is_read_back_with_the_same_hash(problem, folders):
    write_problem(problem, folders[0])

    assert read_problem(folders[0]).sha256 == problem.sha256


def test_answer_is_read_back_byte_by_byte(folders):
    problem = crowd(2, 40, 12)
    solution = solve(problem)

    write_solution(problem, solution, folders[1])

    assert read_solution(problem, folders[1]).to_bytes() == solution.to_bytes()


def test_generate_solve_and_verify_from_the_command_line(capsys, folders):
    problem, answer = folders

    assert run(capsys, "generate", "--volunteers", 300, "--shifts", 40, "--seed", 4, "--out", problem)[0] == 0
    status, out, _ = run(capsys, "solve", problem, "--gap-ppm", 100, "--out", answer, "--json")
    result = json.loads(out)

    assert status == 0
    assert result["verified"]
    assert result["objective"] <= result["bound"]
    assert result["problem_sha256"] == generate(300, 40, "base", 4).sha256
    assert run(capsys, "verify", problem, answer)[:2] == (
        0,
        f"accepted: True\nobjective: {result['objective']}\nbound: {result['bound']}\n"
        f"gap_ppm: {result['gap_ppm']}\nreasons: []\n",
    )


def test_changed_answer_is_refused_with_the_reason(capsys, folders):
    problem, answer = folders
    run(capsys, "generate", "--volunteers", 300, "--shifts", 40, "--out", problem)
    run(capsys, "solve", problem, "--out", answer)
    lines = (answer / "proposals.csv").read_text().splitlines()
    person, role, score = lines[1].split(",")
    (answer / "proposals.csv").write_text(
        "\n".join([lines[0], f"{person},{role},{int(score) + 1}", *lines[2:]]) + "\n"
    )

    status, out, _ = run(capsys, "verify", problem, answer, "--json")

    assert status == 1
    assert not json.loads(out)["accepted"]
    assert any(reason.startswith("wrong_score") for reason in json.loads(out)["reasons"])


def test_rank_and_explain_name_ids_and_codes(capsys, folders):
    problem, answer = folders
    write_problem(world(people=[{"id": "ann"}, {"id": "bo", "remote": False}], shifts=[{"id": "s"}]), problem)
    run(capsys, "solve", problem, "--out", answer)

    ranked = json.loads(run(capsys, "rank", problem, "--volunteer", "bo", "--json")[1])
    people = json.loads(run(capsys, "rank", problem, "--role", "r00000", "--count", 1, "--json")[1])
    told = [
        json.loads(run(capsys, "explain", problem, answer, "--volunteer", name, "--json")[1])["code"]
        for name in ("ann", "bo")
    ]

    assert [(row["id"], row["score"], sum(row["parts"].values())) for row in ranked] == [("r00000", 400, 400)]
    assert [(row["id"], row["score"]) for row in people] == [("ann", 400)]
    assert sorted(told) == ["placed", "tie"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("volunteers.csv", "10000", "1e4", "volunteers.csv line 2, max_metres: '1e4' is not a whole number"),
        ("confirmed.csv", "role\n", "role\nv00000,r9\n", "confirmed.csv line 2, role: 'r9' is not a known id"),
        ("shifts.csv", "start,", "begin,", "shifts.csv, begin: is not a column"),
        ("roles.csv", "r00000,0,1,0,", "r00000,0,-1,0,", "roles.csv line 2, capacity: is negative"),
        ("options.json", '"weeks": 2', '"weeks": "two"', "options"),
    ],
)
def test_unusable_folder_is_refused_naming_file_row_and_column(capsys, folders, file, old, new, message):
    write_problem(world(people=[{}], shifts=[{}]), folders[0])
    path = folders[0] / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    status, _, err = run(capsys, "solve", folders[0], "--out", folders[1])

    assert status == 2
    assert message in err


def test_missing_file_is_named(folders):
    write_problem(crowd(1, 3, 2), folders[0])
    (folders[0] / "volunteers.csv").unlink()

    with pytest.raises(ProblemError, match=r"volunteers.csv: is missing"):
        read_problem(folders[0])


def test_numbers_of_every_shape_survive(folders):
    problem = generate(5, 3, "tight", 2)
    write_problem(problem, folders[0])
    read = read_problem(folders[0])

    for table, again in ((problem.volunteers, read.volunteers), (problem.roles, read.roles)):
        for name, column in table.columns().items():
            assert np.array_equal(column, again.columns()[name]), name
