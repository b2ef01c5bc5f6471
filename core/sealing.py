"""Texts that only this site can read again: kept in a row or a message, closed with a key made from the secret key."""

import base64
import hashlib
from datetime import timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _lock(*secret_keys: str) -> MultiFernet:
    digests = (hashlib.sha256(b"core.sealing" + key.encode()).digest() for key in secret_keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _present_lock() -> MultiFernet:
    return _lock(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def seal(text: str) -> str:
    """Close a text."""
    return _present_lock().encrypt(text.encode()).decode()


def unseal(sealed: str, *, within: timedelta | None = None) -> str | None:
    """Open a text again; nothing when it was changed, closed with another key, or longer ago than ``within``."""
    try:
        return _present_lock().decrypt(sealed.encode(), ttl=int(within.total_seconds()) if within else None).decode()
    except InvalidToken:
        return None
