"""Clearances: an officer writes down that a paper was seen. The paper itself, and its number, are never kept."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from core import audit, outbox
from volunteers import errors
from volunteers.models import Clearance, Volunteer
from volunteers.queries import clearances_of, ending_clearances
from volunteers.validators import check_clearance, clearance_rule, latest_end, plain_number

NUMBER_PURPOSE = "volunteers.clearance.number"
RENEWAL_DAYS = (7, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClearance:
    """What an officer read on a paper; without ``valid_until`` it counts as long as its kind may."""

    kind: str
    issued_on: date
    valid_until: date | None = None
    number: str = field(default="", repr=False)
    issuer: str = ""


@transaction.atomic
def record_clearance(*, volunteer: Volunteer, seen: SeenClearance, actor: User, now: datetime) -> Clearance:
    """Write down that a paper was seen, as somebody who is not the person herself.

    Of the number only a keyed hash is kept, by which the same paper is known again when it is shown for somebody
    else. Raises OwnClearance, ClearanceFromFuture, ClearanceTooOld, ClearanceEndsBeforeIssue, ClearanceTooLong,
    ClearanceOver, ClearanceNumberMissing or ClearanceNumberTaken.
    """
    _require_other(volunteer, actor)
    valid_until = seen.valid_until or latest_end(seen.kind, seen.issued_on)
    check_clearance(kind=seen.kind, issued_on=seen.issued_on, valid_until=valid_until, today=timezone.localdate(now))
    clearance = Clearance.objects.create(
        volunteer=volunteer,
        kind=seen.kind,
        issued_on=seen.issued_on,
        valid_until=valid_until,
        number_hash=_number_hash(volunteer, seen),
        issuer=" ".join(seen.issuer.split()),
        checked_by=actor.public_id,
        checked_at=now,
    )
    audit.record("clearance.recorded", actor=actor, subject=clearance, at=now, kind=seen.kind)
    return clearance


@transaction.atomic
def renew_clearance(*, clearance: Clearance, seen: SeenClearance, actor: User, now: datetime) -> Clearance:
    """Write down that a new paper of the same kind was seen; the old line stays. Raises as record_clearance."""
    renewed = SeenClearance(
        kind=clearance.kind,
        issued_on=seen.issued_on,
        valid_until=seen.valid_until,
        number=seen.number,
        issuer=seen.issuer,
    )
    return record_clearance(volunteer=clearance.volunteer, seen=renewed, actor=actor, now=now)


@transaction.atomic
def revoke_clearance(*, clearance: Clearance, reason: str, actor: User, now: datetime) -> Clearance:
    """End a clearance from this moment on. Raises OwnClearance, RevocationReasonMissing or ClearanceRevoked.

    ``events.services.clearances.revoke_clearance`` also takes the person off the shifts that needed it.
    """
    _require_other(clearance.volunteer, actor)
    words = " ".join(reason.split())
    if not words:
        raise errors.RevocationReasonMissing
    standing = Clearance.objects.filter(pk=clearance.pk, revoked_at__isnull=True)
    if standing.update(revoked_at=now, revoked_by=actor.public_id, revoke_reason=words, updated_at=now) != 1:
        raise errors.ClearanceRevoked
    clearance.refresh_from_db()
    audit.record("clearance.revoked", actor=actor, subject=clearance, at=now, kind=clearance.kind)
    outbox.put(
        "volunteers.clearance_revoked",
        key=f"volunteers.clearance_revoked:{clearance.public_id}",
        due_at=now,
        clearance_id=clearance.pk,
    )
    return clearance


@transaction.atomic
def look_at_clearances(*, volunteer: Volunteer, viewer: User, role: str, now: datetime) -> list[Clearance]:
    """Return a person's clearances, newest first, and write down who looked."""
    audit.record_look(
        "clearance", viewer=viewer, role=role, person=volunteer.user, purpose="vetting", about=volunteer, at=now
    )
    return list(clearances_of(volunteer))


@transaction.atomic
def ask_renewals(*, now: datetime) -> None:
    """Ask for a new paper 60, 30 and 7 days before one ends.

    Each step of each clearance is asked once, however often this runs: the key of the letter says which. A day on
    which nothing ran is made up for the day after. Nothing is asked where a newer clearance of the kind counts longer.
    """
    today = timezone.localdate(now)
    for clearance in ending_clearances(after=today, until=today + timedelta(days=max(RENEWAL_DAYS))):
        left = (clearance.valid_until - today).days
        step = next(days for days in RENEWAL_DAYS if left <= days)
        key = f"volunteers.renewal:{clearance.public_id}:{step}"
        outbox.put("volunteers.renewal", key=key, due_at=now, clearance_id=clearance.pk)


def _require_other(volunteer: Volunteer, actor: User) -> None:
    if volunteer.user_id == actor.pk:
        raise errors.OwnClearance


def _number_hash(volunteer: Volunteer, seen: SeenClearance) -> str:
    """Return the keyed hash of the number. Raises ClearanceNumberMissing or ClearanceNumberTaken."""
    number = plain_number(seen.number)
    if not number:
        if clearance_rule(seen.kind, on=seen.issued_on).needs_number:
            raise errors.ClearanceNumberMissing
        return ""
    found = salted_hmac(NUMBER_PURPOSE, f"{seen.kind}:{number}", algorithm="sha256").hexdigest()
    if Clearance.objects.filter(number_hash=found).exclude(volunteer=volunteer).exists():
        raise errors.ClearanceNumberTaken
    return found
