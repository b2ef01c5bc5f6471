"""How a case of verification ends: taken by one reviewer, decided by her, or by two where something is taken away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core import audit, outbox
from core.clock import local_day
from ngos import disclosure, errors
from ngos.enums import (
    CaseReason,
    CaseState,
    CheckItem,
    DisclosureLevel,
    MaterialKind,
    MaterialState,
    OrganisationStatus,
    Verdict,
)
from ngos.letters.cases import DECIDED, owners_of
from ngos.models import CaseDecision, LevelGrant, Material, Organisation, StatusDecision, VerificationCase
from ngos.models.case import TWO_PEOPLE
from ngos.queries.materials import evidence_of, waiting_materials
from ngos.services.opening import require_untied

LATEST_RECHECK = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Check:
    """What a reviewer says of one document."""

    is_accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reviewer decides: ``checks`` by public id of the document, ``reasons`` from the list, her own words."""

    verdict: Verdict
    words: str
    reasons: tuple[CaseReason, ...] = ()
    checklist: frozenset[CheckItem] = frozenset()
    checks: Mapping[UUID, Check] = field(default_factory=dict)
    recheck_on: date | None = None


@transaction.atomic
def take_case(*, case: VerificationCase, reviewer: User, now: datetime) -> VerificationCase:
    """Claim a case that waits. Raises TiedToOrganisation, AppealNeedsAnother or CaseTaken."""
    require_untied(case, reviewer)
    waiting = VerificationCase.objects.filter(pk=case.pk, state=CaseState.WAITING)
    if waiting.update(state=CaseState.TAKEN, reviewer=reviewer.public_id, taken_at=now) != 1:
        raise errors.CaseTaken
    audit.record("case.taken", actor=reviewer, subject=case, at=now)
    case.refresh_from_db()
    return case


@transaction.atomic
def give_back(*, case: VerificationCase, reviewer: User, now: datetime) -> VerificationCase:
    """Put a case back into the queue, where it keeps its place. Raises CaseNotYours."""
    mine = VerificationCase.objects.filter(pk=case.pk, state=CaseState.TAKEN, reviewer=reviewer.public_id)
    if mine.update(state=CaseState.WAITING, reviewer=None, taken_at=None) != 1:
        raise errors.CaseNotYours
    audit.record("case.given_back", actor=reviewer, subject=case, at=now)
    case.refresh_from_db()
    return case


@transaction.atomic
def decide_case(*, case: VerificationCase, wish: Wish, reviewer: User, now: datetime) -> VerificationCase:
    """Decide a case one has taken; refusing and suspending wait for a second reviewer.

    Raises CaseNotYours, TiedToOrganisation, AppealNeedsAnother, ReasonMissing, CaseReasonMissing, ChecklistOpen,
    MaterialUnchecked, MaterialReasonMissing, LevelNotEarned or RecheckDateImpossible; then nothing has changed.
    """
    held = _locked(case, CaseState.TAKEN)
    if held is None or held.reviewer != reviewer.public_id:
        raise errors.CaseNotYours
    require_untied(held, reviewer)
    _require_whole(held, wish, today=local_day(now))
    if wish.verdict in TWO_PEOPLE:
        held.state, held.verdict, held.words = CaseState.SECOND, wish.verdict, wish.words.strip()
        held.reasons, held.checklist, held.objection = list(wish.reasons), sorted(wish.checklist), ""
        held.save()
        audit.record("case.proposed", actor=reviewer, subject=held, at=now, verdict=wish.verdict)
        return held
    held.checklist = sorted(wish.checklist)
    _apply_checks(held, wish, reviewer, now)
    if wish.verdict == Verdict.VERIFY:
        return _verify(held, wish, reviewer, now)
    _close(held, _decision(held, wish.verdict, wish.words, wish.reasons, reviewer.public_id, now), reviewer, now)
    if not held.organisation.is_verified:
        _set_status(held.organisation, OrganisationStatus(held.organisation.status), wish.words, reviewer, now)
    return held


@transaction.atomic
def second_case(
    *, case: VerificationCase, agrees: bool, words: str, reviewer: User, now: datetime
) -> VerificationCase:
    """Confirm what the first reviewer proposes, or hand it back to her with words.

    Raises CaseTaken, SecondPersonNeeded, TiedToOrganisation, AppealNeedsAnother or ReasonMissing.
    """
    held = _locked(case, CaseState.SECOND)
    if held is None or held.reviewer is None:
        raise errors.CaseTaken
    if held.reviewer == reviewer.public_id:
        raise errors.SecondPersonNeeded
    require_untied(held, reviewer)
    if not agrees:
        if not words.strip():
            raise errors.ReasonMissing
        held.state, held.verdict, held.objection = CaseState.TAKEN, "", words.strip()[:300]
        held.save()
        audit.record("case.objected", actor=reviewer, subject=held, at=now)
        return held
    verdict = Verdict(held.verdict)
    reasons = tuple(CaseReason(reason) for reason in held.reasons)
    decision = _decision(held, verdict, held.words, reasons, held.reviewer, now, second=reviewer.public_id)
    _close(held, decision, reviewer, now)
    _take_away(held, verdict, reviewer, now)
    return held


def _locked(case: VerificationCase, state: CaseState) -> VerificationCase | None:
    found = VerificationCase.objects.select_for_update(of=("self",)).select_related("organisation", "appealed")
    return found.filter(pk=case.pk, state=state).first()


def _require_whole(case: VerificationCase, wish: Wish, *, today: date) -> None:
    if not wish.words.strip():
        raise errors.ReasonMissing
    if wish.verdict != Verdict.VERIFY and not wish.reasons:
        raise errors.CaseReasonMissing
    if wish.verdict == Verdict.VERIFY and wish.checklist != set(CheckItem):
        raise errors.ChecklistOpen
    if wish.recheck_on and not today < wish.recheck_on <= today + LATEST_RECHECK:
        raise errors.RecheckDateImpossible
    posted = list(waiting_materials(case.organisation))
    if wish.verdict == Verdict.VERIFY:
        unchecked = [one for one in posted if one.public_id not in wish.checks]
        if unchecked:
            raise errors.MaterialUnchecked(kinds=_kinds(unchecked))
    silent = [one for one in posted if one.public_id in wish.checks and _is_silent(wish.checks[one.public_id])]
    if silent:
        raise errors.MaterialReasonMissing(kinds=_kinds(silent))


def _is_silent(check: Check) -> bool:
    return not check.is_accepted and not check.reason.strip()


def _kinds(materials: list[Material]) -> str:
    return ", ".join(str(one.get_kind_display()) for one in materials)


def _apply_checks(case: VerificationCase, wish: Wish, reviewer: User, now: datetime) -> None:
    for one in waiting_materials(case.organisation).select_for_update():
        check = wish.checks.get(one.public_id)
        if check is None:
            continue
        one.state = MaterialState.ACCEPTED if check.is_accepted else MaterialState.RETURNED
        one.reason = "" if check.is_accepted else check.reason.strip()[:500]
        one.checked_at, one.checked_by = now, reviewer
        one.save()
        audit.record("material.checked", actor=reviewer, subject=one, at=now, state=one.state)


def _verify(case: VerificationCase, wish: Wish, reviewer: User, now: datetime) -> VerificationCase:
    """Grant every level the accepted documents earn. Raises LevelNotEarned below the lowest."""
    organisation, today = case.organisation, local_day(now)
    evidence = evidence_of(organisation)
    earned = disclosure.earned_levels(evidence, on=today)
    if not earned:
        lowest = DisclosureLevel.IDENTITY
        missing = disclosure.missing_for(lowest, evidence, on=today)
        names = ", ".join(str(MaterialKind(kind).label) for kind in missing)
        raise errors.LevelNotEarned(level=lowest.label, missing=names)
    grant_levels(organisation, earned, today=today)
    recheck = wish.recheck_on or earned[DisclosureLevel.IDENTITY]
    decision = _decision(
        case, Verdict.VERIFY, wish.words, wish.reasons, reviewer.public_id, now, level=max(earned), recheck_on=recheck
    )
    _close(case, decision, reviewer, now)
    if not organisation.is_verified:
        _set_status(organisation, OrganisationStatus.VERIFIED, wish.words, reviewer, now)
    return case


def grant_levels(organisation: Organisation, earned: Mapping[DisclosureLevel, date], *, today: date) -> None:
    """Grant levels from a day on in the place of those that stand; part of a transaction."""
    take_back_levels(organisation, today=today)
    LevelGrant.objects.bulk_create(
        LevelGrant(organisation=organisation, level=level, granted_on=today, valid_until=until)
        for level, until in earned.items()
    )


def take_back_levels(organisation: Organisation, *, today: date) -> None:
    """End every level that stands."""
    standing = LevelGrant.objects.filter(organisation=organisation, taken_back_on=None, valid_until__gte=today)
    standing.update(taken_back_on=today)


def _take_away(case: VerificationCase, verdict: Verdict, second: User, now: datetime) -> None:
    organisation = case.organisation
    if verdict == Verdict.SUSPEND:
        take_back_levels(organisation, today=local_day(now))
        _set_status(organisation, OrganisationStatus.SUSPENDED, case.words, second, now)
        return
    waiting_materials(organisation).update(
        state=MaterialState.RETURNED, reason=case.words, checked_at=now, checked_by=second, updated_at=now
    )
    if not organisation.is_verified:
        _set_status(organisation, OrganisationStatus(organisation.status), case.words, second, now)


def _decision(
    case: VerificationCase,
    verdict: Verdict,
    words: str,
    reasons: tuple[CaseReason, ...],
    reviewer: UUID,
    now: datetime,
    *,
    second: UUID | None = None,
    level: DisclosureLevel = DisclosureLevel.NONE,
    recheck_on: date | None = None,
) -> CaseDecision:
    return CaseDecision(
        case=case,
        verdict=verdict,
        level=level,
        reasons=list(reasons),
        words=words.strip(),
        reviewer=reviewer,
        second=second,
        decided_at=now,
        recheck_on=recheck_on,
    )


def _close(case: VerificationCase, decision: CaseDecision, actor: User, now: datetime) -> None:
    decision.save()
    case.state, case.closed_at, case.verdict = CaseState.CLOSED, now, decision.verdict
    case.save()
    audit.record("case.decided", actor=actor, subject=case, at=now, verdict=decision.verdict)
    for user_id in owners_of(case.organisation_id):
        key = f"{DECIDED}:{decision.pk}:{user_id}"
        outbox.put(DECIDED, key=key, due_at=now, user_id=user_id, decision_id=decision.pk)


def _set_status(
    organisation: Organisation, status: OrganisationStatus, reason: str, reviewer: User, now: datetime
) -> None:
    """Set the status with a reason that stays in the history, also where it stays what it is."""
    organisation.status, organisation.status_reason = status, reason.strip()
    organisation.status_changed_at = now
    organisation.save(update_fields=["status", "status_reason", "status_changed_at", "updated_at"])
    StatusDecision.objects.create(
        organisation=organisation, status=status, reason=reason.strip(), reviewer=reviewer, decided_at=now
    )
    audit.record("organisation.status_decided", actor=reviewer, subject=organisation, at=now, status=status)
