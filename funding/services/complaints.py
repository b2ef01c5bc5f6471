"""Applicants complain in the open, and are answered in the open."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from funding import errors
from funding.enums import ApplicationState, CallStatus
from funding.models import Application, Call, Complaint
from ngos.models import Organisation
from ngos.queries.listing import family_of


@transaction.atomic
def complain(*, call: Call, organisation: Organisation, words: str, actor: User, now: datetime) -> Complaint:
    """Say that the decision broke a rule; the words are published.

    Raises ComplaintsClosed, NotAnApplicant, WordsMissing or AlreadyComplained.
    """
    row = Call.objects.select_for_update().get(pk=call.pk)
    if row.status != CallStatus.DECIDED or row.complaints_until is None or local_day(now) > row.complaints_until:
        raise errors.ComplaintsClosed
    family = family_of(organisation)
    applied = Application.objects.filter(call=row, organisation__in=family, state=ApplicationState.SUBMITTED)
    if not applied.exists():
        raise errors.NotAnApplicant
    if not words.strip():
        raise errors.WordsMissing
    if row.complaints.filter(organisation__in=family).exists():
        raise errors.AlreadyComplained
    complaint = Complaint.objects.create(call=row, organisation=organisation, words=words.strip(), filed_at=now)
    audit.record("complaint.filed", actor=actor, subject=complaint, at=now)
    return complaint


@transaction.atomic
def answer(*, complaint: Complaint, is_upheld: bool, words: str, actor: User, now: datetime) -> Complaint:
    """Answer a complaint with a reason; one that is upheld sets the decision aside.

    Raises ComplaintAnswered or WordsMissing.
    """
    call = Call.objects.select_for_update().get(pk=complaint.call_id)
    row = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if row.answered_at:
        raise errors.ComplaintAnswered
    if not words.strip():
        raise errors.WordsMissing
    row.answer, row.is_upheld, row.answered_at = words.strip(), is_upheld, now
    row.save(update_fields=["answer", "is_upheld", "answered_at", "updated_at"])
    if is_upheld and call.status == CallStatus.DECIDED:
        call.status = CallStatus.SET_ASIDE
        call.save(update_fields=["status", "updated_at"])
    audit.record("complaint.answered", actor=actor, subject=row, at=now, upheld=int(is_upheld))
    return row
