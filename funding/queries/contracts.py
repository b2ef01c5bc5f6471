"""Reads about contracts: what is left of every line, and the hours behind a number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from events.models import Opportunity
from funding.models import Contract, MoneyReport, SpendingLine
from recognition.models import LedgerEntry


@dataclass(frozen=True, slots=True)
class EventHours:
    """Confirmed minutes of one shift, as they stand in the ledger now."""

    worked_on: date
    minutes: int


def reports_of(contract: Contract) -> QuerySet[MoneyReport]:
    """Return the reports with their lines, the oldest first."""
    return contract.reports.prefetch_related("lines__opportunity").order_by("first_on")


def spent_by_line(contract: Contract) -> Counter[int]:
    """Return the tenge reported so far on every line of the budget, by its place."""
    spent: Counter[int] = Counter()
    for position, amount in SpendingLine.objects.filter(report__contract=contract).values_list(
        "position", "spent_kzt"
    ):
        spent[position] += amount
    return spent


def left_by_line(contract: Contract) -> list[int]:
    """Return the tenge left on every line of the budget."""
    spent = spent_by_line(contract)
    return [row["amount_kzt"] - spent[place] for place, row in enumerate(contract.application.budget)]


def standing_minutes(opportunity: Opportunity, first_on: date, last_on: date) -> int:
    """Return the confirmed minutes of an event in a stretch of days: credits, and reversals against them."""
    return max(0, _entries(opportunity, first_on, last_on).aggregate(total=Sum("minutes"))["total"] or 0)


def hours_of_lines(report: MoneyReport) -> dict[int, list[EventHours]]:
    """Return what the minutes of every line are made of, by the line's place: one query for each event."""
    found: dict[int, list[EventHours]] = {}
    for line in report.lines.all():
        if line.opportunity is not None:
            days = _entries(line.opportunity, report.first_on, report.last_on).order_by("worked_on")
            summed = days.values_list("worked_on").annotate(total=Sum("minutes"))
            found[line.position] = [EventHours(day, total) for day, total in summed]
    return found


def _entries(opportunity: Opportunity, first_on: date, last_on: date) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(
        attendance__signup__shift__opportunity=opportunity, worked_on__gte=first_on, worked_on__lte=last_on
    )
