"""The lock files hold what pyproject.toml asks for, with hashes, and name no registry."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "dev", "bench", "tools")


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text(lock), re.MULTILINE):
        found.setdefault(name, set()).add(Version(version))
    return found


def unmet(wanted: list[str], lock: str) -> list[str]:
    pinned = pins(lock)
    return [
        line
        for line in wanted
        if not (versions := pinned.get(Requirement(line).name))
        or not all(version in Requirement(line).specifier for version in versions)
    ]


def test_run_lock_meets_the_project():
    assert unmet(project()["project"]["dependencies"], "run") == []


def test_dev_lock_meets_the_project_and_holds_the_run_lock():
    assert unmet(project()["project"]["dependencies"] + project()["dependency-groups"]["dev"], "dev") == []
    assert {name: versions for name, versions in pins("run").items() if pins("dev").get(name) != versions} == {}


def test_bench_lock_holds_the_peers_beside_the_very_engine_that_runs():
    assert unmet(project()["project"]["dependencies"] + project()["dependency-groups"]["bench"], "bench") == []
    assert {name: versions for name, versions in pins("run").items() if pins("bench").get(name) != versions} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    blocks = re.split(r"\n(?=[a-z0-9])", text(lock).strip())

    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_registry_and_no_file(lock):
    assert re.findall(r".*(?:://|--index|--extra|--find|@ ).*", text(lock)) == []


def test_no_package_is_built_from_source_on_a_newcomers_machine():
    """A comment in the lock would say so; what is proved here is that no pin points at an archive."""
    assert [lock for lock in LOCKS if ".tar.gz" in text(lock)] == []
