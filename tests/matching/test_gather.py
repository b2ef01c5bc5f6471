from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.queries import has_guardian_consent
from matching import engine
from matching.gather import gather, gather_able, gather_fitting, gather_reachable, owners, people
from matching.queries import candidate_pool, one_volunteer, open_roles
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_clearances, make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


def best_roles(gathered):
    if not gathered.role_pks:
        return []
    ranking = engine.top_k_roles(engine.build_index(gathered.problem), 0, len(gathered.role_pks))
    return [(gathered.role_pks[row], score) for row, score in zip(ranking.rows, ranking.scores, strict=True)]


def best_people(gathered, role):
    if not gathered.volunteer_pks:
        return []
    index, place = engine.build_index(gathered.problem), gathered.role_row(role.pk)
    ranking = engine.top_k_volunteers(index, place, len(gathered.volunteer_pks))
    return [(gathered.volunteer_pks[row], score) for row, score in zip(ranking.rows, ranking.scores, strict=True)]


def test_nobody_and_nothing_that_fits_is_left_out_of_a_town():
    call_command("demo", size="town", seed=1, quiet=True)
    now = Volunteer.objects.latest("created_at").created_at
    roles, fits = open_roles(now), 0

    for volunteer in candidate_pool().order_by("public_id")[:50]:
        ranked = best_roles(gather_reachable(volunteer=volunteer, roles=roles, now=now))
        assert ranked == best_roles(gather(volunteers=one_volunteer(volunteer), roles=roles, now=now, scopes=None))
        fits += len(ranked)
    for role in roles.order_by("public_id")[:25]:
        only = roles.filter(pk=role.pk)
        ranked = best_people(gather_able(volunteers=candidate_pool(), roles=only, now=now), role)
        assert ranked == best_people(gather(volunteers=candidate_pool(), roles=only, now=now), role)
        fits += len(ranked)
    assert fits > 100


def test_a_filling_from_the_people_it_needs_is_as_good_as_from_everybody(now):
    opportunity = make_opportunity()
    for days in (3, 3, 5, 8):
        make_role(make_shift(opportunity, days_ahead=days), capacity=1)
    for number in range(12):
        make_volunteer(
            user=make_user(), age=20 + number, latitude=43.25 + number / 300, max_km=3 + number, max_shifts_week=2
        )
    everything = {"volunteers": candidate_pool(), "roles": open_roles(now), "now": now}

    few, all_of_them = gather_fitting(**everything), gather(**everything)
    answers = [engine.solve(gathered.problem, seed=1) for gathered in (few, all_of_them)]

    assert len(few.volunteer_pks) < len(all_of_them.volunteer_pks)
    assert len(answers[0].volunteer) == 4
    assert (answers[0].objective, answers[0].bound) == (answers[1].objective, answers[1].bound)


def test_a_filling_with_children_takes_two_adults_from_few_people_as_from_everybody(now):
    opportunity = make_opportunity(has_child_contact=True, min_age=18)
    for days in (3, 5):
        shift = make_shift(opportunity, days_ahead=days)
        make_role(shift, capacity=1)
        make_role(shift, capacity=2, required={"first_aid": 1})
    for number in range(12):
        skills = {"first_aid": 2} if number % 4 == 0 else {}
        make_clearances(
            make_volunteer(user=make_user(), age=20 + number, max_km=3 + number, max_shifts_week=1, skills=skills)
        )
    everything = {"volunteers": candidate_pool(), "roles": open_roles(now), "now": now}

    few, all_of_them = gather_fitting(**everything), gather(**everything)
    answers = [engine.solve(gathered.problem, seed=1) for gathered in (few, all_of_them)]

    assert len(few.volunteer_pks) < len(all_of_them.volunteer_pks)
    assert (answers[0].objective, answers[0].bound) == (answers[1].objective, answers[1].bound)
    assert len(answers[0].volunteer) >= 4


def test_a_filling_with_a_team_is_made_from_everybody(now, monkeypatch):
    make_role(make_shift(make_opportunity()), capacity=1)
    for _ in range(4):
        make_volunteer(user=make_user())
    everything = {"volunteers": candidate_pool(), "roles": open_roles(now), "now": now}
    assert len(gather_fitting(**everything).volunteer_pks) == 1

    alone = people.People.table

    def in_a_team(self, days):
        table = alone(self, days)
        return replace(table, team=np.array([1, 1] + [engine.ALONE] * (len(table) - 2), dtype=np.int32))

    monkeypatch.setattr(people.People, "table", in_a_team)
    assert len(gather_fitting(**everything).volunteer_pks) == 4


def test_a_filling_nobody_fits_has_roles_and_no_people(now, aliya):
    role = make_role(make_shift(make_opportunity()), required={"first_aid": 3})

    gathered = gather_fitting(volunteers=candidate_pool(), roles=open_roles(now), now=now)

    assert (gathered.volunteer_pks, gathered.role_pks) == ([], [role.pk])


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(-400, -35), (10, 300)], id="old, then future"),
        pytest.param([(-30, 60), (20, 300)], id="renewed early"),
        pytest.param([(-30, 4), (4, 300)], id="one ends where the next begins"),
        pytest.param([(-30, 5), (30, 300)], id="a gap"),
        pytest.param([(-30, 300), (-20, 2)], id="one inside the other"),
    ],
)
def test_the_engine_takes_a_minor_on_the_days_her_consents_hold(now, spans):
    minor = make_volunteer(user=make_user(), age=16)
    for first, end in spans:
        consent = make_consent(minor.user, valid_until=(now + timedelta(days=end)).date())
        consent.given_at = now + timedelta(days=first)
        consent.save()

    for days in (2, 4, 7, 12, 33, 40):
        shift = make_shift(make_opportunity(), days_ahead=days)
        role = make_role(shift)
        gathered = gather(volunteers=one_volunteer(minor), roles=open_roles(now).filter(pk=role.pk), now=now)
        factors = engine.explain_pair(engine.build_index(gathered.problem), 0, gathered.role_row(role.pk))
        failed = {factor.code for factor in factors if factor.verdict == "fails"}
        assert ("consent" not in failed) == has_guardian_consent(minor.user, on=shift.starts_on)


def test_a_country_read_through_cursors_is_the_same_problem(monkeypatch):
    call_command("demo", size="town", seed=1, quiet=True)
    now = Volunteer.objects.latest("created_at").created_at
    at_once = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now)
    monkeypatch.setattr(owners, "FEW_PEOPLE", 0)
    monkeypatch.setattr(owners, "CHUNK_ROWS", 7)

    in_chunks = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now)

    assert in_chunks.problem.sha256 == at_once.problem.sha256
    assert (in_chunks.volunteer_pks, in_chunks.role_pks) == (at_once.volunteer_pks, at_once.role_pks)
    assert len(at_once.problem.confirmed) > 10


def test_sex_name_and_address_change_no_byte_of_the_problem(now, aliya, bekzat):
    make_consent(bekzat)
    role = make_role(make_shift(make_opportunity(min_age=14)), wanted={"first_aid": 1})
    before = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now)
    order = best_people(before, role)

    Volunteer.objects.update(sex="m")
    for number, user in enumerate(User.objects.all()):
        user.full_name, user.email = f"Яков Ким {number}", f"other{number}@example.org"
        user.save()

    after = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now)
    assert after.problem.sha256 == before.problem.sha256
    assert best_people(after, role) == order
    assert len(order) == 2
    Volunteer.objects.update(max_km=1, latitude=44.0)
    assert gather(volunteers=candidate_pool(), roles=open_roles(now), now=now).problem.sha256 != before.problem.sha256


@pytest.mark.parametrize(("standing", "placed"), [(0, 0), (1, 1)])
def test_only_an_adult_who_really_comes_makes_room_for_one_beside_children(now, standing, placed):
    shift = make_shift(make_opportunity(has_child_contact=True), days_ahead=3)
    offered, other = make_role(shift, capacity=1), make_role(shift, capacity=4)
    for _ in range(standing):
        make_signup(other, make_volunteer(user=make_user(), age=40))
    volunteer = make_volunteer(user=make_user(), age=30)
    make_clearances(volunteer)

    problem = gather(volunteers=one_volunteer(volunteer), roles=open_roles(now).filter(pk=offered.pk), now=now).problem

    assert len(engine.solve(problem).role) == placed
