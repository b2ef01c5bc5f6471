"""Leaving: who somebody was goes out of every table, and what she did stays as numbers under a new, random key.

What becomes of each column stands in the data map. What a table cannot say, an app says in a step: it registers one
with ``step`` when it starts, and the steps run first, from the top of the staircase down.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Model

from core import audit
from core.delivery import GONE_DOMAIN
from core.privacy.data_map import Table, data_map
from core.privacy.finding import Trail, everything

LIST_NAME = "erased.txt"
DASH = "—"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is leaving: the account as it still is, who asked for it, and when."""

    person: Any
    actor: Any
    now: datetime


Step = Callable[[Leaving], None]
_steps: list[tuple[int, Step]] = []


def step(order: int) -> Callable[[Step], Step]:
    """Register what an app does when somebody leaves; lower orders run first."""

    def keep(function: Step) -> Step:
        _steps.append((order, function))
        return function

    return keep


@transaction.atomic
def erase_person(*, person: Any, actor: Any, now: datetime) -> None:
    """Remove a person for good; her hours stay in the totals without her. Idempotent: twice is once.

    1. Her row is locked, not its key: a guardian's answer under way may still point to it. 2. The apps' steps run:
    places ahead are given back, runs that name her are forgotten. 3. The log says that somebody left, under the number
    she had. 4. Rows are deleted or emptied by the data map; what stays gets a new random number. 5. After the commit
    sessions end and the list for restored backups grows by a line.
    """
    standing = get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    if is_gone(standing):
        return
    trail, mark = Trail(standing), mark_of(standing.public_id)
    found = [(table, trail.keys(table.label)) for table in data_map().values() if table.leaving != "keep"]
    for _order, act in sorted(_steps, key=lambda pair: pair[0]):
        act(Leaving(standing, actor, now))
    audit.record("account.erased", actor=actor, subject=standing, at=now)
    for table, keys in found:
        if table.leaving == "delete":
            everything(table).filter(pk__in=keys).delete()
    trail.rows(data_map()["core.OutboxMessage"]).delete()  # what the steps told the person herself
    for table, keys in found:
        if table.leaving == "empty":
            _empty(table, keys, now)
    transaction.on_commit(partial(_finish, trail.keys("sessions.Session"), mark))


def is_gone(person: Any) -> bool:
    """Say whether an account is one that was left."""
    return (person.email or "").endswith(f"@{GONE_DOMAIN}")


def mark_of(public_id: uuid.UUID | str) -> str:
    """Return what the list for restored backups holds of a person: the SHA-256 of the number she had."""
    return hashlib.sha256(str(public_id).encode()).hexdigest()


def erased_list() -> Path:
    """Return where the list is kept; back it up apart from the database."""
    return Path(settings.DATA_DIR) / LIST_NAME


def replay(marks: set[str], *, now: datetime) -> int:
    """Erase everybody on a list who is there again, after a backup was restored; return how many."""
    back = [person for person in _everybody() if mark_of(person.public_id) in marks]
    for person in back:
        erase_person(person=person, actor=None, now=now)
    return len(back)


def _everybody() -> Iterator[Any]:
    return iter(get_user_model().objects.exclude(email__endswith=f"@{GONE_DOMAIN}").iterator(chunk_size=2_000))


def _empty(table: Table, keys: list[Any], now: datetime) -> None:
    for row in everything(table).filter(pk__in=keys):
        values = {name: _emptied(row, name, word, now) for name, word in table.emptied.items()}
        everything(table).filter(pk=row.pk).update(**values)


def _emptied(row: Model, name: str, word: Any, now: datetime) -> Any:
    """Return what a column turns into: the word of the map, or what an ``@`` word stands for."""
    column = row._meta.get_field(name)
    if word == "@dash":
        return DASH if getattr(row, name) else ""
    if word == "@district":
        home = getattr(row, name)
        return home.district_pk or home.pk
    made: dict[str, Callable[[], Any]] = {
        "@id": uuid.uuid4,
        "@address": lambda: f"{uuid.uuid4().hex}@{GONE_DOMAIN}",
        "@null": lambda: None,
        "@now": lambda: now,
        "@default": column.get_default if isinstance(column, models.Field) else lambda: None,
    }
    return made[word]() if isinstance(word, str) and word in made else word


def _finish(sessions: list[str], mark: str) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in sessions:
        store(key).delete()  # also out of the cache
    path = erased_list()
    with path.open("a", encoding="ascii") as lines:
        lines.write(f"{mark}\n")
    log.info("account.erased")
