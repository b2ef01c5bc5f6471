"""How a case of verification begins: sent by the organisation, opened on information, objected to."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from core.workdays import after_working_days
from ngos import disclosure, errors
from ngos.enums import CaseGround, CaseState, DisclosureLevel, MaterialKind, MaterialState
from ngos.models import CaseDecision, Material, Organisation, ReviewerTie, VerificationCase
from ngos.queries.cases import appealable, open_case_of, tied_organisations
from ngos.queries.materials import as_evidence, waiting_materials

BY_REVIEWERS = (CaseGround.MONITORING, CaseGround.COMPLAINT, CaseGround.STATE_BODY, CaseGround.MEDIA)


@transaction.atomic
def send_for_check(*, organisation: Organisation, actor: User, now: datetime) -> VerificationCase:
    """Put an organisation with what it has posted into the queue. Raises CaseIsOpen, TasksOpen or NothingToCheck.

    The documents of the lowest level have to be there, posted or accepted, and something has to wait for a check.
    """
    if open_case_of(organisation) is not None:
        raise errors.CaseIsOpen
    lacking = lacking_to_send(organisation, now=now)
    if lacking:
        raise errors.TasksOpen(missing=", ".join(str(MaterialKind(kind).label) for kind in lacking))
    if not waiting_materials(organisation).exists():
        raise errors.NothingToCheck
    ground = CaseGround.MATERIAL if organisation.is_verified else CaseGround.ENROLMENT
    case = begin(organisation=organisation, ground=ground, now=now)
    audit.record("case.sent", actor=actor, subject=organisation, at=now)
    return case


def lacking_to_send(organisation: Organisation, *, now: datetime) -> list[str]:
    """Return the kinds of document of the lowest level that are neither posted nor accepted; one query."""
    there = Material.objects.filter(
        organisation=organisation, state__in=(MaterialState.POSTED, MaterialState.ACCEPTED)
    )
    return disclosure.missing_for(DisclosureLevel.IDENTITY, as_evidence(there), on=local_day(now))


def begin(
    *,
    organisation: Organisation,
    ground: CaseGround,
    now: datetime,
    note: str = "",
    appealed: CaseDecision | None = None,
) -> VerificationCase:
    """Open a case; the database allows one at a time. Raises CaseIsOpen."""
    due_on = after_working_days(local_day(now), disclosure.service().working_days)
    try:
        with transaction.atomic():
            return VerificationCase.objects.create(
                organisation=organisation, ground=ground, note=note, opened_at=now, due_on=due_on, appealed=appealed
            )
    except IntegrityError as clash:
        raise errors.CaseIsOpen from clash


@transaction.atomic
def open_on_information(
    *, organisation: Organisation, ground: CaseGround, note: str, reviewer: User, now: datetime
) -> VerificationCase:
    """Let a reviewer open a case on what became known. Raises GroundNeedsReviewer, SourceMissing or CaseIsOpen.

    Whoever is tied to the organisation may report as well: she does not decide it.
    """
    if ground not in BY_REVIEWERS:
        raise errors.GroundNeedsReviewer
    if not note.strip():
        raise errors.ReasonMissing
    case = begin(organisation=organisation, ground=ground, note=note.strip(), now=now)
    audit.record("case.opened", actor=reviewer, subject=organisation, at=now, ground=ground)
    return case


@transaction.atomic
def appeal(*, organisation: Organisation, words: str, actor: User, now: datetime) -> VerificationCase:
    """Object to the latest decision; another reviewer decides. Raises ReasonMissing, NothingToAppeal or CaseIsOpen."""
    if not words.strip():
        raise errors.ReasonMissing
    decision = appealable(organisation, now=now)
    if decision is None:
        raise errors.NothingToAppeal(days=disclosure.service().appeal.days)
    case = begin(organisation=organisation, ground=CaseGround.APPEAL, note=words.strip(), now=now, appealed=decision)
    audit.record("case.appealed", actor=actor, subject=organisation, at=now)
    return case


@transaction.atomic
def declare_tie(*, organisation: Organisation, kind: str, reviewer: User, now: datetime) -> ReviewerTie:
    """Say that one is tied to an organisation; a case one holds goes back to the queue. Twice is once."""
    tie, is_new = ReviewerTie.objects.get_or_create(
        user=reviewer, organisation=organisation, defaults={"kind": kind, "declared_at": now}
    )
    if is_new:
        give_back_all(organisation, reviewer)
        audit.record("case.tie_declared", actor=reviewer, subject=organisation, at=now, kind=kind)
    return tie


def give_back_all(organisation: Organisation, reviewer: User) -> None:
    """Return the case a reviewer holds about an organisation to the queue, without what she proposed."""
    VerificationCase.objects.filter(organisation=organisation, reviewer=reviewer.public_id, closed_at=None).update(
        state=CaseState.WAITING, reviewer=None, taken_at=None, verdict="", words="", reasons=[]
    )


def require_untied(case: VerificationCase, reviewer: User) -> None:
    """Raise TiedToOrganisation, or AppealNeedsAnother for who took part in the decision objected to."""
    if case.organisation_id in tied_organisations(reviewer):
        raise errors.TiedToOrganisation
    if case.appealed and reviewer.public_id in (case.appealed.reviewer, case.appealed.second):
        raise errors.AppealNeedsAnother
