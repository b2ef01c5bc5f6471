"""What an organisation's confirmed hours were in a year, by month and by event, without anybody's name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from ngos.models import Organisation
from recognition.models import LedgerEntry
from recognition.queries.organisations import entries_at


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: people counted once in it, and minutes."""

    month: date
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: its titles by language, first and last day, people counted once in it, and minutes."""

    titles: dict[str, str]
    cause: str
    first_on: date
    last_on: date
    shifts: int
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class AnnualFigures:
    """A year of an organisation; people and events are counted once in the year, whatever cause events moved to."""

    year: int
    people: int
    under_18: int
    minutes: int
    event_count: int
    events: tuple[EventRow, ...]
    months: tuple[MonthRow, ...]


EVENT = "attendance__signup__shift__opportunity"


def annual_figures(organisation: Organisation, *, year: int) -> AnnualFigures:
    """Return the year's confirmed hours; three queries, however many events there were."""
    standing = entries_at(organisation).standing().filter(worked_on__year=year)
    total = standing.aggregate(
        people=Count("volunteer", distinct=True),
        under_18=Count("volunteer", distinct=True, filter=Q(age_years__lt=18)),
        minutes=Sum("minutes"),
        events=Count(EVENT, distinct=True),
    )
    return AnnualFigures(
        year=year,
        people=total["people"],
        under_18=total["under_18"],
        minutes=total["minutes"] or 0,
        event_count=total["events"],
        events=tuple(_events(standing)),
        months=tuple(_months(standing, year)),
    )


def _events(standing: "QuerySet[LedgerEntry]") -> list[EventRow]:
    rows: Any = standing.order_by().values(
        "cause",
        title_kk=F(f"{EVENT}__title_kk"),
        title_ru=F(f"{EVENT}__title_ru"),
        title_en=F(f"{EVENT}__title_en"),
        event=F(EVENT),
    )
    rows = rows.annotate(
        first_on=Min("worked_on"),
        last_on=Max("worked_on"),
        shifts=Count("attendance__signup__shift", distinct=True),
        people=Count("volunteer", distinct=True),
        worked=Sum("minutes"),
    ).order_by("first_on", "event")
    return [
        EventRow(
            titles={code: row[f"title_{code}"] for code in ("kk", "ru", "en")},
            cause=row["cause"],
            first_on=row["first_on"],
            last_on=row["last_on"],
            shifts=row["shifts"],
            people=row["people"],
            minutes=row["worked"],
        )
        for row in rows
    ]


def _months(standing: "QuerySet[LedgerEntry]", year: int) -> list[MonthRow]:
    rows: Any = standing.order_by().values(month=F("worked_on__month"))
    found = rows.annotate(people=Count("volunteer", distinct=True), worked=Sum("minutes")).order_by("month")
    return [MonthRow(date(year, row["month"], 1), row["people"], row["worked"]) for row in found]
