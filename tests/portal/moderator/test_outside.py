"""A second person decides about hours from elsewhere; every look at a person and at evidence is written down."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.enums import Role
from core.models import Look
from recognition.queries import outside_minutes
from tests.factories.accounts import make_grant, make_user
from tests.factories.outside import make_outside_claim
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
LIST = "/en/oversight/outside/"


@pytest.fixture
def reading(now):
    user = make_user(email="reviewer@example.org")
    make_grant(user, Role.REVIEWER, region())
    return signed_in(user)


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def test_hours_are_approved_and_taken_back_with_words_she_reads(reading, aliya, now):
    claim = make_outside_claim(aliya.volunteer, now)
    address = f"{LIST}{claim.public_id}/"
    assert address in reading.get(LIST).content.decode()
    page = reading.get(address).content.decode()
    assert "Green Hands" in page
    assert "Ask Green Hands." in page
    assert aliya.full_name not in page
    picture = reading.get(f"{address}evidence.jpg")
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "no-store" in picture["Cache-Control"]

    without = reading.post(address, {"verdict": "yes", "reason": " "})
    assert (without.status_code, outside_minutes(aliya.volunteer)) == (422, 0)
    assert reading.post(address, {"verdict": "yes", "reason": "The letter shows it."})["Location"] == LIST
    assert outside_minutes(aliya.volunteer) == 120
    reading.post(address, {"verdict": "yes", "reason": "The letter was forged."})

    assert outside_minutes(aliya.volunteer) == 0
    assert reading.post(address, {"verdict": "yes", "reason": "Again."}).status_code == 422
    assert "The letter was forged." in signed_in(aliya).get("/en/me/hours/outside/").content.decode()
    looks = Look.objects.filter(person=aliya.public_id)
    assert set(looks.values_list("what", "purpose")) == {("name", "hours"), ("evidence", "hours")}


def test_a_refusal_counts_nothing(reading, aliya, now):
    claim = make_outside_claim(aliya.volunteer, now)

    reading.post(f"{LIST}{claim.public_id}/", {"verdict": "no", "reason": "It shows another name."})

    claim.refresh_from_db()
    assert (claim.is_approved, outside_minutes(aliya.volunteer)) == (False, 0)
    assert "Record the decision" not in reading.get(f"{LIST}{claim.public_id}/").content.decode()


def test_nobody_finds_her_own_or_those_of_people_far_away(aliya, now, reading):
    claim = make_outside_claim(aliya.volunteer, now)
    make_grant(aliya, Role.REVIEWER, region())
    hers = signed_in(aliya)
    for path in ("", "evidence.jpg"):
        assert hers.get(f"{LIST}{claim.public_id}/{path}").status_code == 404
        assert reading.get(f"{LIST}{claim.public_id}/{path}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(reading, now, count, django_assert_num_queries):
    for place in range(count):
        make_outside_claim(make_volunteer(), now - timedelta(days=place))
    reading.get(LIST)

    with django_assert_num_queries(9):
        page = reading.get(LIST)
    assert len(page.context["page"]) == count
