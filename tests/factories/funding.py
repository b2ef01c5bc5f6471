"""Calls and what belongs to them, by the services, so that every rule has been asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from funding.enums import ApplicationState, CallKind, LineKind, SeatRole, Tie
from funding.models import Application, Call, Complaint, Contract, Seat
from funding.queries.commission import to_declare
from funding.services.applying import Draft, keep_draft, submit
from funding.services.calls import CallPlan, publish, write_call
from funding.services.commission import appoint, declare, score
from funding.services.contracts import Agreed, conclude
from funding.services.deciding import draw_up, sign
from ngos.enums import DisclosureLevel, ExclusionKind
from ngos.models import ExclusionFlag, LevelGrant, Organisation
from tests.factories.accounts import make_user
from tests.factories.ngos import make_organisation
from tests.factories.places import region

CRITERIA = [
    {"code": "need", "kk": "Қажеттілік", "ru": "Потребность", "en": "Need", "weight": 3, "best": 10},
    {"code": "plan", "kk": "Жоспар", "ru": "План", "en": "Plan", "weight": 2, "best": 5},
]
BUDGET = [
    {"title": "Saplings and tools", "kind": LineKind.ACTIVITY, "amount_kzt": 1_800_000},
    {"title": "Accountant", "kind": LineKind.INSTITUTIONAL, "amount_kzt": 200_000},
]


def make_plan(now: datetime, **columns: Any) -> CallPlan:
    """A short grant for ecology that closes in twenty days."""
    defaults: dict[str, Any] = {
        "kind": CallKind.GRANT_SHORT,
        "area": "ecology",
        "title_en": "Clean rivers",
        "title_kk": "Таза өзендер",
        "about_en": "For clean banks.",
        "sum_mrp": 1_000,
        "months": 12,
        "closes_at": now + timedelta(days=20),
        "commission_size": 3,
        "criteria": CRITERIA,
    }
    return CallPlan(**{**defaults, **columns})


def make_call(now: datetime, *, published: bool = True, territory: Any = None, **columns: Any) -> Call:
    """A call of Almaty, published unless asked otherwise."""
    call = write_call(territory=territory or region(), plan=make_plan(now, **columns), actor=None, now=now)
    return publish(call=call, actor=None, now=now) if published else call


def make_applicant(now: datetime, *, level: int = DisclosureLevel.REPORTED, **columns: Any) -> Organisation:
    """An organisation that may apply."""
    return make_eligible(make_organisation(level=DisclosureLevel.NONE, **columns), now, level=level)


def make_eligible(organisation: Organisation, now: datetime, *, level: int = DisclosureLevel.REPORTED) -> Organisation:
    """Let an organisation hold a level for a year."""
    today = now.date()
    LevelGrant.objects.create(
        organisation=organisation, level=level, granted_on=today, valid_until=today + timedelta(days=365)
    )
    return organisation


def make_contract(now: datetime, *, organisation: Organisation, **columns: Any) -> tuple[Contract, Complaint]:
    """The contract of an organisation about a call decided before ``now``, and a complaint that came too late."""
    began = now - timedelta(days=60)
    call, _, _ = make_decided(began, applicants=1, first=make_eligible(organisation, began), **columns)
    on = now.date()
    agreed = Agreed(number="7-2026", signed_on=on, starts_on=on, ends_on=on + timedelta(300), sum_kzt=2_000_000)
    application = call.applications.get()
    contract = conclude(application=application, agreed=agreed, actor=None, now=now)
    complaint = Complaint.objects.create(call=call, organisation=organisation, words="Why?", filed_at=now)
    return contract, complaint


def make_flag(organisation: Organisation, now: datetime, kind: str = ExclusionKind.ENFORCEMENT_DEBT) -> ExclusionFlag:
    """A ground of exclusion that stands since yesterday."""
    since = now.date() - timedelta(days=1)
    return ExclusionFlag.objects.create(organisation=organisation, kind=kind, since=since, source="Register of debts")


def make_draft(**columns: Any) -> Draft:
    """An application that is whole."""
    defaults: dict[str, Any] = {
        "title": "Green Esentai",
        "aim": "A clean bank.",
        "plan": "Ten mornings with volunteers.",
        "results": "Two kilometres without litter.",
        "months": 10,
        "budget": BUDGET,
    }
    return Draft(**{**defaults, **columns})


def make_application(
    call: Call, now: datetime, *, organisation: Organisation | None = None, submitted: bool = True, **columns: Any
) -> Application:
    """An application, handed in unless asked otherwise."""
    organisation = organisation or make_applicant(now)
    actor = make_user()
    kept = keep_draft(call=call, organisation=organisation, draft=make_draft(**columns), actor=actor, now=now)
    return submit(application=kept, actor=actor, now=now) if submitted else kept


def make_commission(call: Call, now: datetime, *, members: int = 2) -> list[Seat]:
    """A chair, some members and, last, a secretary."""
    roles = [SeatRole.CHAIR, *([SeatRole.MEMBER] * members), SeatRole.SECRETARY]
    people = [make_user(full_name=f"Мүше {number} Тестова") for number in range(len(roles))]
    return [
        appoint(call=call, contact=person.email or "", role=role, actor=None, now=now)
        for person, role in zip(people, roles, strict=True)
    ]


def person_in(seat: Seat) -> User:
    """Who sits there."""
    assert seat.user is not None
    return seat.user


def declare_nothing(seat: Seat, now: datetime) -> None:
    """Say that nothing ties the member to anybody."""
    ties = {application.pk: Tie.NONE for application in to_declare(seat)}
    declare(seat=seat, ties=ties, actor=person_in(seat), now=now)


def score_all(call: Call, seats: Sequence[Seat], now: datetime, points: Sequence[dict[str, int]]) -> None:
    """Let every member who scores give every application the points of its turn."""
    for seat in seats:
        if seat.role != SeatRole.SECRETARY:
            declare_nothing(seat, now)
            standing = call.applications.filter(state=ApplicationState.SUBMITTED).order_by("number")
            for application, given in zip(standing, points, strict=True):
                score(seat=seat, application=application, points=given, actor=person_in(seat), now=now)


def make_decided(
    now: datetime, *, applicants: int = 2, first: Organisation | None = None, **columns: Any
) -> tuple[Call, list[Seat], datetime]:
    """A call that was decided, its commission and the moment of the decision; the first application is the best."""
    call = make_call(now, **columns)
    for number in range(applicants):
        make_application(call, now, organisation=None if number else first)
    seats = make_commission(call, now)
    later = call.closes_at + timedelta(days=1)
    score_all(call, seats, later, [{"need": 9 - number, "plan": 4} for number in range(applicants)])
    draw_up(seat=seats[-1], actor=person_in(seats[-1]), now=later)
    for seat in (seats[-1], seats[0]):
        call = sign(seat=seat, actor=person_in(seat), now=later)
    return call, seats, later
