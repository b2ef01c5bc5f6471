"""Rows into tables in large batches, with a running digest and a count, so that two worlds can be compared."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
BATCH = 2000


class Store:
    """Saves rows and remembers what went in."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._digest = hashlib.sha256()

    def save(self, rows: Sequence[Row], *key_fields: str) -> Sequence[Row]:
        """Insert rows and give them their primary keys; the named fields go into the digest."""
        if not rows:
            return rows
        model = type(rows[0])
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        self.counts[model.__name__] += len(rows)
        for row in rows:
            self._digest.update("|".join(str(getattr(row, name)) for name in key_fields).encode())
        return rows

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits over everything saved so far."""
        return self._digest.hexdigest()[:16]
