"""Exceptions to gates that allow one: somebody asks with a reason, somebody else decides with a reason."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries import officers_for
from core import audit
from events import errors
from events.eligibility import OVERRIDABLE_GATES, Gate
from events.models import GateOverride, ShiftRole
from events.queries import gates_to_open, judge
from events.services.placing import require_open
from events.services.telling import coordinators_of, tell
from volunteers.models import Volunteer


@transaction.atomic
def ask_override(
    *, role: ShiftRole, volunteer: Volunteer, gate: Gate, reason: str, actor: User, now: datetime
) -> GateOverride:
    """Ask that one person be let through one gate of one role.

    Raises GateHasNoOverride for a gate of the law, and where such a gate is closed as well: an exception would not
    help. Raises ShiftNotOpen, ShiftStarted, ReasonMissing, GateNotClosed or OverrideWaiting.
    """
    require_open(role.shift, now)
    closed = judge(role, volunteer).gates
    if gate not in OVERRIDABLE_GATES or not OVERRIDABLE_GATES.issuperset(set(closed) - {Gate.GUARDIAN_CONSENT}):
        raise errors.GateHasNoOverride
    if gate not in closed:
        raise errors.GateNotClosed
    try:
        with transaction.atomic():
            override = GateOverride.objects.create(
                role=role,
                volunteer=volunteer,
                gate=gate,
                reason=_words(reason),
                asked_by=actor.public_id,
                asked_at=now,
            )
    except IntegrityError as clash:
        raise errors.OverrideWaiting from clash
    audit.record("override.asked", actor=actor, subject=override, at=now, gate=gate.value)
    people = [one for one in _deciders(override) if one.public_id not in (actor.public_id, volunteer.user.public_id)]
    tell("overrides.asked", people, key=str(override.public_id), now=now, override_id=override.pk)
    return override


def _deciders(override: GateOverride) -> list[User]:
    """Return who may decide: about lesson time an officer where the person lives, else who acts for the host."""
    if override.gate == Gate.SCHOOL_HOURS:
        return officers_for(override.volunteer.home)
    return coordinators_of(override.role.shift.opportunity)


@transaction.atomic
def ask_to_let_in(
    *, role: ShiftRole, volunteer: Volunteer | None, reason: str, actor: User, now: datetime
) -> list[GateOverride]:
    """Ask for every gate that keeps a person out and has an exception, one question each.

    Raises NobodyToLetIn alike when there is no such person, nothing keeps her out, or the law does: whoever asks by
    address learns nothing about people who cannot be let in. Raises ShiftNotOpen, ShiftStarted, ReasonMissing or
    OverrideWaiting.
    """
    require_open(role.shift, now)
    gates = gates_to_open(role, volunteer) if volunteer else []
    if not gates or volunteer is None:
        raise errors.NobodyToLetIn
    return [
        ask_override(role=role, volunteer=volunteer, gate=gate, reason=reason, actor=actor, now=now) for gate in gates
    ]


@transaction.atomic
def decide_override(
    *, override: GateOverride, is_granted: bool, reason: str, actor: User, now: datetime
) -> GateOverride:
    """Grant or refuse once, as a second person: neither the one who asked nor the one it is for.

    The person and whoever asked are told. Raises GateHasNoOverride, OverrideNeedsSecondPerson, ReasonMissing,
    OverrideDecided, and for a grant ShiftNotOpen or ShiftStarted.
    """
    if override.gate not in OVERRIDABLE_GATES:
        raise errors.GateHasNoOverride
    if actor.public_id in (override.asked_by, override.volunteer.user.public_id):
        raise errors.OverrideNeedsSecondPerson
    if is_granted:
        require_open(override.role.shift, now)
    waiting = GateOverride.objects.filter(pk=override.pk, decided_at__isnull=True)
    decided = waiting.update(
        decided_by=actor.public_id,
        decided_at=now,
        is_granted=is_granted,
        decision_reason=_words(reason),
        updated_at=now,
    )
    if decided != 1:
        raise errors.OverrideDecided
    override.refresh_from_db(fields=["decided_by", "decided_at", "is_granted", "decision_reason", "updated_at"])
    audit.record("override.decided", actor=actor, subject=override, at=now, gate=override.gate, granted=is_granted)
    people = {override.volunteer.user, *User.objects.filter(public_id=override.asked_by)}
    tell("overrides.decided", people, key=str(override.public_id), now=now, override_id=override.pk)
    return override


def _words(reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise errors.ReasonMissing
    return words
