"""What every test gets: no network beyond this machine, an empty cache, English until it asks for another language."""

import ipaddress
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core import management
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from tests.migrated import migrate_or_copy

pytest_plugins = ["tests.cast"]

FIGURE = "figure: "
# Tables that refuse to delete and that tests with transactions of their own have to empty.
EMPTIED = (
    "core_auditline", "core_look", "ngos_casedecision", "ngos_legalstatusentry", "ngos_organisationchange",
    "recognition_ledgerentry", "recognition_ledgerhead",
    "recognition_outsidehours", "funding_call", "funding_application", "funding_callterms", "funding_contract",
    "funding_declaration", "funding_moneyreport", "funding_protocol", "funding_result", "funding_score",
    "funding_signature", "funding_spendingline", "reports_snapshot", "reports_signature", "reports_publication",
    "reports_publishedfile",
)  # fmt: skip
LOCAL_NAMES = frozenset({"localhost", "", "0.0.0.0", "::"})


class BlockedNetworkError(AssertionError):
    """A test tried to reach another machine."""


def _require_local(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        local = name in LOCAL_NAMES or ipaddress.ip_address(name).is_loopback
    except ValueError:
        local = False
    if not local:
        raise BlockedNetworkError(f"A test tried to reach {name}.")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _require_local(address[0])
        connect(self, address)

    def guarded_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        _require_local(host)
        return getaddrinfo(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture
def figure(record_property: Any) -> Callable[..., None]:
    """Note counts that the run prints at its end; the same name in several tests is added up."""

    def note(name: str, **counts: int) -> None:
        record_property(f"{FIGURE}{name}", counts)

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    totals: dict[str, Counter[str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, counts in (
                getattr(report, "user_properties", ()) if getattr(report, "when", "") == "call" else ()
            ):
                if name.startswith(FIGURE):
                    totals.setdefault(name.removeprefix(FIGURE), Counter()).update(counts)
    for name, counts in sorted(totals.items()):
        told = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items())
        terminalreporter.write_line(f"{name}: {told}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[pytest.MonkeyPatch]:
    """Let the test database on SQLite be a copy of one that was migrated before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", migrate_or_copy(management.call_command))
        yield patch


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: Any
) -> None:
    """Let tests with transactions of their own empty every table: append-only ones as well.

    SQLite deletes, PostgreSQL truncates; tests/core/test_guards.py turns what is off here on again and tries it.
    """
    django_db_modify_db_settings.undo()
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for table in EMPTIED:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(r"SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%\_no\_truncate'")
                for table, name in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


@pytest.fixture
def assert_chained_queries(django_assert_num_queries: Any) -> Callable[..., Any]:
    """Assert a number of queries, so many of them to write a chained log: PostgreSQL takes a free lane before each."""

    def asserted(amount: int, *, chained: int = 1) -> Any:
        return django_assert_num_queries(amount + (chained if connection.vendor == "postgresql" else 0))

    return asserted


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    where = settings.CACHES["default"]
    if "Redis" not in where["BACKEND"]:
        cache.clear()
        return
    # Never clear() on Redis: it empties the whole database, also under the feet of the test process next door.
    with redis.Redis.from_url(where["LOCATION"]) as server:
        keys = list(server.scan_iter(match=f"{where['KEY_PREFIX']}:*"))
        if keys:
            server.delete(*keys)
