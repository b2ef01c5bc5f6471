"""What the README tells a newcomer to type exists."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def typed() -> list[tuple[str, str]]:
    """Return (document, command line) for every line in a code block or code span that calls us."""
    return [
        (document.name, line.strip())
        for document in DOCUMENTS
        if document.exists()
        for line in re.findall(
            r"(?:^|`|\$ )((?:python3 start\.py|make) [^`\n]*)", document.read_text(encoding="utf-8"), re.M
        )
    ]


def test_readme_tells_the_two_commands():
    lines = {line for name, line in typed() if name == "README.md"}

    assert any(line.startswith("python3 start.py run") for line in lines)
    assert any(line.startswith("python3 start.py test") for line in lines)


def test_every_word_after_start_exists():
    words = {line.split()[2] for _, line in typed() if line.startswith("python3")}

    assert words <= {"run", "test", "bench", "check", "manage"}


def test_every_management_command_exists():
    used = {line.split()[3] for _, line in typed() if line.startswith("python3 start.py manage ")}

    assert {name for name in used if name not in get_commands() and name != "help"} == set()


def test_every_make_target_exists():
    used = {line.split()[1] for _, line in typed() if line.startswith("make ")}

    assert used <= targets()


@pytest.mark.parametrize("target", sorted(targets()))
def test_every_target_is_understood_by_make(target):
    done = subprocess.run(
        ["make", "--dry-run", target, "APP=events", "NAME=x"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_links_in_documents_lead_somewhere():
    dead = [
        (document.name, link)
        for document in DOCUMENTS
        if document.exists()
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]

    assert dead == []
