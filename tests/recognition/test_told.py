"""Who hears of what: the coordinator of her question, the person of a letter, reviewers of wishes that wait."""

from datetime import time

import pytest
from django.core import mail

from accounts.enums import Role
from core import outbox
from events.enums import Outcome
from recognition import errors
from recognition.enums import WithdrawnBy
from recognition.models import HandCredit, Suspicion
from recognition.services import ask_for_exception, decide_suspicion, withdraw_certificate, write_letter
from recognition.services.approving import approve
from recognition.services.by_hand import propose_by_hand, refuse_by_hand
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.recognition import make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(taza_su, dana, now):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def reviewer(db):
    user = make_user(email="reviewer@example.org")
    make_grant(user, Role.REVIEWER, region())
    return user


def delivered(now):
    for key in outbox.due(now):
        outbox.deliver(key, now=now)
    return [(letter.to[0], letter.subject, letter.body) for letter in mail.outbox]


@pytest.fixture
def question(event, aliya, dana, now):
    """Hours beyond what a day has, about which Dana asks."""
    long, second = (
        make_signup(make_role(make_shift(event, days_ahead=-3, start_time=time(hour), hours=6)), aliya.volunteer)
        for hour in (8, 15)
    )
    approve(signup=long, outcome=Outcome.PRESENT, minutes=360, actor=dana, now=now)
    with pytest.raises(errors.DayTooLong):
        approve(signup=second, outcome=Outcome.PRESENT, minutes=360, actor=dana, now=now)
    ask_for_exception(signup=second, minutes=360, reason="The flood.", actor=dana, now=now)
    return Suspicion.objects.get(asked_by=dana.public_id)


@pytest.mark.parametrize(("is_upheld", "words"), [(False, "lets the hours in"), (True, "leaves the hours out")])
def test_whoever_asked_hears_the_answer_and_its_reason_once(question, reviewer, aliya, now, is_upheld, words):
    word = {"is_upheld": is_upheld, "reason": "Seen on the photographs.", "reviewer": reviewer, "now": now}
    decide_suspicion(suspicion=question, **word)

    ((_to, subject, body),) = [letter for letter in delivered(now) if letter[0] == "dana@example.org"]
    assert "Your question about hours" in subject
    assert words in body
    assert "Seen on the photographs." in body
    assert aliya.full_name not in subject + body


def test_a_doubt_nobody_asked_about_tells_nobody(question, reviewer, now):
    Suspicion.objects.update(asked_by=None)
    question.refresh_from_db()
    decide_suspicion(suspicion=question, is_upheld=False, reason="Fine.", reviewer=reviewer, now=now)
    assert [letter for letter in delivered(now) if "question" in letter[1]] == []


@pytest.fixture
def letter(event, aliya, dana, taza_su, now):
    make_hours(make_signup(make_role(make_shift(event, days_ahead=-3)), aliya.volunteer))
    return write_letter(
        organisation=taza_su, volunteer=aliya.volunteer, text="She leads.", language="kk", actor=dana, now=now
    )


def test_the_person_hears_of_a_letter_and_not_its_words(letter, now):
    ((to, subject, body),) = delivered(now)
    assert (to, subject) == ("aliya@example.org", "A letter of recommendation for you")
    assert f"/me/certificates/{letter.public_id}/" in body
    assert "She leads." not in body


def test_nobody_hears_of_a_letter_that_was_withdrawn_meanwhile(letter, dana, now):
    withdraw_certificate(certificate=letter, actor=dana, by=WithdrawnBy.ISSUER, now=now)
    assert delivered(now) == []


@pytest.fixture
def wish(event, aliya, dana, reviewer, now):
    far = make_user(email="far@example.org")
    make_grant(far, Role.REVIEWER, region(KARAGANDA_REGION_CODE))
    role = make_role(make_shift(event, days_ahead=-3))
    return propose_by_hand(role=role, contact=aliya.email, minutes=240, reason="The list.", actor=dana, now=now)


def test_reviewers_of_the_territory_hear_of_a_wish_that_waits(wish, aliya, now):
    ((to, subject, body),) = delivered(now)
    assert to == "reviewer@example.org"
    assert f"/oversight/by-hand/{wish.public_id}/" in body
    assert aliya.full_name not in subject + body


def test_nobody_is_asked_what_somebody_decided_meanwhile(wish, reviewer, now):
    refuse_by_hand(wish=wish, words="Nobody saw her.", actor=reviewer, now=now)
    assert [letter for letter in delivered(now) if letter[0] == "reviewer@example.org"] == []
    assert HandCredit.objects.get().decided_at == now
