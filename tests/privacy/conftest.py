"""Looking for words in everything the site keeps."""

import json
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from core.sealing import unseal
from tests.privacy.person import Everything, make_person


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> Path:
    """A data folder of its own, so that lists end with the test."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def person(now, db) -> Everything:
    """Somebody with a row in every table."""
    return make_person(now)


def readable(name, value) -> str:
    """What a column says to whoever has the database and the site's key."""
    if name == "session_data":
        return str(SessionStore().decode(value))
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    if isinstance(value, str) and '"sealed"' in value:
        return value + str(unseal(json.loads(value)["sealed"]))
    return str(value)


def places_of(words) -> list[str]:
    """Every table and column, of the whole database, that holds any of the words."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    held = readable(name, value)
                    found |= {f"{table}.{name}: {word}" for word in words if word in held}
    return sorted(found)
