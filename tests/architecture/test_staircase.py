"""The import contracts run with the tests, and nothing stands outside them."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignObjectRel

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"tests", "docs", "locale", "requirements", "var"}
FLOORS = (
    {"core"},
    {"places"},
    {"accounts"},
    {"ngos", "volunteers"},
    {"events"},
    {"matching", "recognition"},
    {"funding", "reports"},
    {"portal"},
    {"benchmarks", "config"},
)
FLOOR_OF = {app: number for number, floor in enumerate(FLOORS) for app in floor}


def contracts() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_every_package_is_under_contract():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py") if not path.parent.name.startswith(".")}

    assert packages - NOT_OURS == set(contracts()["root_packages"])


def test_staircase_of_the_tests_is_that_of_the_contract():
    layers = next(rule["layers"] for rule in contracts()["contracts"] if rule["id"] == "staircase")

    assert [set(layer.split(" | ")) for layer in layers] == list(reversed(FLOORS))


def test_no_contract_has_an_exception():
    assert [rule["id"] for rule in contracts()["contracts"] if "ignore_imports" in rule] == []


def test_import_contracts_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run(
        [linter, "--no-cache", "--no-logo"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout


def foreign_keys() -> list[tuple[str, str, str]]:
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOOR_OF]
    return [
        (model._meta.app_label, field.related_model._meta.app_label, f"{model.__name__}.{field.name}")
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not isinstance(field, ForeignObjectRel) and field.related_model is not None
    ]


def test_foreign_keys_never_point_up():
    found = foreign_keys()

    assert ("accounts", "places", "RoleGrant.territory") in found
    wrong = [
        (name, source, target)
        for source, target, name in found
        if target in FLOOR_OF and source != target and FLOOR_OF[target] >= FLOOR_OF[source]
    ]
    assert wrong == []


def test_no_file_is_a_drawer():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "manager"}

    found = [
        str(path.relative_to(ROOT))
        for package in contracts()["root_packages"]
        for path in (ROOT / package).rglob("*.py")
        if path.stem in drawers or path.parent.name in drawers
    ]

    assert found == []
