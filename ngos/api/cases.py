"""Endpoints of reviewers: the queue of cases, one case, and its decision."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from accounts.access import signed_in
from core import clock
from core.clock import local_day
from core.paging import paginate
from core.schemas import PageIn, problems
from ngos import access
from ngos.enums import Verdict
from ngos.queries.cases import case_decisions, days_waited, open_cases
from ngos.queries.materials import waiting_materials
from ngos.schemas import cases as shapes
from ngos.services import cases

if TYPE_CHECKING:
    from accounts.models import User
    from ngos.models import VerificationCase

router = Router()


def _shaped(case: "VerificationCase", user: "User") -> shapes.CaseOut:
    row = shapes.CaseRow.of(case, days_waited(case, on=local_day(case.closed_at or clock.now())))
    return shapes.CaseOut(
        **row.model_dump(),
        note=case.note,
        is_mine=case.reviewer == user.public_id,
        proposed=Verdict(case.verdict) if case.verdict else None,
        materials=[shapes.MaterialOut.of(one) for one in waiting_materials(case.organisation)],
        decisions=[shapes.DecisionOut.of(one) for one in case_decisions(case.organisation)],
    )


@router.get(
    "/cases",
    response={200: shapes.CasePage, **problems(401, 403, 422)},
    operation_id="ngos_list_cases",
    summary="Cases of verification that are not decided",
)
def list_cases(request: HttpRequest, search: Query[PageIn]) -> shapes.CasePage:
    """Return the cases of the reviewer's territories, the oldest first."""
    found = open_cases(access.reviewed_territories(request.user))
    page = paginate(found, limit=search.limit, cursor=search.cursor, keys=("opened_at", "public_id"))
    today = local_day(clock.now())
    items = [shapes.CaseRow.of(case, days_waited(case, on=today)) for case in page.items]
    return shapes.CasePage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/cases/{case_id}",
    response={200: shapes.CaseOut, **problems(401, 403, 404, 422)},
    operation_id="ngos_get_case",
    summary="One case with its documents",
)
def get_case(request: HttpRequest, case_id: UUID) -> shapes.CaseOut:
    """Return what waits for a check and what was decided before."""
    return _shaped(access.case_for_reviewer(request.user, case_id), signed_in(request.user))


@router.post(
    "/cases/{case_id}/take",
    response={200: shapes.CaseOut, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_take_case",
    summary="Take a case",
)
def take_case(request: HttpRequest, case_id: UUID) -> shapes.CaseOut:
    """Claim a case that waits; whoever is tied to the organisation may not."""
    case, user = access.case_for_reviewer(request.user, case_id), signed_in(request.user)
    return _shaped(cases.take_case(case=case, reviewer=user, now=clock.now()), user)


@router.post(
    "/cases/{case_id}/decision",
    response={200: shapes.CaseOut, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_decide_case",
    summary="Decide a case one has taken",
)
def decide_case(request: HttpRequest, case_id: UUID, said: shapes.DecisionIn) -> shapes.CaseOut:
    """Verify or return at once; refusing and suspending wait for a second reviewer."""
    case, user = access.case_for_reviewer(request.user, case_id), signed_in(request.user)
    return _shaped(cases.decide_case(case=case, wish=said.wish, reviewer=user, now=clock.now()), user)


@router.post(
    "/cases/{case_id}/second",
    response={200: shapes.CaseOut, **problems(401, 403, 404, 409, 422)},
    operation_id="ngos_second_case",
    summary="Confirm what another reviewer proposes, or hand it back",
)
def second_case(request: HttpRequest, case_id: UUID, said: shapes.SecondIn) -> shapes.CaseOut:
    """Say the second word; the first reviewer may not."""
    case, user = access.case_for_reviewer(request.user, case_id), signed_in(request.user)
    done = cases.second_case(case=case, agrees=said.agrees, words=said.words, reviewer=user, now=clock.now())
    return _shaped(done, user)
