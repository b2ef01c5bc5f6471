from datetime import timedelta

import pytest

from accounts.errors import ContactUnreadable
from core.models import OutboxMessage
from events import errors
from events.enums import SignUpOrigin, SignUpStatus, TeamAnswer, TeamStatus
from events.models import ShiftRole, SignUp, Team, TeamPlace
from events.queries.teams import invited_to_teams, team_places
from events.services import moving, teams
from events.services.publishing import ShiftPlan
from events.services.teams import Invitee
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(now, taza_su, dana):
    return make_role(make_shift(make_opportunity(organisation=taza_su)), capacity=4)


@pytest.fixture
def friends(db):
    """Two people with accounts."""
    return [
        make_volunteer(user=make_user(email=f"{name}@example.org", full_name=name)) for name in ("Ayan", "Botagoz")
    ]


def reserve(role, leader, now, *contacts):
    people = [Invitee(name=contact.split("@", 1)[0], contact=contact) for contact in contacts]
    return teams.reserve(role=role, leader=leader.volunteer, invitees=people, actor=leader, now=now)


def place_of(team, friend):
    return invited_to_teams(friend.user, now=team.made_at).get(team=team)


def accept(team, friend, now):
    place = team_places().get(pk=place_of(team, friend).pk)
    return teams.accept_team_place(place=place, volunteer=friend, actor=friend.user, now=now)


def taken(role):
    return ShiftRole.objects.get(pk=role.pk).taken_count


@pytest.fixture
def team(role, aliya, friends, now):
    return reserve(role, aliya, now, "ayan@example.org", "botagoz@example.org")


def test_places_are_held_for_everybody_named_and_nobody_is_signed_up_yet(now, team, role):
    assert (taken(role), SignUp.objects.count(), team.status) == (3, 0, TeamStatus.GATHERING)
    assert team.answer_by == now + timedelta(hours=48)


def test_when_the_last_one_accepts_all_are_confirmed_together(now, team, role, friends, aliya):
    accept(team, friends[0], now)
    assert SignUp.objects.count() == 0
    accept(team, friends[1], now)

    team.refresh_from_db()
    signups = SignUp.objects.order_by("volunteer_id").values_list("volunteer_id", "status", "origin")
    people = sorted([aliya.volunteer.pk, *(friend.pk for friend in friends)])
    assert list(signups) == [(person, SignUpStatus.CONFIRMED, SignUpOrigin.TEAM) for person in people]
    assert (team.status, taken(role)) == (TeamStatus.CONFIRMED, 3)
    assert OutboxMessage.objects.filter(topic="teams.confirmed").count() == 3
    assert set(TeamPlace.objects.values_list("contact", flat=True)) == {""}


def test_silence_releases_all_places_and_tells_whoever_was_in(now, team, role, friends, aliya):
    accept(team, friends[0], now)

    assert teams.release_late_teams(now=team.answer_by - timedelta(minutes=1)) == 0
    assert [teams.release_late_teams(now=team.answer_by) for _twice in range(2)] == [1, 0]

    assert (taken(role), SignUp.objects.count()) == (0, 0)
    told = OutboxMessage.objects.filter(topic="teams.released").values_list("payload__user_id", flat=True)
    assert sorted(told) == sorted([aliya.pk, friends[0].user_id])


def test_a_leader_may_make_the_team_smaller_and_the_rest_is_in(now, team, role, friends, aliya):
    accept(team, friends[0], now)

    teams.drop_team_place(place=place_of(team, friends[1]), actor=aliya, now=now)

    assert (Team.objects.get().status, SignUp.objects.count(), taken(role)) == (TeamStatus.CONFIRMED, 2, 2)


def test_a_no_frees_one_place_and_a_team_of_one_is_no_team(now, team, role, friends):
    teams.decline_team_place(place=place_of(team, friends[0]), actor=friends[0].user, now=now)
    assert (taken(role), Team.objects.get().status) == (2, TeamStatus.GATHERING)

    teams.decline_team_place(place=place_of(team, friends[1]), actor=friends[1].user, now=now)
    assert (taken(role), Team.objects.get().status) == (0, TeamStatus.RELEASED)


def test_an_invitation_opens_for_nobody_but_the_address_it_was_written_to(now, team, zhanna, friends):
    stranger = make_volunteer(user=zhanna)

    with pytest.raises(errors.TeamPlaceNotFound):
        teams.accept_team_place(place=place_of(team, friends[0]), volunteer=stranger, actor=zhanna, now=now)
    assert not invited_to_teams(zhanna, now=now).exists()


def test_it_looks_the_same_whether_or_not_anybody_has_the_address(now, role, aliya, friends):
    reserve(role, aliya, now, "ayan@example.org", "nobody@example.org")

    letters = {letter.to[0]: letter.body for letter in sent()}
    known, unknown = (letters[address] for address in ("ayan@example.org", "nobody@example.org"))
    keys = [str(one) for one in TeamPlace.objects.filter(volunteer=None).values_list("public_id", flat=True)]
    assert known.replace(keys[0], "…") == unknown.replace(keys[1], "…")


def test_more_people_than_free_places_hold_nothing(now, role, aliya, friends):
    for friend in friends:
        make_signup(role, friend)

    with pytest.raises(errors.TeamDoesNotFit, match="2"):
        reserve(role, aliya, now, "one@example.org", "two@example.org")

    assert (taken(role), Team.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("contacts", "error"),
    [
        ((), errors.TeamSizeImpossible),
        (tuple(f"p{number}@example.org" for number in range(12)), errors.TeamSizeImpossible),
        (("one@example.org", "one@example.org"), errors.TeamContactTwice),
        (("aliya@example.org",), errors.TeamContactTwice),
        (("no address",), ContactUnreadable),
    ],
)
def test_a_team_that_makes_no_sense_is_refused(now, role, aliya, contacts, error):
    with pytest.raises(error):
        reserve(role, aliya, now, *contacts)


def test_each_person_passes_her_own_gates(now, taza_su, dana, aliya, friends):
    adults = make_role(make_shift(make_opportunity(organisation=taza_su, min_age=18)))
    young = make_volunteer(user=make_user(email="young@example.org"), age=15)
    team = reserve(adults, aliya, now, "young@example.org")

    with pytest.raises(errors.GateClosed):
        accept(team, young, now)


def test_somebody_who_took_another_shift_meanwhile_does_not_stop_the_rest(now, team, role, friends):
    accept(team, friends[0], now)
    other = make_role(make_shift(start_time=role.shift.start_time))
    make_signup(other, friends[0])

    accept(team, friends[1], now)

    answers = dict(TeamPlace.objects.values_list("name", "answer"))
    assert (answers["ayan"], taken(role), SignUp.objects.filter(role=role).count()) == (TeamAnswer.DROPPED, 2, 0)
    assert OutboxMessage.objects.filter(topic="teams.lost").count() == 2


def test_a_shift_that_moves_or_is_called_off_releases_its_teams(now, team, role):
    shift = role.shift
    day = shift.starts_on + timedelta(days=1)
    plan = ShiftPlan(starts_on=day, start_time=shift.start_time, ends_on=day, end_time=shift.end_time)

    moving.move_shift(shift=shift, plan=plan, actor=None, now=now)

    assert (Team.objects.get().status, taken(role)) == (TeamStatus.RELEASED, 0)


def test_too_near_the_start_there_is_no_time_to_wait_for_a_team(now, taza_su, dana, aliya):
    soon = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=1))

    with pytest.raises(errors.TooLateForTeam):
        reserve(soon, aliya, now, "one@example.org")
