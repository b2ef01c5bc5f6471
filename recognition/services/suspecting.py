"""Doubts about hours that stand: written down every night, decided by a reviewer."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core import audit
from events.models import SignUp
from events.services.telling import tell
from recognition import errors
from recognition.enums import SuspicionStatus
from recognition.fraud import Finding, detect, rules_on
from recognition.models import LedgerEntry, Suspected, Suspicion
from recognition.queries.plausibility import registry
from recognition.services.crediting import reverse

SUBJECT_LENGTH = 120
BATCH = 1_000


def suspect(*, now: datetime) -> int:
    """Judge the ledger and write down what is doubtful, and impossible hours that came in some other way.

    Running twice writes nothing twice: a doubt that is open is brought up to date, and hours about which somebody has
    decided are not doubted for the same reason again. Returns how many doubts are new.
    """
    known = registry(now=now)
    rules = rules_on(now.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    decided: dict[str, set[int]] = {}
    settled = Suspected.objects.exclude(suspicion__status=SuspicionStatus.OPEN)
    for pattern, signup in settled.values_list("suspicion__pattern", "signup_id"):
        decided.setdefault(pattern, set()).add(signup)
    organisation_of = {credit.id: known.works[credit.work].organisation for credit in known.credits}
    new = 0
    for finding in detect(known, rules).findings:
        signups = set(finding.credits) - decided.get(finding.pattern.value, set())
        if signups:
            new += _note(finding, signups, organisation_of[min(signups)], rules.version, now)
    return new


@transaction.atomic
def _note(finding: Finding, signups: Iterable[int], organisation: int, version: str, now: datetime) -> bool:
    """Write or renew one doubt; say whether it is new."""
    doubt, is_new = Suspicion.objects.update_or_create(
        pattern=finding.pattern.value,
        subject=_short(finding.subject),
        status=SuspicionStatus.OPEN,
        defaults={"score": finding.score, "facts": dict(finding.facts), "rules_version": version},
        create_defaults={
            "score": finding.score,
            "facts": dict(finding.facts),
            "rules_version": version,
            "organisation_id": organisation,
            "found_at": now,
        },
    )
    rows = [Suspected(suspicion=doubt, signup_id=signup) for signup in sorted(signups)]
    Suspected.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return is_new


def _short(subject: str) -> str:
    """Keep a subject within its column; a long one is known by its digest."""
    if len(subject) <= SUBJECT_LENGTH:
        return subject
    return f"{subject[:50]}:{sha256(subject.encode()).hexdigest()}"


@transaction.atomic
def decide_suspicion(*, suspicion: Suspicion, is_upheld: bool, reason: str, reviewer: User, now: datetime) -> int:
    """Clear a doubt, or uphold it and take back all hours it is about with the reason; both only once.

    A question of a coordinator that is cleared lets the hours in, one that is upheld leaves them out. The row is
    claimed by an update, so two reviewers cannot both decide. Returns how many entries were taken back. Raises
    DecisionReasonMissing, OwnDoubt or AlreadyDecided.
    """
    words = reason.strip()
    if not words:
        raise errors.DecisionReasonMissing
    _require_stranger(suspicion, reviewer)
    status = SuspicionStatus.UPHELD if is_upheld else SuspicionStatus.CLEARED
    claimed = Suspicion.objects.filter(pk=suspicion.pk, status=SuspicionStatus.OPEN).update(
        status=status, decided_by=reviewer.public_id, decided_at=now, reason=words
    )
    if claimed != 1:
        raise errors.AlreadyDecided
    suspicion.refresh_from_db()
    audit.record(f"suspicion.{status.value}", actor=reviewer, subject=suspicion, at=now, pattern=suspicion.pattern)
    entries = list(_entries(suspicion)) if is_upheld else []
    for entry in entries:
        reverse(entry=entry, reason=words, actor=reviewer, now=now)
    _tell_asker(suspicion, now)
    return len(entries)


def _tell_asker(suspicion: Suspicion, now: datetime) -> None:
    """Tell the coordinator who asked, if one did and is still here."""
    asked = User.objects.filter(public_id=suspicion.asked_by, is_active=True) if suspicion.asked_by else ()
    tell("hours.question_decided", asked, key=str(suspicion.public_id), now=now, suspicion_id=suspicion.pk)


def _entries(suspicion: Suspicion) -> QuerySet[LedgerEntry]:
    concerned = LedgerEntry.objects.standing().filter(attendance__signup__suspected__suspicion=suspicion)
    return concerned.select_related("attendance", "volunteer__user").order_by("pk")


def _require_stranger(suspicion: Suspicion, reviewer: User) -> None:
    """Refuse a reviewer who asked, received or approved any of the hours."""
    is_hers = SignUp.objects.filter(suspected__suspicion=suspicion, volunteer__user=reviewer).exists()
    if is_hers or _entries(suspicion).filter(actor=reviewer).exists() or suspicion.asked_by == reviewer.public_id:
        raise errors.OwnDoubt
