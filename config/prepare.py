"""What `start.py run` does before it serves: migrate, collect static files, load the demo town. Never twice."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands

from core.delivery.push import make_key

STAMP = "static.stamp"


def collect_static() -> None:
    """Collect static files when one of their sources changed since the last time."""
    stamp = Path(settings.DATA_DIR) / STAMP
    digest = hashlib.sha256()
    for line in _static_sources():
        digest.update(line.encode())
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def _static_sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            yield f"{name} {state.st_size} {state.st_mtime_ns}\n"


def demo_is_wanted() -> bool:
    """Return whether this is a demo site without a single organisation and with a command that can help."""
    if not settings.DEMO or "demo" not in get_commands():
        return False
    return not apps.get_model("ngos", "Organisation").objects.exists()


def main() -> None:
    """Bring database and static files in step; fill an empty demo site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    make_key()
    collect_static()
    if demo_is_wanted():
        sys.stdout.write("Inventing a town of volunteers and organisations; this happens once ...\n")
        sys.stdout.flush()
        call_command("demo", size="town", seed=1)
        call_command("demo_calls")


if __name__ == "__main__":
    main()
