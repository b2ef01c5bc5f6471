"""Reports: sent by anybody, handled by people outside the organisation they are about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import User
from core import audit, limits, outbox
from events import errors, exports
from events.enums import HANDLED_CONCERNS, WAITING_CONCERNS, ConcernKind, ConcernStatus
from events.models import Concern
from events.queries import concerns as queries
from events.queries.concerns import ConcernSubject
from events.validators import receipt_hash, write_receipt


@dataclass(frozen=True, slots=True)
class NewConcern:
    """What somebody reports. ``reporter`` is set only for somebody who asked to be named.

    ``token`` is made when the form is shown: the same words sent twice with it are one report.
    """

    kind: ConcernKind
    text: str
    language: str
    token: str
    subject: ConcernSubject = field(default_factory=ConcernSubject)
    where_from: str = ""
    contact: str = ""
    reporter: User | None = None


@transaction.atomic
def report_concern(*, report: NewConcern, counted: tuple[str, str], now: datetime) -> str:
    """Keep a report and tell the people who handle it; return the code with which its sender asks for the answer.

    The row is the truth: it is kept whether or not a message can be sent. ``counted`` is a limit and whoever is
    counted. Raises ConcernTextMissing or TooMany.
    """
    text = report.text.strip()
    if not text:
        raise errors.ConcernTextMissing
    code = _receipt(report)
    if queries.concern_with_hash(receipt_hash(code)):
        return code
    limits.take(*counted, now=now)
    concern = Concern.objects.create(
        receipt_hash=receipt_hash(code),
        kind=report.kind,
        text=text,
        organisation=report.subject.organisation,
        opportunity=report.subject.opportunity,
        shift=report.subject.shift,
        where_from=report.where_from,
        reporter=report.reporter,
        contact=report.contact.strip(),
        language=report.language,
        reported_at=now,
    )
    audit.record("concern.reported", actor=report.reporter, subject=concern, at=now)
    _tell(queries.first_recipients(concern.organisation), concern, "first", now)
    return code


def _receipt(report: NewConcern) -> str:
    words = "\n".join((report.token, report.kind, report.text.strip(), report.contact.strip()))
    return write_receipt(int.from_bytes(salted_hmac("events.concern", words, algorithm="sha256").digest()))


def _tell(people: Sequence[User], concern: Concern, stage: str, now: datetime) -> None:
    for person in people:
        outbox.put(
            "concerns.notify",
            key=f"message:{concern.public_id}:{stage}:{person.pk}",
            due_at=now,
            user_id=person.pk,
            concern_id=concern.pk,
        )


@transaction.atomic
def read_concern(*, concern: Concern, actor: User, now: datetime) -> Concern:
    """Write down that somebody reads a report, and for a named reporter that her data was shown."""
    audit.record("concern.read", actor=actor, subject=concern, at=now)
    _look(concern, actor, now)
    return concern


@transaction.atomic
def export_concern(*, concern: Concern, actor: User, now: datetime) -> dict[str, object]:
    """Return everything about a report for an authority, and write down who took it out."""
    audit.record("concern.exported", actor=actor, subject=concern, at=now)
    _look(concern, actor, now)
    return exports.concern_record(concern)


def _look(concern: Concern, actor: User, now: datetime) -> None:
    if concern.reporter is not None:
        audit.record_look(
            "concern",
            viewer=actor,
            role="staff" if actor.is_staff else "safeguarding",
            person=concern.reporter,
            purpose="concern",
            about=concern,
            at=now,
        )


@transaction.atomic
def take_concern(*, concern: Concern, actor: User, now: datetime) -> None:
    """Become responsible for a report: one that waits, or one whose officer did not answer in time.

    Raises ConcernTaken.
    """
    free = Q(status__in=WAITING_CONCERNS) | Q(status=ConcernStatus.TAKEN, unanswered_escalated_at__isnull=False)
    waiting = Concern.objects.filter(free, pk=concern.pk).exclude(status=ConcernStatus.TAKEN, taken_by=actor)
    if waiting.update(status=ConcernStatus.TAKEN, taken_by=actor, taken_at=now, updated_at=now) != 1:
        raise errors.ConcernTaken
    audit.record("concern.taken", actor=actor, subject=concern, at=now)


@transaction.atomic
def answer_concern(*, concern: Concern, words: str, actor: User, now: datetime) -> None:
    """Answer the reporter, who reads it with the code; a second answer takes the place of the first.

    Raises ConcernWordsMissing or ConcernNotTaken.
    """
    answer = _words(words)
    handled = Concern.objects.filter(pk=concern.pk, status__in=HANDLED_CONCERNS)
    if handled.update(status=ConcernStatus.ANSWERED, answer=answer, answered_at=now, updated_at=now) != 1:
        raise errors.ConcernNotTaken
    audit.record("concern.answered", actor=actor, subject=concern, at=now)


@transaction.atomic
def close_concern(*, concern: Concern, words: str, actor: User, now: datetime) -> None:
    """End a report with its outcome, which only officers read. Raises ConcernWordsMissing or ConcernNotTaken."""
    outcome = _words(words)
    handled = Concern.objects.filter(pk=concern.pk, status__in=HANDLED_CONCERNS)
    if handled.update(status=ConcernStatus.CLOSED, outcome=outcome, closed_at=now, updated_at=now) != 1:
        raise errors.ConcernNotTaken
    audit.record("concern.closed", actor=actor, subject=concern, at=now)


def _words(words: str) -> str:
    if not words.strip():
        raise errors.ConcernWordsMissing
    return words.strip()


def escalate_concerns(*, now: datetime) -> int:
    """Tell a wider circle of reports that nobody took in an hour or answered in a day, once each; return how many."""
    untaken = [_escalate(concern, "untaken", now) for concern in queries.untaken_concerns(now)]
    unanswered = [_escalate(concern, "unanswered", now) for concern in queries.unanswered_concerns(now)]
    return sum(untaken) + sum(unanswered)


@transaction.atomic
def _escalate(concern: Concern, stage: str, now: datetime) -> bool:
    """Escalate one report unless another process does it or somebody took or answered it just now."""
    due = queries.untaken_concerns(now) if stage == "untaken" else queries.unanswered_concerns(now)
    change: dict[str, object] = {f"{stage}_escalated_at": now, "updated_at": now}
    if concern.status == ConcernStatus.NEW:
        change["status"] = ConcernStatus.ESCALATED
    if due.filter(pk=concern.pk, status=concern.status).update(**change) != 1:
        return False
    audit.record("concern.escalated", actor=None, subject=concern, at=now, stage=stage)
    _tell(queries.wider_recipients(concern.organisation), concern, stage, now)
    return True
