"""Give the demonstration one open call and one that was decided, by the services everybody uses."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User
from accounts.queries import demo_email
from core.clock import local_day, now
from funding.enums import CallKind, LineKind, SeatRole, Tie
from funding.models import Call, Seat
from funding.queries.commission import submitted, to_declare
from funding.services.applying import Draft, keep_draft, submit
from funding.services.calls import CallPlan, publish, write_call
from funding.services.commission import appoint, declare, score
from funding.services.contracts import Agreed, conclude
from funding.services.deciding import draw_up, sign
from ngos.enums import DisclosureLevel
from ngos.models import LevelGrant, Organisation, Rating
from ngos.queries import members_of
from places.models import Territory

APPLICANTS = 3
CRITERIA: list[dict[str, Any]] = [
    {"code": "c1", "kk": "Қажеттілік", "ru": "Насколько это нужно", "en": "Need", "weight": 3, "best": 10},
    {"code": "c2", "kk": "Жоспар", "ru": "Насколько выполним план", "en": "Plan", "weight": 3, "best": 10},
    {"code": "c3", "kk": "Еріктілер", "ru": "Участие волонтёров", "en": "Volunteers", "weight": 2, "best": 5},
]
PROJECTS = (
    ("Көк қала", "Аулалардағы көлеңке аз.", "Он сенбіде 400 көшет отырғызамыз."),
    ("Таза жаға", "Өзен жағасы қоқысқа толы.", "Он сенбіде екі шақырым жағаны тазалаймыз."),
    ("Ашық есік", "Кітапханаға арбамен кіру қиын.", "Үш пандус жасап, ауладағы жолды тегістейміз."),
)


class Command(BaseCommand):
    """Does nothing where there is a call already, or nobody of the demonstration."""

    help = "Give the demonstration an open call and a decided one."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make both calls, unless there is nothing to make them of."""
        officer = User.objects.filter(email=demo_email("akimat")).first()
        grant = officer.role_grants.select_related("territory").first() if officer else None
        if officer is None or grant is None or grant.territory is None or Call.objects.exists():
            return
        moment = now()
        _decided(grant.territory, officer, moment)
        _open(grant.territory, officer, moment)


def _open(territory: Territory, officer: User, moment: datetime) -> None:
    plan = CallPlan(
        kind=CallKind.SOCIAL_ORDER,
        area="volunteering",
        sum_mrp=1_500,
        months=12,
        awards=2,
        closes_at=_evening(moment + timedelta(days=25)),
        commission_size=5,
        criteria=CRITERIA,
        title_kk="Ерікті бастамаларды қолдау",
        title_ru="Поддержка волонтёрских инициатив",
        title_en="Support for volunteer initiatives",
        about_kk="Аудандардағы еріктілер жұмысын ұйымдастыратын жобаларға.",
        about_ru="Для проектов, которые организуют работу волонтёров в районах.",
        about_en="For projects that organise the work of volunteers in the districts.",
    )
    began = moment - timedelta(days=5)
    call = write_call(territory=territory, plan=plan, actor=officer, now=began)
    publish(call=call, actor=officer, now=began)


def _decided(territory: Territory, officer: User, moment: datetime) -> None:
    """Publish, apply, score, sign and contract in the days they would have taken."""
    began, closed = moment - timedelta(days=60), moment - timedelta(days=40)
    plan = CallPlan(
        kind=CallKind.GRANT_SHORT,
        area="ecology",
        sum_mrp=600,
        months=9,
        closes_at=_evening(closed),
        commission_size=3,
        criteria=CRITERIA,
        title_kk="Таза аула",
        title_ru="Чистый двор",
        title_en="Clean courtyards",
        about_kk="Аулалар мен өзен жағаларын жақсартуға.",
        about_ru="На благоустройство дворов и берегов.",
        about_en="For better courtyards and river banks.",
    )
    call = write_call(territory=territory, plan=plan, actor=officer, now=began)
    publish(call=call, actor=officer, now=began)
    call.refresh_from_db()
    others = _others()
    seats = _commission(call, officer, others[APPLICANTS:], began)
    for organisation, words in zip(others[:APPLICANTS], PROJECTS, strict=False):
        _apply(call, organisation, words, began + timedelta(days=3))
    later = call.closes_at + timedelta(days=2)
    for turn, seat in enumerate(seats[:-1]):
        _score(seat, turn, later)
    _finish(call, seats, officer, later, moment)


def _others() -> list[Organisation]:
    """Return verified organisations before which no gate is closed, without those of the demo coordinator."""
    closed = Rating.objects.filter(is_current=True).exclude(gates=[]).values("organisation")
    found = Organisation.objects.verified().exclude(memberships__user__email=demo_email("coordinator"))
    return list(found.exclude(pk__in=closed).exclude(bin="").order_by("pk")[: APPLICANTS + 2])


def _commission(call: Call, officer: User, outside: list[Organisation], at: datetime) -> list[Seat]:
    """Seat the reviewer as chair, two people of organisations that do not apply, and the officer as secretary."""
    people = [(demo_email("reviewer"), SeatRole.CHAIR)]
    people += [(members_of(one)[0].user.email or "", SeatRole.MEMBER) for one in outside]
    people += [(officer.email or "", SeatRole.SECRETARY)]
    return [appoint(call=call, contact=email, role=role, actor=officer, now=at) for email, role in people]


def _apply(call: Call, organisation: Organisation, words: tuple[str, str, str], at: datetime) -> None:
    today = local_day(at)
    LevelGrant.objects.get_or_create(
        organisation=organisation,
        level=DisclosureLevel.REPORTED,
        defaults={"granted_on": today, "valid_until": today + timedelta(days=365)},
    )
    title, aim, plan = words
    budget = [
        {"title": "Көшет пен құрал", "kind": LineKind.ACTIVITY.value, "amount_kzt": 1_900_000},
        {"title": "Есепші", "kind": LineKind.INSTITUTIONAL.value, "amount_kzt": 100_000},
    ]
    draft = Draft(title=title, aim=aim, plan=plan, results="Суреттер мен расталған сағаттар.", months=8, budget=budget)
    owner = members_of(organisation)[0].user
    kept = keep_draft(call=call, organisation=organisation, draft=draft, actor=owner, now=at)
    submit(application=kept, actor=owner, now=at)


def _score(seat: Seat, turn: int, at: datetime) -> None:
    if seat.user is None:
        return
    ties = {one.pk: Tie.NONE for one in to_declare(seat)}
    declare(seat=seat, ties=ties, actor=seat.user, now=at)
    for number, application in enumerate(submitted(seat.call)):
        points = {"c1": 9 - number, "c2": 6 + (turn + number) % 3, "c3": 5 - (turn + number) % 2}
        score(seat=seat, application=application, points=points, actor=seat.user, now=at)


def _finish(call: Call, seats: list[Seat], officer: User, later: datetime, moment: datetime) -> None:
    chair, secretary = seats[0], seats[-1]
    draw_up(seat=secretary, actor=officer, now=later)
    sign(seat=secretary, actor=officer, now=later)
    call = sign(seat=chair, actor=chair.user or officer, now=later)
    won = call.protocol.results.select_related("application").get(place=1).application
    on = local_day(moment)
    if call.complaints_until is not None and on > call.complaints_until:
        last = on + timedelta(days=240)
        agreed = Agreed(number="12", signed_on=on, starts_on=on, ends_on=last, sum_kzt=won.sum_kzt)
        conclude(application=won, agreed=agreed, actor=officer, now=moment)


def _evening(moment: datetime) -> datetime:
    return moment.replace(hour=13, minute=0, second=0, microsecond=0)
