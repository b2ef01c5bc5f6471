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


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("pairs.csv", "bo,desk", "bob,desk", "pairs.csv line 5, person: 'bob' is not a known id"),
        ("pairs.csv", "bo,desk", "bo,chair", "pairs.csv line 5, place: 'chair' is not a known id"),
        (
            "pairs.csv",
            "bo,desk",
            "bo,kitchen",
            "pairs.csv line 5, place: is paired with this person in an earlier row",
        ),
        ("pairs.csv", "ann,kitchen,40", "ann,kitchen,NaN", "pairs.csv line 2, score: 'NaN' is not a whole number"),
        ("pairs.csv", "ann,kitchen,40", "ann,kitchen,-4", "pairs.csv line 2, score: -4 is not within 0 and 1000000"),
        ("pairs.csv", "30,90", "30,-90", "pairs.csv line 3, minutes: -90 is not within"),
        ("pairs.csv", "30,90", "30,", "pairs.csv line 3, minutes: is not known, here nor for the place"),
        ("people.csv", "bo,,", "ann,,", "people.csv line 3, id: 'ann' is used in line 2 as well"),
        (
            "people.csv",
            "max_places",
            "most",
            "people.csv, most: is not a column; known are id, max_minutes, max_places",
        ),
        ("people.csv", "240", "4h", "people.csv line 2, max_minutes: '4h' is not a whole number"),
        ("places.csv", "desk,2", "desk,-2", "places.csv line 3, capacity: -2 is not within 0 and"),
        ("places.csv", "kitchen,1,1", "kitchen,1,2", "places.csv line 2, minimum: is more than the capacity"),
        ("places.csv", "11:00", "08:00", "places.csv line 2, end: is not after the start"),
        ("places.csv", "2026-10-05 11:00", "", "places.csv line 2, start: and end must be given together"),
        ("places.csv", "2026-10-05 11:00", "noon", "places.csv line 2, end: 'noon' is not a date and time"),
        ("places.csv", "capacity", "seats", "places.csv, capacity: is missing"),
        ("places.csv", "desk,2,,,", "desk,2,,", "places.csv line 3: has 4 cells, not 5"),
    ],
)
def test_unusable_cell_is_refused_naming_file_line_and_column(capsys, tmp_path, folder, name, old, new, message):
    change(folder, name, old, new)

    status, _, err = run(capsys, "solve", folder, "--out", tmp_path / "r")

    assert status == 2
    assert message in err


@pytest.mark.parametrize("name", ["places.csv", "pairs.csv"])
def test_missing_file_is_named(capsys, tmp_path, folder, name):
    (folder / name).unlink()

    assert run(capsys, "solve", folder, "--out", tmp_path / "r")[::2] == (2, f"{name}: is missing\n")


def test_impossible_pairs_are_counted(capsys, tmp_path, folder):
    change(folder, "pairs.csv", "ann,desk,30,90", "ann,desk,30,900")

    result = json.loads(run(capsys, "solve", folder, "--out", tmp_path / "r", "--json")[1])

    assert result["impossible_pairs"] == {"longer_than_budget": 1}


def test_semicolons_and_dotted_dates_are_read(folder):
    before = read_scored(folder).sha256
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace(",", ";").replace("2026-10-05", "05.10.2026")
        path.write_text("\ufeff" + text, encoding="utf-8")

    assert read_scored(folder).sha256 == before


@pytest.mark.parametrize("name", ["proposals.csv", "prices.csv", "result.json"])
def test_answer_with_a_missing_file_is_unusable(capsys, tmp_path, folder, name):
    run(capsys, "solve", folder, "--out", tmp_path / "r")
    (tmp_path / "r" / name).unlink()

    status, _, err = run(capsys, "verify", folder, tmp_path / "r")

    assert status == 2
    assert name in err


def test_answer_whose_prices_were_touched_is_refused(capsys, tmp_path, folder):
    run(capsys, "solve", folder, "--out", tmp_path / "r")
    lines = (tmp_path / "r/prices.csv").read_text().splitlines()
    case, place, price = lines[1].split(",")
    lines[1] = f"{case},{place},{int(price) + 64}"
    (tmp_path / "r/prices.csv").write_text("\n".join(lines) + "\n")

    status, out, _ = run(capsys, "verify", folder, tmp_path / "r")

    assert status == 1
    assert "wrong_hash" in out
