"""Hours from elsewhere: looked at without keeping anything, sent, and decided by somebody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit, chains
from core.privacy.retention import sweep
from events.services.placing import lock_volunteer
from events.services.telling import tell
from recognition import errors
from recognition.documents.credential import issuer_id
from recognition.enums import OutsideSource
from recognition.models import OutsideClaim, OutsideHours, TrustedIssuer
from recognition.outside import (
    Read,
    Record,
    Row,
    Status,
    fingerprint_of,
    is_holder,
    issuer_of,
    picture_without_traces,
    read_record,
    read_rows,
)
from recognition.outside.records import is_token
from recognition.queries.outside import bars, is_of_host, judged
from recognition.services.certificates import withdraw_with_outside
from recognition.services.issuers import as_issuer, issuer_named
from volunteers.models import Volunteer

PICTURE_KEPT = timedelta(days=30)  # after the decision, so that somebody can ask how it was reached


@dataclass(frozen=True, slots=True)
class Reading:
    """What would be sent: the rows that can count and what is wrong with the others; a record's issuer with it."""

    read: Read
    issuer: TrustedIssuer | None = None
    record: Record | None = None

    @property
    def source(self) -> OutsideSource:
        """How it came."""
        return OutsideSource.TABLE if self.record is None else OutsideSource.SIGNED


def look_at(*, text: str, volunteer: Volunteer, now: datetime) -> Reading:
    """Say what a record or a table would give; nothing is kept.

    Raises what reading raises: a TableError or OutsideTooMuch for a table; for a record OutsideUnreadable,
    OutsideOwnRecord, OutsideIssuerUnknown, OutsideSignatureWrong, OutsideNotYet, OutsideExpired, OutsideWithdrawn,
    OutsideNotYours or OutsideRepeated.
    """
    if not is_token(text):
        read = read_rows(text, zone=settings.TIME_ZONE)
        return Reading(judged(volunteer, read, issuer="", now=now))
    identifier = issuer_of(text)
    if identifier == issuer_id():
        raise errors.OutsideOwnRecord
    issuer = issuer_named(identifier)
    if issuer is None:
        raise errors.OutsideIssuerUnknown(issuer=identifier[:80])
    record = read_record(text, as_issuer(issuer), now=now)
    user = volunteer.user
    if not is_holder(record.identities, email=user.email, phone=user.phone if user.phone_verified_at else None):
        raise errors.OutsideNotYours
    if _is_taken(issuer, record):
        raise errors.OutsideRepeated
    return Reading(judged(volunteer, Read(record.rows, ()), issuer=identifier, now=now), issuer, record)


def _is_taken(issuer: TrustedIssuer, record: Record) -> bool:
    same = OutsideClaim.objects.filter(issuer=issuer, credential=record.id)
    return same.exclude(is_approved=False).exists()


@transaction.atomic
def send_outside(
    *, volunteer: Volunteer, text: str, note: str, picture: bytes | None, actor: User | None, now: datetime
) -> OutsideClaim:
    """Ask for hours from elsewhere to be counted; only the rows that can count are sent, and nothing counts yet.

    A table needs a word and a picture. Raises as ``look_at``, and OutsideNothing, OutsideNoteMissing,
    OutsideEvidenceMissing, OutsidePictureUnreadable or OutsidePictureTooLarge.
    """
    lock_volunteer(volunteer)
    reading = look_at(text=text, volunteer=volunteer, now=now)
    if not reading.read.rows:
        raise errors.OutsideNothing
    seen = _evidence(reading, note, picture)
    rows = reading.read.rows
    status = reading.record.status if reading.record else None
    claim = OutsideClaim(
        volunteer=volunteer,
        source=reading.source,
        issuer=reading.issuer,
        credential=reading.record.id if reading.record else "",
        signed_name=reading.record.name if reading.record else "",
        status_address=status.address if status else "",
        status_place=status.place if status else None,
        withdrawn_as_of=reading.issuer.withdrawn_as_of if reading.issuer else None,
        rows=[row.kept for row in rows],
        minutes=reading.read.minutes,
        hosts=bars(host for row in rows for host in row.hosts),
        note=note.strip(),
        picture=seen,
        sent_by=actor.public_id if actor else None,
        sent_at=now,
    )
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as twice:
        raise errors.OutsideRepeated from twice
    audit.record("hours.sent_from_elsewhere", actor=actor, subject=claim, at=now, minutes=claim.minutes)
    return claim


def _evidence(reading: Reading, note: str, picture: bytes | None) -> bytes | None:
    """Return the picture drawn anew; a signed record needs none."""
    if reading.record is None:
        if not note.strip():
            raise errors.OutsideNoteMissing
        if not picture:
            raise errors.OutsideEvidenceMissing
    return picture_without_traces(picture) if picture else None


@transaction.atomic
def approve_outside(*, claim: OutsideClaim, words: str, actor: User | None, now: datetime) -> OutsideClaim:
    """Let hours from elsewhere count, apart from those of this site.

    1. The person's row is held. 2. The platform is still trusted and has not withdrawn the record; every row is judged
    again. 3. The claim is taken by an update that must change
    exactly one row. 4. The minutes are written to their own chain. ``actor`` is None for an operator's import. Raises
    OutsideNeedsOther, WordsMissing, OutsideNotVouched, OutsideWithdrawn, OutsideMoved, OutsideRepeated or
    AlreadyDecided; then nothing has changed.
    """
    _require_other(claim, actor)
    lock_volunteer(claim.volunteer)
    rows = [Row.of(kept) for kept in claim.rows]
    whose = claim.issuer.identifier if claim.issuer else ""
    if claim.decided_at is None:
        _require_genuine(claim)
        problems = judged(claim.volunteer, Read(tuple(rows), ()), issuer=whose, now=now, without=claim).problems
        if problems:
            raise errors.OutsideMoved(line=problems[0].line, reason=problems[0].reason)
    _decide(claim, is_approved=True, words=words, actor=actor, now=now)
    person = str(claim.volunteer.user.public_id)
    counted = [
        _hours(claim, row, row.minutes, actor, now, fingerprint_of(row, issuer=whose, person=person)) for row in rows
    ]
    try:
        with transaction.atomic():
            chains.append_all(counted)
    except IntegrityError as twice:
        raise errors.OutsideRepeated from twice
    audit.record("hours.approved_from_elsewhere", actor=actor, subject=claim, at=now, minutes=claim.minutes)
    _tell(claim, now)
    return claim


def _require_genuine(claim: OutsideClaim) -> None:
    """Refuse a signed record that would no longer be taken: much can happen while a claim waits."""
    if claim.issuer is None:
        return
    known = issuer_named(claim.issuer.identifier)
    if known is None:
        raise errors.OutsideNotVouched(issuer=claim.issuer.name)
    status = Status(claim.status_address, claim.status_place) if claim.status_place is not None else None
    if as_issuer(known).has_withdrawn(status):
        raise errors.OutsideWithdrawn


@transaction.atomic
def refuse_outside(*, claim: OutsideClaim, words: str, actor: User, now: datetime) -> OutsideClaim:
    """Say no. Raises OutsideNeedsOther, WordsMissing or AlreadyDecided."""
    _require_other(claim, actor)
    _decide(claim, is_approved=False, words=words, actor=actor, now=now)
    audit.record("hours.refused_from_elsewhere", actor=actor, subject=claim, at=now)
    _tell(claim, now)
    return claim


@transaction.atomic
def take_back_outside(*, claim: OutsideClaim, words: str, actor: User, now: datetime) -> OutsideClaim:
    """Let approved hours count no more: a row of the other sign follows each, and papers that show them are withdrawn.

    Raises OutsideNeedsOther, WordsMissing or AlreadyDecided.
    """
    _require_other(claim, actor)
    if not words.strip():
        raise errors.WordsMissing
    lock_volunteer(claim.volunteer)
    standing = OutsideClaim.objects.filter(pk=claim.pk, is_approved=True, taken_back_at=None)
    if standing.update(taken_back_at=now, decision=words.strip(), decided_by=actor.public_id, updated_at=now) != 1:
        raise errors.AlreadyDecided
    claim.refresh_from_db()
    counted = list(OutsideHours.objects.filter(claim=claim.public_id, minutes__gt=0).order_by("pk"))
    rows = [Row.of(kept) for kept in claim.rows]
    chains.append_all(
        [_hours(claim, row, -row.minutes, actor, now, one.fingerprint) for row, one in zip(rows, counted, strict=True)]
    )
    withdraw_with_outside(volunteer=claim.volunteer, now=now)
    audit.record("hours.taken_back_from_elsewhere", actor=actor, subject=claim, at=now, minutes=claim.minutes)
    _tell(claim, now)
    return claim


@transaction.atomic
def note_read(*, claim: OutsideClaim, actor: User, now: datetime, what: str = "name") -> None:
    """Write down that somebody who decides was shown a person's name or picture."""
    person = claim.volunteer.user
    audit.record_look(what, viewer=actor, role="reviewer", person=person, purpose="hours", about=claim, at=now)


@sweep("pictures of hours from elsewhere")
@transaction.atomic
def forget_pictures(now: datetime, dry: bool = False) -> int:
    """Empty pictures a month after the decision; return how many there were."""
    old = OutsideClaim.objects.filter(picture__isnull=False, decided_at__lte=now - PICTURE_KEPT)
    if dry:
        return old.count()
    found = list(old.only("pk", "public_id"))
    OutsideClaim.objects.filter(pk__in=[claim.pk for claim in found]).update(picture=None)
    audit.record_all("hours.picture_forgotten", actor=None, subjects=found, at=now)
    return len(found)


def _hours(
    claim: OutsideClaim, row: Row, minutes: int, actor: User | None, now: datetime, fingerprint: str
) -> OutsideHours:
    return OutsideHours(
        volunteer=claim.volunteer,
        claim=claim.public_id,
        source=claim.source,
        issuer=claim.issuer.identifier if claim.issuer else "",
        fingerprint=fingerprint,
        worked_on=row.worked_on,
        minutes=minutes,
        cause=row.cause,
        organisation=row.organisation,
        bin=row.bin,
        evidence=row.evidence,
        since=row.since,
        until=row.until,
        approver=_id_of(actor),
        recorded_at=now,
    )


def _decide(claim: OutsideClaim, *, is_approved: bool, words: str, actor: User | None, now: datetime) -> None:
    if not words.strip():
        raise errors.WordsMissing
    decision = {"is_approved": is_approved, "decision": words.strip(), "decided_by": _id_of(actor), "decided_at": now}
    if OutsideClaim.objects.filter(pk=claim.pk, decided_at=None).update(**decision, updated_at=now) != 1:
        raise errors.AlreadyDecided
    claim.refresh_from_db()


def _require_other(claim: OutsideClaim, actor: User | None) -> None:
    if actor is None:
        return
    if actor.pk == claim.volunteer.user_id or actor.public_id == claim.sent_by or is_of_host(actor, claim):
        raise errors.OutsideNeedsOther


def _tell(claim: OutsideClaim, now: datetime) -> None:
    key = f"{claim.public_id}:{'back' if claim.taken_back_at else 'decided'}"
    tell("hours.outside_decided", [claim.volunteer.user], key=key, now=now, claim_id=claim.pk)


def _id_of(actor: User | None) -> UUID | None:
    return actor.public_id if actor else None
