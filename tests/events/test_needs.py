"""What helps a person: hers alone, shared for one shift, forgotten a week later."""

from datetime import timedelta

import pytest

from core.models import AuditLine, Look
from core.tasks import retain
from events import errors
from events.enums import Effort, SignUpStatus
from events.models import SignUp
from events.queries import host_sentences, needs_at, provided_at
from events.queries.needs import HOST_SENTENCES
from events.services.needs import forget_shared_needs, share_needs, show_shared_needs, take_back_needs
from events.services.signups import withdraw
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from volunteers.enums import ALL_ACCESS_NEEDS, NEED_LABELS, PLACE_NEEDS, AccessNeed, needs_of

RAMP, SIGNING, BREAKS = AccessNeed.STEP_FREE, AccessNeed.SIGN_LANGUAGE, AccessNeed.BREAKS


@pytest.fixture
def signup(now, aliya, taza_su):
    """Aliya needs a ramp and breaks, and has a place on Saturday."""
    volunteer = aliya.volunteer
    volunteer.access_needs = RAMP | BREAKS
    volunteer.save()
    return make_signup(make_role(make_shift(make_opportunity(organisation=taza_su))), volunteer)


def test_every_need_has_a_label_and_a_sentence_for_the_host():
    assert set(NEED_LABELS) == set(AccessNeed) == set(HOST_SENTENCES)
    assert needs_of(ALL_ACCESS_NEEDS) == list(AccessNeed)
    assert all(sentence.endswith(".") for sentence in host_sentences(ALL_ACCESS_NEEDS))


def test_sharing_shows_the_sentence_and_writes_down_that_something_was_shared_but_not_what(now, aliya, signup):
    share_needs(signup=signup, needs=RAMP, actor=aliya, now=now)

    line = AuditLine.objects.get(action="signup.needs_shared")
    assert SignUp.objects.get().shared_needs == RAMP
    assert (line.actor, line.details) == (aliya.public_id, {})
    assert host_sentences(signup.shared_needs) == ["A ramp or level way is needed."]


def test_only_what_the_profile_says_can_be_shared(now, aliya, signup):
    for needs, refusal in ((RAMP | SIGNING, errors.NeedNotNamed), (0, errors.NoNeedChosen)):
        with pytest.raises(refusal):
            share_needs(signup=signup, needs=needs, actor=aliya, now=now)
    assert SignUp.objects.get().shared_needs == 0
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("status", [SignUpStatus.INVITED, SignUpStatus.WITHDRAWN, SignUpStatus.DECLINED])
def test_nothing_is_shared_without_a_place(now, aliya, signup, status):
    SignUp.objects.update(status=status)

    with pytest.raises(errors.SignUpClosed):
        share_needs(signup=signup, needs=RAMP, actor=aliya, now=now)


def test_nothing_is_shared_once_the_shift_is_over(now, aliya, signup):
    with pytest.raises(errors.ShiftOver):
        share_needs(signup=signup, needs=RAMP, actor=aliya, now=signup.shift.ends_at)
    share_needs(signup=signup, needs=RAMP, actor=aliya, now=signup.shift.ends_at - timedelta(seconds=1))


def test_taking_back_leaves_nothing_and_twice_is_once(now, aliya, signup):
    share_needs(signup=signup, needs=RAMP, actor=aliya, now=now)

    for _time in range(2):
        take_back_needs(signup=signup, actor=aliya, now=now)

    assert SignUp.objects.get().shared_needs == 0
    assert AuditLine.objects.filter(action="signup.needs_taken_back").count() == 1


def test_who_leaves_the_shift_takes_it_along(now, aliya, signup):
    share_needs(signup=signup, needs=RAMP, actor=aliya, now=now)

    withdraw(signup=signup, actor=aliya, now=now)

    assert SignUp.objects.get().shared_needs == 0


def test_each_look_of_the_coordinator_is_written_down_and_nothing_shared_is_no_look(now, aliya, dana, taza_su, signup):
    def looks():
        return show_shared_needs(signups=[signup], organisation=taza_su, viewer=dana, now=now)

    assert looks() == {}
    assert not Look.objects.exists()

    share_needs(signup=signup, needs=BREAKS, actor=aliya, now=now)

    assert looks() == looks() == {signup.pk: ["Please plan short breaks."]}
    first, second = Look.objects.order_by("pk")
    assert (first.viewer, first.person, first.what, first.purpose) == (
        dana.public_id,
        aliya.public_id,
        "needs",
        "shift",
    )
    assert first.about_id == str(signup.shift.public_id)
    assert second.viewer_role == "org_coordinator"


def test_after_the_shift_the_coordinator_sees_nothing(now, aliya, dana, taza_su, signup):
    share_needs(signup=signup, needs=RAMP, actor=aliya, now=now)
    over = signup.shift.ends_at

    assert show_shared_needs(signups=[signup], organisation=taza_su, viewer=dana, now=over) == {}


def test_a_week_after_the_shift_it_is_forgotten_and_not_a_second_earlier(now, aliya, signup):
    share_needs(signup=signup, needs=RAMP, actor=aliya, now=now)
    week_after = signup.shift.ends_at + timedelta(days=7)

    assert forget_shared_needs(now=week_after - timedelta(seconds=1)) == 0
    assert SignUp.objects.get().shared_needs == RAMP
    assert forget_shared_needs(now=week_after) == 1
    assert SignUp.objects.get().shared_needs == 0
    assert forget_shared_needs(now=week_after) == 0
    assert AuditLine.objects.get(action="signup.needs_forgotten").details == {}


def test_the_daily_task_forgets(now, signup):
    SignUp.objects.update(shared_needs=RAMP, status=SignUpStatus.WITHDRAWN)

    retain.apply()

    assert SignUp.objects.get().shared_needs == 0


def test_a_place_provides_what_it_says_and_online_work_everything_about_a_place(db):
    facts = ("is_step_free", "has_accessible_toilet", "has_sign_language", "has_quiet_place", "provides_transport")

    assert provided_at(make_opportunity()) == 0
    assert provided_at(make_opportunity(is_remote=True)) == PLACE_NEEDS & ~SIGNING
    for bit, fact in enumerate(facts):
        assert provided_at(make_opportunity(**{fact: True})) == 1 << bit


def test_each_need_fits_fails_or_is_not_said(db):
    place = make_opportunity(is_step_free=True, effort=Effort.LIGHT)
    hard = make_opportunity(effort=Effort.HEAVY)

    def verdicts(opportunity, needs):
        return [row.verdict for row in needs_at(opportunity, needs)]

    assert verdicts(place, RAMP | SIGNING | BREAKS | AccessNeed.SEATED_WORK) == ["fits", "fails", "check", "fits"]
    assert verdicts(hard, RAMP | AccessNeed.SEATED_WORK) == ["fails", "check"]
    assert verdicts(place, 0) == []


def test_somebody_elses_needs_are_not_mine_to_share(now, aliya, signup):
    other = make_signup(signup.role, make_volunteer())

    with pytest.raises(errors.NeedNotNamed):
        share_needs(signup=other, needs=RAMP, actor=aliya, now=now)
