"""The data map: whose data stands in which column, what for, how long, and what becomes of it when she leaves."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

OF_PACKAGES = Path(__file__).resolve().parents[1] / "data" / "privacy_of_packages.toml"
CLASSES = frozenset({"none", "contact", "identity", "child", "special", "secret", "technical"})
LINKS = frozenset({"self", "nobody", "ids", "payload", "message", "generic", "session", "step"})
LEAVING = frozenset({"keep", "empty", "delete"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its class; and for data about people what it is, what for and how long, as codes of the words."""

    name: str
    kind: str
    what: str = ""
    purpose: str = ""
    retention: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether it says something about a person."""
        return bool(self.what)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the map.

    ``person`` is how a row leads to the account it is about: a path such as ``signup__volunteer__user``, or one of
    ``LINKS``; ``also`` are further paths of a row about two people. ``leaving`` says what becomes of the rows when
    that person leaves, ``emptied`` what their columns turn into. ``others`` are columns about somebody else, which no
    export hands out; ``actors`` point at whoever acted. ``ids`` are columns that hold public ids, ``payload`` leads
    from keys of a JSON column to tables. ``expires`` is a moment, in a column or at the end of a path, and the days
    after it on which a row is deleted.
    """

    label: str
    person: str
    leaving: str
    columns: Mapping[str, Column]
    emptied: Mapping[str, Any] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()
    payload: Mapping[str, str] = field(default_factory=dict)
    expires: Mapping[str, int] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        """The model of the table."""
        return apps.get_model(self.label)

    @property
    def is_about_people(self) -> bool:
        """Whether rows lead to a person."""
        return self.person != "nobody"


@cache
def data_map() -> dict[str, Table]:
    """Return every table that is installed, by label, from the top of the staircase down."""
    return {table.label: table for table in _read() if _is_installed(table.label)}


def _read() -> Iterator[Table]:
    homes = [Path(config.path) / "data" / "privacy.toml" for config in apps.get_app_configs()]
    for path in (*homes, OF_PACKAGES):
        if path.is_file():
            for label, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
                yield _table(label, entry)


def _is_installed(label: str) -> bool:
    app, model = label.split(".")
    return app in apps.app_configs and model.lower() in apps.all_models[app]


def _table(label: str, entry: Mapping[str, Any]) -> Table:
    columns = {name: Column(name, kind) for kind in ("none", "technical") for name in entry.get(kind, ())}
    for name, words in entry.get("personal", {}).items():
        columns[name] = Column(name, *words.split())
    return Table(
        label=label,
        person=entry["person"],
        leaving=entry.get("leaving", "keep"),
        columns=columns,
        emptied=entry.get("emptied", {}),
        others=frozenset(entry.get("others", ())),
        actors=frozenset(entry.get("actors", ())),
        ids=tuple(entry.get("ids", ())),
        payload=entry.get("payload", {}),
        expires=entry.get("expires", {}),
        also=tuple(entry.get("also", ())),
    )
