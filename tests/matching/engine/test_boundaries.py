import ast
import dataclasses
import re
import subprocess
import sys
from pathlib import Path

from matching.engine.hard import RULES
from matching.engine.soft import PARTS
from matching.engine.tables import Confirmed, Roles, Shifts, Volunteers

ROOT = Path(__file__).resolve().parents[3]


def loaded_after(statement):
    code = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_engine_loads_neither_framework_nor_solver():
    loaded = loaded_after("import matching.engine")

    assert "numpy" in loaded
    assert not loaded & {"django", "ninja", "celery", "highspy", "numba", "scipy", "geopy"}


def test_small_problem_is_solved_and_verified_without_the_compiler():
    loaded = loaded_after(
        "from matching.engine import generate, solve, verify; p = generate(40, 5); assert verify(p, solve(p)).accepted"
    )

    assert "highspy" in loaded
    assert "numba" not in loaded


def imported_by(path):
    tree = ast.parse(path.read_text())
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }


def test_verifier_shares_only_the_tables_and_the_form_of_the_answer():
    own = {f"verify.{room}" for room in ("bound", "extras", "gates", "pairs", "scan", "tables", "together", "whole")}
    allowed = {f"matching.engine.{room}" for room in {"problem", "result", "tables", "compiled"} | own}

    rooms = sorted((ROOT / "matching/engine/verify").glob("*.py"))

    assert len(rooms) == 9
    for room in rooms:
        assert {name for name in imported_by(room) if name.startswith("matching")} <= allowed


def test_door_to_the_compiler_knows_nothing_of_matching():
    assert not {name for name in imported_by(ROOT / "matching/engine/compiled.py") if name.startswith("matching")}


def test_format_document_names_every_column_rule_and_part():
    text = (ROOT / "docs/matching/format.md").read_text()
    columns = {name for table in (Volunteers, Shifts, Roles, Confirmed) for name in table.CONTRACT}

    for word in columns | {rule.code for rule in RULES} | {part.code for part in PARTS}:
        assert re.search(rf"\b{word}\b", text), word


def test_contract_of_each_table_covers_its_fields():
    for table in (Volunteers, Shifts, Roles, Confirmed):
        assert [field.name for field in dataclasses.fields(table)] == list(table.CONTRACT)
