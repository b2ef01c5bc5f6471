import stat
import threading
from pathlib import Path

import pytest
from django.db import connections

from config import backends


def test_no_database_url_is_sqlite_in_the_data_folder(tmp_path):
    database = backends.database(url="", data_dir=tmp_path)

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "asar.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["CONN_MAX_AGE"] is None


def test_postgresql_url_gets_a_bounded_pool(tmp_path):
    database = backends.database(url="postgresql://u:p@db:5433/asar?sslmode=require", data_dir=tmp_path)

    assert (database["ENGINE"], database["HOST"], database["PORT"]) == ("django.db.backends.postgresql", "db", 5433)
    assert database["OPTIONS"] == {"sslmode": "require", "pool": {"min_size": 2, "max_size": 8, "timeout": 5}}
    assert database["CONN_MAX_AGE"] == 0


def test_sqlite_pragmas_take_effect(tmp_path, django_db_blocker):
    """Read back from a real connection: a misspelt pragma is silently ignored."""
    from django.db.backends.sqlite3.base import DatabaseWrapper

    connection = DatabaseWrapper(
        connections["default"].settings_dict | backends.database(url="", data_dir=tmp_path), alias="trial"
    )
    try:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            found = {}
            for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store", "cache_size"):
                cursor.execute(f"PRAGMA {name}")
                found[name] = cursor.fetchone()[0]
    finally:
        connection.close()

    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "temp_store": 2, "cache_size": -16000}


def test_redis_url_decides_cache_and_broker(tmp_path):
    url = "redis://cache:6379/3"

    assert backends.caches(url=url)["default"]["BACKEND"].endswith("RedisCache")
    assert backends.broker(url=url, data_dir=tmp_path)[0] == url
    assert list(tmp_path.iterdir()) == []


def test_no_redis_url_makes_the_queue_folders(tmp_path):
    address, options = backends.broker(url="", data_dir=tmp_path)

    assert address.startswith("filesystem://")
    assert all(Path(options[name]).is_dir() for name in ("data_folder_in", "data_folder_out", "control_folder"))


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://ann%40kz:p%2Fw@mail.kz", 587, False, True),
        ("smtps://ann%40kz:p%2Fw@mail.kz", 465, True, False),
        ("smtp://ann%40kz:p%2Fw@localhost:2525", 2525, False, False),
    ],
)
def test_mail_address_is_read_whole(url, port, ssl, tls):
    mail = backends.email(url=url)

    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_SSL"], mail["EMAIL_USE_TLS"]) == (port, ssl, tls)
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("ann@kz", "p/w")


def test_secret_key_is_made_once_and_kept_from_others(tmp_path):
    first = backends.secret_key(given="", data_dir=tmp_path)

    assert len(first) >= 50
    assert backends.secret_key(given="", data_dir=tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_given_secret_key_is_used_and_nothing_is_written(tmp_path):
    assert backends.secret_key(given="mine", data_dir=tmp_path) == "mine"
    assert list(tmp_path.iterdir()) == []


def test_secret_key_of_two_starts_at_once_is_one(tmp_path):
    keys: set[str] = set()
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        keys.add(backends.secret_key(given="", data_dir=tmp_path))

    starts = [threading.Thread(target=start) for _ in range(8)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()

    assert len(keys) == 1
