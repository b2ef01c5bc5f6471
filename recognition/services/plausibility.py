"""Refusing hours that cannot be, and letting in what a reviewer found right."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from events.models import Attendance, SignUp
from recognition import errors
from recognition.fraud import Finding, Pattern, rules_on
from recognition.models import Suspected, Suspicion
from recognition.queries.plausibility import LIFTABLE, Asked, broken_rules

ERRORS: Mapping[Pattern, type[errors.HoursImpossible]] = {
    Pattern.OVERLAP: errors.HoursOverlap,
    Pattern.TRAVEL: errors.HoursTooFar,
    Pattern.DAY: errors.DayTooLong,
    Pattern.LATE_ENTRY: errors.EntryTooLate,
    Pattern.CANCELLED: errors.ShiftCalledOff,
    Pattern.NIGHT: errors.MinorAtNight,
    Pattern.SCHOOL: errors.MinorInLessons,
}


def refuse_impossible(*, attendance: Attendance, minutes: int, now: datetime) -> None:
    """Stop minutes that a hard rule refuses and nobody has let in.

    Called inside the transaction that writes them. Raises HoursOverlap, HoursTooFar, DayTooLong, EntryTooLate,
    ShiftCalledOff, MinorAtNight or MinorInLessons.
    """
    signup = attendance.signup
    for finding in chain.from_iterable(broken_rules([Asked(signup, minutes)], now=now).values()):
        # The attendance goes with the transaction; a page that is drawn from this object must not show it.
        SignUp._meta.get_field("attendance").delete_cached_value(signup)
        raise ERRORS[finding.pattern](**finding.facts)


@transaction.atomic
def ask_for_exception(*, signup: SignUp, minutes: int, reason: str, actor: User, now: datetime) -> list[Suspicion]:
    """Ask the reviewers to let in hours that rules refuse: one question for each rule, all or none.

    Raises DecisionReasonMissing, NothingToAsk, NoExceptionHere where a rule is the law's, or AlreadyAsked.
    """
    words = reason.strip()
    if not words:
        raise errors.DecisionReasonMissing
    found = broken_rules([Asked(signup, minutes)], now=now).get(signup.pk, [])
    if not found:
        raise errors.NothingToAsk
    if any(finding.pattern not in LIFTABLE for finding in found):
        raise errors.NoExceptionHere
    return [_question(finding, signup, words, actor, now) for finding in found]


def _question(finding: Finding, signup: SignUp, words: str, actor: User, now: datetime) -> Suspicion:
    try:
        with transaction.atomic():
            question = Suspicion.objects.create(
                pattern=finding.pattern.value,
                subject=f"asked:{signup.pk}",
                organisation=signup.shift.opportunity.organisation,
                score=finding.score,
                facts=dict(finding.facts),
                rules_version=rules_on(signup.shift.starts_on).version,
                found_at=now,
                asked_by=actor.public_id,
                asked_reason=words,
            )
    except IntegrityError as clash:
        raise errors.AlreadyAsked from clash
    Suspected.objects.create(suspicion=question, signup=signup)
    audit.record("hours.exception_asked", actor=actor, subject=question, at=now, pattern=finding.pattern.value)
    return question
