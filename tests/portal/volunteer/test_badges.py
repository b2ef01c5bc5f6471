"""The page of milestones: days, the next one, the strip of months, schemes with reasons, the switch, nominations."""

import pytest

from core.enums import Cause
from recognition.enums import NominationState
from recognition.models import LedgerEntry, OptOut
from recognition.services import reverse
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours, make_nomination
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
PAGE = "/en/me/badges/"


def work(taza_su, volunteer, *, days_ago, minutes, cause=Cause.ECOLOGY):
    event = make_opportunity(organisation=taza_su, cause=cause)
    return make_hours(make_signup(make_role(make_shift(event, days_ahead=-days_ago)), volunteer), minutes=minutes)


def shown(client, page=PAGE):
    return client.get(page).content.decode()


def test_milestones_months_and_the_scheme_with_what_does_not_count(client, now, aliya, taza_su):
    for day in (3, 4, 5):
        work(taza_su, aliya.volunteer, days_ago=day, minutes=1_440)
    work(taza_su, aliya.volunteer, days_ago=40, minutes=720, cause=Cause.CHILD_PROTECTION)
    client.force_login(aliya)
    page = shown(client)

    assert "reached on 30 April 2026" in page
    assert "Next: 100 hours. 16 hours to go" in page
    assert page.count('<span class="vh">worked</span>') == 3  # March, April and May
    assert "70 hours of 70 hours count this year" in page
    assert "50 hours: voucher of 50,000 KZT and 5 academic credits. Reached on" in page
    assert "worth 70,000 KZT and 7 credits" in page
    assert "You have reached the most of this year." in page
    assert "2 hours: more than one year allows." in page
    assert "12 hours: only a part of “Child protection” is among the directions" in page
    assert "/en/me/hours/2026/card.png" in page
    assert PAGE in shown(client, "/en/me/hours/")

    reverse(entry=LedgerEntry.objects.get(minutes=720), reason="Wrong person.", actor=make_volunteer().user, now=now)
    assert shown(client).count('<span class="vh">worked</span>') == 2


def test_somebody_without_hours_sees_what_is_ahead(client, now, aliya):
    client.force_login(aliya)
    page = shown(client)
    assert "Next: 10 hours. 10 hours to go" in page
    assert "The first month appears with your first confirmed shift." in page
    assert "20 hours: voucher of 20,000 KZT and 2 academic credits. 20 hours to go." in page


def test_the_switch(client, now, aliya, taza_su):
    work(taza_su, aliya.volunteer, days_ago=3, minutes=600)
    client.force_login(aliya)
    assert "reached on" in shown(client)
    client.post("/en/me/badges/switch/", {"show": "no"})
    off = shown(client)
    assert "reached on" not in off
    assert "10 hours of 70 hours count this year" in off
    assert OptOut.objects.filter(volunteer=aliya.volunteer).exists()
    client.post("/en/me/badges/switch/", {"show": "yes"})
    assert "reached on" in shown(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(client, now, aliya, taza_su, count, django_assert_num_queries):
    for place in range(count):
        work(taza_su, aliya.volunteer, days_ago=3 + place, minutes=240)
        make_nomination(taza_su, aliya.volunteer, now, category=("social", "health", "search")[place])
    client.force_login(aliya)
    shown(client)
    with django_assert_num_queries(8):
        shown(client)


def test_she_agrees_and_steps_back_and_nobody_else_opens_it(client, now, aliya, dana, taza_su):
    nomination = make_nomination(taza_su, aliya.volunteer, now)
    address = f"/en/me/nominations/{nomination.public_id}/"
    client.force_login(make_volunteer().user)
    assert client.get(address).status_code == 404

    client.force_login(aliya)
    assert nomination.reason in shown(client, address)
    assert address in shown(client)
    client.post(address, {"answer": "yes"})
    nomination.refresh_from_db()
    assert nomination.state == NominationState.AGREED
    assert "I no longer want to stand" in shown(client, address)
    client.post(address, {"withdraw": "1"})
    nomination.refresh_from_db()
    assert nomination.state == NominationState.WITHDRAWN
    assert "already" in client.post(address, {"answer": "yes"}, follow=True).content.decode()
