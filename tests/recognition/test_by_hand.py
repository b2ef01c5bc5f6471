"""Hours by hand take two people from different teams, a reason, a free place, a cap, and the person's own word."""

import pytest

from accounts.enums import Role
from events.enums import SignUpOrigin
from events.errors import MinutesImpossible, ShiftFull, ShiftNotOver, ShiftsClash
from events.models import SignUp
from recognition import errors
from recognition.enums import CorrectionSource
from recognition.models import Correction, HandCredit, LedgerEntry
from recognition.queries import minutes_of
from recognition.queries.by_hand import hand_credits_to_decide
from recognition.services import confirm_own_walk_in
from recognition.services.by_hand import grant_by_hand, propose_by_hand, refuse_by_hand
from recognition.terms import all_terms
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
CAP = all_terms()[-1].by_hand_minutes


@pytest.fixture
def event(taza_su, dana, now):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def role(event):
    return make_role(make_shift(event, days_ahead=-3))


@pytest.fixture
def reviewer(db):
    user = make_user(email="reviewer@example.org")
    make_grant(user, Role.REVIEWER, region())
    return user


def propose(role, aliya, dana, now, *, minutes=240, reason="She was not on the list."):
    return propose_by_hand(role=role, contact=aliya.email, minutes=minutes, reason=reason, actor=dana, now=now)


def test_two_teams_and_her_own_word_make_hours(role, aliya, dana, reviewer, now):
    wish = propose(role, aliya, dana, now)
    assert list(hand_credits_to_decide(reviewer)) == [wish]
    assert not SignUp.objects.exists()

    grant_by_hand(wish=wish, words="The photographs show her.", actor=reviewer, now=now)
    assert minutes_of(aliya.volunteer) == 0
    signup = SignUp.objects.get()
    assert (signup.origin, signup.role.taken_count) == (SignUpOrigin.WALK_IN, 1)
    confirm_own_walk_in(signup=signup, actor=aliya, now=now)

    entry = LedgerEntry.objects.get()
    assert (entry.minutes, entry.actor, entry.attendance.evidence) == (240, reviewer, "C")
    assert Correction.objects.get().source == CorrectionSource.BY_HAND
    assert (wish.is_granted, wish.decided_by) == (True, reviewer.public_id)


def test_whoever_proposes_or_belongs_to_her_team_does_not_decide(role, aliya, dana, taza_su, now):
    wish = propose(role, aliya, dana, now)
    colleague = make_member(taza_su, user=make_user())
    for person in (dana, colleague, aliya):
        make_grant(person, Role.REVIEWER)

    for person in (dana, colleague, aliya):
        for answer in (grant_by_hand, refuse_by_hand):
            with pytest.raises(errors.SameTeam):
                answer(wish=wish, words="Yes.", actor=person, now=now)
        assert wish not in hand_credits_to_decide(person)

    wish.refresh_from_db()
    assert wish.decided_at is None


def test_whoever_proposed_and_left_the_organisation_does_not_decide(role, aliya, dana, now):
    wish = propose(role, aliya, dana, now)
    dana.memberships.all().delete()
    make_grant(dana, Role.STAFF)

    with pytest.raises(errors.SameTeam):
        grant_by_hand(wish=wish, words="Yes.", actor=dana, now=now)


def test_reviewers_of_other_regions_do_not_see_it(role, aliya, dana, now):
    far = make_user()
    make_grant(far, Role.REVIEWER, region(KARAGANDA_REGION_CODE))
    propose(role, aliya, dana, now)

    assert not hand_credits_to_decide(far).exists()


def test_a_refusal_needs_words_and_counts_nothing(role, aliya, dana, reviewer, now):
    wish = propose(role, aliya, dana, now)
    with pytest.raises(errors.WordsMissing):
        refuse_by_hand(wish=wish, words=" ", actor=reviewer, now=now)

    refuse_by_hand(wish=wish, words="Nobody saw her.", actor=reviewer, now=now)

    assert not SignUp.objects.exists()
    with pytest.raises(errors.HandCreditDecided):
        grant_by_hand(wish=wish, words="Oh well.", actor=reviewer, now=now)


def test_one_month_has_a_cap_and_the_next_its_own(event, aliya, dana, reviewer, now):
    roles = [make_role(make_shift(event, days_ahead=-days, hours=4)) for days in (1, 2, 3, 40)]
    for role in roles[:2]:
        grant_by_hand(wish=propose(role, aliya, dana, now), words="Seen.", actor=reviewer, now=now)
    assert CAP == 480

    with pytest.raises(errors.HandCapReached) as full:
        propose(roles[2], aliya, dana, now, minutes=1)
    assert "480" in str(full.value)
    assert propose(roles[3], aliya, dana, now)


def test_the_cap_is_asked_again_when_it_is_granted(event, aliya, dana, reviewer, now):
    roles = [make_role(make_shift(event, days_ahead=-days, hours=4)) for days in (1, 2, 3)]
    wishes = [propose(role, aliya, dana, now) for role in roles]
    for wish in wishes[:2]:
        grant_by_hand(wish=wish, words="Seen.", actor=reviewer, now=now)

    with pytest.raises(errors.HandCapReached):
        grant_by_hand(wish=wishes[2], words="Seen.", actor=reviewer, now=now)

    assert SignUp.objects.count() == 2


def test_no_place_no_hours(event, aliya, dana, reviewer, now):
    role = make_role(make_shift(event, days_ahead=-3), capacity=1)
    make_signup(role, make_volunteer())
    wish = propose(role, aliya, dana, now)

    with pytest.raises(ShiftFull):
        grant_by_hand(wish=wish, words="Seen.", actor=reviewer, now=now)

    wish.refresh_from_db()
    assert wish.decided_at is None


def test_nobody_was_at_two_places_at_once(role, aliya, dana, reviewer, now):
    make_signup(make_role(make_shift(days_ahead=-3)), aliya.volunteer)
    wish = propose(role, aliya, dana, now)

    with pytest.raises(ShiftsClash):
        grant_by_hand(wish=wish, words="Seen.", actor=reviewer, now=now)


@pytest.mark.parametrize("minutes", [-10, 0, 241, 1500])
def test_impossible_minutes_are_refused(role, aliya, dana, now, minutes):
    with pytest.raises(MinutesImpossible):
        propose(role, aliya, dana, now, minutes=minutes)


def test_a_wish_needs_a_reason_a_stranger_to_the_list_and_a_shift_that_is_over(role, event, aliya, dana, now):
    with pytest.raises(errors.WordsMissing):
        propose(role, aliya, dana, now, reason="  ")
    with pytest.raises(errors.HandCreditRefused):
        propose_by_hand(role=role, contact="no@example.org", minutes=60, reason="So.", actor=dana, now=now)
    with pytest.raises(ShiftNotOver):
        propose(make_role(make_shift(event, days_ahead=2)), aliya, dana, now)
    make_signup(role, aliya.volunteer)
    with pytest.raises(errors.HandCreditRefused):
        propose(role, aliya, dana, now)
    assert not HandCredit.objects.exists()


def test_the_same_wish_waits_once_and_nobody_wishes_for_herself(role, aliya, dana, now):
    propose(role, aliya, dana, now)
    with pytest.raises(errors.HandCreditTwice):
        propose(role, aliya, dana, now)
    make_volunteer(user=dana)

    with pytest.raises(errors.OwnHours):
        propose(role, dana, dana, now)
