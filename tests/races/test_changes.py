"""Moved shifts, cover and teams when two things happen at one moment: one seat, one word, all or none."""

from datetime import timedelta

import pytest

from core import clock
from events import errors
from events.enums import SignUpOrigin, SignUpStatus, TeamAnswer, TeamStatus
from events.models import CoverAsk, CoverSearch, ShiftRole, SignUp, Team, TeamPlace
from events.queries.cover import asks
from events.queries.teams import contact_hash, team_places
from events.services import covering, reconfirming, teams
from events.services.placing import take_seat
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TRIALS, RIVALS = 20, 6


def volunteers(count):
    return [make_volunteer(user=make_user(email=f"rival{number}@example.org")) for number in range(count)]


# --- cover: one seat is missing, six people say yes at one moment --------------------------------------------------


def cover_trials(accept):
    """Return how many trials gave the missing seat to other than exactly one person; two more seats are free."""
    people, wrong = volunteers(RIVALS), 0
    for number in range(TRIALS):
        now = clock.now()
        role = make_role(make_shift(make_opportunity(), days_ahead=3 + number), capacity=3)
        search = CoverSearch.objects.create(role=role, opened_at=now, next_wave_at=now, wanted=1)
        for person in people:
            CoverAsk.objects.create(search=search, volunteer=person, wave=1, asked_at=now)
        found = list(asks().filter(search=search).order_by("pk"))
        outcomes = at_once(*(lambda ask=ask: accept(ask) for ask in found))
        assert [one for one in faults(outcomes) if not isinstance(one, AssertionError)] == []
        wrong += SignUp.objects.filter(role=role).count() != 1
        wrong += ShiftRole.objects.get(pk=role.pk).taken_count != SignUp.objects.filter(role=role).count()
    return wrong


def accept(ask):
    return covering.accept_cover(ask=ask, actor=ask.volunteer.user, now=clock.now())


def accept_unlocked(ask):
    """The same with the search read before anything is locked, as if reading were enough."""
    search = CoverSearch.objects.get(pk=ask.search_id)
    if search.end or search.found >= search.wanted:
        raise errors.CoverFilled
    signup = take_seat(ask.search.role, ask.volunteer, origin=SignUpOrigin.COVER, now=clock.now())
    CoverSearch.objects.filter(pk=search.pk).update(found=1)
    return signup


def test_one_of_six_who_say_yes_at_once_comes_for_the_one_who_is_missing():
    wrong = cover_trials(accept)

    print(f"{TRIALS} trials, {RIVALS} say yes to one missing seat at once: {wrong} wrong")
    assert wrong == 0


def test_control_reading_the_search_without_a_lock_calls_too_many():
    wrong = cover_trials(accept_unlocked)

    print(f"{TRIALS} trials without the lock: {wrong} wrong")
    assert wrong > 0


# --- a team becomes complete while a member takes her yes back -----------------------------------------------------


def gathering(people, number):
    """A team of three in which one has accepted and one is about to."""
    now = clock.now()
    role = make_role(make_shift(make_opportunity(), days_ahead=5 + number), capacity=3)
    team = Team.objects.create(role=role, leader=people[0], made_at=now, answer_by=now + timedelta(days=2))
    for person, answer in zip(people, ("accepted", "accepted", "waiting"), strict=True):
        TeamPlace.objects.create(
            team=team,
            name="Somebody",
            volunteer=person if answer == TeamAnswer.ACCEPTED else None,
            contact_hash=contact_hash(person.user.email),
            answer=answer,
        )
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=3)
    return team


def team_trials():
    """Return how many teams left places that are not true, and how many came with all three."""
    people, wrong, whole = volunteers(3), 0, 0
    for number in range(TRIALS):
        team = gathering(people, number)
        staying, joining = team_places().filter(team=team).exclude(volunteer=people[0]).order_by("pk")
        outcomes = at_once(
            lambda place=joining: teams.accept_team_place(
                place=place, volunteer=people[2], actor=people[2].user, now=clock.now()
            ),
            lambda place=staying: teams.decline_team_place(place=place, actor=people[1].user, now=clock.now()),
        )
        wrong += bool(faults(outcomes)) or is_wrong(team)
        whole += SignUp.objects.holding_a_seat().filter(role=team.role_id).count() == len(people)
        SignUp.objects.filter(role=team.role_id).update(status=SignUpStatus.CANCELLED)
    return wrong, whole


def is_wrong(team):
    team = Team.objects.get(pk=team.pk)
    seats = SignUp.objects.holding_a_seat().filter(role=team.role_id).count()
    held = team.places.standing().count()
    expected = {TeamStatus.CONFIRMED: (held, 0), TeamStatus.GATHERING: (0, held), TeamStatus.RELEASED: (0, 0)}
    taken = ShiftRole.objects.get(pk=team.role_id).taken_count
    return (seats, taken) != (expected[team.status][0], sum(expected[team.status]))


def test_a_team_is_complete_or_not_whoever_withdraws_at_that_moment():
    wrong, whole = team_trials()

    print(f"{TRIALS} trials, the last yes and a withdrawal at once: {whole} with all three, {wrong} wrong")
    assert wrong == 0


def test_control_without_the_lock_a_team_is_counted_wrongly(monkeypatch):
    monkeypatch.setattr(teams, "_lock_team", lambda team, *, also=(): None)
    wrong, whole = team_trials()

    print(f"{TRIALS} trials without the lock: {whole} with all three, {wrong} wrong")
    assert wrong > 0


# --- silence ends a place at the moment at which its person says that she comes ------------------------------------


def asked_again(person, number):
    now = clock.now()
    role = make_role(make_shift(make_opportunity(), days_ahead=5 + number), capacity=1)
    place = make_signup(role, person)
    SignUp.objects.filter(pk=place.pk).update(
        reconfirm_by=now, agreed_starts_at=now, agreed_ends_at=now + timedelta(hours=1)
    )
    return SignUp.objects.select_related("volunteer__user", "role").get(pk=place.pk)


def silence_trials():
    """Return in how many trials the person was thanked and lost the place, and in how many she kept it."""
    [person], wrong, kept = volunteers(1), 0, 0
    for number in range(TRIALS):
        place = asked_again(person, number)
        said, _freed = outcomes = at_once(
            lambda place=place: reconfirming.reconfirm(signup=place, actor=person.user, now=clock.now()),
            lambda: reconfirming.free_silent(now=clock.now()),
        )
        assert faults(outcomes) == []
        place.refresh_from_db()
        was_thanked, holds = not isinstance(said, Exception), place.status == SignUpStatus.CONFIRMED
        taken = ShiftRole.objects.get(pk=place.role_id).taken_count
        wrong += was_thanked != holds or taken != holds
        kept += holds
        SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.CANCELLED)
    return wrong, kept


def test_a_word_of_the_last_moment_counts_or_is_refused_and_never_both():
    wrong, kept = silence_trials()

    print(f"{TRIALS} trials, silence and a yes at once: {kept} kept, {wrong} wrong")
    assert wrong == 0


def test_control_without_the_locks_somebody_is_thanked_and_thrown_out(monkeypatch):
    monkeypatch.setattr(reconfirming, "lock_role", lambda role_id: None)
    monkeypatch.setattr(reconfirming, "lock_volunteer", lambda volunteer: None)
    wrong, kept = silence_trials()

    print(f"{TRIALS} trials without the locks: {kept} kept, {wrong} wrong")
    assert wrong > 0
