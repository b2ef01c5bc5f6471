"""The date of birth on the profile, and the papers and exceptions below it."""

from datetime import date

import pytest
from django.urls import reverse

from events.services.overrides import ask_to_let_in
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_clearance
from volunteers.models import BirthDateCorrection

PAGE, PROFILE = "/en/me/profile/birth-date/", "/en/me/profile/"
FIFTEEN = {"birth_date_day": 3, "birth_date_month": 2, "birth_date_year": 2011}


@pytest.fixture
def been_there(now, aliya):
    make_attendance(make_signup(make_role(make_shift(days_ahead=-5)), aliya.volunteer))


def test_the_profile_leads_to_the_date(now, browser_of, aliya):
    assert PAGE in browser_of(aliya).get(PROFILE).content.decode()


def test_she_changes_it_and_hears_which_places_fall_free(now, browser_of, aliya):
    make_signup(make_role(make_shift(make_opportunity(min_age=18))), aliya.volunteer)

    page = browser_of(aliya).post(PAGE, FIFTEEN, follow=True).content.decode()

    aliya.volunteer.refresh_from_db()
    assert aliya.volunteer.birth_date == date(2011, 2, 3)
    assert "At your age 1 place you had is not possible." in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"birth_date_year": 2027}, "This date of birth is not possible."),
        ({"birth_date_year": 1900}, "Saved."),
        ({"birth_date_year": 1899}, "This date of birth is not possible."),
        ({"birth_date_year": 2013}, "You can join from the age of 14."),
        ({"birth_date_day": 30}, "Please enter a real date"),
    ],
)
def test_impossible_dates_get_an_answer(now, browser_of, aliya, change, sentence):
    assert sentence in browser_of(aliya).post(PAGE, FIFTEEN | change, follow=True).content.decode()


def test_after_a_shift_she_asks_for_a_correction_and_waits(now, browser_of, aliya, been_there):
    browser = browser_of(aliya)
    assert "the date is fixed" in browser.get(PAGE).content.decode()

    browser.post(PAGE, FIFTEEN | {"reason": "I mistyped it."})

    aliya.volunteer.refresh_from_db()
    assert aliya.volunteer.birth_date == date(2005, 1, 1)
    assert BirthDateCorrection.objects.get().new_date == date(2011, 2, 3)
    page = browser.get(PAGE).content.decode()
    assert "Your correction waits for a safeguarding officer." in page
    assert 'name="birth_date_day"' not in page


def test_a_correction_needs_a_reason(now, browser_of, aliya, been_there):
    assert browser_of(aliya).post(PAGE, FIFTEEN).status_code == 422
    assert not BirthDateCorrection.objects.exists()


def test_a_copy_of_a_passport_is_refused(now, browser_of, aliya, been_there, tmp_path):
    scan = tmp_path / "passport.jpg"
    scan.write_bytes(b"\xff\xd8")

    with scan.open("rb") as file:
        answer = browser_of(aliya).post(PAGE, FIFTEEN | {"reason": "See the scan.", "scan": file})

    assert (answer.status_code, BirthDateCorrection.objects.exists()) == (422, False)


def test_papers_are_shown_with_dates_and_how_they_stand(now, browser_of, aliya, bekzat):
    make_clearance(aliya.volunteer, number_hash="f" * 64)
    make_clearance(aliya.volunteer, "training", days=0)
    make_clearance(aliya.volunteer, "ethics", revoked_at=now, revoke_reason="Not signed.")
    make_clearance(bekzat.volunteer, "first_aid")

    page = browser_of(aliya).get(PROFILE).content.decode()

    assert all(word in page for word in ("in force", "over", "revoked", "Not signed.", "28 February 2027"))
    assert "First aid course" not in page
    assert "f" * 64 not in page


def test_exceptions_asked_for_her_are_shown(now, browser_of, aliya, dana, taza_su):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)), required={"first_aid": 2})
    ask_to_let_in(role=role, volunteer=aliya.volunteer, reason="She learns it.", actor=dana, now=now)

    page = browser_of(aliya).get(PROFILE).content.decode()

    assert "Exceptions asked for you" in page
    assert "She learns it." in page


def test_a_guest_signs_in_first(client, db):
    assert client.get(PAGE)["Location"].startswith(reverse("account_login"))
