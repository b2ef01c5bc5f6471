from datetime import time

import pytest
from django.urls import reverse

from events.enums import CoverEnd
from events.models import CoverSearch, Shift, SignUp
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(now, taza_su, dana, aliya, bekzat):
    shift = make_shift(make_opportunity(organisation=taza_su))
    role = make_role(shift)
    make_signup(role, aliya.volunteer)
    make_signup(role, bekzat.volunteer)
    return shift


def at(page, shift, *more):
    event = shift.opportunity
    return reverse(f"ngo:{page}", args=[event.organisation.slug, event.public_id, *more])


def times(start, end, **more):
    return {"starts_on": "2026-05-09", "start_time": start, "end_time": end, **more}


def text_of(answer):
    return answer.content.decode()


def test_what_will_happen_is_shown_before_anything_does(shift, desk, aliya):
    make_signup(make_role(make_shift(start_time=time(19))), aliya.volunteer)

    page = text_of(desk.post(at("move_shift", shift, shift.public_id), times("19:00", "23:00")))

    assert "1 person is asked again, until 6 May 2026, 09:00." in page
    assert "1 person may not take it at this time" in page  # Bekzat is 15
    assert "1 person has another shift then and must choose." in page
    assert Shift.objects.get(pk=shift.pk).sequence == 0


def test_a_second_yes_moves_the_shift_and_the_roster_counts_who_is_asked(shift, desk):

    told = desk.post(at("move_shift", shift, shift.public_id), times("15:00", "19:00", move="1"), follow=True)

    page = text_of(told)
    assert "1 shift has a new time." in page
    assert ("0 of 2 said they come" in page, "asked again" in page) == (True, True)
    assert SignUp.objects.filter(reconfirm_by__isnull=False).count() == 2


def test_a_time_that_cannot_be_is_said_beside_the_field(shift, desk):
    page = desk.post(at("move_shift", shift, shift.public_id), times("15:00", "14:00", move="1"))

    assert (page.status_code, "The shift ends before it starts." in text_of(page)) == (422, True)


def test_cover_is_looked_for_and_stopped_and_only_numbers_are_shown(shift, desk, aliya):
    role = shift.roles.get()

    page = text_of(desk.post(at("cover", shift), {"role": str(role.public_id)}, follow=True))
    assert ("0 people asked" in page, "0 of 3 found" in page, "Әлия" in page) == (True, True, False)
    search = CoverSearch.objects.get()
    desk.post(at("cover", shift), {"stop": str(search.public_id)})

    search.refresh_from_db()
    assert search.end == CoverEnd.STOPPED


def test_another_organisations_shift_is_not_found(shift, desk):
    other = make_shift(make_opportunity())
    mixed = at("move_shift", shift, other.public_id)

    assert [desk.get(mixed).status_code, desk.get(at("cover", other)).status_code] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_searches_asks_as_many_questions_for_three_as_for_one(
    shift, desk, now, django_assert_num_queries, count
):
    event = shift.opportunity
    for number in range(count):
        role = make_role(make_shift(event, days_ahead=9 + number))
        make_signup(role, make_volunteer(user=make_user()))
        CoverSearch.objects.create(role=role, opened_at=now, next_wave_at=now)

    with django_assert_num_queries(15):
        desk.get(at("cover", shift))
