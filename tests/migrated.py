"""The migrated empty database, kept between test runs on SQLite: building it costs every process ten seconds.

Its name is a hash of everything it is made from: a changed migration, model or library makes a new one.
"""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections

ROOT = Path(__file__).parents[1]
KEPT_SECONDS = 2 * 24 * 3600
MADE_FROM = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/enums.py",
    "*/permissions.py",
    "*/services/builtin.py",
    "*/management/*.py",
    "core/chains.py",
    "core/guards.py",
    "*/data/*",
    "config/settings*.py",
    "requirements/dev.txt",
)


def fingerprint() -> str:
    """Return a name for what the database is made from."""
    whole = hashlib.sha256()
    for path in sorted({path for pattern in MADE_FROM for path in ROOT.glob(pattern) if path.is_file()}):
        whole.update(f"{path.relative_to(ROOT)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:20]


def place() -> Path:
    """Return where the database is kept: a directory of this user's alone."""
    kept = Path(tempfile.gettempdir()) / f"asar-tests-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    if kept.stat().st_uid != os.getuid():
        raise PermissionError(kept)
    return kept / f"{fingerprint()}.sqlite3"


def migrate_or_copy(really: Callable[..., Any]) -> Callable[..., Any]:
    """Return what stands in for call_command while a test database is made: ``migrate`` once, then copies of it."""

    def call(name: str, *arguments: Any, **options: Any) -> Any:
        alias = options.get("database")
        if name != "migrate" or alias is None or connections[alias].vendor != "sqlite":
            return really(name, *arguments, **options)
        kept = place()
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            connections[alias].ensure_connection()
            database = connections[alias].connection
            if kept.exists():
                os.utime(kept)
                with closing(sqlite3.connect(kept)) as source:
                    source.backup(database)
                return None
            for stale in kept.parent.iterdir():
                if time.time() - stale.stat().st_mtime > KEPT_SECONDS:
                    stale.unlink(missing_ok=True)
            really(name, *arguments, **options)
            made = kept.with_suffix(f".{os.getpid()}")
            with closing(sqlite3.connect(made)) as target:
                database.backup(target)
            made.rename(kept)
        return None

    return call
