"""Open roles and people kept ready in a web process, so that a list needs a few rows and not a country.

What is kept only says whom to look at: all that is shown is gathered anew from the tables and judged there, so nothing
stale is ever proposed. The audit lines that every service writes tell what changed since, and what they are about is
read again before each list. Besides, everything is read anew every quarter of an hour, in the background.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connections
from django.db.models import QuerySet

from core.models import AuditLine
from events.models import Opportunity, ShiftRole
from matching import engine
from matching.enums import RunKind, RunStatus
from matching.gather.assembly import Loaded, assemble, load, roles_within
from matching.gather.horizon import Horizon
from matching.models import RunRecord
from volunteers.models import Volunteer

log = logging.getLogger(__name__)
ANEW_AFTER = timedelta(minutes=15)
REREAD_LINES = 64  # lines written at the same time may come to light in another order than their keys
SPARE = 10  # so many more than asked for are looked at, because some may have gone in the meantime
# How what an audit line is about leads to the opportunities and the people to be read again.
TO_OPPORTUNITY = {
    "events.opportunity": "public_id__in",
    "events.shift": "shifts__public_id__in",
    "events.shiftrole": "shifts__roles__public_id__in",
    "events.signup": "shifts__signups__public_id__in",
    "ngos.organisation": "organisation__public_id__in",
}
TO_PERSON = {
    "volunteers.volunteer": "public_id__in",
    "accounts.user": "user__public_id__in",
    "accounts.guardianconsent": "user__guardian_consents__public_id__in",
    "volunteers.clearance": "clearances__public_id__in",
    "events.signup": "signups__public_id__in",
}
Changed = dict[str, set[UUID]]  # public ids by kind of thing


class Journal:
    """The audit lines that have come since the last look."""

    def __init__(self) -> None:
        self._seen = set(AuditLine.objects.order_by("-pk").values_list("pk", flat=True)[:REREAD_LINES])

    def read(self) -> Changed:
        """Return what changed. One query."""
        last = max(self._seen, default=0)
        lines = AuditLine.objects.filter(pk__gt=last - REREAD_LINES).values_list("pk", "subject_type", "subject_id")
        changed: Changed = {}
        for pk, kind, public_id in lines:
            if pk not in self._seen and kind in TO_OPPORTUNITY | TO_PERSON:
                changed.setdefault(kind, set()).add(UUID(public_id))
            self._seen.add(pk)
        floor = max(self._seen, default=0) - 2 * REREAD_LINES
        self._seen = {pk for pk in self._seen if pk > floor}
        return changed


def role_prices(today: date) -> dict[bytes, int]:
    """Return the prices of the last allocation that was sent and is not over, by role; empty without one."""
    sent = RunRecord.objects.filter(
        run__kind=RunKind.ALLOCATION, run__status=RunStatus.COMMITTED, run__until_day__gt=today, problem__isnull=False
    )
    last = sent.order_by("-run__finished_at").first()
    return engine.prices_by_role(bytes(last.problem), bytes(last.prices)) if last and last.problem else {}


class KeptRoles:
    """Open roles with their keys."""

    def __init__(self, roles: QuerySet[ShiftRole], at: Horizon, *, prices: Mapping[bytes, int]) -> None:
        self._pk_of: dict[bytes, int] = {}
        self._opportunity_of: dict[bytes, int] = {}
        self._openings, self._prices = engine.openings_of(self._index(roles, at)), prices
        self._openings.price(prices)

    def _index(self, roles: QuerySet[ShiftRole], at: Horizon) -> engine.Index:
        rows = roles_within(at, roles)
        for row in rows:
            key = str(row["public_id"]).encode()
            self._pk_of[key], self._opportunity_of[key] = row["pk"], row["shift__opportunity_id"]
        return engine.build_index(assemble(load(Volunteer.objects.none(), rows, at)).problem)

    def refresh(self, changed: Changed, roles: QuerySet[ShiftRole], at: Horizon) -> None:
        """Read the roles of the opportunities that changed again."""
        events = {
            pk
            for kind in changed.keys() & TO_OPPORTUNITY.keys()
            for pk in Opportunity.objects.filter(**{TO_OPPORTUNITY[kind]: changed[kind]}).values_list("pk", flat=True)
        }
        if not events:
            return
        gone = [key for key, event in self._opportunity_of.items() if event in events]
        self._openings.drop(np.array(gone, dtype=np.bytes_))
        for key in gone:
            del self._pk_of[key], self._opportunity_of[key]
        self._openings.put(self._index(roles.filter(shift__opportunity__in=events), at))
        self._openings.price(self._prices)

    def best(self, herself: Loaded, limit: int, lifts: engine.Lifts) -> "BestRoles":
        """Name the best roles for a person, and count the opportunities she could take part in."""
        index = engine.build_index(assemble(herself, any_day=True).problem)
        seeker, first_start = engine.seeker_of(index, 0), index.problem.options.first_start
        found = self._openings.best(seeker, limit + SPARE, lifts=lifts, use_offsets=True, first_start=first_start)
        fitting = self._openings.fitting(seeker, first_start=first_start)
        events = {self._opportunity_of[key] for key in self._openings.ids[fitting.rows].tolist()}
        keys = found.ids.tolist()
        return BestRoles({self._pk_of[key]: self._prices.get(key, 0) for key in keys}, len(events))


@dataclass(frozen=True, slots=True)
class BestRoles:
    """The price by key of the best roles, and how many opportunities have a role that fits."""

    prices: dict[int, int]
    opportunity_count: int


class KeptPeople:
    """People who may be asked, with their keys."""

    def __init__(self, people: QuerySet[Volunteer], at: Horizon) -> None:
        self._pk_of: dict[bytes, int] = {}
        self._pool = engine.Pool(self._index(people, at, expected_few=False))

    def _index(self, people: QuerySet[Volunteer], at: Horizon, *, expected_few: bool) -> engine.Index:
        gathered = assemble(load(people, [], at, scopes=None, expected_few=expected_few), any_day=True)
        self._pk_of.update(zip(gathered.problem.volunteers.ids.tolist(), gathered.volunteer_pks, strict=True))
        return engine.build_index(gathered.problem)

    def refresh(self, changed: Changed, people: QuerySet[Volunteer], at: Horizon) -> None:
        """Read the people who changed again."""
        keys = {
            pk: str(public_id).encode()
            for kind in changed.keys() & TO_PERSON.keys()
            for pk, public_id in Volunteer.objects.filter(**{TO_PERSON[kind]: changed[kind]}).values_list(
                "pk", "public_id"
            )
        }
        gone = {str(public_id).encode() for public_id in changed.get("volunteers.volunteer", ())} - set(keys.values())
        if not keys and not gone:
            return
        self._pool.drop(np.array([*keys.values(), *gone], dtype=np.bytes_))  # who has left has another number now
        for key in gone:
            self._pk_of.pop(key, None)
        self._pool.put(self._index(people.filter(pk__in=keys), at, expected_few=True))

    def best(self, index: engine.Index, role: int, limit: int, lifts: engine.Lifts) -> list[int]:
        """Name the best people for a role of an index."""
        first_start = index.problem.options.first_start
        found = self._pool.best(index, role, limit + SPARE, lifts=lifts, first_start=first_start)
        return [self._pk_of[key] for key in found.ids.tolist()]

    def everybody(self, index: engine.Index, role: int) -> engine.Everybody:
        """Count who fits a role of an index, and who only lacks one thing."""
        return self._pool.everybody(index, role)


class Kept:
    """Roles and people as they were when read, brought up to date by :meth:`refresh`; one thread at a time."""

    def __init__(self, *, roles: QuerySet[ShiftRole], people: QuerySet[Volunteer], now: datetime) -> None:
        self.at, self.read_at, self.lock = Horizon.around(now), now, threading.Lock()
        self._journal = Journal()  # before the tables: what changes while they are read is read again
        prices = role_prices(self.at.local_now.date()) if settings.RANK_BY_PRICE else {}
        self.roles, self.people = KeptRoles(roles, self.at, prices=prices), KeptPeople(people, self.at)

    def refresh(self, *, roles: QuerySet[ShiftRole], people: QuerySet[Volunteer]) -> None:
        """Bring what changed up to date; one query if nothing did."""
        changed = self._journal.read()
        if changed:
            self.roles.refresh(changed, roles, self.at)
            self.people.refresh(changed, people, self.at)


class _Shelf:
    """What this process keeps, and the thread that reads it."""

    def __init__(self) -> None:
        self.is_open = False
        self._lock = threading.Lock()
        self._kept: Kept | None = None
        self._tried_at: datetime | None = None

    def take(self, *, roles: QuerySet[ShiftRole], people: QuerySet[Volunteer], now: datetime) -> Kept | None:
        """Return what is kept for these weeks, or None; has it read in the background when it is missing or old."""
        if not self.is_open:
            return None
        with self._lock:
            if self._tried_at is None or now - self._tried_at >= ANEW_AFTER:
                self._tried_at = now
                arguments = {"roles": roles, "people": people, "now": now}
                threading.Thread(target=self._read, kwargs=arguments, name="ready", daemon=True).start()
            kept = self._kept
        return kept if kept and kept.at.origin_day == Horizon.around(now).origin_day else None

    def _read(self, *, roles: QuerySet[ShiftRole], people: QuerySet[Volunteer], now: datetime) -> None:
        try:
            self._kept = Kept(roles=roles, people=people, now=now)
        except Exception:
            log.exception("ready.failed")
        finally:
            connections.close_all()


_shelf = _Shelf()


def open_shelf() -> None:
    """Let this process keep roles and people ready: for the web server, not for commands and workers."""
    _shelf.is_open = True


def kept_ready(*, roles: QuerySet[ShiftRole], people: QuerySet[Volunteer], now: datetime) -> Kept | None:
    """Return what this process keeps ready, or None where nothing is kept or not yet."""
    return _shelf.take(roles=roles, people=people, now=now)
