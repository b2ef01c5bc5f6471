"""Writes of documents about hours: issued once, never changed, withdrawn at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import audit
from events.services.telling import tell
from ngos.models import Organisation
from recognition import errors
from recognition.enums import Detail, PaperKind, WithdrawnBy
from recognition.models import Certificate
from recognition.queries.certificates import (
    OUTSIDE,
    Period,
    Totals,
    first_and_last_day,
    is_overstated,
    standing_over,
    totals_of,
)
from recognition.queries.outside import outside_minutes
from recognition.services.keys import current_key
from recognition.validators import new_code
from volunteers.models import Volunteer

VALID_DAYS = {"month": 31, "year": 366, "years_5": 5 * 366}
LETTER_VALID = "years_5"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants a document to be; ``valid_for`` is a key of ``VALID_DAYS``.

    ``with_outside`` adds a line of its own for hours from elsewhere; the total stays what was confirmed here.
    """

    first_on: date
    last_on: date
    language: str
    detail: Detail = Detail.TOTAL
    kind: PaperKind = PaperKind.CERTIFICATE
    valid_for: str = "year"
    with_outside: bool = False


@transaction.atomic
def issue_certificate(*, volunteer: Volunteer, wish: Wish, actor: User, now: datetime) -> Certificate:
    """Freeze what the ledger says of a period under a new code. A book shows every shift.

    Raises PeriodImpossible or NothingToCertify.
    """
    period = Period(wish.first_on, wish.last_on)
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if period.first_on > period.last_on or period.last_on > today:
        raise errors.PeriodImpossible
    detail = Detail.SHIFTS if wish.kind == PaperKind.BOOK else wish.detail
    _lock(volunteer)
    totals = totals_of(volunteer, period, detail=detail)
    if totals.minutes <= 0:
        raise errors.NothingToCertify
    paper = _paper(volunteer, period, totals, language=wish.language, valid_for=wish.valid_for, now=now)
    paper.kind, paper.detail = wish.kind, detail
    elsewhere = outside_minutes(volunteer, period.first_on, period.last_on) if wish.with_outside else 0
    if elsewhere > 0:
        paper.lines = [*paper.lines, {"what": OUTSIDE, "minutes": elsewhere}]
    return _issue(paper, actor, now)


@transaction.atomic
def write_letter(
    *, organisation: Organisation, volunteer: Volunteer, text: str, language: str, actor: User, now: datetime
) -> Certificate:
    """Recommend somebody in the coordinator's own words, beside the hours at the organisation.

    Raises OwnLetter, LetterEmpty or NothingToCertify.
    """
    if volunteer.user_id == actor.pk:
        raise errors.OwnLetter
    words = text.strip()
    if not words:
        raise errors.LetterEmpty
    _lock(volunteer)
    period = first_and_last_day(volunteer, organisation)
    if period is None:
        raise errors.NothingToCertify
    totals = totals_of(volunteer, period, detail=Detail.TOTAL, organisation=organisation)
    if totals.minutes <= 0:
        raise errors.NothingToCertify
    paper = _paper(volunteer, period, totals, language=language, valid_for=LETTER_VALID, now=now)
    paper.kind, paper.detail = PaperKind.LETTER, Detail.TOTAL
    paper.organisation, paper.author, paper.text = organisation, actor, words
    letter = _issue(paper, actor, now)
    tell("certificates.letter_written", [volunteer.user], key=str(letter.pk), now=now, certificate_id=letter.pk)
    return letter


@transaction.atomic
def withdraw_certificate(*, certificate: Certificate, actor: User, by: WithdrawnBy, now: datetime) -> Certificate:
    """Make a document say nothing from now on; it cannot be taken back. Raises AlreadyWithdrawn."""
    if not _withdraw(certificate, by, now):
        raise errors.AlreadyWithdrawn
    audit.record("certificate.withdrawn", actor=actor, subject=certificate, at=now)
    return certificate


@transaction.atomic
def withdraw_overstated(*, volunteer: Volunteer, day: date, now: datetime) -> int:
    """Withdraw what shows more hours than there are, after some of that day were taken back; return how many.

    Part of the transaction that takes them back: the lock lets no document be issued from the old total meanwhile.
    """
    _lock(volunteer)
    count = 0
    for certificate in standing_over(volunteer, day):
        if is_overstated(certificate) and _withdraw(certificate, WithdrawnBy.CHANGED, now):
            audit.record("certificate.withdrawn", actor=None, subject=certificate, at=now)
            count += 1
    return count


@transaction.atomic
def withdraw_with_outside(*, volunteer: Volunteer, now: datetime) -> int:
    """Withdraw what shows more hours from elsewhere than there are, after some were taken back; return how many."""
    _lock(volunteer)
    count = 0
    for certificate in Certificate.objects.filter(volunteer=volunteer, withdrawn_at__isnull=True):
        shown = sum(line["minutes"] for line in certificate.lines if line.get("what") == OUTSIDE)
        if shown <= 0 or shown <= outside_minutes(volunteer, certificate.first_on, certificate.last_on):
            continue
        if _withdraw(certificate, WithdrawnBy.CHANGED, now):
            audit.record("certificate.withdrawn", actor=None, subject=certificate, at=now)
            count += 1
    return count


def _withdraw(certificate: Certificate, by: WithdrawnBy, now: datetime) -> bool:
    standing = Certificate.objects.filter(pk=certificate.pk, withdrawn_at__isnull=True)
    if standing.update(withdrawn_at=now, withdrawn_by=by) != 1:
        return False
    certificate.withdrawn_at, certificate.withdrawn_by = now, by
    return True


def _paper(
    volunteer: Volunteer, period: Period, totals: Totals, *, language: str, valid_for: str, now: datetime
) -> Certificate:
    return Certificate(
        volunteer=volunteer,
        code=new_code(),
        language=language,
        name=volunteer.user.full_name,
        first_on=period.first_on,
        last_on=period.last_on,
        minutes=totals.minutes,
        lines=totals.lines,
        issued_at=now,
        expires_at=now + timedelta(days=VALID_DAYS[valid_for]),
    )


@transaction.atomic
def issue_frozen(
    *,
    volunteer: Volunteer,
    period: Period,
    totals: Totals,
    kind: PaperKind,
    detail: Detail,
    language: str,
    actor: User,
    now: datetime,
) -> Certificate:
    """Issue a document whose lines are at hand, valid for a year. Part of the transaction that read them."""
    paper = _paper(volunteer, period, totals, language=language, valid_for="year", now=now)
    paper.kind, paper.detail = kind, detail
    return _issue(paper, actor, now)


def _issue(paper: Certificate, actor: User, now: datetime) -> Certificate:
    current_key(now=now)  # so that whoever reads a badge or a status list later makes none
    paper.save(force_insert=True)
    audit.record("certificate.issued", actor=actor, subject=paper, at=now, minutes=paper.minutes)
    return paper


def _lock(volunteer: Volunteer) -> None:
    """Wait for whoever is changing this person's hours or documents."""
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
