"""The rows behind a number, as many as the number says; people stand in them under signs that lead to nobody."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from core.enums import Cause
from events.models import Opportunity
from ngos.models import Organisation
from places.models import Territory
from reports import errors
from reports.disclosure import LEAST
from reports.indicators import next_month, written
from reports.models import CubeFact
from reports.queries.cube import is_new
from reports.queries.selection import Selection
from reports.queries.units import inside, is_in_force

METRICS = ("people", "newcomers", "participations", "events", "sessions", "organisations")
SIGN_LETTERS = 10


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person under a sign that differs from list to list, with attendances and minutes."""

    sign: str
    attendances: int
    minutes: int


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One attendance, one shift or one event: what, whose, and on which days."""

    title: Opportunity
    organisation: Organisation
    first_on: date
    last_on: date
    minutes: int = 0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationCount:
    """One organisation with its events and minutes."""

    organisation: Organisation
    events: int
    minutes: int


Row = PersonRow | WorkRow | OrganisationCount


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: its rows, or none of them when they would tell about few people."""

    metric: str
    count: int
    rows: Sequence[Row]
    is_hidden: bool


def narrowed(selection: Selection, by: str, key: str) -> Q:
    """Return the condition on the cube that a row of a table means. Raises ListUnknown."""
    if not by:
        return Q()
    if by == "cause" and key in Cause.values:
        return Q(cause=key)
    if by == "month":
        for first in selection.period.months():
            if f"{first:%Y-%m}" == key:
                return Q(worked_on__gte=first, worked_on__lt=next_month(first))
    if by == "district":
        system, _colon, code = key.rpartition(":")
        units = Territory.objects.filter(code_system=system, code=code).select_related("region")
        unit = next((one for one in units if is_in_force(one, selection.day)), None)
        if unit is not None:
            return Q(district=None) if unit.pk == selection.territory.pk else inside(unit, selection.units)
    raise errors.ListUnknown


def rows_behind(selection: Selection, metric: str, *, by: str = "", key: str = "") -> Rows:
    """Return the rows a number is made of. Raises ListUnknown.

    No list is shown where fewer than five people stand behind it: the events and organisations of so few, with the
    time spent on each, would tell about them as their own rows would.
    """
    if metric not in METRICS:
        raise errors.ListUnknown
    facts = CubeFact.objects.filter(selection.where & narrowed(selection, by, key)).order_by()
    if metric == "newcomers":
        facts = facts.filter(is_new(selection.period))
    people = facts.aggregate(found=Count("volunteer", distinct=True))["found"]
    if people < LEAST:
        return Rows(metric, _counted(facts, metric, people), (), is_hidden=True)
    rows = _of(metric, facts, _secret(selection, metric, by, key))
    return Rows(metric, len(rows), rows, is_hidden=False)


def _counted(facts: QuerySet[CubeFact], metric: str, people: int) -> int:
    if metric in ("people", "newcomers"):
        return people
    column = {"participations": "pk", "events": "opportunity", "sessions": "shift", "organisations": "organisation"}
    return int(facts.aggregate(found=Count(column[metric], distinct=True))["found"])


def _of(metric: str, facts: QuerySet[CubeFact], secret: bytes) -> Sequence[Row]:
    if metric in ("people", "newcomers"):
        return _people(facts, secret)
    if metric == "organisations":
        return _organisations(facts)
    return _attendances(facts, secret) if metric == "participations" else _work(facts, metric)


def _people(facts: QuerySet[CubeFact], secret: bytes) -> list[PersonRow]:
    rows = facts.values_list("volunteer_id").annotate(Count("pk"), Sum("minutes"))
    found = [PersonRow(_sign(secret, person), count, minutes) for person, count, minutes in rows]
    return sorted(found, key=lambda row: row.sign)


def _attendances(facts: QuerySet[CubeFact], secret: bytes) -> list[WorkRow]:
    rows = list(facts.values_list("volunteer_id", "opportunity_id", "organisation_id", "worked_on", "minutes"))
    events, organisations = _named({row[1] for row in rows}, {row[2] for row in rows})
    found = [
        WorkRow(events[event], organisations[organisation], day, day, minutes, _sign(secret, person))
        for person, event, organisation, day, minutes in rows
    ]
    return sorted(found, key=lambda row: (row.first_on, row.sign))


def _work(facts: QuerySet[CubeFact], metric: str) -> list[WorkRow]:
    column = "shift_id" if metric == "sessions" else "opportunity_id"
    rows = list(
        facts.values_list(column, "opportunity_id").annotate(
            Max("organisation_id"), Min("worked_on"), Max("worked_on"), Sum("minutes")
        )
    )
    events, organisations = _named({row[1] for row in rows}, {row[2] for row in rows})
    found = [
        WorkRow(events[event], organisations[organisation], first, last, minutes)
        for _key, event, organisation, first, last, minutes in rows
    ]
    return sorted(found, key=lambda row: (row.first_on, row.title.pk))


def _organisations(facts: QuerySet[CubeFact]) -> list[OrganisationCount]:
    rows = list(facts.values_list("organisation_id").annotate(Count("opportunity", distinct=True), Sum("minutes")))
    _events, organisations = _named(set(), {row[0] for row in rows})
    found = [OrganisationCount(organisations[pk], events, minutes) for pk, events, minutes in rows]
    return sorted(found, key=lambda row: (-row.minutes, row.organisation.pk))


def _named(events: set[int], organisations: set[int]) -> tuple[dict[int, Opportunity], dict[int, Organisation]]:
    return Opportunity.objects.in_bulk(list(events)), Organisation.objects.in_bulk(list(organisations))


def _secret(selection: Selection, *what: str) -> bytes:
    """Return the key of one list: the same person has another sign in every other list."""
    return hmac.digest(settings.SECRET_KEY.encode(), written([selection.question, *what]), sha256)


def _sign(secret: bytes, person: int) -> str:
    return hmac.digest(secret, str(person).encode(), sha256).hex()[:SIGN_LETTERS].upper()
