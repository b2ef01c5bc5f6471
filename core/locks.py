"""Work that one process at a time may do."""

from django.db import connection


def hold(name: str) -> None:
    """Wait until nobody else holds a name, and hold it to the end of the transaction; part of one.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
