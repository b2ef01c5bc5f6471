"""The page of hours says where each comes from; an objection is two taps and is followed to its end by all sides."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import Look
from events.enums import Outcome
from recognition.enums import DisputeState
from recognition.models import Dispute, OwnReport
from recognition.queries import minutes_of
from recognition.services import confirm_attendance
from recognition.services.disputes import go_on, move_overdue, refuse
from recognition.services.settling import settle_silent
from recognition.terms import all_terms
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import region
from tests.factories.recognition import make_hours, make_presence

pytestmark = pytest.mark.django_db
HOURS = "/en/me/hours/"
SILENCE = all_terms()[-1].silence_days


@pytest.fixture
def event(taza_su, dana, now):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def place(event, aliya):
    return make_signup(make_role(make_shift(event, days_ahead=-5)), aliya.volunteer)


@pytest.fixture
def mine(client, aliya):
    client.force_login(aliya)
    return client


def object_page(place):
    return reverse("volunteer:object", args=[place.public_id])


def objecting(mine, place, reason="missing", **more):
    mine.post(object_page(place), {"reason": reason, **more})
    return Dispute.objects.get()


def test_two_taps_are_a_link_and_a_button(mine, place):
    link = object_page(place)
    assert link in mine.get(HOURS).content.decode()
    assert 'name="reason" value="missing"' in mine.get(link).content.decode()

    answer = mine.post(link, {"reason": "missing"}, follow=True)

    dispute = Dispute.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("volunteer:objection", args=[dispute.public_id])
    assert "Sent. You are told as soon as the organisation answers." in answer.content.decode()
    assert (dispute.wanted_minutes, dispute.words) == (240, "")


def test_a_refused_objection_keeps_what_was_typed(mine, place, dana, now):
    confirm_attendance(signup=place, outcome=Outcome.PRESENT, minutes=100, actor=dana, now=now)

    answer = mine.post(object_page(place), {"reason": "minutes", "wanted_minutes": "100", "words": "I was & am"})

    assert answer.status_code == 422
    assert "There is nothing to object to here" in answer.content.decode()
    assert "I was &amp; am" in answer.content.decode()
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"reason": "came"}, {"reason": "missing", "wanted_minutes": "x"}])
def test_nonsense_is_no_objection(mine, place, fields):
    assert mine.post(object_page(place), fields).status_code in (200, 422)
    assert not Dispute.objects.exists()


def test_confirmed_waiting_declared_and_absent_each_say_where_they_come_from(mine, event, aliya, dana, now):
    confirmed, seen, declared, absent, silent = (
        make_signup(make_role(make_shift(event, days_ahead=-days)), aliya.volunteer) for days in (3, 4, 5, 6, 40)
    )
    make_presence(confirmed, minutes=240)
    confirm_attendance(signup=confirmed, outcome=Outcome.PRESENT, minutes=240, actor=dana, now=now)
    make_presence(seen, minutes=200)
    mine.post(reverse("volunteer:report_hours", args=[declared.public_id]))
    confirm_attendance(signup=absent, outcome=Outcome.ABSENT, minutes=0, actor=dana, now=now)
    make_presence(silent, minutes=60)
    settle_silent(now=now)

    page = mine.get(HOURS).content.decode()

    assert OwnReport.objects.get().signup == declared
    assert "Confirmed by the organisation · Signed code, own account, and an organiser at the gate" in page
    assert "Counted from the gate, because the organisation did not answer" in page
    assert "The gate saw you: 3 h 20 min." in page
    assert "Declared by you: 4 hours." in page
    assert "4 hours of them rest on your own word." in page
    assert "The organisation says that you did not come." in page
    assert page.count("Not right? Object") == 5


def test_her_page_takes_as_many_queries_for_one_shift_as_for_three(mine, event, aliya, assert_chained_queries):
    def more():
        make_hours(make_signup(make_role(make_shift(event, days_ahead=-9)), aliya.volunteer))
        make_signup(make_role(make_shift(event, days_ahead=-5)), aliya.volunteer)

    more()
    mine.get(HOURS)
    with assert_chained_queries(17, chained=0):
        mine.get(HOURS)
    more()
    more()
    with assert_chained_queries(17, chained=0):
        mine.get(HOURS)


def test_the_organisation_answers_and_the_hours_follow(mine, client, place, aliya, dana):
    dispute = objecting(mine, place, words="I carried the boxes.")
    client.force_login(dana)
    listed = client.get(reverse("ngo:objections", args=["taza-su"])).content.decode()
    page = reverse("ngo:objection", args=["taza-su", dispute.public_id])
    assert page in listed
    assert "1 objection to answer" in client.get(reverse("ngo:hours", args=["taza-su"])).content.decode()
    assert "I carried the boxes." in client.get(page).content.decode()

    answer = client.post(page, {"verdict": "yes"}, follow=True)

    assert "The answer is recorded. The volunteer is told." in answer.content.decode()
    assert minutes_of(aliya.volunteer) == 240
    client.force_login(aliya)
    assert "Changed by the organisation after your objection" in client.get(HOURS).content.decode()


def test_a_refusal_without_words_comes_back(mine, client, place, dana):
    dispute = objecting(mine, place)
    client.force_login(dana)

    answer = client.post(reverse("ngo:objection", args=["taza-su", dispute.public_id]), {"verdict": "no"})

    assert answer.status_code == 422
    assert "Write a reason. Both sides read it." in answer.content.decode()


def test_she_takes_a_refusal_further_and_a_reviewer_decides(mine, client, place, aliya, dana, now):
    reviewer = make_user(full_name="Тексеруші")
    make_grant(reviewer, Role.REVIEWER, region())
    dispute = objecting(mine, place)
    refuse(dispute=dispute, words="Nobody saw her.", actor=dana, now=now)
    own = reverse("volunteer:objection", args=[dispute.public_id])
    assert "Nobody saw her." in mine.get(own).content.decode()
    mine.post(own, {"further": ""})
    client.force_login(reviewer)
    page = reverse("moderator:objection", args=[dispute.public_id])
    assert page in client.get(reverse("moderator:objections")).content.decode()
    assert "The gate did not see the person." in client.get(page).content.decode()

    answer = client.post(page, {"minutes": "120", "reason": "A photograph shows her."}, follow=True)

    assert "The decision is recorded. Both sides are told." in answer.content.decode()
    assert minutes_of(aliya.volunteer) == 120
    assert Look.objects.filter(person=aliya.public_id, viewer=reviewer.public_id, purpose="hours").exists()
    for person, where in ((aliya, own), (dana, reverse("ngo:objection", args=["taza-su", dispute.public_id]))):
        client.force_login(person)
        assert "A photograph shows her." in client.get(where).content.decode()


def test_a_decision_of_too_many_minutes_comes_back(client, mine, place, aliya, dana, now):
    reviewer = make_user()
    make_grant(reviewer, Role.REVIEWER)
    dispute = objecting(mine, place)
    refuse(dispute=dispute, words="No.", actor=dana, now=now)
    go_on(dispute=dispute, actor=aliya, now=now)
    client.force_login(reviewer)

    page = reverse("moderator:objection", args=[dispute.public_id])
    answers = [client.post(page, {"minutes": minutes, "reason": "So."}) for minutes in ("241", "1500", "-1", "")]

    assert [answer.status_code for answer in answers] == [422] * 4
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.WITH_MEDIATOR


def test_an_objection_can_be_taken_back(mine, place):
    dispute = objecting(mine, place)

    mine.post(reverse("volunteer:objection", args=[dispute.public_id]), {"back": ""})

    dispute.refresh_from_db()
    assert dispute.state == DisputeState.WITHDRAWN


def test_anybody_reads_the_numbers_of_an_organisation(client, mine, place, taza_su, now):
    page = reverse("guest:organisation", args=[taza_su.bin])
    assert "Objections" not in client.get(page).content.decode()
    objecting(mine, place)
    move_overdue(now=now)
    client.logout()

    assert "Objections: 1. Answered by the organisation: 0." in client.get(page).content.decode()
