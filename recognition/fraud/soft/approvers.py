"""Doubts about who approves: hours out of the back office, hours made whole, batches at the end of a month."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import sqrt

from recognition.fraud.facts import DAY_MINUTES, Credit, Facts, Finding, Pattern, Registry, day_of
from recognition.fraud.rules import Rules


def unseen(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield approvers with many unseen people whose places were made after the end; one finding an approver.

    Somebody is forgotten at every gate, so a usual share of such credits is expected: only what lies far beyond it
    counts, in deviations of a binomial count.
    """
    for approver, group in _by_approver(standing).items():
        after = [
            credit for credit in group if credit.is_unseen and credit.signed_up >= registry.works[credit.work].ends
        ]
        usual = len(group) * rules.unseen_usual_share
        most = usual + rules.unseen_deviations * sqrt(usual * (1 - rules.unseen_usual_share))
        if len(after) >= rules.unseen_least and len(after) > most:
            facts: Facts = {"credits": len(after), "of": len(group), "usual": round(usual, 1)}
            score = min(99, 50 + round(50 * len(after) / len(group)))
            yield Finding(Pattern.UNSEEN, f"approver:{approver}", tuple(credit.id for credit in after), score, facts)


def round_hours(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield approvers whose hand-written amounts are nearly all whole hours; one finding an approver.

    The length of the shift and the minutes of the gate are offered by the form and say nothing: only amounts that
    differ from both were written by hand.
    """
    for approver, group in _by_approver(standing).items():
        written = [credit for credit in group if _is_by_hand(credit, registry)]
        whole = [credit for credit in written if credit.minutes % rules.round_block_minutes == 0]
        if len(written) >= rules.round_least and len(whole) >= rules.round_share * len(written):
            facts: Facts = {"whole": len(whole), "written": len(written)}
            yield Finding(Pattern.ROUND, f"approver:{approver}", tuple(credit.id for credit in whole), 70, facts)


def _is_by_hand(credit: Credit, registry: Registry) -> bool:
    work = registry.works[credit.work]
    return credit.minutes not in {work.ends - work.starts, credit.until - credit.since, credit.seen_minutes}


def month_end(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield batches of unseen older work written in the last days of a month; one finding an organisation and month.

    A batch counts only beside what the same organisation writes in other months: so many, and so many times more
    than in three quarters of them. Small organisations do their papers at the end of every month.
    """
    batches: dict[tuple[int, str], list[Credit]] = defaultdict(list)
    months: dict[int, set[str]] = defaultdict(set)
    for credit in standing:
        work = registry.works[credit.work]
        written = day_of(credit.recorded + work.offset)
        month = f"{written:%Y-%m}"
        months[work.organisation].add(month)
        is_last = written.day > monthrange(written.year, written.month)[1] - rules.month_end_days
        is_old = credit.recorded - work.ends >= rules.month_end_lag_days * DAY_MINUTES
        if is_last and is_old and credit.is_unseen:
            batches[work.organisation, month].append(credit)
    for (organisation, month), group in batches.items():
        others = months[organisation] - {month}
        sizes = sorted(len(batches.get((organisation, other), ())) for other in others)
        usual = sizes[3 * len(sizes) // 4] if sizes else 0
        if len(group) >= rules.month_end_least and len(group) >= rules.month_end_times_usual * max(1, usual):
            facts: Facts = {"credits": len(group), "usual": usual, "month": month, "days": rules.month_end_days}
            ids = tuple(credit.id for credit in group)
            yield Finding(Pattern.MONTH_END, f"month:{organisation}:{month}", ids, 65, facts)


def _by_approver(standing: Sequence[Credit]) -> dict[int, list[Credit]]:
    found: dict[int, list[Credit]] = defaultdict(list)
    for credit in standing:
        if credit.approver is not None:
            found[credit.approver].append(credit)
    return found
