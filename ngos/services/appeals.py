"""Objections of organisations to counts of their ratings, and the decisions of people who are not tied to them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from core import audit, jobs
from ngos import errors
from ngos.enums import AppealState
from ngos.models import Organisation, RatingAppeal
from ngos.queries.appeals import is_tied_to
from ngos.queries.ratings import explained
from ngos.rating import Count, Inputs, InputsUnreadable, method_of

if TYPE_CHECKING:
    from accounts.models import User

DECIDE_WITHIN = timedelta(days=15)
CORRECTS = timedelta(days=365)  # as long as what was counted wrongly counts


def appeal(*, organisation: Organisation, indicator: str, words: str, actor: "User", now: datetime) -> RatingAppeal:
    """Object to one count of the rating. Raises NotRated, IndicatorUnknown, AppealWordsMissing or AppealOpen."""
    found = explained(organisation)
    if found is None:
        raise errors.NotRated
    if indicator not in found.method.indicators:
        raise errors.IndicatorUnknown
    if not words.strip():
        raise errors.AppealWordsMissing
    count = found.inputs.count(indicator)
    try:
        with transaction.atomic():
            made = RatingAppeal.objects.create(
                organisation=organisation,
                rating=found.rating,
                indicator=indicator,
                words=words.strip(),
                successes=count.successes,
                cases=count.cases,
                opened_by=actor,
                opened_at=now,
                due_on=(now + DECIDE_WITHIN).date(),
            )
            audit.record("rating.appealed", actor=actor, subject=made, at=now, indicator=indicator)
    except IntegrityError as clash:
        raise errors.AppealOpen from clash
    return made


@transaction.atomic
def uphold(
    *, appeal: RatingAppeal, successes: int, cases: int, words: str, actor: "User", now: datetime
) -> RatingAppeal:
    """Decide that a count was wrong and what is right; all are rated again, and runs of a year add the difference.

    Raises AppealTied, ReasonMissing, AppealCountsImpossible or AppealDecided.
    """
    method = method_of(appeal.rating.run.method)
    try:
        Inputs(appeal.organisation.bin, {appeal.indicator: Count(successes, cases)}).checked(method)
    except InputsUnreadable as impossible:
        raise errors.AppealCountsImpossible from impossible
    columns = {"right_successes": successes, "right_cases": cases, "corrects_until": (now + CORRECTS).date()}
    decided = _decide(appeal, AppealState.UPHELD, words, actor, now, **columns)
    jobs.enqueue("ngos.rate_organisations")
    return decided


@transaction.atomic
def reject(*, appeal: RatingAppeal, words: str, actor: "User", now: datetime) -> RatingAppeal:
    """Decide that a count stands. Raises AppealTied, ReasonMissing or AppealDecided."""
    return _decide(appeal, AppealState.REJECTED, words, actor, now)


def _decide(
    appeal: RatingAppeal, state: AppealState, words: str, actor: "User", now: datetime, **columns: object
) -> RatingAppeal:
    if is_tied_to(actor, appeal.organisation):
        raise errors.AppealTied
    if not words.strip():
        raise errors.ReasonMissing
    waiting = RatingAppeal.objects.filter(pk=appeal.pk, state=AppealState.OPEN)
    if not waiting.update(state=state, decision=words.strip(), decided_by=actor, decided_at=now, **columns):
        raise errors.AppealDecided
    audit.record("rating.appeal_decided", actor=actor, subject=appeal, at=now, state=state, indicator=appeal.indicator)
    appeal.refresh_from_db()
    return appeal
