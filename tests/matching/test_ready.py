from datetime import timedelta

import pytest
from django.core.management import call_command

from core import audit
from events.enums import OpportunityStatus
from events.models import Opportunity, ShiftRole, SignUp
from events.services import publishing, signups
from matching import gather
from matching.enums import RunStatus
from matching.gather import ready
from matching.models import MatchRun
from matching.queries import candidate_pool, count_fitting, find_candidates, find_roles, open_roles, rank_candidates
from matching.services.runs import Plan, allocate_now
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_clearances, make_volunteer
from volunteers.models import Volunteer
from volunteers.services import ProfileChange, update_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(monkeypatch):
    """Answer from what was kept at the moment of the call; returns a function that takes it back."""

    def from_memory(now):
        kept = ready.Kept(roles=open_roles(now), people=candidate_pool(), now=now)
        monkeypatch.setattr(gather, "kept_ready", lambda **_: kept)
        return kept

    return from_memory


def roles_of(volunteer, now):
    return [(row.role.pk, row.score, row.parts) for row in find_roles(volunteer, now=now, limit=15).ranked]


def people_of(role, now):
    return [(row.volunteer.pk, row.score, row.parts) for row in rank_candidates(role, now=now, limit=15)]


def test_lists_from_memory_are_those_of_the_tables(keep, monkeypatch):
    call_command("demo", size="town", seed=1, quiet=True)
    now = Volunteer.objects.latest("created_at").created_at
    people = list(candidate_pool().order_by("public_id")[:25])
    roles = list(open_roles(now).order_by("public_id")[:20])
    direct = [roles_of(person, now) for person in people], [people_of(role, now) for role in roles]
    counts = [count_fitting(person, now=now) for person in people]
    fitting = [find_candidates(role, now=now).fitting_count for role in roles]

    keep(now)

    assert ([roles_of(person, now) for person in people], [people_of(role, now) for role in roles]) == direct
    assert [count_fitting(person, now=now) for person in people] == counts
    assert [find_candidates(role, now=now).fitting_count for role in roles] == fitting
    assert sum(map(len, direct[0])) > 50
    assert sum(map(len, direct[1])) > 50


def test_what_services_change_is_read_again(keep, now, aliya, dana):
    shift = make_shift(make_opportunity(organisation=dana.memberships.get().organisation))
    role, other = make_role(shift, capacity=1), make_role(make_shift(make_opportunity(), days_ahead=8))
    keep(now)
    assert {pk for pk, *_ in roles_of(aliya.volunteer, now)} == {role.pk, other.pk}

    rival = make_volunteer(user=make_user(), age=30)
    signup = signups.claim_seat(role=role, volunteer=rival, actor=rival.user, now=now)
    assert [pk for pk, *_ in roles_of(aliya.volunteer, now)] == [other.pk]
    signups.withdraw(signup=signup, actor=rival.user, now=now)
    assert {pk for pk, *_ in roles_of(aliya.volunteer, now)} == {role.pk, other.pk}
    publishing.close_opportunity(opportunity=shift.opportunity, actor=dana, now=now)
    assert [pk for pk, *_ in roles_of(aliya.volunteer, now)] == [other.pk]


def test_people_who_change_their_profile_are_read_again(keep, now, aliya, bekzat):
    role = make_role(make_shift(make_opportunity(min_age=14)))
    update_profile(volunteer=bekzat.volunteer, actor=bekzat, change=ProfileChange(accepts_on_site=False), now=now)
    keep(now)
    assert [pk for pk, *_ in people_of(role, now)] == [aliya.volunteer.pk]

    update_profile(volunteer=bekzat.volunteer, actor=bekzat, change=ProfileChange(accepts_on_site=True), now=now)
    assert {pk for pk, *_ in people_of(role, now)} == {aliya.volunteer.pk, bekzat.volunteer.pk}
    update_profile(volunteer=aliya.volunteer, actor=aliya, change=ProfileChange(accepts_on_site=False), now=now)
    assert [pk for pk, *_ in people_of(role, now)] == [bekzat.volunteer.pk]


def test_clearances_recorded_and_revoked_are_read_again(keep, now, aliya):
    role = make_role(make_shift(make_opportunity(has_child_contact=True)))
    keep(now)
    assert roles_of(aliya.volunteer, now) == people_of(role, now) == []

    clearances = make_clearances(aliya.volunteer)
    audit.record("clearance.recorded", actor=None, subject=clearances[0], at=now)
    assert [pk for pk, *_ in people_of(role, now)] == [aliya.volunteer.pk]
    assert [pk for pk, *_ in roles_of(aliya.volunteer, now)] == [role.pk]
    clearances[1].revoked_at, clearances[1].revoke_reason = now, "Withdrawn by the trainer."
    clearances[1].save()
    audit.record("clearance.revoked", actor=None, subject=clearances[1], at=now)
    assert roles_of(aliya.volunteer, now) == people_of(role, now) == []


def test_what_an_organiser_declares_is_read_again(keep, now, bekzat):
    event = make_opportunity(is_hazard_declared=False)
    role = make_role(make_shift(event))
    keep(now)
    assert roles_of(bekzat.volunteer, now) == people_of(role, now) == []

    for hazards, fits in ((0, [role.pk]), (8, []), (32 | 64, [])):  # care and a hospital: no code signed, no host
        Opportunity.objects.filter(pk=event.pk).update(is_hazard_declared=True, hazards=hazards)
        audit.record("opportunity.changed", actor=None, subject=event, at=now)
        assert [pk for pk, *_ in roles_of(bekzat.volunteer, now)] == fits


def test_nothing_that_went_behind_the_back_of_the_services_is_shown(keep, now, aliya):
    shift = make_shift(make_opportunity())
    role, full = make_role(shift), make_role(make_shift(make_opportunity()), capacity=1)
    keep(now)
    assert len(roles_of(aliya.volunteer, now)) == 2
    assert len(people_of(role, now)) == 1

    ShiftRole.objects.filter(pk=full.pk).update(taken_count=1)
    assert [pk for pk, *_ in roles_of(aliya.volunteer, now)] == [role.pk]
    Opportunity.objects.update(status=OpportunityStatus.CANCELLED)
    assert roles_of(aliya.volunteer, now) == []
    aliya.is_active = False
    aliya.save()
    assert people_of(role, now) == []


def test_shifts_that_began_since_are_left_out(keep, now, aliya):
    make_role(make_shift(make_opportunity(), days_ahead=1))
    later = make_role(make_shift(make_opportunity(), days_ahead=3))
    keep(now)

    assert [pk for pk, *_ in roles_of(aliya.volunteer, now + timedelta(days=2))] == [later.pk]


def test_a_quiet_list_asks_one_question_more(keep, now, aliya, django_assert_num_queries):
    make_role(make_shift(make_opportunity()))
    kept = keep(now)

    with django_assert_num_queries(1):
        kept.refresh(roles=open_roles(now), people=candidate_pool())


def test_the_shelf_is_closed_unless_opened_and_read_beside_the_requests(monkeypatch, now, aliya):
    started = []
    monkeypatch.setattr(ready.threading.Thread, "start", lambda thread: started.append(thread))
    monkeypatch.setattr(ready.connections, "close_all", lambda: None)
    everything = {"roles": open_roles(now), "people": candidate_pool()}
    shelf = ready._Shelf()
    assert shelf.take(**everything, now=now) is None
    assert started == []

    shelf.is_open = True
    assert [shelf.take(**everything, now=now), shelf.take(**everything, now=now)] == [None, None]
    assert len(started) == 1
    started[0].run()
    kept = shelf.take(**everything, now=now)
    assert isinstance(kept, ready.Kept)
    assert shelf.take(**everything, now=now + ready.ANEW_AFTER) is kept
    assert len(started) == 2
    assert shelf.take(**everything, now=now + timedelta(weeks=1)) is None


def test_lines_that_come_to_light_late_are_read_once(now, aliya):
    journal = ready.Journal()
    role = make_role(make_shift(make_opportunity()))
    signups.claim_seat(role=role, volunteer=aliya.volunteer, actor=aliya, now=now)
    signup = SignUp.objects.get()

    assert journal.read()["events.signup"] == {signup.public_id}
    assert journal.read() == {}
    journal._seen.remove(min(journal._seen))
    assert len(journal.read()) == 1


def test_prices_of_an_allocation_move_roles_and_leave_their_points(keep, now, aliya, settings, monkeypatch):
    dear, cheap = (make_role(make_shift(make_opportunity(priority=level), days_ahead=5 + level)) for level in (1, 0))
    keep(now)
    plain = roles_of(aliya.volunteer, now)
    monkeypatch.setattr(ready, "role_prices", lambda today: {str(dear.public_id).encode(): 51 * 64})
    keep(now)
    assert roles_of(aliya.volunteer, now) == plain
    assert [pk for pk, *_ in plain] == [dear.pk, cheap.pk]

    settings.RANK_BY_PRICE = True
    keep(now)
    assert roles_of(aliya.volunteer, now) == plain[::-1]


def test_prices_are_those_of_the_last_allocation_that_was_sent(now, aliya):
    roles = [make_role(make_shift(make_opportunity(), days_ahead=days), capacity=1) for days in (5, 6)]
    make_volunteer(user=make_user(), age=30)
    today = now.date()
    assert ready.role_prices(today) == {}

    run = allocate_now(plan=Plan(territory=None, weeks=2), actor=None, now=now)
    assert ready.role_prices(today) == {}
    MatchRun.objects.filter(pk=run.pk).update(status=RunStatus.COMMITTED)
    assert ready.role_prices(today).keys() == {str(role.public_id).encode() for role in roles}
    assert ready.role_prices(run.until_day) == {}


def test_lifts_can_be_switched_off(now, aliya, settings):
    role = make_role(make_shift(make_opportunity()))
    on = roles_of(aliya.volunteer, now)[0], people_of(role, now)[0]
    settings.RANK_LIFTS = False
    off = roles_of(aliya.volunteer, now)[0], people_of(role, now)[0]

    assert [lit[1] - unlit[1] for lit, unlit in zip(on, off, strict=True)] == [40, 60]
    assert (on[0][2].keys() - off[0][2].keys(), on[1][2].keys() - off[1][2].keys()) == ({"unseen"}, {"first_shift"})
