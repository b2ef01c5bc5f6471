"""Sessions of the table, with Redis before it: without Redis people stay signed in, only slower."""

from typing import Any

import structlog
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.db import DatabaseError

log = structlog.get_logger(__name__)


class SessionStore(CachedStore):
    """Django's own, which writes without its cache but does not read without it."""

    def load(self) -> dict[str, Any]:
        """Read from the cache, or from the table when the cache does not answer."""
        try:
            return super().load()
        except Exception as failure:  # each kind of cache raises its own; a line for each request is enough
            log.error("sessions.cache_unavailable", fault=type(failure).__name__)
            found = self._get_session_from_db()  # type: ignore[attr-defined]  # missing in Django's stubs
            return self.decode(found.session_data) if found else {}

    def exists(self, session_key: str) -> bool:
        """Ask the table alone, which knows every session."""
        return bool(super(CachedStore, self).exists(session_key))

    def delete(self, session_key: str | None = None) -> None:
        """Delete from the table and the cache. A cache that is away may keep its copy until it ends by itself."""
        try:
            super().delete(session_key)
        except DatabaseError:
            raise
        except Exception as failure:  # each kind of cache raises its own; the row is gone by now
            log.error("sessions.cache_unavailable", fault=type(failure).__name__)
