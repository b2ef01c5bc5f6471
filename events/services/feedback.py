"""After a shift: a person says how it was, the organisation says thank you."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from events import errors
from events.enums import Thanks
from events.models import ShiftFeedback, ShiftThanks, SignUp
from events.queries.feedback import SAY_WITHIN, came, over_lately
from events.services.telling import tell_of_place
from events.validators import check_comment


@transaction.atomic
def give_feedback(*, signup: SignUp, score: int, comment: str, actor: User, now: datetime) -> ShiftFeedback:
    """Say once how a shift was, from 1 to 5, in words if she likes.

    Raises ScoreImpossible, MessageUnreadable, FeedbackOfOwnTeam, FeedbackClosed or FeedbackGiven.
    """
    if not 1 <= score <= 5:
        raise errors.ScoreImpossible
    words = check_comment(comment)
    if signup.shift.opportunity.organisation.memberships.filter(user=actor).exists():
        raise errors.FeedbackOfOwnTeam
    if not _was_there_lately(signup, now):
        raise errors.FeedbackClosed(days=SAY_WITHIN.days)
    try:
        with transaction.atomic():
            given = ShiftFeedback.objects.create(signup=signup, score=score, comment=words, said_at=now)
    except IntegrityError as clash:
        raise errors.FeedbackGiven from clash
    audit.record("shift.rated", actor=actor, subject=signup.shift, at=now)  # not how
    return given


@transaction.atomic
def give_thanks(*, signup: SignUp, words: Thanks, actor: User, now: datetime) -> ShiftThanks:
    """Thank one person for one shift, once; she gets a letter. Raises ThanksTooEarly or ThanksGiven."""
    if not _was_there_lately(signup, now):
        raise errors.ThanksTooEarly(days=SAY_WITHIN.days)
    try:
        with transaction.atomic():
            given = ShiftThanks.objects.create(signup=signup, words=words, given_by=actor.public_id, given_at=now)
    except IntegrityError as clash:
        raise errors.ThanksGiven from clash
    audit.record("signup.thanked", actor=actor, subject=signup, at=now)
    tell_of_place("signups.thanked", signup, now=now)
    return given


def _was_there_lately(signup: SignUp, now: datetime) -> bool:
    return SignUp.objects.filter(came(), over_lately(now), pk=signup.pk).exists()
