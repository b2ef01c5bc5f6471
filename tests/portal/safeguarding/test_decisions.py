"""The officer as the second person: exceptions to lesson time, and dates of birth."""

from datetime import date, time

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import Look
from events.eligibility import Gate
from events.services.birth_dates import ask_correction
from events.services.overrides import ask_override
from portal.context import front_door
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA_REGION_CODE, region


@pytest.fixture
def override(now, taza_su, bekzat, dana):
    """Dana asks to let Bekzat in on a Tuesday morning."""
    shift = make_shift(make_opportunity(organisation=taza_su), starts_on=date(2026, 5, 5), start_time=time(9), hours=2)
    return ask_override(
        role=make_role(shift),
        volunteer=bekzat.volunteer,
        gate=Gate.SCHOOL_HOURS,
        reason="His school gives him the day.",
        actor=dana,
        now=now,
    )


@pytest.fixture
def correction(now, aliya):
    """Aliya was on a shift and says she is fifteen."""
    make_attendance(make_signup(make_role(make_shift(days_ahead=-5)), aliya.volunteer))
    return ask_correction(
        volunteer=aliya.volunteer, birth_date=date(2011, 2, 3), reason="I mistyped it.", actor=aliya, now=now
    )


@pytest.fixture
def elsewhere(client, db):
    """An officer of another region."""
    user = make_user()
    make_grant(user, Role.SAFEGUARDING_OFFICER, region(KARAGANDA_REGION_CODE))
    client.force_login(user)
    return client


def test_the_desk_counts_what_waits(work, override, correction):
    page = work.get("/en/safeguarding/").content.decode()

    assert page.count("1 waits") == 2


def test_an_exception_is_granted_with_a_reason(work, override, officer):
    address = reverse("safeguarding:override", args=[override.public_id])

    assert "His school gives him the day." in work.get(address).content.decode()
    assert work.post(address, {"verdict": "yes", "reason": "Seen the letter."}).status_code == 302

    override.refresh_from_db()
    assert (override.is_granted, override.decided_by) == (True, officer.public_id)
    assert "No exception waits." in work.get("/en/safeguarding/overrides/").content.decode()


def test_a_decision_without_a_reason_is_asked_again(work, override):
    answer = work.post(reverse("safeguarding:override", args=[override.public_id]), {"verdict": "yes"})

    override.refresh_from_db()
    assert (answer.status_code, override.decided_at) == (422, None)


def test_a_date_of_birth_is_corrected_and_the_look_written_down(work, correction, officer, aliya):
    address = reverse("safeguarding:birth_date", args=[correction.public_id])

    page = work.get(address).content.decode()

    assert "3 February 2011" in page
    assert Look.objects.get().what == "birth_date"
    assert work.post(address, {"verdict": "yes", "reason": "Seen the passport."}).status_code == 302
    aliya.volunteer.refresh_from_db()
    assert aliya.volunteer.birth_date == date(2011, 2, 3)


def test_a_second_decision_is_refused(work, correction, officer, aliya):
    address = reverse("safeguarding:birth_date", args=[correction.public_id])
    work.post(address, {"verdict": "no", "reason": "No."})

    answer = work.post(address, {"verdict": "yes", "reason": "Yes."})

    assert "Somebody has decided about this correction already." in answer.content.decode()
    assert 'name="verdict"' not in work.get(address).content.decode()


def test_an_officer_of_another_region_finds_neither(elsewhere, override, correction):
    addresses = [
        reverse("safeguarding:override", args=[override.public_id]),
        reverse("safeguarding:birth_date", args=[correction.public_id]),
    ]

    assert [elsewhere.get(address).status_code for address in addresses] == [404, 404]
    assert [elsewhere.post(address, {"verdict": "yes", "reason": "x"}).status_code for address in addresses] == [
        404
    ] * 2
    assert "No exception waits." in elsewhere.get("/en/safeguarding/overrides/").content.decode()
    assert "No correction waits." in elsewhere.get("/en/safeguarding/birth-dates/").content.decode()


@pytest.mark.parametrize("page", ["overrides", "birth_dates"])
def test_guests_sign_in_and_others_find_nothing(client, dana, page):
    address = reverse(f"safeguarding:{page}")

    assert client.get(address).status_code == 302
    client.force_login(dana)
    assert client.get(address).status_code == 404


def test_signing_in_leads_an_officer_to_her_desk(officer):
    assert front_door(officer) == "/en/safeguarding/"
