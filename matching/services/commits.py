"""From draft to invitations and back: leave out, commit, undo; each whole or not at all, each with an audit line."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.errors import DomainError
from events.enums import SignUpOrigin
from events.models import ShiftRole, SignUp
from events.services.invitations import (
    SeatsRefused,
    Wish,
    invite_all,
    lock_for_seats,
    take_back_invitations,
)
from matching import errors
from matching.enums import RunStatus, SuggestionStatus
from matching.errors import Difference
from matching.models import LeftOut, MatchRun, Suggestion
from matching.queries.region import changes_under, differences_of, waiting_in
from volunteers.models import Volunteer

PARTS = 1_000


@transaction.atomic
def leave_out(
    *, run: MatchRun, people: Collection[Volunteer] = (), roles: Collection[ShiftRole] = (), actor: User, now: datetime
) -> int:
    """Take people or roles out of a draft, and out of every run made from it; return how many proposals that drops.

    The run's row is locked, so nothing is dropped while it is being sent. Raises RunNotDraft.
    """
    _lock_draft(run)
    wanted = [LeftOut(run=run, volunteer=person) for person in people] + [
        LeftOut(run=run, role=role) for role in roles
    ]
    LeftOut.objects.bulk_create(wanted, ignore_conflicts=True)
    waiting = Suggestion.objects.filter(run=run, status=SuggestionStatus.PROPOSED)
    dropped = waiting.filter(volunteer__in=people).update(status=SuggestionStatus.DROPPED)
    dropped += waiting.filter(role__in=roles).update(status=SuggestionStatus.DROPPED)
    audit.record("match.left_out", actor=actor, subject=run, at=now, people=len(people), roles=len(roles))
    return dropped


@transaction.atomic
def leave_out_changed(*, run: MatchRun, actor: User, now: datetime) -> int:
    """Drop the proposals whose ground has moved since the draft, and only those; return how many. Raises RunNotDraft.

    Unlike `leave_out` this says nothing about the people: a run made from this one may propose them again.
    """
    _lock_draft(run)
    moved = {pk for difference in differences_of(run, now=now) for pk in difference.suggestion_ids}
    waiting = Suggestion.objects.filter(run=run, status=SuggestionStatus.PROPOSED, pk__in=moved)
    dropped = waiting.update(status=SuggestionStatus.DROPPED)
    audit.record("match.left_out", actor=actor, subject=run, at=now, changed=dropped)
    return dropped


def commit_run(*, run: MatchRun, actor: User, now: datetime) -> list[SignUp]:
    """Invite everybody a draft still proposes: all of them, or nobody if anything they rest on has changed.

    1. The draft is claimed by an update that must change exactly one row: of two commits at once the second finds no
    draft. 2. People and roles are locked in key order. 3. Their rows are compared with the problem the run was solved
    from. 4. Every rule of an invitation is asked again and every seat claimed. Raises RunNotDraft, RunNotVerified,
    NobodyLeft, RecordForgotten, or WorldMoved with the differences; a refusal leaves a line in the audit and nothing
    else.
    """
    try:
        return _commit(run, actor, now)
    except errors.WorldMoved as moved:
        audit.record("match.commit_refused", actor=actor, subject=run, at=now, differences=len(moved.differences))
        raise


@transaction.atomic
def _commit(run: MatchRun, actor: User, now: datetime) -> list[SignUp]:
    _move(run, RunStatus.DRAFT, RunStatus.COMMITTED, errors.RunNotDraft)
    if not run.is_verified:
        raise errors.RunNotVerified
    waiting = waiting_in(run)
    if not waiting:
        raise errors.NobodyLeft
    wishes = [Wish(suggestion.volunteer_id, suggestion.role_id) for suggestion in waiting]
    lock_for_seats(volunteer_ids=[wish.volunteer_id for wish in wishes], role_ids=[wish.role_id for wish in wishes])
    differences = changes_under(run, waiting, now=now)
    if differences:
        raise errors.WorldMoved(differences)
    try:
        signups = invite_all(wishes=wishes, origin=SignUpOrigin.AUTOFILL, actor=actor, now=now)
    except SeatsRefused as refused:
        raise errors.WorldMoved(_as_differences(waiting, refused.refusals)) from refused
    for suggestion, signup in zip(waiting, signups, strict=True):
        suggestion.signup, suggestion.status = signup, SuggestionStatus.SENT
    Suggestion.objects.bulk_update(waiting, ["signup", "status"], batch_size=PARTS)
    audit.record("match.committed", actor=actor, subject=run, at=now, sent=len(signups))
    return signups


@transaction.atomic
def undo_run(*, run: MatchRun, actor: User, now: datetime) -> list[SignUp]:
    """Take back the invitations a commit made, and only those, while nobody has answered.

    Raises RunNotCommitted, or InvitationAnswered when somebody has said yes or no; then nothing has changed.
    """
    _move(run, RunStatus.COMMITTED, RunStatus.UNDONE, errors.RunNotCommitted)
    sent = Suggestion.objects.filter(run=run, status=SuggestionStatus.SENT, signup__isnull=False)
    signups = list(SignUp.objects.filter(suggestion__in=sent).order_by("pk"))
    taken_back = take_back_invitations(signups=signups, actor=actor, now=now)
    sent.update(status=SuggestionStatus.TAKEN_BACK)
    audit.record("match.undone", actor=actor, subject=run, at=now, taken_back=len(taken_back))
    return taken_back


def _as_differences(waiting: Sequence[Suggestion], refusals: Sequence[tuple[Wish, DomainError]]) -> list[Difference]:
    by_pair = {Wish(suggestion.volunteer_id, suggestion.role_id): suggestion for suggestion in waiting}
    pairs = [(by_pair[wish], refusal) for wish, refusal in refusals]
    return [
        Difference("person", str(suggestion.volunteer.public_id), (refusal.code,), (suggestion.pk,))
        for suggestion, refusal in pairs
    ]


def _move(run: MatchRun, before: RunStatus, after: RunStatus, refusal: type[DomainError]) -> None:
    if MatchRun.objects.filter(pk=run.pk, status=before).update(status=after) != 1:
        raise refusal
    run.refresh_from_db()


def _lock_draft(run: MatchRun) -> None:
    if not MatchRun.objects.select_for_update().filter(pk=run.pk, status=RunStatus.DRAFT).exists():
        raise errors.RunNotDraft
