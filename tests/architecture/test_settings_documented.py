"""The list of settings in three places is one list."""

import re
from pathlib import Path

from config.env import SECRETS, Env

ROOT = Path(__file__).resolve().parents[2]
NAMES = {field.upper() for field in Env.model_fields}
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "WEB_PORT"}


def test_example_names_every_setting_and_no_other():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE)) == NAMES | COMPOSE_ONLY


def test_document_explains_every_setting_and_no_other():
    document = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `([A-Z_]+)` \| .+ \| .+ \|$", document, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == NAMES | COMPOSE_ONLY


def test_document_names_the_secrets_that_may_come_from_files():
    document = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert set(re.findall(r"`([A-Z_]+)_FILE`", document)) == set(SECRETS)


def test_nothing_reads_the_environment_behind_the_settings():
    """One door: `os.environ` and `os.getenv` appear in the settings' own room and the starters only."""
    doors = {
        "config/celery.py",
        "config/prepare.py",
        "config/settings_test.py",
        "config/wsgi.py",
        "manage.py",
        "start.py",
    }

    found = {
        str(path.relative_to(ROOT))
        for path in [*ROOT.glob("*/**/*.py"), *ROOT.glob("*.py")]
        if path.relative_to(ROOT).parts[0] not in ("tests", "var")
        and not path.relative_to(ROOT).parts[0].startswith(".")
        and re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }

    assert found == doors
