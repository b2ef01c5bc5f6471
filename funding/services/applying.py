"""Applications: drafts that can be left and continued, handed in before the deadline or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import get_language

from accounts.models import User
from core import audit
from funding import errors
from funding.eligibility import institutional_share_holds
from funding.enums import ApplicationState, CallStatus, LineKind
from funding.models import Application, Call
from funding.queries.applicants import asked_of, standing_for
from funding.queries.calls import digest_of
from funding.queries.desk import applications_to, usable_materials
from ngos.models import Material, Organisation
from ngos.queries.listing import entry_of, family_of

PARTS = ("title", "aim", "plan", "results")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an applicant writes; ``budget`` are rows of title, kind and amount_kzt. A draft may be half empty."""

    title: str = ""
    aim: str = ""
    plan: str = ""
    results: str = ""
    months: int = 0
    budget: Sequence[dict[str, Any]] = ()
    materials: Sequence[str] = ()


@transaction.atomic
def keep_draft(*, call: Call, organisation: Organisation, draft: Draft, actor: User, now: datetime) -> Application:
    """Keep what is written so far. Raises ApplicationClosed, ApplicationExists or MaterialNotYours."""
    row = _draft_of(call, organisation)
    for name in PARTS:
        setattr(row, name, getattr(draft, name).strip())
    row.months = draft.months
    row.budget = [dict(line) for line in draft.budget]
    row.sum_kzt = sum(line["amount_kzt"] for line in row.budget)
    row.institutional_kzt = sum(line["amount_kzt"] for line in row.budget if line["kind"] == LineKind.INSTITUTIONAL)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.ApplicationExists from twice
    row.materials.set(_materials(organisation, draft.materials))
    audit.record("application.kept", actor=actor, subject=row, at=now)
    return row


def _draft_of(call: Call, organisation: Organisation) -> Application:
    """Return the draft to write on; one that a joined duplicate began goes on as the organisation's own."""
    found = applications_to(call, organisation).select_for_update(of=("self",)).first()
    if found is None:
        return Application(call=call, organisation=organisation)
    if found.state != ApplicationState.DRAFT:
        raise errors.ApplicationClosed
    found.organisation = organisation
    return found


def _materials(organisation: Organisation, chosen: Sequence[str]) -> list[Material]:
    found = list(usable_materials(organisation).filter(public_id__in=chosen))
    if len(found) != len(set(chosen)):
        raise errors.MaterialNotYours
    return found


@transaction.atomic
def submit(*, application: Application, actor: User, now: datetime) -> Application:
    """Hand an application in: before the deadline, whole, and by an organisation that may apply. Then it is frozen.

    Raises TooLate, ApplicationClosed, ApplicationExists, NotEligible, TextMissing, BudgetEmpty, BudgetAboveCall,
    MonthsAboveCall or InstitutionalShareTooLarge.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("territory").get(pk=application.call_id)
    row = Application.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=application.pk)
    if call.status != CallStatus.PUBLISHED or now >= call.closes_at:
        raise errors.TooLate(until=told_clock(call.closes_at), at=told_clock(now))
    if row.state != ApplicationState.DRAFT:
        raise errors.ApplicationClosed
    organisation = entry_of(row.organisation)
    handed_in = Application.objects.filter(call=call, state=ApplicationState.SUBMITTED)
    if handed_in.filter(organisation__in=family_of(organisation)).exists():
        raise errors.ApplicationExists
    _require_standing(call, organisation, now)
    _require_whole(call, row)
    last = Application.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    row.number, row.submitted_at, row.state = last + 1, now, ApplicationState.SUBMITTED
    row.sha256 = digest_of(document_of(row))
    row.save()
    audit.record("application.submitted", actor=actor, subject=row, at=now)
    return row


@transaction.atomic
def withdraw(*, application: Application, actor: User, now: datetime) -> Application:
    """Take an application back before the deadline; another may be handed in. Raises TooLate or ApplicationClosed."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=application.call_id)
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if call.status != CallStatus.PUBLISHED or now >= call.closes_at:
        raise errors.TooLate(until=told_clock(call.closes_at), at=told_clock(now))
    if row.state != ApplicationState.SUBMITTED:
        raise errors.ApplicationClosed
    row.state = ApplicationState.WITHDRAWN
    row.save()
    audit.record("application.withdrawn", actor=actor, subject=row, at=now)
    return row


def document_of(application: Application) -> dict[str, Any]:
    """Return what the digest of an application stands for."""
    return {
        "call": str(application.call.public_id),
        "bin": application.organisation.bin,
        **{name: getattr(application, name) for name in PARTS},
        "months": application.months,
        "budget": application.budget,
        "materials": sorted(str(one.public_id) for one in application.materials.all()),
    }


def _require_standing(call: Call, organisation: Organisation, now: datetime) -> None:
    standing = standing_for(call, organisation, at=now)
    if not standing.may_apply:
        told = standing.told((get_language() or settings.LANGUAGE_CODE)[:2])
        raise errors.NotEligible(reasons=" ".join(f"{one['sentence']} {one['next']}" for one in told))


def _require_whole(call: Call, application: Application) -> None:
    for name in PARTS:
        if not getattr(application, name):
            raise errors.TextMissing(field=name)
    if not application.sum_kzt:
        raise errors.BudgetEmpty
    if application.sum_kzt > call.sum_kzt:
        raise errors.BudgetAboveCall(most=told_money(call.sum_kzt), sum=told_money(application.sum_kzt))
    if application.months > call.months:
        raise errors.MonthsAboveCall(most=call.months)
    percent = asked_of(call).kind.institutional_percent
    if not institutional_share_holds(application.institutional_kzt, application.sum_kzt, percent):
        most = told_money(application.sum_kzt * percent // 100)
        raise errors.InstitutionalShareTooLarge(percent=percent, most=most)


def told_money(amount: int) -> str:
    """Return a sum with thin gaps, as people write it."""
    return f"{amount:,}".replace(",", "\u00a0")


def told_clock(moment: datetime) -> str:
    """Return a moment to the second, by the clock of the country."""
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%d.%m.%Y, %H:%M:%S}"
