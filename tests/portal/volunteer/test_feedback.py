"""A person says how a shift was; the coordinator reads groups and says thank you."""

import pytest
from django.urls import reverse

from events.models import ShiftFeedback, ShiftThanks
from events.services.feedback import give_feedback
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
DESK = "/en/org/taza-su/feedback/"


@pytest.fixture
def role(taza_su, dana, now):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-3), capacity=20)


@pytest.fixture
def attended(role, aliya):
    signup = make_signup(role, aliya.volunteer)
    make_attendance(signup)
    return signup


def test_hours_and_shifts_lead_to_the_question_until_it_is_answered(browser_of, aliya, attended):
    mine, page = browser_of(aliya), reverse("volunteer:feedback", args=[attended.public_id])
    places = ("/en/me/hours/", "/en/me/shifts/", f"/en/me/shifts/{attended.public_id}/")
    assert all(page in mine.get(place).content.decode() for place in places)

    assert mine.post(page, {"comment": "So-so"}).status_code == 422
    answer = mine.post(page, {"score": "4", "comment": "Well led."}, follow=True)

    assert "Thank you. The organisation sees it together with the answers of others." in answer.content.decode()
    assert ShiftFeedback.objects.get().score == 4
    assert not any(page in mine.get(place).content.decode() for place in places)
    assert "only if you were there" in mine.get(page).content.decode()
    assert mine.post(page, {"score": "5"}).status_code == 422


def test_the_desk_shows_groups_without_names_and_thanks_people(browser_of, dana, aliya, role, attended, now):
    for _ in range(5):
        signup = make_signup(role, make_volunteer())
        make_attendance(signup)
        give_feedback(signup=signup, score=4, comment="Gloves were missing.", actor=signup.volunteer.user, now=now)
    desk = browser_of(dana)
    shown = desk.get(DESK).content.decode()
    assert "4 of 5, by 5 people" in shown
    assert shown.count("Gloves were missing.") == 5
    assert DESK in desk.get("/en/org/taza-su/hours/").content.decode()

    thanked = {"signup": str(attended.public_id), "words": "great_help"}
    assert "Your thanks are on their way." in desk.post(DESK, thanked, follow=True).content.decode()
    assert "already" in desk.post(DESK, thanked, follow=True).content.decode()
    assert "Please choose" in desk.post(DESK, thanked | {"words": "love"}, follow=True).content.decode()
    assert ShiftThanks.objects.get().words == "great_help"
    place = f"/en/me/shifts/{attended.public_id}/"
    assert "You were a great help" in browser_of(aliya).get(place).content.decode()


def test_another_organisation_does_not_find_the_desk(browser_of, attended):
    stranger = make_member(make_organisation(name="Алыс", slug="alys"))
    assert browser_of(stranger).get(DESK).status_code == 404
    foreign = {"signup": str(attended.public_id), "words": "came"}
    assert browser_of(stranger).post("/en/org/alys/feedback/", foreign).status_code == 404
    assert not ShiftThanks.objects.exists()
