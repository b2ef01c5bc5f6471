"""The pages of money, door by door: officer, applicant, commission, everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import Role
from core.models import AuditLine
from funding.models import Application, Call, Complaint
from ngos.enums import MembershipRole
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.funding import (
    declare_nothing,
    make_applicant,
    make_application,
    make_call,
    make_commission,
    make_decided,
    make_flag,
    person_in,
)
from tests.factories.ngos import make_member
from tests.factories.places import region

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user(full_name="Ерлан Ахметов")
    make_grant(user, Role.AKIMAT_OFFICER, region())
    client.force_login(user)
    return client


@pytest.fixture
def applicant(client, now):
    organisation = make_applicant(now)
    client.force_login(make_member(organisation, role=MembershipRole.OWNER))
    return organisation


def page(client, name, *args, status=200, **posted):
    address = reverse(name, args=args)
    answer = client.post(address, posted, follow=True) if posted else client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status, text[:2000]
    assert "<title>Sign in" not in text
    return text


CALL = {
    "title_en": "Clean rivers",
    "closes_at": "2026-06-01",
    "closes_time": "18:00",
    "kind": "grant_short",
    "area": "ecology",
    "sum_mrp": "1000",
    "months": "12",
    "awards": "1",
    "required_level": "3",
    "min_rating": "",
    "commission_size": "3",
    "combining": "mean",
    "tie_rule": "criteria",
    "least_total": "0",
    "c1_en": "Need",
    "c1_weight": "3",
    "c1_best": "10",
}


def test_an_officer_writes_publishes_corrects_and_appoints(officer, now):
    person = make_user(full_name="Айжан Сейіт")
    said = page(officer, "akimat:new_call", "750000000", **CALL | {"sum_mrp": "499"})
    call = Call.objects.get()
    assert "Clean rivers" in said
    assert "at least 500 MRP" in page(officer, "akimat:publish_call", call.public_id, x="1")

    page(officer, "akimat:edit_call", call.public_id, **CALL | {"min_rating": "60"})
    assert "Its terms stand" in page(officer, "akimat:publish_call", call.public_id, x="1")
    assert "published, so its terms stand" in page(officer, "akimat:edit_call", call.public_id, status=409, **CALL)
    corrected = {"title_en": "Clean rivers", "closes_at": "2026-06-08", "closes_time": "18:00"}
    assert "Please fill this in" in page(officer, "akimat:correct_call", call.public_id, status=422, **corrected)
    page(officer, "akimat:correct_call", call.public_id, reason="Holidays.", **corrected)
    page(officer, "akimat:call", call.public_id, email=person.email, role="chair")
    refused = page(officer, "akimat:call", call.public_id, status=422, email="nobody@example.org", role="member")
    assert "Nobody with this address can be appointed" in refused

    shown = page(officer, "akimat:call", call.public_id)
    assert "Айжан Сейіт" in shown
    public = page(officer, "guest:call", call.public_id)
    assert "Holidays." in public
    assert "rating of at least 60" in public
    assert "Clean rivers" in page(officer, "akimat:calls", "750000000")


def test_an_applicant_reads_every_rule_and_the_step_that_opens_it(client, applicant, now):
    call = make_call(now)
    flag = make_flag(applicant, now)
    assert "1 rule stands in the way" in page(client, "ngo:funding", applicant.slug)
    shown = page(client, "ngo:application", applicant.slug, call.public_id)
    assert "The organisation has a debt under enforcement." in shown
    assert "Pay the debt and show the register the proof." in shown
    whole = {
        "title": "Green Esentai", "aim": "Clean.", "plan": "Ten mornings.", "results": "Two km.", "months": "6",
        "line_1_title": "Tools", "line_1_kind": "activity", "line_1_amount": "900000",
    }  # fmt: skip

    page(client, "ngo:application", applicant.slug, call.public_id, **whole | {"aim": ""})
    assert Application.objects.get().budget == [{"title": "Tools", "kind": "activity", "amount_kzt": 900000}]
    refused = page(client, "ngo:application", applicant.slug, call.public_id, status=422, submit="1", **whole)
    assert "Pay the debt" in refused
    assert "Green Esentai" in refused
    flag.until = now.date()
    flag.save()
    assert "you may apply" in page(client, "ngo:funding", applicant.slug)
    empty = page(
        client, "ngo:application", applicant.slug, call.public_id, status=422, submit="1", **whole | {"plan": ""}
    )
    assert "this one is empty" in empty
    page(client, "ngo:application", applicant.slug, call.public_id, submit="1", **whole)
    shown = page(client, "ngo:application", applicant.slug, call.public_id)
    assert "Application № 1" in shown
    page(client, "ngo:withdraw_application", applicant.slug, call.public_id, x="1")
    assert Application.objects.get().state == "withdrawn"


def test_one_second_late_is_told_with_the_draft_kept(client, applicant, now):
    call = make_call(now)
    kept = make_application(call, now, organisation=applicant, submitted=False)
    with time_machine.travel(call.closes_at, tick=False):
        shown = page(
            client,
            "ngo:application",
            applicant.slug,
            call.public_id,
            status=422,
            submit="1",
            title="Green",
            months="6",
        )

    assert "Applications were taken before 24.05.2026, 09:00:00; this one came at 24.05.2026, 09:00:00." in shown
    kept.refresh_from_db()
    assert (kept.state, kept.title) == ("draft", "Green")


def test_a_member_says_what_ties_her_scores_without_names_and_signs(client, now):
    call, organisation = make_call(now), make_applicant(now, name="Самал Қоры")
    tied = make_application(call, now)
    blinded = make_application(call, now, organisation=organisation, plan="Самал Қоры plants trees.")
    chair, member, other, secretary = make_commission(call, now)
    client.force_login(person_in(chair))
    assert "Clean rivers" in page(client, "commission:home")
    assert "You sit in this commission" in page(client, "guest:call", call.public_id)
    with time_machine.travel(call.closes_at, tick=False):
        assert "2 applicants wait" in page(client, "commission:call", call.public_id)
        ties = {f"tie_{tied.public_id}": "relative", f"tie_{blinded.public_id}": "none"}
        assert "Самал Қоры" in page(client, "commission:ties", call.public_id)
        page(client, "commission:ties", call.public_id, **ties)
        shown = page(client, "commission:score", call.public_id, blinded.number)
        assert "▇▇▇ plants trees." in shown
        assert "Самал" not in shown
        wrong = {"points_need": "11", "points_plan": "3"}
        refused = page(client, "commission:score", call.public_id, blinded.number, status=422, **wrong)
        assert "Give 0 to 10 whole points on “Need”." in refused
        right = {"points_need": "9", "points_plan": "3"}
        refused = page(client, "commission:score", call.public_id, tied.number, status=422, **right)
        assert "others score it" in refused
        page(client, "commission:score", call.public_id, blinded.number, **right)
        assert "they do not" not in page(client, "commission:protocol", call.public_id, x="1")
        for seat in (member, other):
            client.force_login(person_in(seat))
            declare_nothing(seat, call.closes_at)
            for application in (tied, blinded):
                page(client, "commission:score", call.public_id, application.number, **right)
        for seat in (secretary, chair):
            client.force_login(person_in(seat))
            if seat is secretary:
                page(client, "commission:protocol", call.public_id, x="1")
            assert "Total of 100" in page(client, "commission:protocol", call.public_id, sign="1")
        client.logout()
        public = page(client, "guest:call", call.public_id)

    assert "Самал Қоры" in public
    assert "I am related to somebody who leads it" in public
    assert person_in(chair).short_name in public
    assert AuditLine.objects.filter(action="call.decided").exists()


def test_after_the_decision_come_complaint_answer_contract_and_report(client, applicant, officer, now):
    call, _, later = make_decided(now)
    won, lost = call.applications.order_by("number")
    for one in (won, lost):
        client.force_login(make_member(one.organisation, role=MembershipRole.OWNER))
        with time_machine.travel(later, tick=False):
            slug = one.organisation.slug
            assert "Complain about the decision" in page(client, "ngo:application", slug, call.public_id)
            if one == lost:
                page(client, "ngo:complain", slug, call.public_id, words="The quorum was missing.")
    complaint = Complaint.objects.get()
    officer.force_login(user := make_user())
    make_grant(user, Role.AKIMAT_OFFICER, region())
    with time_machine.travel(later, tick=False):
        assert "The quorum was missing." in page(officer, "akimat:call", call.public_id)
        page(officer, "akimat:reply", call.public_id, complaint.public_id, verdict="no", words="Three of three.")
    agreed = {
        "number": "7", "signed_on": "2026-06-15", "starts_on": "2026-06-15", "ends_on": "2027-05-15",
        "sum_kzt": "2000000",
    }  # fmt: skip
    with time_machine.travel(later + timedelta(days=20), tick=False):
        officer.force_login(user)
        page(officer, "akimat:contract", call.public_id, won.public_id, **agreed)
    event = make_opportunity(organisation=won.organisation)
    with time_machine.travel(later + timedelta(days=60), tick=False):
        client.force_login(make_member(won.organisation, role=MembershipRole.OWNER))
        spent = {
            "first_on": "2026-06-15", "last_on": "2026-06-30", "spent_0": "500000",
            "event_0": str(event.public_id), "spent_1": "200001",
        }  # fmt: skip
        refused = page(client, "ngo:money", won.organisation.slug, call.public_id, status=422, **spent)
        assert "Line 2 has" in refused
        page(client, "ngo:money", won.organisation.slug, call.public_id, **spent | {"spent_1": ""})
        client.logout()
        public = page(client, "guest:call_money", call.public_id)
    assert "500,000\xa0₸ of 1,800,000\xa0₸" in public
    assert "Three of three." in page(client, "guest:call", call.public_id)


def test_the_public_list_and_data_say_nothing_of_drafts(client, now):
    make_call(now, published=False, title_en="Secret")
    make_call(now)

    assert "Secret" not in page(client, "guest:calls")
    assert "Clean rivers" in page(client, "guest:calls")
    for address in ("funding_calls_json", "funding_results_csv", "funding_calls_schema"):
        answer = client.get(reverse(address))
        assert answer.status_code == 200
        assert "Secret" not in answer.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_page_stands_in_other_languages(client, now, language):
    call, seats, _ = make_decided(now)
    for address in (f"/{language}/funding/", f"/{language}/funding/{call.public_id}/"):
        assert client.get(address).status_code == 200
    client.force_login(person_in(seats[0]))
    assert client.get(f"/{language}/commission/{call.public_id}/").status_code == 200


def test_the_page_of_a_decision_takes_the_same_queries_whatever_came(client, now, django_assert_max_num_queries):
    for applicants in (1, 3):
        call, *_ = make_decided(now, applicants=applicants)
        with django_assert_max_num_queries(14):
            page(client, "guest:call", call.public_id)
