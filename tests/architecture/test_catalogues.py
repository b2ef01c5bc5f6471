"""Kazakh and Russian are complete, checked and compiled."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("kk", "ru")
needs_gettext = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def compiled(path: Path) -> dict:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def entries(language: str) -> list[str]:
    """Blocks of the catalogue after its header, without the obsolete ones."""
    blocks = catalogue(language).read_text(encoding="utf-8").strip().split("\n\n")[1:]
    return [block for block in blocks if not block.lstrip().startswith("#~")]


def msgid(entry: str) -> str:
    return " ".join(re.findall(r'"(.*)"', entry.split("\nmsgstr")[0].split("msgid", 1)[1]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_doubtful(language):
    assert [msgid(entry) for entry in entries(language) if re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language):
    assert len(entries(language)) > 50
    empty = [
        msgid(entry) for entry in entries(language) if re.search(r'^msgstr(\[\d\])? ""$(?!\n")', entry, re.MULTILINE)
    ]

    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language):
    holders = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
    wrong = []
    for entry in entries(language):
        source, *targets = re.split(r"\nmsgstr(?:\[\d\])? ", entry.split("\nmsgid ", 1)[-1])
        allowed = set(holders.findall(source))
        wrong += [msgid(entry) for target in targets if set(holders.findall(target)) - allowed]
        if len(targets) == 1 and set(holders.findall(targets[0])) != allowed:
            wrong.append(msgid(entry))

    assert wrong == []


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_file_is_fresh(language, tmp_path):
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", fresh, catalogue(language)], check=True, capture_output=True)

    assert compiled(catalogue(language).with_suffix(".mo")) == compiled(fresh), "Run: make compile"


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue(language, tmp_path):
    """Collect the texts anew beside the repository and compare what there is to translate."""
    shutil.copytree(
        ROOT, tmp_path / "tree",
        ignore=shutil.ignore_patterns(".*", "var", "tests", "docs", "requirements", "static", "__pycache__", "*.csv"),
    )  # fmt: skip
    (tmp_path / "tree" / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", language, "--no-obsolete"],
        cwd=tmp_path / "tree", check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    anew = (tmp_path / "tree" / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")

    known = {msgid(entry) for entry in entries(language)}
    needed = {msgid(block) for block in anew.strip().split("\n\n")[1:] if not block.lstrip().startswith("#~")}
    assert needed - known == set(), "Run: make messages"


def test_every_text_is_marked_by_a_name_that_the_collector_knows():
    """A text under another name is in no catalogue, and no other test misses it."""
    renamed = re.compile(r"\bn?p?gettext(?:_lazy|_noop)?\s+as\s+(?!_\b)\w+")
    sources = [
        path for path in ROOT.glob("*/**/*.py") if not path.relative_to(ROOT).parts[0].startswith((".", "tests"))
    ]

    assert len(sources) > 300
    assert renamed.search("from django.utils.translation import gettext_lazy as lazy")
    assert not renamed.search("from django.utils.translation import pgettext_lazy as _")
    assert [str(path) for path in sources if renamed.search(path.read_text(encoding="utf-8"))] == []
