"""Cases of verification, reviewers, and what they say."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.enums import Role
from accounts.models import User
from core import clock, vault
from ngos.enums import CaseGround, CaseReason, CheckItem, ExclusionKind, MaterialKind, MaterialState, Verdict
from ngos.models import ExclusionFlag, Material, Organisation, VerificationCase
from ngos.queries.materials import waiting_materials
from ngos.services.cases import Check, Wish, decide_case, take_case
from places.models import Territory
from tests.factories.accounts import make_grant, make_user
from tests.factories.ngos import make_material


def make_reviewer(name: str = "Рая Тестова", territory: Territory | None = None) -> User:
    """A person who may decide about organisations of a territory, or of the country."""
    user = make_user(full_name=name)
    make_grant(user, Role.REVIEWER, territory)
    return user


def make_case(organisation: Organisation, *, opened_at: datetime | None = None, **columns: Any) -> VerificationCase:
    """A case that waits, with one document."""
    opened_at = opened_at or clock.now()
    if not waiting_materials(organisation).exists():
        make_material(organisation, MaterialKind.BIN_CERTIFICATE, state=MaterialState.POSTED)
    wanted = {"ground": CaseGround.ENROLMENT, "due_on": opened_at.date() + timedelta(days=7), **columns}
    return VerificationCase.objects.create(organisation=organisation, opened_at=opened_at, **wanted)


def make_paper(organisation: Organisation) -> Material:
    """An accepted document whose file is really kept."""
    return make_material(organisation, MaterialKind.CODE_OF_ETHICS, sha256=vault.keep(b"%PDF-1.7 kept"))


def make_flag(organisation: Organisation) -> ExclusionFlag:
    """A ground of exclusion that stands."""
    return ExclusionFlag.objects.create(
        organisation=organisation, kind=ExclusionKind.ENFORCEMENT_DEBT, since=date(2026, 2, 1), source="Registry, No 1"
    )


def taken(case: VerificationCase, reviewer: User, now: datetime) -> VerificationCase:
    """The case in the hands of a reviewer."""
    return take_case(case=case, reviewer=reviewer, now=now)


def wish(
    case: VerificationCase, verdict: Verdict = Verdict.VERIFY, *, recheck_on: date | None = None, **changes: Any
) -> Wish:
    """What a reviewer says when nothing is wrong: every document accepted, every line ticked."""
    checks = {one.public_id: Check(is_accepted=True) for one in waiting_materials(case.organisation)}
    wanted = {
        "verdict": verdict,
        "words": "Read and compared.",
        "checklist": frozenset(CheckItem),
        "checks": checks,
        "recheck_on": recheck_on,
    }
    return Wish(**{**wanted, **changes})


def turn_down(organisation: Organisation) -> VerificationCase:
    """Let a reviewer return what an organisation has posted."""
    now, reviewer = clock.now(), make_reviewer("Қайтарушы Тестова")
    case = taken(make_case(organisation), reviewer, now)
    back = wish(case, Verdict.RETURN, reasons=(CaseReason.UNREADABLE,), words="The scan cannot be read.", checks={})
    return decide_case(case=case, wish=back, reviewer=reviewer, now=now)
