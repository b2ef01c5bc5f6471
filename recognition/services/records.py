"""A record of every confirmed hour that other platforms take: frozen, signed, and withdrawn like any document."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import User
from recognition import errors
from recognition.documents.portable import Badge, archive_of
from recognition.enums import Detail, PaperKind, Verdict
from recognition.models import Certificate
from recognition.queries.certificates import Period, Totals, certificates_of
from recognition.queries.outside import standing_outside
from recognition.queries.portable import confirmed_entries, record_line
from recognition.services.certificates import issue_frozen
from recognition.services.credentials import signed_badge
from volunteers.models import Volunteer


@transaction.atomic
def record_of(*, volunteer: Volunteer, language: str, actor: User, now: datetime) -> Certificate:
    """Return a record of all that counts now: the one there is while nothing has changed, else a new one.

    Raises NothingToCertify.
    """
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    lines = [record_line(entry) for entry in confirmed_entries(volunteer)]
    if not lines:
        raise errors.NothingToCertify
    standing = certificates_of(volunteer).filter(kind=PaperKind.RECORD, language=language)
    for record in standing:
        if record.lines == lines and record.verdict_at(now) == Verdict.GENUINE:
            return record
    period = Period(*(datetime.fromisoformat(lines[end]["on"]).date() for end in (0, -1)))
    totals = Totals(sum(line["minutes"] for line in lines), lines)
    return issue_frozen(
        volunteer=volunteer,
        period=period,
        totals=totals,
        kind=PaperKind.RECORD,
        detail=Detail.SHIFTS,
        language=language,
        actor=actor,
        now=now,
    )


@transaction.atomic
def take_along(*, volunteer: Volunteer, language: str, actor: User, now: datetime) -> bytes:
    """Return everything a person takes to another platform as one ZIP: the same bytes while nothing has changed.

    The signed record, every other document that stands as a badge, the Volunteering Data Standard and a table. Raises
    NothingToCertify or IssuerKeyUnreadable.
    """
    record = record_of(volunteer=volunteer, language=language, actor=actor, now=now)
    genuine = [one for one in certificates_of(volunteer) if one.verdict_at(now) == Verdict.GENUINE]
    badges = [Badge(one, signed_badge(certificate=one, now=now)) for one in genuine if one.kind != PaperKind.RECORD]
    return archive_of(
        record=Badge(record, signed_badge(certificate=record, now=now)),
        badges=badges,
        entries=confirmed_entries(volunteer),
        elsewhere=list(standing_outside(volunteer)),
        language=language,
        zone=ZoneInfo(settings.TIME_ZONE),
    )
