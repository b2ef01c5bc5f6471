"""What is new for whom: kept up from the audit log, asked again on display."""

from datetime import timedelta

import pytest

from core import audit
from events.services.publishing import cancel_opportunity, change_capacity, publish_opportunity
from events.services.signups import claim_seat, withdraw
from matching.models import LogPosition, News, Shortlist
from matching.queries import shortlists as queries
from matching.services import shortlists
from matching.services.shortlists import refresh_shortlists, visit_shortlist
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import ASTANA, settlement
from tests.factories.volunteers import make_volunteer
from volunteers.services import ProfileChange, update_profile

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)


def make_draft(**columns):
    """An opportunity of one place that nobody sees yet."""
    opportunity = make_opportunity(published=False, **columns)
    role = make_role(make_shift(opportunity), capacity=1)
    return opportunity, role


def publish(opportunity, now):
    return publish_opportunity(opportunity=opportunity, actor=None, now=now)


def news_of(volunteer):
    return set(News.objects.filter(shortlist__volunteer=volunteer).values_list("opportunity_id", flat=True))


@pytest.fixture
def reader(now):
    """Somebody who looked a while ago, and a log read up to now."""
    volunteer = make_volunteer(user=make_user())
    refresh_shortlists(now=now)
    visit_shortlist(volunteer=volunteer, now=now - LATER)
    return volunteer


def test_published_opportunity_is_news_for_those_it_fits(reader, now):
    far_away = make_volunteer(user=make_user(), home=settlement(ASTANA))
    visit_shortlist(volunteer=far_away, now=now - LATER)
    never_looked = make_volunteer(user=make_user())
    opportunity, _role = make_draft()
    publish(opportunity, now)

    refreshed = refresh_shortlists(now=now)

    assert refreshed.opportunities == 1
    assert news_of(reader) == {opportunity.pk}
    assert news_of(far_away) == news_of(never_looked) == set()
    assert queries.count_news(reader, now=now) == 1


def test_what_was_published_before_the_last_look_is_no_news_however_it_changes(reader, now):
    opportunity, role = make_draft()
    publish(opportunity, now - 2 * LATER)
    change_capacity(role=role, capacity=3, actor=None, now=now)

    assert refresh_shortlists(now=now).opportunities == 1
    assert news_of(reader) == set()


def test_refreshing_again_looks_at_nothing_and_changes_nothing(reader, now):
    opportunity, _role = make_draft()
    publish(opportunity, now)
    refresh_shortlists(now=now)

    assert refresh_shortlists(now=now) == shortlists.Refreshed(0, 0)
    assert news_of(reader) == {opportunity.pk}


def test_cancelled_opportunity_is_no_news_even_before_the_worker_knows(reader, now):
    opportunity, _role = make_draft()
    publish(opportunity, now)
    refresh_shortlists(now=now)

    cancel_opportunity(opportunity=opportunity, actor=None, now=now)

    assert news_of(reader) == {opportunity.pk}
    assert queries.count_news(reader, now=now) == 0
    refresh_shortlists(now=now)
    assert news_of(reader) == set()


def test_last_seat_taken_and_given_back(reader, now):
    other = make_volunteer(user=make_user())
    opportunity, role = make_draft()
    publish(opportunity, now)
    signup = claim_seat(role=role, volunteer=other, actor=other.user, now=now)
    refresh_shortlists(now=now)
    assert news_of(reader) == set()

    withdraw(signup=signup, actor=other.user, now=now)
    refresh_shortlists(now=now)

    assert news_of(reader) == {opportunity.pk}


def test_changed_profile_is_asked_again_once_for_many_changes(reader, now):
    opportunity, _role = make_draft()
    publish(opportunity, now)
    refresh_shortlists(now=now)

    for max_km in (3, 2, 1):
        update_profile(
            volunteer=reader, change=ProfileChange(max_km=max_km, home=settlement(ASTANA)), actor=None, now=now
        )

    assert refresh_shortlists(now=now).people == 1
    assert news_of(reader) == set()
    assert Shortlist.objects.get(volunteer=reader).done == 1


def test_a_look_ends_the_news_and_says_from_when_things_are_new(reader, now):
    opportunity, _role = make_draft()
    publish(opportunity, now)
    refresh_shortlists(now=now)

    first = visit_shortlist(volunteer=reader, now=now)
    same_visit = visit_shortlist(volunteer=reader, now=now + timedelta(minutes=20))
    next_visit = visit_shortlist(volunteer=reader, now=now + LATER)

    assert first == same_visit == now - LATER
    assert next_visit == now + timedelta(minutes=20)
    assert news_of(reader) == set()


def test_news_worked_out_while_somebody_looks_are_not_kept(reader, now, monkeypatch):
    opportunity, _role = make_draft()
    publish(opportunity, now)
    work_out = queries.news_of_opportunities

    def slowly(pks, *, now):
        found = work_out(pks, now=now)
        visit_shortlist(volunteer=reader, now=now)
        return found

    monkeypatch.setattr(shortlists, "news_of_opportunities", slowly)
    refresh_shortlists(now=now)

    assert news_of(reader) == set()


def test_the_slower_of_two_workers_writes_nothing(reader, now, monkeypatch):
    opportunity, _role = make_draft()
    publish(opportunity, now)
    work_out = queries.news_of_opportunities

    def overtaken(pks, *, now):
        LogPosition.objects.update(version=7)
        return work_out(pks, now=now)

    monkeypatch.setattr(shortlists, "news_of_opportunities", overtaken)
    refresh_shortlists(now=now)
    assert news_of(reader) == set()

    monkeypatch.undo()
    refresh_shortlists(now=now)
    assert news_of(reader) == {opportunity.pk}


def test_a_long_log_is_read_in_rounds_and_none_of_it_is_left_out(reader, now, monkeypatch):
    monkeypatch.setattr(queries, "MOST_LINES", 2)
    opportunity, _role = make_draft()
    for _step in range(3):
        audit.record("volunteer.seen", actor=None, subject=reader, at=now)
    publish(opportunity, now)

    rounds = [refresh_shortlists(now=now).opportunities for _round in range(3)]

    assert rounds == [0, 1, 0]
    assert news_of(reader) == {opportunity.pk}


def test_people_who_have_not_looked_for_long_are_left_alone(reader, now):
    Shortlist.objects.update(visited_at=now - timedelta(days=61))
    opportunity, _role = make_draft()
    publish(opportunity, now)

    refresh_shortlists(now=now)

    assert news_of(reader) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_a_refresh_costs_the_same_for_one_person_and_three(reader, now, count, django_assert_num_queries):
    for _number in range(count - 1):
        visit_shortlist(volunteer=make_volunteer(user=make_user()), now=now - LATER)
    opportunity, _role = make_draft()
    publish(opportunity, now)

    with django_assert_num_queries(23):
        refresh_shortlists(now=now)

    assert News.objects.count() == count
