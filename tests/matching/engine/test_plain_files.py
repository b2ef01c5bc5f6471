"""Folders people fill in with a spreadsheet program, and everything that can be wrong with them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from matching.engine.__main__ import main
from matching.engine.calendar import DAY_QUARTERS
from matching.engine.files import read_problem
from matching.engine.files.words import days, decimal, misplaced, week_quarters
from matching.engine.geo import distance_m, ecef_cm

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/matching/examples"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(EXAMPLES / "main", tmp_path / "problem"))


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def hash_of(folder):
    return read_problem(folder).sha256


@pytest.mark.parametrize("form", ["main", "scored"])
def test_example_is_solved_and_verified(capsys, tmp_path, form):
    status, out, _ = run(capsys, "solve", EXAMPLES / form, "--gap-ppm", 100, "--out", tmp_path, "--json")
    result = json.loads(out)

    assert (status, result["gap_ppm"], result["verified"]) == (0, 0, True)
    assert result["placed"] >= 6
    assert run(capsys, "verify", EXAMPLES / form, tmp_path)[0] == 0


def test_words_become_the_numbers_of_the_tables(folder):
    problem = read_problem(folder)
    people, roles = problem.volunteers, problem.roles
    aigerim, erlan = 0, 3

    assert people.ids[aigerim] == b"Aigerim"
    assert int(distance_m(people.point[aigerim], ecef_cm(43.2567, 76.9286)[0])) == 0
    assert not people.point[erlan].any()
    assert (people.max_metres[aigerim], people.max_minutes[aigerim], people.languages[aigerim]) == (8000, 600, 3)
    assert people.cause_interest[aigerim].tolist() == [60, 80, 0]  # children, ecology, elderly
    assert people.clearance_until[aigerim, 0] - people.clearance_from[aigerim, 0] == 365
    assert roles.capacity[roles.ids == b"children-club:guide"] == 2
    assert problem.options.weeks == 1


def test_impossible_pairs_are_counted_by_rule(capsys, tmp_path, folder):
    result = json.loads(run(capsys, "solve", folder, "--out", tmp_path / "r", "--json")[1])

    assert (result["pairs"], result["impossible_pairs"]) == (25, 15)
    assert result["impossible_by_rule"]["skills"] == 3


def test_nothing_that_fits_gives_an_empty_answer_that_says_why(capsys, tmp_path, folder):
    shifts = (folder / "shifts.csv").read_text(encoding="utf-8")
    (folder / "shifts.csv").write_text(shifts.replace("43.2", "51.1"), encoding="utf-8")
    change(folder, "shifts.csv", "2026-10-08 19:00,2026-10-08 21:00", "2026-10-08 05:00,2026-10-08 06:00")
    change(folder, "volunteers.csv", "Dana,1988-02-29,43.2220,76.8512,15,yes", "Dana,1988-02-29,43.2220,76.8512,15,no")
    (folder / "confirmed.csv").unlink()

    result = json.loads(run(capsys, "solve", folder, "--out", tmp_path / "r", "--json")[1])

    assert (result["placed"], result["objective"], result["bound"], result["stopped_by"]) == (0, 0, 0, "optimal")
    assert result["impossible_pairs"] == result["pairs"] == 25
    assert result["impossible_by_rule"]["distance"] == 20


def test_no_time_at_all_gives_an_answer_that_says_so_with_a_valid_bound(capsys, tmp_path, folder):
    best = json.loads(run(capsys, "solve", folder, "--out", tmp_path / "best", "--json")[1])
    found = json.loads(run(capsys, "solve", folder, "--seconds", 0, "--out", tmp_path / "r", "--json")[1])

    assert found["verified"]
    assert found["objective"] <= best["objective"] <= found["bound"]
    assert found["stopped_by"] in {"seconds", "optimal"}


def test_sentences_name_words_and_add_up(capsys, tmp_path, folder):
    run(capsys, "solve", folder, "--out", tmp_path / "r")

    def told(*arguments):
        return run(capsys, "explain", folder, tmp_path / "r", *arguments)[1].splitlines()

    assert told("--volunteer", "Erlan") == [
        "Erlan is proposed for phone-line:listener.",
        "Score: distance 200 + cause 150 + skills 200 + language 50 + priority 0 = 600 points.",
    ]
    assert told("--volunteer", "Bekzat", "--role", "soup-kitchen:cook") == [
        "Bekzat lacks for soup-kitchen:cook: cooking."
    ]
    assert told("--role", "park-clean-up:helper") == [
        "park-clean-up:helper: 1 empty, 0 of them below the minimum.",
        "Of those who fit: 2 take it.",
    ]
    assert told("--volunteer", "Zhanna")[0] == "Nothing fits Zhanna."


def test_explaining_nobody_is_refused(capsys, folder):
    with pytest.raises(SystemExit):
        main(["explain", str(folder), str(folder)])

    assert "--volunteer, --role or both" in capsys.readouterr().err


def test_ranking_shows_parts_that_add_up(capsys, folder):
    ranked = json.loads(run(capsys, "rank", folder, "--volunteer", "Dana", "--json")[1])
    told = run(capsys, "rank", folder, "--volunteer", "Dana", "--count", 1)[1]

    assert [sum(row["parts"].values()) for row in ranked] == [row["score"] for row in ranked]
    assert (
        told
        == "children-club:guide: distance 186 + cause 270 + skills 200 + language 50 + priority 100 = 806 points\n"
    )


@pytest.mark.parametrize("table", ["volunteers.csv", "shifts.csv", "roles.csv"])
@pytest.mark.parametrize(
    "spelling",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", ",\n"),
        lambda text: text + "\n\n",
    ],
    ids=["mark", "semicolons", "tabs", "windows", "trailing comma", "blank end"],
)
def test_files_are_read_as_spreadsheet_programs_write_them(folder, table, spelling):
    before = hash_of(folder)
    path = folder / table
    path.write_bytes(spelling(path.read_text(encoding="utf-8")).encode("utf-8"))

    assert hash_of(folder) == before


def test_dates_and_decimals_of_a_kazakh_spreadsheet_are_read(folder):
    before = hash_of(folder)
    text = (
        (folder / "shifts.csv")
        .read_text(encoding="utf-8")
        .replace(",", ";")
        .replace("43.", "43,")
        .replace("76.", "76,")
    )
    for number in ("08", "10", "11"):
        text = text.replace(f"2026-10-{number}", f"{number}.10.2026")
    (folder / "shifts.csv").write_text(text, encoding="utf-8")

    assert hash_of(folder) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "roles.csv",
            "soup-kitchen:cook,soup-kitchen,",
            "soup-kitchen:cook,soup,",
            "roles.csv line 4, shift: 'soup' is not a known id",
        ),
        ("confirmed.csv", "Zhanna,", "Jeanne,", "confirmed.csv line 2, volunteer: 'Jeanne' is not a known id"),
        (
            "volunteers.csv",
            "Bekzat,2010",
            "Aigerim,2010",
            "volunteers.csv line 3, id: 'Aigerim' is used in line 2 as well",
        ),
        ("volunteers.csv", "Bekzat,2010", ",2010", "volunteers.csv line 3, id: is empty"),
        ("volunteers.csv", "43.2567", "NaN", "volunteers.csv line 2, latitude: 'NaN' is not degrees"),
        ("volunteers.csv", "600,2,3", "nan,2,3", "volunteers.csv line 2, max_minutes: 'nan' is not a whole number"),
        (
            "roles.csv",
            "park-clean-up,3,2,",
            "park-clean-up,-3,0,",
            "roles.csv line 2, capacity: -3 is not within 0 and",
        ),
        (
            "roles.csv",
            "park-clean-up,3,2,",
            "park-clean-up,,0,",
            "roles.csv line 2, capacity: '' is not a whole number",
        ),
        (
            "roles.csv",
            "park-clean-up,3,2,",
            "park-clean-up,3,4,",
            "roles.csv line 2, minimum: is more than the capacity",
        ),
        (
            "shifts.csv",
            "2026-10-10 13:00",
            "2026-10-10 09:00",
            "shifts.csv line 2, end: 2026-10-10 09:00:00 is not after the start",
        ),
        ("shifts.csv", "2026-10-10 10:00", "10:00", "shifts.csv line 2, start: '10:00' is not a date and time"),
        (
            "shifts.csv",
            "43.2389,76.9450",
            "76.9450,43.2389",
            "shifts.csv line 2, latitude: (76.945, 43.2389) looks swapped",
        ),
        (
            "volunteers.csv",
            "43.2567,76.9286",
            "143.2567,76.9286",
            "volunteers.csv line 2, latitude: (143.2567, 76.9286) is outside the world",
        ),
        ("volunteers.csv", "43.2567,76.9286", "0,0", "volunteers.csv line 2, latitude: (0, 0) is in the sea"),
        (
            "volunteers.csv",
            "43.2567,76.9286",
            "43.2567,",
            "volunteers.csv line 2, latitude: and longitude must be given together",
        ),
        ("shifts.csv", "43.2389,76.9450", ",", "shifts.csv line 2, point: is missing; an on-site shift needs a place"),
        (
            "volunteers.csv",
            "kk ru,kk,",
            "kz ru,kk,",
            "volunteers.csv line 2, languages: 'kz ru' is not among kk, ru, en, sign",
        ),
        (
            "volunteers.csv",
            "first-aid:2",
            "first-aid:4",
            "volunteers.csv line 2, skills: 'first-aid:4 driving' is not skills like",
        ),
        ("volunteers.csv", "sat-sun 09:00", "sat-sun 9:10", "volunteers.csv line 2, free_times:"),
        ("volunteers.csv", "max_km", "radius", "volunteers.csv, radius: is not a column; known are"),
        ("roles.csv", "shift,", "shift,shift,", "roles.csv, shift: is the name of more than one column"),
        ("roles.csv", "park-clean-up,3,2,", "park-clean-up,3,2,9,9,", "roles.csv line 2: has 14 cells, not 12"),
        ("options.csv", "weeks,1", "weeks,0", "options.csv, weeks: is 0, not 1.."),
        ("options.csv", "weeks,1", "week,1", "options.csv line 3, name: 'week' is not an option"),
        ("options.csv", "weeks,1", "weeks,one", "options.csv line 3, value: 'one' is not a whole number"),
        (
            "options.csv",
            "origin_date,2026-10-05",
            "origin_date,2026-10-12",
            "shifts.csv line 2, start: is outside the horizon",
        ),
    ],
)
def test_unusable_cell_is_refused_naming_file_line_and_column(capsys, tmp_path, folder, name, old, new, message):
    change(folder, name, old, new)

    status, _, err = run(capsys, "solve", folder, "--out", tmp_path / "r")

    assert status == 2
    assert message in err
    assert not (tmp_path / "r").exists()


def test_two_confirmed_sign_ups_that_clash_are_refused(capsys, tmp_path, folder):
    change(
        folder, "confirmed.csv", "Zhanna,soup-kitchen:server", "Zhanna,soup-kitchen:server\nZhanna,soup-kitchen:cook"
    )

    status, _, err = run(capsys, "solve", folder, "--out", tmp_path / "r")

    assert status == 2
    assert "confirmed.csv line 3, role: overlaps another confirmed sign-up of this volunteer" in err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "roles.csv: is empty; the first line names the columns"),
        (b"\n\n", "roles.csv: is empty"),
        ("id,shift,capacity\nкөмекші,park-clean-up,1\n".encode("utf-16-be"), "roles.csv: "),
        (
            "id,shift,capacity\nпомощник,park-clean-up,1\n".encode("cp1251"),
            "roles.csv: line 2 is not UTF-8 (Windows-1251, perhaps)",
        ),
        (b'id,shift,capacity\n"cook,park-clean-up,1\n', "roles.csv: is not well-formed CSV"),
        (b"shift,capacity\npark-clean-up,1\n", "roles.csv, id: is missing"),
        (b"id,shift,capacity\n\ncook,park-clean-up,1\n", "roles.csv line 2: is blank"),
    ],
    ids=["empty", "blank", "utf-16 without mark", "windows-1251", "open quote", "no id", "blank line"],
)
def test_unreadable_file_is_refused_by_name(capsys, tmp_path, folder, content, message):
    (folder / "roles.csv").write_bytes(content)

    status, _, err = run(capsys, "solve", folder, "--out", tmp_path / "r")

    assert status == 2
    assert message in err


def test_utf_16_with_its_mark_is_read(folder):
    before = hash_of(folder)
    path = folder / "volunteers.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace(",", "\t").encode("utf-16"))

    assert hash_of(folder) == before


@pytest.mark.parametrize("missing", ["shifts.csv", "roles.csv"])
def test_missing_file_is_named(capsys, tmp_path, folder, missing):
    (folder / missing).unlink()

    status, _, err = run(capsys, "solve", folder, "--out", tmp_path / "r")

    assert (status, err) == (2, f"{missing}: is missing\n")


def test_folder_of_no_form_or_of_both_is_refused(capsys, tmp_path, folder):
    assert "holds neither volunteers.csv nor people.csv" in run(capsys, "solve", tmp_path, "--out", tmp_path / "r")[2]
    (folder / "people.csv").write_text("id\n", encoding="utf-8")
    assert "holds both volunteers.csv and people.csv" in run(capsys, "solve", folder, "--out", tmp_path / "r")[2]


def test_certificate_from_another_problem_is_refused(capsys, tmp_path, folder):
    run(capsys, "solve", folder, "--out", tmp_path / "r")
    change(folder, "shifts.csv", "children,2,yes", "children,1,yes")

    status, out, _ = run(capsys, "verify", folder, tmp_path / "r")

    assert status == 1
    assert "other_problem" in out


def test_unknown_name_asked_for_is_unusable_input(capsys, folder):
    assert run(capsys, "rank", folder, "--volunteer", "Nobody") == (
        2,
        "",
        "ValueError: there is no volunteer Nobody\n",
    )


def test_points_abroad_are_taken_as_they_are_when_the_problem_is_abroad(folder):
    change(folder, "shifts.csv", "43.2389,76.9450", "76.9450,43.2389")
    change(folder, "options.csv", "weeks,1", "weeks,1\nin_kazakhstan,no")

    assert read_problem(folder).shifts.point.shape == (4, 3)


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_wrong"),
    [
        (43.2, 76.9, False),
        (76.9, 43.2, True),
        (50.0, 50.0, False),
        (55.7, 37.6, False),
        (51.2, 71.4, False),
        (71.4, 51.2, True),
    ],
)
def test_swapped_points_are_told_where_it_can_be_told(latitude, longitude, is_wrong):
    assert bool(misplaced(latitude, longitude, in_kazakhstan=True)) is is_wrong


def test_free_times_are_quarters_of_the_named_days():
    assert week_quarters("mon 00:00-00:30 sun 23:45-24:00") == [0, 1, 7 * DAY_QUARTERS - 1]
    assert week_quarters("Mon,Wed 10:00-10:15") == [40, 2 * DAY_QUARTERS + 40]


@pytest.mark.parametrize("cell", ["10:00-11:00", "mon", "mon 22:00-06:00", "mon 10:05-11:00", "monday 10:00-11:00"])
def test_times_that_cannot_be_meant_are_refused(cell):
    with pytest.raises(ValueError, match=r".*"):
        week_quarters(cell)


def test_numbers_and_dates_in_cells():
    assert decimal("43,25") == decimal("43.25") == 43.25
    assert np.diff(days("2026-10-05, 06.10.2026")).tolist() == [1]
    with pytest.raises(ValueError, match="inf"):
        decimal("inf")


def test_wishes_teams_and_buddies_are_read_by_name(folder):
    change(folder, "volunteers.csv", "max_shifts,history", "max_shifts,history,team")
    text = (folder / "volunteers.csv").read_text(encoding="utf-8").splitlines()
    rows = [text[0], f"{text[1]},green", f"{text[2]},green", *(f"{row}," for row in text[3:])]
    (folder / "volunteers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "wishes.csv").write_text("volunteer,role\nDana,soup-kitchen:cook\n", encoding="utf-8")
    (folder / "buddies.csv").write_text("one,other\nDana,Aigerim\n", encoding="utf-8")

    problem = read_problem(folder)

    assert problem.volunteers.team.tolist() == [0, 0, -1, -1, -1]
    assert len(problem.wishes) == len(problem.buddies) == 1
    assert len(problem.earlier) == 0


@pytest.mark.parametrize(
    ("name", "header"), [("wishes", "volunteer,role"), ("earlier", "volunteer,role"), ("buddies", "one,other")]
)
def test_unknown_people_in_links_are_refused(capsys, tmp_path, folder, name, header):
    (folder / f"{name}.csv").write_text(f"{header}\nNobody,Nobody\n", encoding="utf-8")

    status, _, err = run(capsys, "solve", folder, "--out", tmp_path / "r")

    assert status == 2
    assert f"{name}.csv line 2, {header.partition(',')[0]}: 'Nobody' is not a known id" in err


def test_wishes_are_a_part_of_the_score_that_is_shown(capsys, folder):
    (folder / "wishes.csv").write_text("volunteer,role\nDana,soup-kitchen:cook\n", encoding="utf-8")

    ranked = json.loads(run(capsys, "rank", folder, "--volunteer", "Dana", "--json")[1])

    assert ranked[0]["id"] == "children-club:guide"
    assert {row["id"]: row["parts"].get("wish", 0) for row in ranked}["soup-kitchen:cook"] == 100
    assert [sum(row["parts"].values()) for row in ranked] == [row["score"] for row in ranked]
