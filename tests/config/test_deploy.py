"""What is fine on a laptop is refused for a public site, and a complete public site is accepted."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from django.core.checks import run_checks

from core import checks

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {
    "ALLOWED_HOSTS": "asar.kz",
    "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(60)),
    "EMAIL_URL": "smtp://mail.kz",
    "DATABASE_URL": "postgresql://asar:secret@127.0.0.1:1/asar",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PROXY_COUNT": "1",
    "OPERATOR_BIN": "200440012345",
    "PRIVACY_CONTACT": "Answerable Person, privacy@asar.kz",
}
NEUTRAL = {"DEBUG": "", "ASAR_DEMO": ""}


def own_findings() -> set[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return {str(message.id) for message in found if str(message.id).startswith("core.")}


def test_complete_public_site_has_nothing_to_mend(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "config.settings", "ASAR_DATA_DIR": str(tmp_path)}
        | NEUTRAL
        | PUBLIC,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_laptop_is_told_everything_that_a_public_site_needs(settings, monkeypatch):
    settings.IS_PUBLIC, settings.DEMO = False, True
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(settings.CACHES["default"], "BACKEND", "django.core.cache.backends.locmem.LocMemCache")

    errors, warnings = {f"core.E00{number}" for number in range(1, 5)}, {f"core.W00{number}" for number in range(1, 4)}
    assert own_findings() == errors | warnings


def test_demo_people_on_a_public_site_are_refused(settings, monkeypatch):
    settings.IS_PUBLIC = settings.DEMO = True
    settings.OPERATOR_BIN, settings.PRIVACY_CONTACT = PUBLIC["OPERATOR_BIN"], PUBLIC["PRIVACY_CONTACT"]
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setitem(settings.CACHES["default"], "BACKEND", "django.core.cache.backends.redis.RedisCache")

    assert own_findings() == {"core.E002"}


def test_zone_data_from_before_2024_is_refused(monkeypatch):
    assert checks.almaty_is_five_hours_ahead(None) == []

    monkeypatch.setattr(checks, "ZoneInfo", lambda name: timezone(timedelta(hours=6)))

    assert [message.id for message in checks.almaty_is_five_hours_ahead(None)] == ["core.C001"]


def test_zone_data_comes_from_the_pinned_package_not_from_the_machine():
    import zoneinfo

    import config.settings  # noqa: F401  # the point: loading the settings decides where zones come from

    assert zoneinfo.TZPATH == ()
    assert datetime(2024, 3, 1, tzinfo=UTC).astimezone(zoneinfo.ZoneInfo("Asia/Almaty")).hour == 5
