"""Turns addresses from the environment into Django's and Celery's own settings."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from config.env import Env

# Without these three, four writers at once failed 453 of 600 transactions with "database is locked"; with them, none.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; "
        "PRAGMA foreign_keys=ON;"
    ),
}
IDENTITY_PROVIDER = "partner"  # part of the address the provider sends people back to
# Three tries of Kombu, seconds apart, held a request up for 7.4 s when nobody listened; one holds it up for 0.7 s.
ONE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
POOL = {"min_size": 2, "max_size": 8, "timeout": 5}


def database(*, url: str, data_dir: Path) -> dict[str, Any]:
    """Return the default database: the one at ``url``, or a SQLite file in the data folder."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data_dir / 'asar.sqlite3'}"))
    if settings["ENGINE"].endswith("sqlite3"):
        # Reopening per request costs more than the query, so a thread keeps its connection.
        return settings | {"CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS}
    options = settings.get("OPTIONS", {}) | {"pool": POOL}
    return settings | {"CONN_MAX_AGE": 0, "OPTIONS": options}  # the pool keeps connections, Django must not


def caches(*, url: str) -> dict[str, dict[str, Any]]:
    """Return the caches: Redis at ``url``, or this process's memory.

    ``default`` makes do with the process's memory while Redis is away; ``shared`` says that it is away.
    """
    if url:
        redis = {
            "LOCATION": url,
            "KEY_PREFIX": "asar",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 2.0},
        }
        return {
            "default": {"BACKEND": "config.caching.ForgivingRedisCache"} | redis,
            "shared": {"BACKEND": "config.caching.BreakingRedisCache"} | redis,
        }
    # More entries than Django's 300: dropping one would drop a counter of a limit.
    room = {"MAX_ENTRIES": 20_000}
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "asar", "OPTIONS": room}
    return {"default": memory, "shared": memory}


def broker(*, url: str, data_dir: Path) -> tuple[str, dict[str, Any]]:
    """Return Celery's broker address and options: Redis at ``url``, or message files in the data folder.

    Creates the folders, because the filesystem transport does not.
    """
    if url:
        # Longer than the longest task, or an unfinished one would be handed out a second time. A request that leaves
        # a hint never waits long for a Redis that is away; workers ask for work with an answer due every second.
        waits = {"visibility_timeout": 2 * 60 * 60, "socket_connect_timeout": 1.0, "socket_timeout": 5.0}
        return url, waits | ONE_TRY
    queue, done, control = (data_dir / "queue" / name for name in ("messages", "done", "control"))
    for folder in (queue, done, control):
        folder.mkdir(parents=True, exist_ok=True)
    return "filesystem://localhost/", {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "processed_folder": str(done),
        "store_processed": False,
        "control_folder": str(control),
    }


def email(*, url: str) -> dict[str, Any]:
    """Return Django's EMAIL settings for smtp:// (STARTTLS), smtps:// (TLS) or console: addresses."""
    parts = urlsplit(url or "console:")
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    implicit_tls = parts.scheme == "smtps"
    local = parts.hostname in ("localhost", "127.0.0.1")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit_tls,
        "EMAIL_USE_TLS": not implicit_tls and not local,
        "EMAIL_TIMEOUT": 10,
    }


def identity_provider(env: Env) -> dict[str, Any]:
    """Return allauth's settings for the one OpenID Connect provider of the environment, or for none.

    PKCE is on, so that a code somebody else caught is of no use to them.
    """
    if not env.oidc_issuer:
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
    app = {
        "provider_id": IDENTITY_PROVIDER,
        "name": env.oidc_name,
        "client_id": env.oidc_client_id,
        "secret": env.oidc_client_secret,
        "settings": {"server_url": env.oidc_issuer.rstrip("/")},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def secret_key(*, given: str, data_dir: Path) -> str:
    """Return the given key, or the one kept in the data folder, made on first use and readable by its owner alone."""
    if given:
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        draft = data_dir / f"secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        # Two processes may start at once: the first link wins whole, and neither ever reads half a key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, kept)
        draft.unlink()
    return kept.read_text(encoding="ascii")
