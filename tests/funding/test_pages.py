"""Pages of commissions and of money: what they tell, and what nobody can join on."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from funding.enums import Tie
from funding.services.commission import declare
from funding.services.contracts import Spent, report_money
from ngos.enums import MembershipRole
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.funding import (
    declare_nothing,
    make_applicant,
    make_application,
    make_call,
    make_commission,
    make_contract,
    person_in,
    score_all,
)
from tests.factories.ngos import make_member, make_organisation
from tests.factories.participation import work
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
POINTS = {"points_need": "9", "points_plan": "3"}


def page(client, name, *args, status=200, **posted):
    address = reverse(name, args=args)
    answer = client.post(address, posted, follow=True) if posted else client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status, text[:2000]
    return text


@pytest.fixture
def scoring(now):
    """A call after its deadline, whose second application by name was handed in first."""
    call = make_call(now)
    first = make_application(call, now, organisation=make_applicant(now, name="Яблоня"))
    second = make_application(call, now, organisation=make_applicant(now, name="Арна"))
    seats = make_commission(call, now)
    with time_machine.travel(call.closes_at, tick=False):
        yield call, first, second, seats


def test_nothing_that_is_scored_can_be_joined_with_a_name(client, scoring):
    call, first, second, (chair, *_) = scoring
    client.force_login(person_in(chair))
    ties = page(client, "commission:ties", call.public_id)
    assert all(str(one.public_id) in ties for one in (first, second))
    assert ties.index("Арна") < ties.index("Яблоня")
    assert "№" not in ties
    declare_nothing(chair, call.closes_at)

    blinded = page(client, "commission:call", call.public_id)
    assert reverse("commission:score", args=(call.public_id, first.number)) in blinded
    for number in (first.number, second.number):
        blinded += page(client, "commission:score", call.public_id, number)
    for tail in ("", f"/{call.public_id}", f"/{call.public_id}/results"):
        answer = client.get(f"/api/v1/funding/calls{tail}")
        assert answer.status_code == 200
        blinded += answer.content.decode()

    for application in (first, second):
        names = (str(application.public_id), application.organisation.name_kk, application.organisation.bin)
        assert not [name for name in names if name in blinded]
    for unknown in (3, 10**30):
        page(client, "commission:score", call.public_id, unknown, status=404)


def test_an_officer_reads_who_applied_by_name_and_not_by_number(client, scoring):
    call, first, second, _ = scoring
    make_grant(user := make_user(), Role.AKIMAT_OFFICER, region())
    client.force_login(user)

    shown = page(client, "akimat:call", call.public_id)

    assert shown.index(second.organisation.name_kk) < shown.index(first.organisation.name_kk)
    assert "2,000,000" not in shown


def test_a_tie_that_is_remembered_while_scoring_takes_the_points_out(client, scoring):
    call, first, second, seats = scoring
    score_all(call, seats, call.closes_at, [{"need": 9, "plan": 4}, {"need": 8, "plan": 4}])
    client.force_login(person_in(seats[0]))
    assert reverse("commission:ties", args=(call.public_id,)) in page(client, "commission:call", call.public_id)
    assert reverse("commission:ties", args=(call.public_id,)) in page(client, "commission:score", call.public_id, 1)
    assert page(client, "commission:ties", call.public_id).count('value="none" selected') == 2

    answers = {f"tie_{first.public_id}": "work", f"tie_{second.public_id}": "none"}
    shown = page(client, "commission:ties", call.public_id, **answers)

    assert "these points do not count" in shown
    again = page(client, "commission:ties", call.public_id)
    assert f"tie_{first.public_id}" not in again  # a tie is never taken back
    assert f"tie_{second.public_id}" in again
    assert str(Tie.WORK.label) in again
    client.force_login(person_in(seats[-1]))
    shown = page(client, "commission:protocol", call.public_id, draw="1")
    assert "members tied: 1" in shown
    client.force_login(person_in(seats[0]))
    assert "ties are not added any more" in page(client, "commission:ties", call.public_id)
    refused = page(client, "commission:ties", call.public_id, status=422, **{f"tie_{second.public_id}": "work"})
    assert "The protocol is drawn up" in refused


def test_who_is_tied_to_every_applicant_has_nothing_left_to_answer(client, scoring):
    call, first, second, (chair, *_) = scoring
    declare(
        seat=chair,
        ties={first.pk: Tie.MONEY, second.pk: Tie.RELATIVE},
        actor=person_in(chair),
        now=call.closes_at,
    )
    client.force_login(person_in(chair))

    shown = page(client, "commission:ties", call.public_id)

    assert "<select" not in shown
    assert str(Tie.MONEY.label) in shown


def test_who_applied_is_not_told_before_the_deadline_nor_to_a_secretary(client, scoring):
    call, first, _, seats = scoring
    client.force_login(person_in(seats[-1]))
    assert first.organisation.name_kk not in page(client, "commission:ties", call.public_id)
    client.force_login(person_in(seats[0]))
    with time_machine.travel(call.closes_at - timedelta(seconds=1), tick=False):
        shown = page(client, "commission:ties", call.public_id)
    assert "Scoring begins after the deadline" in shown
    assert first.organisation.name_kk not in shown


def test_the_page_of_open_calls_takes_the_same_queries_however_many_there_are(client, now):
    organisation = make_applicant(now)
    client.force_login(make_member(organisation, role=MembershipRole.OWNER))
    address = reverse("ngo:funding", args=(organisation.slug,))
    counts = []
    for _ in range(2):
        make_call(now)
        make_call(now)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(("people", "shown", "hidden"), [(5, True, False), (4, False, True)])
def test_the_public_page_shows_hours_of_five_people_and_a_dash_for_fewer(client, now, people, shown, hidden):
    contract, _ = make_contract(now, organisation=make_organisation())
    event, day = make_opportunity(organisation=contract.application.organisation), contract.starts_on
    for _ in range(people):
        work(make_volunteer(), event, day, 60)
    report_money(
        contract=contract,
        first_on=day,
        last_on=day,
        lines=[Spent(0, 1_000, event)],
        actor=make_user(),
        now=now + timedelta(days=2),
    )

    text = page(client, "guest:call_money", contract.application.call.public_id)

    assert ("· –" in text) is hidden
    assert ("<td>–</td>" in text) is hidden
    assert (f"{people} h" in text.replace("\xa0", " ")) is shown
