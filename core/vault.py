"""Files under the SHA-256 of their content, outside of everything that is served: equal files are one."""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Write a file and return its SHA-256 in hexadecimal; the same content twice is one file."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix="draft-", delete=False) as draft:
            draft.write(content)
        Path(draft.name).replace(place)  # whole or not at all
    return digest


def read(digest: str) -> bytes | None:
    """Return the content, or nothing where the file is gone or is not what its name says."""
    try:
        content = _place(digest).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def forget(digest: str) -> bool:
    """Delete a file; return whether there was one."""
    try:
        _place(digest).unlink()
    except FileNotFoundError:
        return False
    return True


def kept_before(moment: datetime) -> Iterator[str]:
    """Return the names of the files written before a moment."""
    for place in Path(settings.VAULT_DIR).glob("??/*"):
        if NAME.fullmatch(place.name) and datetime.fromtimestamp(place.stat().st_mtime, UTC) < moment:
            yield place.name


def _place(digest: str) -> Path:
    if not NAME.fullmatch(digest):
        raise ValueError(digest)
    return Path(settings.VAULT_DIR) / digest[:2] / digest
