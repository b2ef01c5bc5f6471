"""System checks: what must be so on every machine, and what is fine on a laptop but not on a public site."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.checks import CheckMessage, Critical, Error, Tags, register
from django.core.checks import Warning as Caution

from core.clock import now

ALMATY_OFFSET = timedelta(hours=5)


@register()
def almaty_is_five_hours_ahead(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse zone data from before 1 March 2024: every shift would be an hour off."""
    offset = now().astimezone(ZoneInfo("Asia/Almaty")).utcoffset()
    if offset == ALMATY_OFFSET:
        return []
    hint = "Install the tzdata version named in requirements/run.txt."
    return [Critical(f"Asia/Almaty is at UTC+{offset} in this zone data, not +5:00.", hint=hint, id="core.C001")]


def _deploy(
    check: Callable[[], Iterable[CheckMessage]],
) -> Callable[..., list[CheckMessage]]:
    """Register a check that runs only under ``check --deploy``."""

    def run(app_configs: object, **options: Any) -> list[CheckMessage]:
        return list(check())

    run.__name__, run.__doc__ = check.__name__, check.__doc__
    return register(Tags.security, deploy=True)(run)


@_deploy
def a_public_site_is_named() -> Iterable[CheckMessage]:
    """A deployed site says which hosts it answers to."""
    if not settings.IS_PUBLIC:
        yield Error("ALLOWED_HOSTS is not set: this would run as a laptop, without HTTPS.", id="core.E001")


@_deploy
def a_public_site_has_no_demo_people() -> Iterable[CheckMessage]:
    """The demo bar signs anybody in as anybody."""
    if settings.DEMO:
        yield Error("ASAR_DEMO is on: anyone can sign in as a reviewer or an officer.", id="core.E002")


@_deploy
def a_public_site_keeps_its_data_in_servers() -> Iterable[CheckMessage]:
    """SQLite and a local cache serve one machine; several processes need to agree."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Caution("DATABASE_URL is not set: SQLite allows one writer at a time.", id="core.W001")
    if "LocMem" in settings.CACHES["default"]["BACKEND"]:
        yield Caution("REDIS_URL is not set: rate limits count per process.", id="core.W002")


@_deploy
def a_public_site_sends_mail() -> Iterable[CheckMessage]:
    """Sign-in codes must reach people."""
    if "console" in settings.EMAIL_BACKEND:
        yield Error("EMAIL_URL is console: sign-in codes would only reach the log.", id="core.E003")


@_deploy
def a_public_site_names_its_operator() -> Iterable[CheckMessage]:
    """The law on personal data asks who processes it (Art. 8(4)) and who answers for it (Art. 25(2)(10))."""
    if not settings.OPERATOR_BIN.strip("0"):
        yield Error("OPERATOR_BIN is not set: nobody may be asked to agree to data processing.", id="core.E004")
    if settings.PRIVACY_CONTACT.endswith("@localhost"):
        yield Caution("PRIVACY_CONTACT is not set: nobody answers for personal data.", id="core.W003")
