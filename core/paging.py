"""Pages of a list by cursor: bounded, stable, and indifferent to rows that come and go."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

LIMIT_DEFAULT = 20
LIMIT_MAX = 100

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class BadCursor(InvalidInput):
    """The cursor did not come from us."""

    code = "core.bad_cursor"
    message = _("The page marker is not one of ours. Start from the first page.")
    field = "cursor"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items and, if there are more, the cursor that leads to them."""

    items: Sequence[T]
    next_cursor: str | None


def clamp_limit(limit: int) -> int:
    """Bring a wished page size into 1..LIMIT_MAX."""
    return max(1, min(limit, LIMIT_MAX))


def encode_cursor(*values: Any) -> str:
    """Pack the sort key of the last row into an opaque marker."""
    packed = json.dumps([str(value) for value in values], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(cursor: str, *, parts: int) -> list[str]:
    """Unpack a marker; raises BadCursor when it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as broken:
        raise BadCursor from broken
    if not isinstance(values, list) or len(values) != parts:
        raise BadCursor
    # PostgreSQL cannot compare a text with a zero sign in it.
    if not all(isinstance(value, str) and "\x00" not in value for value in values):
        raise BadCursor
    return values


def paginate(
    queryset: QuerySet[M], *, limit: int = LIMIT_DEFAULT, cursor: str = "", keys: Sequence[str] = ("public_id",)
) -> Page[M]:
    """Return one page of a queryset in ascending order of ``keys``, the last of which must be unique.

    Keys may follow relations that are loaded, and hold no personal data: readers can unpack a cursor. The next page
    starts after the last row by value, so rows that come or go meanwhile neither repeat nor hide others. Raises
    BadCursor.
    """
    size = clamp_limit(limit)
    ordered = queryset.order_by(*keys)
    if cursor:
        rows = _rows_after(ordered, keys, decode_cursor(cursor, parts=len(keys)), limit=size + 1)
    else:
        rows = list(ordered[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(items=rows, next_cursor=encode_cursor(*_position(rows[-1], keys)) if more else None)


def _rows_after(ordered: QuerySet[M], keys: Sequence[str], values: Sequence[str], *, limit: int) -> list[M]:
    """Return the rows behind the values. Raises BadCursor for values that cannot be compared.

    Some are found out only when the question is asked, such as the last hour of the year 9999 west of Greenwich.
    """
    try:
        # In a transaction of its own: PostgreSQL may refuse the value, and must be able to go on afterwards.
        with transaction.atomic():
            return list(ordered.filter(_after(keys, values))[:limit])
    except (TypeError, ValueError, OverflowError, ValidationError, DataError) as broken:
        raise BadCursor from broken


def _after(keys: Sequence[str], values: Sequence[str]) -> Q:
    """Return the condition of standing after the values in the order of the keys."""
    later = Q()
    for place, key in enumerate(keys):
        same = Q(**dict(zip(keys[:place], values[:place], strict=True)))
        later |= same & Q(**{f"{key}__gt": values[place]})
    return later


def _position(row: Model, keys: Sequence[str]) -> list[Any]:
    return [reduce(getattr, key.split("__"), row) for key in keys]
