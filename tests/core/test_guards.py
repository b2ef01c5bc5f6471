"""What PostgreSQL refuses even to the owner of a table who is not the owner of the server."""

from collections.abc import Iterator

import pytest
from django.db import Error, connection, transaction

from core.models import AuditLine, Look
from recognition.models import LedgerEntry, LedgerHead, MonthClose

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
GUARDED = (AuditLine, Look, LedgerEntry, LedgerHead, MonthClose)
ROLE = "asar_test_owner"


@pytest.fixture
def ordinary_owner() -> Iterator[str]:
    """A role without any right beyond its tables: our own, or one made for this transaction alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        name, is_superuser = cursor.fetchone()
        if not is_superuser:
            return str(name)
        cursor.execute(f"CREATE ROLE {ROLE} NOSUPERUSER NOLOGIN")
        cursor.execute(f"GRANT ALL ON SCHEMA public TO {ROLE}")
    return ROLE


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


@pytest.mark.parametrize("model", GUARDED)
def test_a_table_that_only_grows_is_not_emptied_at_once(model, ordinary_owner):
    table = model._meta.db_table
    sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")  # the tests' own teardown turned it off
    sql(f"ALTER TABLE {table} OWNER TO {ordinary_owner}")
    sql(f"SET LOCAL ROLE {ordinary_owner}")
    with pytest.raises(Error, match="never changed or deleted"), transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")
    for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        sql(change)  # no rows, nothing refused: the row triggers have tests of their own
    sql("RESET ROLE")


def test_without_the_guard_the_owner_empties_it_which_shows_what_it_does(ordinary_owner):
    """The control."""
    table = LedgerHead._meta.db_table
    sql(f"ALTER TABLE {table} OWNER TO {ordinary_owner}")
    sql(f"SET LOCAL ROLE {ordinary_owner}")
    sql(f"TRUNCATE {table} CASCADE")
    sql("RESET ROLE")
