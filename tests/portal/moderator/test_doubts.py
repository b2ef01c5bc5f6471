"""The queue of doubtful hours, one doubt, and the way a coordinator asks."""

from datetime import date, time

import pytest
from django.urls import reverse

from accounts.enums import Role
from recognition.models import LedgerEntry, Suspicion
from recognition.queries import minutes_of
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.recognition import make_doubt, make_hours
from tests.factories.volunteers import make_volunteer

QUEUE = "/en/oversight/hours/"


@pytest.fixture
def reviewer(db):
    user = make_user(full_name="Рая Тестова")
    make_grant(user, Role.REVIEWER)
    return user


@pytest.fixture
def reading(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def signup(now, aliya, taza_su):
    event = make_opportunity(organisation=taza_su)
    return make_signup(make_role(make_shift(event, days_ahead=-5)), aliya.volunteer)


def page_of(doubt):
    return reverse("moderator:doubt", args=[doubt.public_id])


def test_empty_queue_says_so(reading):
    assert "Nothing is doubtful." in reading.get(QUEUE).content.decode()


def test_the_surest_comes_first_in_words_and_without_names(reading, signup, now):
    make_hours(signup)
    make_doubt(signup, now=now, score=40, pattern="paid_work", subject="shift:1", facts={"word": "salary"})
    make_doubt(signup, now=now)

    page = reading.get(QUEUE).content.decode()

    assert page.index("12 minutes after the account was opened") < page.index("speaks of pay: “salary”")
    assert "Серікова" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_the_same_queries(reading, signup, now, count, django_assert_num_queries):
    for number in range(count):
        make_doubt(signup, now=now, subject=f"credit:{number}")
    reading.get(QUEUE)

    with django_assert_num_queries(7):
        reading.get(QUEUE)


def test_upholding_takes_the_hours_back(reading, signup, aliya, now):
    make_hours(signup)
    doubt = make_doubt(signup, now=now)
    assert "4 hours" in reading.get(page_of(doubt)).content.decode()

    answer = reading.post(page_of(doubt), {"verdict": "yes", "reason": "Nobody saw her."}, follow=True)

    assert "1 entry was taken back." in answer.content.decode()
    assert minutes_of(aliya.volunteer) == 0
    assert "Nobody saw her." in reading.get(page_of(doubt)).content.decode()


def test_clearing_keeps_them(reading, signup, aliya, now):
    make_hours(signup)
    doubt = make_doubt(signup, now=now)

    reading.post(page_of(doubt), {"verdict": "no", "reason": "I asked the school."})

    assert minutes_of(aliya.volunteer) == 240
    assert "Nothing is doubtful." in reading.get(QUEUE).content.decode()


@pytest.mark.parametrize("answers", [{"verdict": "yes", "reason": " "}, {"verdict": "maybe", "reason": "Hm."}, {}])
def test_an_incomplete_decision_changes_nothing(reading, signup, now, answers):
    make_hours(signup)
    doubt = make_doubt(signup, now=now)

    answer = reading.post(page_of(doubt), answers or {"verdict": ""})

    assert answer.status_code == 422
    assert Suspicion.objects.get().status == "open"
    assert LedgerEntry.objects.count() == 1


def test_a_reviewer_of_another_region_finds_nothing(client, signup, now):
    doubt = make_doubt(signup, now=now)
    other = make_user()
    make_grant(other, Role.REVIEWER, region(KARAGANDA_REGION_CODE))
    client.force_login(other)

    assert client.get(page_of(doubt)).status_code == 404
    assert "Nothing is doubtful." in client.get(QUEUE).content.decode()


def test_nobody_else_may_look(client, signup, dana, erlan, zhanna, now):
    doubt = make_doubt(signup, now=now)

    for person in (dana, erlan, zhanna):
        client.force_login(person)
        assert [client.get(QUEUE).status_code, client.get(page_of(doubt)).status_code] == [403, 403]


def test_a_coordinator_asks_and_the_reviewer_lets_the_hours_in(client, reviewer, taza_su, dana, now):
    person = make_volunteer()
    event = make_opportunity(organisation=taza_su)
    shift = make_shift(event, starts_on=date(2026, 4, 29), start_time=time(8), hours=10)
    signup = make_signup(make_role(shift), person)
    hours = reverse("ngo:hours", args=["taza-su"])
    word = {"signup": str(signup.public_id), "outcome": "present", "minutes": "600"}

    client.force_login(dana)
    refused = client.post(hours, word)
    assert refused.status_code == 422
    assert "480 minutes of one day count" in refused.content.decode()
    everybody = client.post(hours, {"everyone": [str(signup.public_id)]}, follow=True)
    assert "1 person was left out" in everybody.content.decode()
    ask = reverse("ngo:ask_about_hours", args=["taza-su", signup.public_id])
    assert ask in refused.content.decode()
    assert 'value="600"' in client.get(f"{ask}?minutes=600").content.decode()
    asked = client.post(ask, {"minutes": "600", "reason": "A flood."}, follow=True)
    assert "Asked." in asked.content.decode()

    client.force_login(reviewer)
    question = Suspicion.objects.get()
    assert "a coordinator asks" in client.get(QUEUE).content.decode()
    assert "A flood." in client.get(page_of(question)).content.decode()
    client.post(page_of(question), {"verdict": "no", "reason": "The akimat confirms."})

    client.force_login(dana)
    client.post(hours, word)
    assert minutes_of(person) == 600


def test_asking_where_no_rule_is_in_the_way(client, dana, signup):
    client.force_login(dana)

    answer = client.post(
        reverse("ngo:ask_about_hours", args=["taza-su", signup.public_id]), {"minutes": "60", "reason": "Why not."}
    )

    assert answer.status_code == 422
    assert "No rule is in the way" in answer.content.decode()
