"""Deleting what has served its time: by the days of the data map, and by what the apps register.

``dry`` counts and touches nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from core.privacy.data_map import Table, data_map
from core.privacy.finding import everything

Sweep = Callable[[datetime, bool], int]
Kept = TypeVar("Kept", bound=Sweep)
_sweeps: dict[str, Sweep] = {}


def sweep(code: str) -> Callable[[Kept], Kept]:
    """Register what an app deletes by itself: a function of the moment and ``dry`` that returns how many."""

    def keep(function: Kept) -> Kept:
        _sweeps[code] = function
        return function

    return keep


def retain(*, now: datetime, dry: bool = False) -> dict[str, int]:
    """Delete everything whose time is up; return how many rows or people of each class. Twice changes nothing more."""
    counts = {table.label: _expire(table, now, dry=dry) for table in data_map().values() if table.expires}
    return counts | {code: act(now, dry) for code, act in _sweeps.items()}


@transaction.atomic
def _expire(table: Table, now: datetime, *, dry: bool) -> int:
    over = Q(pk__in=[])
    for name, days in table.expires.items():
        over |= Q(**{f"{name}__lte": now - timedelta(days=days)})
    rows = everything(table).filter(over)
    if dry:
        return rows.count()
    keys = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=keys).delete()
    return len(keys)
