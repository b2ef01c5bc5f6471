"""What the register does by itself every day: warns of ends, opens checks whose day has come, reminds of filings."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import audit, outbox
from core.clock import local_day
from ngos import disclosure, errors
from ngos.enums import CaseGround, CaseState, MaterialKind, MaterialState, Verdict
from ngos.letters.cases import FILING_DUE, LEVEL_ENDED, LEVEL_ENDS, owners_of
from ngos.models import CaseDecision, LevelGrant, Material, Organisation, VerificationCase
from ngos.services.opening import begin

NEWS = timedelta(days=14)  # what ended before is no news


def warn_of_ends(*, now: datetime) -> int:
    """Write to owners 30 and 7 days before a level ends; twice a day is once. Return how many letters are due."""
    today, longest = local_day(now), max(disclosure.service().warnings)
    soon = LevelGrant.objects.filter(
        taken_back_on=None, valid_until__gte=today, valid_until__lte=today + timedelta(days=longest)
    )
    count = 0
    for grant in soon.order_by("pk"):
        left = (grant.valid_until - today).days
        stage = min(days for days in disclosure.service().warnings if left <= days)
        count += _tell(LEVEL_ENDS, grant, f"{stage}", now)
    return count


def tell_of_ended(*, now: datetime) -> int:
    """Write to owners whose level has ended, once. Nothing else has to be done: a level holds by its days."""
    today = local_day(now)
    over = LevelGrant.objects.filter(taken_back_on=None, valid_until__lt=today, valid_until__gte=today - NEWS)
    return sum(_tell(LEVEL_ENDED, grant, "over", now) for grant in over.order_by("pk"))


def _tell(topic: str, grant: LevelGrant, stage: str, now: datetime) -> int:
    owners = owners_of(grant.organisation_id)
    payloads = {
        f"{topic}:{grant.pk}:{stage}:{user_id}": {"user_id": user_id, "grant_id": grant.pk} for user_id in owners
    }
    outbox.put_all(topic, payloads, due_at=now)
    return len(payloads)


def open_rechecks(*, now: datetime) -> int:
    """Open a case for every organisation whose day of the next check has come; return how many."""
    today = local_day(now)
    later = CaseDecision.objects.filter(
        case__organisation=OuterRef("case__organisation"), decided_at__gt=OuterRef("decided_at")
    )
    busy = VerificationCase.objects.filter(organisation=OuterRef("case__organisation")).exclude(state=CaseState.CLOSED)
    due = CaseDecision.objects.filter(verdict=Verdict.VERIFY, recheck_on__lte=today)
    due = due.exclude(Exists(later)).exclude(Exists(busy)).select_related("case__organisation")
    opened = 0
    for decision in due.order_by("recheck_on", "pk"):
        try:
            _open_recheck(decision.case.organisation, now)
        except errors.CaseIsOpen:  # somebody else has opened one since the question was asked
            continue
        opened += 1
    return opened


@transaction.atomic
def _open_recheck(organisation: Organisation, now: datetime) -> None:
    case = begin(organisation=organisation, ground=CaseGround.RECHECK, now=now)
    audit.record("case.opened", actor=None, subject=organisation, at=now, ground=case.ground)


def remind_of_filings(*, now: datetime) -> int:
    """Write to owners 30, 14 and 3 days before the annual filing is due, while none is posted; return how many."""
    today = local_day(now)
    year = today.year - 1
    left = (disclosure.filing_due_on(year) - today).days
    stages = [days for days in disclosure.service().filing_reminders if 0 <= left <= days]
    if not stages:
        return 0
    count = 0
    for organisation in _without_filing(year).order_by("pk").iterator():
        payloads = {
            f"{FILING_DUE}:{organisation.pk}:{year}:{min(stages)}:{user_id}": {
                "user_id": user_id,
                "organisation_id": organisation.pk,
                "year": year,
            }
            for user_id in owners_of(organisation.pk)
        }
        outbox.put_all(FILING_DUE, payloads, due_at=now)
        count += len(payloads)
    return count


def _without_filing(year: int) -> QuerySet[Organisation]:
    filed = Material.objects.filter(
        organisation=OuterRef("pk"),
        kind=MaterialKind.ANNUAL_FILING,
        state__in=(MaterialState.POSTED, MaterialState.ACCEPTED),
        about_until__gte=date(year, 1, 1),
    )
    return Organisation.objects.standing().verified().exclude(Exists(filed))
