"""Nominations for awards: proposed with evidence, agreed to by the person, withdrawn by either side."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from events.services.looking import SAME_LOOK
from events.services.telling import tell
from ngos.models import Organisation
from ngos.queries import members_of
from recognition import errors
from recognition.enums import OPEN_NOMINATIONS, NominationState
from recognition.fraud.rules import rules_on
from recognition.merits import Round, open_round
from recognition.models import Nomination
from recognition.queries.merits import is_opted_out
from recognition.queries.nominations import nominations_of, proof_of_work
from volunteers.models import Volunteer


@transaction.atomic
def nominate(
    *, organisation: Organisation, volunteer: Volunteer, category: str, reason: str, actor: User, now: datetime
) -> Nomination:
    """Propose somebody for the open round, with what the ledger has of her at the organisation now; she is asked.

    Nobody outside sees it before she agreed. Raises RoundClosed, CategoryUnknown, WordsMissing, OwnNomination,
    NomineeTooYoung, NomineeNotAsked, NothingToNominate or AlreadyNominated.
    """
    current = _open_round(now)
    if category not in current.categories:
        raise errors.CategoryUnknown
    if not reason.strip():
        raise errors.WordsMissing
    _require_nominee(volunteer, actor, now)
    proof = proof_of_work(volunteer, organisation)
    if proof is None:
        raise errors.NothingToNominate
    try:
        with transaction.atomic():
            made = Nomination.objects.create(
                round=current.code,
                category=category,
                organisation=organisation,
                volunteer=volunteer,
                reason=reason.strip(),
                proposed_by=actor.public_id,
                proposed_at=now,
                **asdict(proof),
            )
    except IntegrityError as twice:
        raise errors.AlreadyNominated from twice
    audit.record("award.nominated", actor=actor, subject=made, at=now, minutes=made.minutes)
    tell("awards.nominated", [volunteer.user], key=str(made.public_id), now=now, nomination_id=made.pk)
    return made


@transaction.atomic
def answer_nomination(*, nomination: Nomination, agrees: bool, actor: User, now: datetime) -> Nomination:
    """Agree to stand, or say no, while the round is open.

    Raises RoundClosed, NomineeTooYoung or NominationMoved.
    """
    current = _open_round(now)
    if current.code != nomination.round:
        raise errors.RoundClosed
    _require_adult(nomination.volunteer, now)
    state = NominationState.AGREED if agrees else NominationState.DECLINED
    _move(nomination, {NominationState.ASKED}, state, now)
    audit.record("award.agreed" if agrees else "award.declined", actor=actor, subject=nomination, at=now)
    _tell_host(nomination, now)
    return nomination


@transaction.atomic
def withdraw_nomination(*, nomination: Nomination, actor: User, now: datetime) -> Nomination:
    """Step back after having agreed, at any time. Raises NominationMoved."""
    _withdraw(nomination, {NominationState.AGREED}, actor, now)
    return nomination


@transaction.atomic
def withdraw_every_nomination(*, volunteer: Volunteer, actor: User, now: datetime) -> None:
    """Step back from whatever is open, answered or not."""
    for nomination in nominations_of(volunteer).filter(state__in=OPEN_NOMINATIONS):
        _withdraw(nomination, set(OPEN_NOMINATIONS), actor, now)


@transaction.atomic
def take_nomination_back(*, nomination: Nomination, actor: User, now: datetime) -> Nomination:
    """Take a nomination back for the organisation, answered or not; the person is told. Raises NominationMoved."""
    _move(nomination, set(OPEN_NOMINATIONS), NominationState.TAKEN_BACK, now)
    audit.record("award.taken_back", actor=actor, subject=nomination, at=now)
    person = nomination.volunteer.user
    tell("awards.taken_back", [person], key=str(nomination.public_id), now=now, nomination_id=nomination.pk)
    return nomination


def _open_round(now: datetime) -> Round:
    found = open_round(local_day(now))
    if found is None:
        raise errors.RoundClosed
    return found


def _require_nominee(volunteer: Volunteer, actor: User, now: datetime) -> None:
    if volunteer.user_id == actor.pk:
        raise errors.OwnNomination
    _require_adult(volunteer, now)
    # Held, so that whoever wants no awards at this moment is not asked a moment later.
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    if is_opted_out(volunteer):
        raise errors.NomineeNotAsked


def _require_adult(volunteer: Volunteer, now: datetime) -> None:
    day = local_day(now)
    if volunteer.age_on(day) < rules_on(day).adult_age:
        raise errors.NomineeTooYoung


def _move(nomination: Nomination, before: set[NominationState], after: NominationState, now: datetime) -> None:
    waiting = Nomination.objects.filter(pk=nomination.pk, state__in=before)
    if waiting.update(state=after, moved_at=now, updated_at=now) != 1:
        raise errors.NominationMoved
    nomination.refresh_from_db(fields=["state", "moved_at"])


def _withdraw(nomination: Nomination, before: set[NominationState], actor: User, now: datetime) -> None:
    _move(nomination, before, NominationState.WITHDRAWN, now)
    audit.record("award.withdrawn", actor=actor, subject=nomination, at=now)
    _tell_host(nomination, now)


def _tell_host(nomination: Nomination, now: datetime) -> None:
    """Tell the organisation what the person said."""
    people = [membership.user for membership in members_of(nomination.organisation) if membership.user.is_active]
    key = f"{nomination.public_id}:{nomination.state}"
    tell("awards.answered", people, key=key, now=now, nomination_id=nomination.pk, state=nomination.state)


@transaction.atomic
def note_nominations_read(*, found: Sequence[Nomination], viewer: User, every_time: bool, now: datetime) -> None:
    """Write that a reviewer was shown nominations; a page opened again within the hour is one look, a file is not."""
    people = {one.volunteer.user.public_id: one.volunteer.user for one in found}
    if not every_time:
        lately = audit.looks_by(viewer, what=["nomination"], since=now - SAME_LOOK).filter(person__in=people)
        for person in set(lately.values_list("person", flat=True)):
            del people[person]
    audit.record_looks(
        "nomination", viewer=viewer, role="reviewer", people=[*people.values()], purpose="award", at=now
    )
