"""Looking for words in everything the site keeps."""

from pathlib import Path

import pytest
from django.db import connection

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


def places_of(words) -> list[str]:
    """Every table and column, of the whole database, that holds any of the words."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    held = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    found |= {f"{table}.{name}: {word}" for word in words if word in held}
    return sorted(found)
