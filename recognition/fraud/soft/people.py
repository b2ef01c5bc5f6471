"""Doubts about people: accounts that were just opened, one phone for many, too much in one week."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from recognition.fraud.facts import Credit, Facts, Finding, Pattern, Registry
from recognition.fraud.rules import Rules


def new_accounts(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield unseen hours that were written minutes after the account was opened; one finding a credit."""
    for credit in standing:
        minutes = credit.recorded - registry.accounts[credit.account].opened
        if credit.is_unseen and 0 <= minutes <= rules.new_account_minutes:
            facts: Facts = {"minutes": minutes, "limit_minutes": rules.new_account_minutes}
            yield Finding(Pattern.NEW_ACCOUNT, f"credit:{credit.id}", (credit.id,), 90, facts)


def shared_phones(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield phones on which many accounts checked themselves in, at one shift or over time; one finding a phone.

    A family shares a phone, so few accounts say nothing. An organiser's phone scans everybody and is not asked.
    """
    by_phone: dict[str, list[Credit]] = defaultdict(list)
    for credit in standing:
        if credit.device:
            by_phone[credit.device].append(credit)
    for device, checked in by_phone.items():
        people = len({credit.account for credit in checked})
        if people < rules.device_people_shift:
            continue
        by_work: dict[int, list[Credit]] = defaultdict(list)
        for credit in checked:
            by_work[credit.work].append(credit)
        crowded = [
            group
            for group in by_work.values()
            if len({credit.account for credit in group}) >= rules.device_people_shift
        ]
        is_everybodys = people >= rules.device_people_ever
        doubted = checked if is_everybodys else [credit for group in crowded for credit in group]
        if doubted:
            most = max(len({credit.account for credit in group}) for group in by_work.values())
            facts: Facts = {"people": people, "at_once": most, "shifts": len(by_work)}
            score = min(99, 60 + 3 * people)
            yield Finding(Pattern.DEVICE, f"phone:{device}", tuple(credit.id for credit in doubted), score, facts)


def long_weeks(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield weeks, Monday to Sunday, with more hours of one person than the rules have; one finding a week."""
    weeks: dict[tuple[int, date], list[Credit]] = defaultdict(list)
    for credit in standing:
        day = registry.works[credit.work].day
        weeks[credit.account, date.fromordinal(day.toordinal() - day.weekday())].append(credit)
    for (account, monday), group in weeks.items():
        minutes = sum(credit.minutes for credit in group)
        if minutes > rules.week_minutes:
            facts: Facts = {"minutes": minutes, "limit_minutes": rules.week_minutes, "week_of": monday.isoformat()}
            score = min(99, 50 + (minutes - rules.week_minutes) // 12)
            ids = tuple(credit.id for credit in group)
            yield Finding(Pattern.WEEK, f"week:{account}:{monday.isoformat()}", ids, score, facts)
