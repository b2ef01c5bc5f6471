"""After a shift both sides say something: shown in groups of five people, never one by one."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core import outbox
from events import errors
from events.enums import ShiftStatus, Thanks
from events.models import Shift, ShiftFeedback, SignUp
from events.queries.feedback import (
    GROUP,
    SAY_WITHIN,
    how_it_was,
    in_groups,
    to_thank,
    waiting_for_feedback,
)
from events.services.feedback import give_feedback, give_thanks
from tests.factories.accounts import make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.recognition import make_presence
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(now, taza_su, dana):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def role(event):
    return make_role(make_shift(event, days_ahead=-3), capacity=20)


@pytest.fixture
def attended(role, aliya):
    signup = make_signup(role, aliya.volunteer)
    make_attendance(signup)
    return signup


def say(signup, now, score=4, comment=""):
    actor = signup.volunteer.user
    return give_feedback(signup=signup, score=score, comment=comment, actor=actor, now=now)


def answers(role, now, *scores, comment=""):
    """One answer of somebody new for each score."""
    for score in scores:
        signup = make_signup(role, make_volunteer())
        make_attendance(signup)
        say(signup, now, score, comment and f"{comment} {score}")


def test_saying_how_it_was_is_done_once(attended, aliya, now):
    assert list(waiting_for_feedback(aliya.volunteer, now=now)) == [attended]

    say(attended, now, 5, "  Well   led. ")

    kept = ShiftFeedback.objects.get()
    assert (kept.score, kept.comment) == (5, "Well led.")
    assert not waiting_for_feedback(aliya.volunteer, now=now).exists()
    with pytest.raises(errors.FeedbackGiven):
        say(attended, now, 1)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_outside_one_to_five_is_refused_and_by_the_database_too(attended, now, score):
    with pytest.raises(errors.ScoreImpossible):
        say(attended, now, score)
    if score >= 0:
        with pytest.raises(IntegrityError), transaction.atomic():
            ShiftFeedback.objects.create(signup=attended, score=score, said_at=now)


def test_who_was_not_there_says_nothing(role, aliya, now):
    absent = make_signup(role, aliya.volunteer)
    with pytest.raises(errors.FeedbackClosed):  # nobody has said that she came
        say(absent, now)
    make_attendance(absent, minutes=0)
    make_presence(absent)
    with pytest.raises(errors.FeedbackClosed):  # the organisation says that she did not
        say(absent, now)


def test_who_was_seen_at_the_gate_need_not_wait_for_the_organisation(role, aliya, now):
    seen = make_signup(role, aliya.volunteer)
    make_presence(seen)
    assert say(seen, now).score == 4


def test_a_shift_to_come_long_over_or_called_off_is_not_rated(attended, now):
    shift = attended.shift
    with pytest.raises(errors.FeedbackClosed):
        say(attended, shift.ends_at - timedelta(minutes=1))
    with pytest.raises(errors.FeedbackClosed):
        say(attended, shift.ends_at + SAY_WITHIN)
    Shift.objects.filter(pk=shift.pk).update(status=ShiftStatus.CANCELLED)
    with pytest.raises(errors.FeedbackClosed):
        say(attended, now)


def test_nobody_rates_an_organisation_she_acts_for(attended, aliya, taza_su, now):
    make_member(taza_su, user=aliya)
    assert not waiting_for_feedback(aliya.volunteer, now=now).exists()
    with pytest.raises(errors.FeedbackOfOwnTeam):
        say(attended, now)


def test_a_comment_with_invisible_signs_or_too_long_is_refused(attended, now):
    with pytest.raises(errors.MessageUnreadable):
        say(attended, now, comment="Good\x00")
    with pytest.raises(errors.MessageTooLong):
        say(attended, now, comment="x" * 301)


def test_four_answers_are_not_shown_and_five_are(role, taza_su, now):
    answers(role, now, 5, 5, 1, 2, comment="Said")
    assert how_it_was(taza_su) == []

    answers(role, now, 4)
    whole, event = how_it_was(taza_su)

    assert (whole.people, round(whole.average, 2), whole.comments, whole.event) == (5, 3.4, (), None)
    assert (event.people, event.comments) == (5, ("Said 1", "Said 2", "Said 5", "Said 5"))
    assert event.event == role.shift.opportunity

    answers(role, now, 1)  # the sixth alone changes nothing that is shown
    assert how_it_was(taza_su) == [whole, event]


def test_one_person_who_answers_five_times_is_no_group(event, aliya, taza_su, now):
    for day in range(3, 3 + GROUP):
        signup = make_signup(make_role(make_shift(event, days_ahead=-day)), aliya.volunteer)
        make_attendance(signup)
        say(signup, now)
    assert how_it_was(taza_su) == []


def test_events_with_fewer_than_five_are_in_no_sum(event, role, taza_su, now):
    answers(role, now, 5, 5, 5, 5, 5)
    other = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-2))
    answers(other, now, 1, 1)
    assert [(row.people, row.average) for row in how_it_was(taza_su)] == [(5, 5.0), (5, 5.0)]


def test_what_is_shown_takes_as_many_queries_for_three_events_as_for_one(taza_su, now):
    counts = []
    for _ in range(3):
        answers(
            make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-2), capacity=9), now, *[3] * 5
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert how_it_was(taza_su)
        counts.append(len(queries))
    assert counts == [1, 1, 1]


@given(raters=st.lists(st.integers(0, 8), max_size=40))
def test_groups_hold_five_different_people_and_are_never_cut_anew(raters):
    told = [ShiftFeedback(signup=SignUp(volunteer_id=rater), score=3) for rater in raters]
    groups = list(in_groups(told))
    assert all(len({answer.signup.volunteer_id for answer in group}) == GROUP for group in groups)
    before = list(in_groups(told[:-1]))
    assert groups[: len(before)] == before


def test_thanks_are_a_letter_once_and_stand_on_no_list_after(attended, taza_su, dana, now):
    assert list(to_thank(taza_su, now=now)) == [attended]
    give_thanks(signup=attended, words=Thanks.GREAT_HELP, actor=dana, now=now)
    for key in outbox.due(now):
        outbox.deliver(key, now=now)

    letter = mail.outbox[0]
    assert letter.to == ["aliya@example.org"]
    assert "Таза Су" in letter.body
    assert "“Clean the river bank" in letter.body
    assert not to_thank(taza_su, now=now).exists()
    with pytest.raises(errors.ThanksGiven):
        give_thanks(signup=attended, words=Thanks.CAME, actor=dana, now=now)


def test_who_did_not_come_is_not_thanked(role, dana, now):
    absent = make_signup(role, make_volunteer(user=make_user()))
    with pytest.raises(errors.ThanksTooEarly):
        give_thanks(signup=absent, words=Thanks.CAME, actor=dana, now=now)
