"""Contracts about supported applications, and reports that tie their money to confirmed hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from events.models import Opportunity
from funding import errors
from funding.enums import CallStatus
from funding.models import Application, Call, Contract, MoneyReport, Result, SpendingLine
from funding.queries.contracts import left_by_line, standing_hours
from funding.scoring import Outcome
from funding.services.applying import told_money
from ngos.queries.listing import entry_of, family_of


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract says; the days include both ends."""

    number: str
    signed_on: date
    starts_on: date
    ends_on: date
    sum_kzt: int


@transaction.atomic
def conclude(*, application: Application, agreed: Agreed, actor: User | None, now: datetime) -> Contract:
    """Write down the contract about a supported application, after the days for complaints.

    Raises ContractTooEarly, NotSupported, ContractWrong or ContractExists.
    """
    call = Call.objects.select_for_update().get(pk=application.call_id)
    over = call.complaints_until is not None and local_day(now) > call.complaints_until
    if call.status != CallStatus.DECIDED or not over or call.complaints.filter(answered_at=None).exists():
        raise errors.ContractTooEarly
    result = Result.objects.filter(application=application, outcome=Outcome.AWARDED).first()
    if result is None:
        raise errors.NotSupported
    latest = agreed.starts_on + relativedelta(months=max(call.months, 1))
    days_hold = agreed.signed_on <= agreed.ends_on and agreed.starts_on <= agreed.ends_on <= latest
    if not (agreed.number.strip() and days_hold and 0 < agreed.sum_kzt <= result.awarded_kzt):
        raise errors.ContractWrong(months=call.months, most=told_money(result.awarded_kzt))
    try:
        with transaction.atomic():
            contract = Contract.objects.create(
                application=application,
                number=agreed.number.strip(),
                signed_on=agreed.signed_on,
                starts_on=agreed.starts_on,
                ends_on=agreed.ends_on,
                sum_kzt=agreed.sum_kzt,
            )
    except IntegrityError as twice:
        raise errors.ContractExists from twice
    audit.record("contract.concluded", actor=actor, subject=contract, at=now, sum_kzt=agreed.sum_kzt)
    return contract


@dataclass(frozen=True, slots=True)
class Spent:
    """Money spent on one line of the budget, by its place, and the event it paid for if it paid for one."""

    position: int
    spent_kzt: int
    opportunity: Opportunity | None = None


@transaction.atomic
def report_money(
    *,
    contract: Contract,
    first_on: date,
    last_on: date,
    lines: Sequence[Spent],
    words: str = "",
    actor: User,
    now: datetime,
) -> MoneyReport:
    """File what was spent in a stretch of days; minutes come from the ledger, nobody types them.

    Raises ReportDaysWrong, NothingReported, SpentMoreThanLine, EventTwice, EventNotYours or HoursClaimedTwice.
    """
    Contract.objects.select_for_update().get(pk=contract.pk)
    _require_days(contract, first_on, last_on, now)
    filled = [line for line in lines if line.spent_kzt or line.opportunity]
    if not filled:
        raise errors.NothingReported
    _require_money(contract, filled)
    _require_events(contract, filled)
    report = MoneyReport.objects.create(
        contract=contract, first_on=first_on, last_on=last_on, words=words.strip(), filed_at=now
    )
    SpendingLine.objects.bulk_create(_line(report, line) for line in filled)
    spent = sum(line.spent_kzt for line in filled)
    audit.record("contract.reported", actor=actor, subject=report, at=now, spent_kzt=spent)
    return report


def _line(report: MoneyReport, spent: Spent) -> SpendingLine:
    event = spent.opportunity
    minutes, people = standing_hours(event, report.first_on, report.last_on) if event else (0, 0)
    return SpendingLine(
        report=report,
        position=spent.position,
        spent_kzt=spent.spent_kzt,
        opportunity=event,
        minutes=minutes,
        people=people,
    )


def _require_days(contract: Contract, first_on: date, last_on: date, now: datetime) -> None:
    in_order = contract.starts_on <= first_on <= last_on <= contract.ends_on
    crossing = contract.reports.filter(first_on__lte=last_on, last_on__gte=first_on)
    if not in_order or last_on > local_day(now) or crossing.exists():
        raise errors.ReportDaysWrong


def _require_money(contract: Contract, lines: Sequence[Spent]) -> None:
    left = left_by_line(contract)
    for line in lines:
        most = left[line.position] if 0 <= line.position < len(left) else 0
        if not 0 <= line.spent_kzt <= most:
            field = f"spent_{line.position}"
            raise errors.SpentMoreThanLine(field=field, line=line.position + 1, left=told_money(most))


def _require_events(contract: Contract, lines: Sequence[Spent]) -> None:
    """Ask that every event is of the organisation or a duplicate joined with it, and stands on one line alone."""
    seen: set[int] = set()
    family = family_of(entry_of(contract.application.organisation))
    for line in lines:
        if line.opportunity is None:
            continue
        if line.opportunity.pk in seen:
            raise errors.EventTwice(field=f"event_{line.position}")
        seen.add(line.opportunity.pk)
        if not family.filter(pk=line.opportunity.organisation_id).exists():
            raise errors.EventNotYours
        _require_unclaimed(contract, line.opportunity)


def _require_unclaimed(contract: Contract, opportunity: Opportunity) -> None:
    Opportunity.objects.select_for_update(of=("self",)).only("pk").get(pk=opportunity.pk)
    claimed = SpendingLine.objects.filter(opportunity=opportunity).exclude(report__contract=contract)
    if claimed.exists():
        raise errors.HoursClaimedTwice
