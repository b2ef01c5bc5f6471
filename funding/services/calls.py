"""Calls are written, published once, and from then on only corrected in the open."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from funding import errors
from funding.eligibility import SOCIAL_ORDER_ALONE, KindRules, Rules, rules_named, rules_on, tenge
from funding.enums import CallKind, CallStatus, CombiningChoice, TieChoice
from funding.models import Call, CallTerms
from funding.queries.calls import digest_of, terms_document
from ngos.directions import DIRECTIONS
from ngos.enums import DisclosureLevel
from places.models import Territory

BEST_POINTS = 100
CORRECTABLE = frozenset({"title_kk", "title_ru", "title_en", "about_kk", "about_ru", "about_en", "closes_at"})


@dataclass(frozen=True, slots=True)
class CallPlan:
    """What an officer writes about a call; ``criteria`` are rows of code, kk, ru, en, weight and best."""

    kind: CallKind
    area: str
    sum_mrp: int
    months: int
    closes_at: datetime
    commission_size: int
    criteria: list[dict[str, Any]] = field(default_factory=list)
    awards: int = 1
    title_kk: str = ""
    title_ru: str = ""
    title_en: str = ""
    about_kk: str = ""
    about_ru: str = ""
    about_en: str = ""
    required_level: int = DisclosureLevel.REPORTED
    min_rating_tenths: int | None = None
    combining: CombiningChoice = CombiningChoice.MEAN
    tie_rule: TieChoice = TieChoice.CRITERIA
    least_total: int = 0


@transaction.atomic
def write_call(
    *, territory: Territory, plan: CallPlan, call: Call | None = None, actor: User | None, now: datetime
) -> Call:
    """Write a draft, or write one anew. Raises TitleMissing or CallPublished."""
    if not (plan.title_kk.strip() or plan.title_ru.strip() or plan.title_en.strip()):
        raise errors.TitleMissing
    row = _locked(call) if call else Call(territory=territory)
    if row.status != CallStatus.DRAFT:
        raise errors.CallPublished
    for name, value in asdict(plan).items():
        setattr(row, name, value)
    row.save()
    audit.record("call.written", actor=actor, subject=row, at=now)
    return row


@transaction.atomic
def publish(*, call: Call, actor: User | None, now: datetime) -> Call:
    """Publish a call under the rules of the day: from now on its terms stand.

    Raises CallPublished, AreaUnknown, SumBelowLimit, SumAboveLimit, TermOutsideLimits, LevelBelowRules,
    DeadlineTooSoon, DeadlineTooLate, CriteriaWrong or CommissionTooSmall.
    """
    row = _locked(call)
    if row.status != CallStatus.DRAFT:
        raise errors.CallPublished
    rules = rules_on(local_day(now))
    _require_rules(row, rules, now)
    row.sum_kzt = tenge(row.sum_mrp, local_day(now))
    row.status, row.terms_version, row.published_at = CallStatus.PUBLISHED, 1, now
    row.rules_version = rules.version
    row.save()
    _keep_terms(row, "", now)
    audit.record("call.published", actor=actor, subject=row, at=now)
    return row


def _require_rules(call: Call, rules: Rules, now: datetime) -> None:
    kind = rules.kinds[call.kind]
    if call.area not in DIRECTIONS or (call.area in SOCIAL_ORDER_ALONE and call.kind != CallKind.SOCIAL_ORDER):
        raise errors.AreaUnknown
    if not kind.holds_sum(call.sum_mrp):
        raise (
            errors.SumBelowLimit(least=kind.least_mrp)
            if call.sum_mrp < kind.least_mrp
            else errors.SumAboveLimit(most=kind.most_mrp)
        )
    if not kind.holds_months(call.months):
        raise errors.TermOutsideLimits(least=kind.least_months, most=kind.most_months)
    if call.required_level < kind.required_level:
        raise errors.LevelBelowRules(level=DisclosureLevel(kind.required_level).label)
    if not _criteria_are_whole(call.criteria):
        raise errors.CriteriaWrong
    if call.commission_size < rules.least_members:
        raise errors.CommissionTooSmall(least=rules.least_members)
    _require_deadline(call, kind, now)


def _require_deadline(call: Call, kind: KindRules, now: datetime) -> None:
    if call.closes_at <= now:
        raise errors.DeadlineTooSoon
    if not kind.closes_in_time(local_day(call.closes_at)):
        month, day = kind.closes_by.split("-")
        raise errors.DeadlineTooLate(day=f"{day}.{month}")


def _criteria_are_whole(rows: list[dict[str, Any]]) -> bool:
    codes = [row["code"] for row in rows]
    named = all(any(row.get(language, "").strip() for language in ("kk", "ru", "en")) for row in rows)
    weighed = all(1 <= row["weight"] <= BEST_POINTS and 1 <= row["best"] <= BEST_POINTS for row in rows)
    return bool(rows) and len(set(codes)) == len(codes) and all(codes) and named and weighed


@transaction.atomic
def correct(*, call: Call, changes: Mapping[str, Any], reason: str, actor: User | None, now: datetime) -> Call:
    """Correct texts, or give more time, with a reason everybody reads; the old terms stay beside the new.

    Raises CorrectionReasonMissing, CorrectionTooLate, DeadlineOnlyLater, DeadlineTooLate, TitleMissing or
    NothingCorrected.
    """
    row = _locked(call)
    if row.status != CallStatus.PUBLISHED or now >= row.closes_at:
        raise errors.CorrectionTooLate
    if not reason.strip():
        raise errors.CorrectionReasonMissing
    wanted = {name: value for name, value in changes.items() if name in CORRECTABLE and getattr(row, name) != value}
    if not wanted:
        raise errors.NothingCorrected
    if wanted.get("closes_at", row.closes_at) < row.closes_at:
        raise errors.DeadlineOnlyLater
    for name, value in wanted.items():
        setattr(row, name, value)
    if not (row.title_kk or row.title_ru or row.title_en):
        raise errors.TitleMissing
    _require_deadline(row, rules_named(row.rules_version).kinds[row.kind], now)
    row.terms_version += 1
    row.save()
    _keep_terms(row, reason.strip(), now)
    audit.record("call.corrected", actor=actor, subject=row, at=now, version=row.terms_version)
    return row


def _keep_terms(call: Call, reason: str, now: datetime) -> None:
    terms = terms_document(call)
    CallTerms.objects.create(
        call=call,
        version=call.terms_version,
        terms=terms,
        sha256=digest_of(terms),
        reason=reason,
        published_at=now,
    )


def _locked(call: Call) -> Call:
    """Hold the row of a call to the end of the transaction; everything that must not cross goes through here."""
    return Call.objects.select_for_update(of=("self",)).select_related("territory").get(pk=call.pk)
