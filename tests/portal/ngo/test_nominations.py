"""An organisation nominates people who worked with it, with evidence; reviewers see those who agreed."""

import pytest

from accounts.enums import Role
from core.models import Look
from recognition.models import Nomination
from recognition.services.nominating import answer_nomination
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import region
from tests.factories.recognition import make_hours, make_nomination
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
LIST = "/en/org/taza-su/nominations/"
WISH = {"category": "environment", "reason": "She leads the Saturday clean-ups."}


@pytest.fixture
def role(taza_su, now):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-3), capacity=9)


def address(volunteer):
    return f"/en/org/taza-su/volunteers/{volunteer.public_id}/nominate/"


def text(answer):
    return answer.content.decode()


def test_nominated_listed_agreed_exported_and_taken_back(client, role, aliya, dana, taza_su, now):
    make_hours(make_signup(role, aliya.volunteer), minutes=240)
    client.force_login(dana)
    assert address(aliya.volunteer) in text(client.get("/en/org/taza-su/volunteers/"))
    form = text(client.get(address(aliya.volunteer)))
    assert "Volunteer of the Year 2026" in form
    assert "4 hours" in form
    assert client.post(address(aliya.volunteer), WISH).status_code == 302
    twice = client.post(address(aliya.volunteer), WISH)
    assert twice.status_code == 422
    assert "You have nominated this person" in text(twice)
    nomination = Nomination.objects.get()
    assert WISH["reason"] in text(client.get(LIST))

    reviewer = make_user()
    make_grant(reviewer, Role.REVIEWER, region())
    answer_nomination(nomination=nomination, agrees=True, actor=aliya, now=now)
    client.force_login(reviewer)
    page = text(client.get("/en/oversight/nominations/"))
    assert aliya.full_name in page
    assert "Open from 6 December 2025 to 30 November 2026" in page
    file = client.get("/en/oversight/nominations.csv?round=volunteer_of_the_year-2026")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert aliya.full_name in file.content.decode("utf-8-sig")
    assert Look.objects.filter(what="nomination", viewer=reviewer.public_id, person=aliya.public_id).count() == 2
    assert aliya.full_name not in text(client.get("/en/oversight/nominations/?round=nothing-of-the-kind")).replace(
        aliya.full_name, "", 1
    )

    client.force_login(dana)
    client.post(f"{LIST}{nomination.public_id}/take-back/")
    client.force_login(reviewer)
    assert "Nobody has agreed yet." in text(client.get("/en/oversight/nominations/"))


def test_children_cannot_be_nominated_and_the_page_says_so(client, role, bekzat, dana, now):
    make_hours(make_signup(role, bekzat.volunteer), minutes=240)
    client.force_login(dana)
    assert "People under 18 cannot be nominated" in text(client.get(address(bekzat.volunteer)))
    refused = client.post(address(bekzat.volunteer), WISH)
    assert refused.status_code == 422
    assert "names are shown in an open vote" in text(refused)
    assert not Nomination.objects.exists()


def test_outside_a_round_the_page_says_when_the_next_opens(client, role, aliya, dana, taza_su, now, time_machine):
    make_hours(make_signup(role, aliya.volunteer), minutes=240)
    time_machine.move_to(now.replace(month=12, day=2))
    client.force_login(dana)
    for page in (address(aliya.volunteer), LIST):
        assert "The next round opens on 6 December 2026." in text(client.get(page))
    assert client.post(address(aliya.volunteer), WISH).status_code == 422
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_a_fixed_number_of_questions(client, dana, taza_su, now, count, django_assert_num_queries):
    reviewer = make_user()
    make_grant(reviewer, Role.REVIEWER, region())
    for _one in range(count):
        make_nomination(taza_su, make_volunteer(), now, state="agreed", moved_at=now)
    for user, page, queries in ((dana, LIST, 11), (reviewer, "/en/oversight/nominations/", 11)):
        client.force_login(user)
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)
