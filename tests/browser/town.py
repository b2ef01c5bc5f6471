"""The demonstration town: built once by the real command, served on a free port, put back after every test."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.testcases import LiveServerThread

from accounts.models import User
from accounts.queries import demo_email

HOST = "127.0.0.1"


class Town:
    """A site at ``url`` with about 300 volunteers and 40 opportunities."""

    def __init__(self, url: str, fresh: sqlite3.Connection) -> None:
        self.url = url
        self._fresh = fresh

    def restore(self) -> None:
        """Make every table what the demo command left."""
        self._fresh.backup(connections[DEFAULT_DB_ALIAS].connection)

    @staticmethod
    def person(key: str) -> User:
        """Return somebody of the demonstration: volunteer_21, volunteer_15, coordinator, akimat or reviewer."""
        return User.objects.get(email=demo_email(key))


@contextmanager
def open_town() -> Iterator[Town]:
    """Build the town and serve it. The threads of the server use the connection of the tests."""
    connection = connections[DEFAULT_DB_ALIAS]
    assert connection.is_in_memory_db(), "The browser tests run on SQLite: leave DATABASE_URL out."
    call_command("demo", size="town", seed=1, quiet=True)
    with closing(sqlite3.connect(":memory:")) as fresh, _serving() as url:
        connection.connection.backup(fresh)
        yield Town(url, fresh)


@contextmanager
def _serving() -> Iterator[str]:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.inc_thread_sharing()
    server = LiveServerThread(
        HOST, static_handler=StaticFilesHandler, connections_override={DEFAULT_DB_ALIAS: connection}
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://{HOST}:{server.port}"
    finally:
        server.terminate()
        connection.dec_thread_sharing()
