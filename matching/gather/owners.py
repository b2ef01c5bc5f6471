"""Rows that belong to the people of a problem, read at once or through a cursor."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from volunteers.models import Volunteer

FEW_PEOPLE = 500
CHUNK_ROWS = 5_000  # rows held as Python objects at a time


@dataclass(frozen=True, slots=True)
class Owners:
    """The people a problem is about, as a filter for the rows that belong to them."""

    volunteers: QuerySet[Volunteer]
    pks: Sequence[int]

    @property
    def are_few(self) -> bool:
        """Say whether their keys may be listed in a query."""
        return len(self.pks) <= FEW_PEOPLE

    @property
    def themselves(self) -> QuerySet[Volunteer]:
        """These people, by their keys if they are few, else by asking for them again in SQL."""
        return Volunteer.objects.filter(pk__in=self.pks) if self.are_few else self.volunteers

    def of(self, rows: QuerySet[Any], owner: str = "volunteer") -> QuerySet[Any]:
        """Keep the rows that belong to these people."""
        keys = list(self.pks) if self.are_few else self.volunteers.order_by().values("pk")
        return rows.filter(**{f"{owner}__in": keys})

    def chunks(self, rows: QuerySet[Any], *fields: str) -> Iterator[list[tuple[Any, ...]]]:
        """Read columns of such rows a few thousand at a time, few of them at once and many through a cursor."""
        wanted = rows.values_list(*fields)
        yield from [list(wanted)] if self.are_few else chunked(wanted)

    def whole_numbers(self, rows: QuerySet[Any], *fields: str) -> NDArray[np.int64]:
        """Read columns of whole numbers of such rows, shape (rows, fields)."""
        return whole_numbers(self.chunks(rows, *fields), width=len(fields))


def chunked(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Read rows through a cursor of the database, so that they are never all in memory as objects."""
    stream = rows.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(stream, CHUNK_ROWS)):
        yield chunk


def whole_numbers(chunks: Iterable[Sequence[tuple[int, ...]]], *, width: int) -> NDArray[np.int64]:
    """Put chunks of rows of whole numbers one below the other."""
    parts = [np.array(chunk, dtype=np.int64).reshape(-1, width) for chunk in chunks]
    return np.concatenate([np.zeros((0, width), dtype=np.int64), *parts])
