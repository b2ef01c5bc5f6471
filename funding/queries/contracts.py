"""Reads about contracts: what is left of every line, and the hours behind a number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet, Sum

from events.models import Opportunity
from funding.models import Call, Contract, MoneyReport, SpendingLine
from funding.queries.desk import contracts_of
from recognition.merits import FEWEST_SHOWN
from recognition.models import LedgerEntry

OPPORTUNITY = "attendance__signup__shift__opportunity"


@dataclass(frozen=True, slots=True)
class EventHours:
    """Confirmed minutes of an event on one day, as they stand in the ledger now; none where they are not shown."""

    worked_on: date
    minutes: int | None


@dataclass(frozen=True, slots=True)
class LineHours:
    """What everybody reads of the hours behind a line; ``minutes`` is none where fewer than five people gave them."""

    minutes: int | None
    days: tuple[EventHours, ...]


def money_of(call: Call) -> list[Contract]:
    """Return the contracts of a call with reports, their lines and events, the oldest report first; four queries."""
    reports = MoneyReport.objects.order_by("first_on").prefetch_related("lines__opportunity")
    return list(contracts_of(call).prefetch_related(Prefetch("reports", reports)))


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


def standing_hours(opportunity: Opportunity, first_on: date, last_on: date) -> tuple[int, int]:
    """Return the confirmed minutes of an event in a stretch of days, net of reversals, and how many people gave them.

    One query.
    """
    entries = _entries([opportunity.pk], first_on, last_on).order_by().values("volunteer")
    totals = entries.annotate(total=Sum("minutes")).values_list("total", flat=True)
    given = [total for total in totals if total > 0]
    return sum(given), len(given)


def hours_of_lines(reports: Iterable[MoneyReport]) -> dict[int, LineHours]:
    """Return by its key what everybody reads of the hours behind every line with an event; one query for all reports.

    Nothing about fewer than five people is shown, nor worked out: the days of a line stay hidden together when one of
    them is small, and when they no longer add up to what was filed, for that difference is about somebody.
    """
    lines = [(report, line) for report in reports for line in report.lines.all() if line.opportunity_id]
    if not lines:
        return {}
    entries = _entries(
        {line.opportunity_id for _, line in lines},
        min(report.first_on for report, _ in lines),
        max(report.last_on for report, _ in lines),
    )
    given: dict[int, dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    summed = entries.order_by("worked_on").values_list(OPPORTUNITY, "worked_on", "volunteer")
    for event, day, _, total in summed.annotate(total=Sum("minutes")):
        given[event][day].append(total)
    return {line.pk: _shown(report, line, given[line.opportunity_id or 0]) for report, line in lines}


def _shown(report: MoneyReport, line: SpendingLine, given: Mapping[date, list[int]]) -> LineHours:
    """Shape a line; ``given`` are the minutes of every person by day."""
    days = {
        day: [minutes for minutes in people if minutes > 0]
        for day, people in given.items()
        if report.first_on <= day <= report.last_on
    }
    is_small = line.minutes > 0 and line.people < FEWEST_SHOWN
    is_open = not is_small and sum(map(sum, days.values())) == line.minutes
    is_open = is_open and not any(0 < len(people) < FEWEST_SHOWN for people in days.values())
    return LineHours(
        None if is_small else line.minutes,
        tuple(EventHours(day, sum(people) if is_open else None) for day, people in days.items()),
    )


def _entries(events: Iterable[int | None], first_on: date, last_on: date) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(
        **{f"{OPPORTUNITY}__in": events}, worked_on__gte=first_on, worked_on__lte=last_on
    )
