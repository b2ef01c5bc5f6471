"""docs/matching/schema.json says of every file what the code says, and the examples keep to it."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from matching.engine.__main__ import main
from matching.engine.files import write_problem
from matching.engine.files.links import LINKS
from matching.engine.files.plain import OPTIONS, ROLES, SHIFTS, VOLUNTEERS
from matching.engine.files.sheets import read_sheet
from matching.engine.generate import generate
from matching.engine.problem import Options
from matching.engine.tables import Roles, Shifts, Volunteers
from tests.matching.engine.worlds import world

DOCS = Path(__file__).resolve().parents[3] / "docs/matching"
SCHEMA = json.loads((DOCS / "schema.json").read_text(encoding="utf-8"))


def folder_of(path):
    """Read a folder as the schema sees it: rows of text cells, and JSON as it is."""
    found = {}
    for file in sorted(path.glob("*.csv")):
        columns = read_sheet(file).columns
        found[file.stem] = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return found | {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in path.glob("*.json")}


def complaints(form, folder):
    rules = Draft202012Validator({"$ref": f"#/$defs/{form}", "$defs": SCHEMA["$defs"]})
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in rules.iter_errors(folder)]


def columns_of(form, file):
    return SCHEMA["$defs"][form]["properties"][file]["items"]["properties"].keys()


def test_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("form", ["main", "scored"])
def test_example_and_its_answer_keep_to_the_schema(tmp_path, capsys, form):
    main(["solve", str(DOCS / "examples" / form), "--out", str(tmp_path)])
    answer = {"main": "answer", "scored": "scored_answer"}[form]

    assert complaints(form, folder_of(DOCS / "examples" / form)) == []
    assert complaints(answer, folder_of(tmp_path)) == []


def test_generated_folder_keeps_to_the_schema(tmp_path):
    write_problem(generate(5, 3, "tight", 1), tmp_path)

    assert complaints("compact", folder_of(tmp_path)) == []


def test_columns_are_those_of_the_code():
    plain = {"volunteers": VOLUNTEERS, "shifts": SHIFTS, "roles": ROLES}
    options = SCHEMA["$defs"]["main"]["properties"]["options"]["items"]["properties"]["name"]["enum"]
    compact = SCHEMA["$defs"]["compact"]["properties"]["options"]["properties"].keys()

    assert {name: set(columns_of("main", name)) for name in plain} == plain
    assert set(options) == OPTIONS
    assert compact == {field.name for field in fields(Options)} | {"shapes"}
    for table in (Volunteers, Shifts, Roles, *LINKS):
        assert columns_of("compact", table.NAME) == table.CONTRACT.keys()
    for table in LINKS:
        assert columns_of("main", table.NAME) == table.CONTRACT.keys()


@pytest.mark.parametrize(
    ("file", "column", "cell"),
    [
        ("volunteers", "latitude", "NaN"),
        ("volunteers", "languages", "kz"),
        ("volunteers", "skills", "first-aid:4"),
        ("volunteers", "max_minutes", "-1"),
        ("volunteers", "birth_date", "12 April"),
        ("volunteers", "free_times", "18:00-21:00"),
        ("volunteers", "id", ""),
        ("shifts", "start", "10:00"),
        ("shifts", "priority", "3"),
        ("shifts", "remote", "maybe"),
        ("roles", "capacity", ""),
        ("roles", "capacty", "1"),
        ("options", "name", "week"),
    ],
)
def test_cell_the_code_refuses_is_refused_by_the_schema(file, column, cell):
    folder = folder_of(DOCS / "examples/main")
    folder[file][0][column] = cell

    assert complaints("main", folder) != []


def test_documents_name_every_column():
    plain, scored = (DOCS / name for name in ("spreadsheet.md", "scored.md"))

    told = plain.read_text(encoding="utf-8")
    assert [name for name in VOLUNTEERS | SHIFTS | ROLES | OPTIONS if name not in told] == []
    told = scored.read_text(encoding="utf-8")
    assert [
        name for file in ("people", "places", "pairs") for name in columns_of("scored", file) if name not in told
    ] == []


def test_links_and_their_answer_keep_to_the_schema(tmp_path, capsys):
    problem, answer = tmp_path / "p", tmp_path / "r"
    write_problem(world(people=[{}, {}], shifts=[{}, {"day": 1}], wishes=[(0, 1)], buddies=[(0, 1)]), problem)

    main(["solve", str(problem), "--out", str(answer)])

    assert complaints("compact", folder_of(problem)) == []
    assert complaints("answer", folder_of(answer)) == []
