"""The rows about one person, table by table, as the data map leads to them."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import reduce
from importlib import import_module
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from core.models import OutboxMessage
from core.privacy.data_map import Table, data_map
from core.sealing import unseal

Rows = models.QuerySet[Any]


class Trail:
    """Where a person left rows. Read it before anything is changed: later steps ask for the same keys again.

    ``person`` is the account. Nothing is loaded until a table is asked for.
    """

    def __init__(self, person: Any) -> None:
        self.person = person
        self._keys: dict[str, list[Any]] = {}

    def rows(self, table: Table) -> Rows:
        """Return the rows of a table that are about the person."""
        links: Mapping[str, Callable[[Table], Q]] = {
            "self": lambda _table: Q(pk=self.person.pk),
            "ids": self._by_ids,
            "payload": self._by_payload,
            "message": lambda _table: Q(message__in=self.keys("core.OutboxMessage")),
            "generic": self._by_object,
            "session": lambda _table: Q(pk__in=sessions_of(self.person)),
        }
        if table.person in ("nobody", "step"):
            return everything(table).none()
        if table.person in links:
            return everything(table).filter(links[table.person](table))
        paths = (Q(**{path: self.person.pk}) for path in (table.person, *table.also))
        return everything(table).filter(reduce(or_, paths)).distinct()

    def keys(self, label: str) -> list[Any]:
        """Return the primary keys of the rows of a table, as they were when first asked for."""
        if label not in self._keys:
            table = data_map().get(label)
            self._keys[label] = list(self.rows(table).values_list("pk", flat=True)) if table else []
        return self._keys[label]

    def public_ids(self) -> list[UUID]:
        """Return the public ids of all that belongs to the person; log lines go by them."""
        found: list[UUID] = []
        for table in self._direct():
            if any(column.name == "public_id" for column in table.model._meta.concrete_fields):
                found += self.rows(table).values_list("public_id", flat=True)
        return found

    def leads_beyond(self, labels: Collection[str]) -> bool:
        """Say whether any table besides some holds a row about the person. Logs and messages do not count."""
        return any(self.rows(table).exists() for table in self._direct() if table.label not in labels)

    def _direct(self) -> list[Table]:
        """Return the tables whose rows are reached without any other table's keys."""
        aside = ("nobody", "step", "ids", "payload", "message", "generic", "session")
        return [table for table in data_map().values() if table.person not in aside]

    def _by_ids(self, table: Table) -> Q:
        found = Q()
        for name in table.ids:
            if isinstance(table.model._meta.get_field(name), models.UUIDField):
                found |= Q(**{name: self.person.public_id})
            else:
                found |= Q(**{f"{name}__in": [str(public_id) for public_id in self.public_ids()]})
        return found

    def _by_payload(self, table: Table) -> Q:
        found = Q(pk__in=sealed_for(self.person))
        for key, label in table.payload.items():
            keys = self.keys(label)
            if keys:
                found |= Q(**{f"payload__{key}__in": keys})
        return found

    def _by_object(self, table: Table) -> Q:
        found = Q(pk__in=[])
        for other in self._direct():
            keys = [str(key) for key in self.keys(other.label)]
            if keys:
                found |= Q(content_type=ContentType.objects.get_for_model(other.model), object_id__in=keys)
        return found


def everything(table: Table) -> Rows:
    """Return all rows of a table, past the guards of append-only ones."""
    return models.QuerySet(table.model)


def sessions_of(person: Any) -> list[str]:
    """Return the keys of the sessions in which a person is signed in, joins or waits for a code; O(sessions)."""
    store, contacts = import_module(settings.SESSION_ENGINE).SessionStore, contacts_of(person)
    found = []
    for session in Session.objects.iterator(chunk_size=2_000):
        held = store().decode(session.session_data)
        if held.get("_auth_user_id") == str(person.pk) or contacts.intersection(_words(held)):
            found.append(session.session_key)
    return found


def sealed_for(person: Any) -> list[int]:
    """Return the messages whose sealed text names a person's address or number; O(messages that are sealed)."""
    contacts = contacts_of(person)
    sealed = OutboxMessage.objects.filter(payload__has_key="sealed").values_list("pk", "payload__sealed")
    return [key for key, text in sealed if contacts.intersection(_words(json.loads(unseal(text) or "{}")))]


def contacts_of(person: Any) -> frozenset[str]:
    """Return where a person can be reached by what stands in the account; nobody is reached at an empty address."""
    return frozenset(contact for contact in (person.email, person.phone) if contact)


def _words(held: Any) -> Iterator[str]:
    """Give every text in nested data."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, Mapping | list):
        for part in held.values() if isinstance(held, Mapping) else held:
            yield from _words(part)
