"""One shift, those after it, or all: moved, called off and given other roles on the pages, and what each lacks."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.enums import ShiftStatus
from events.models import Shift, ShiftRole
from events.queries.recurrence import SeriesPlan
from events.services.publishing import RolePlan
from events.services.series import create_series
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

PREVIEW, DUPLICATE, ROSTER, MOVE = 14, 14, 18, 15  # queries
TIMES = {"starts_on": "2026-05-23", "start_time": "11:00", "end_time": "15:00"}


@pytest.fixture
def repeated(event, now):
    """Three Saturdays, 10:00 to 14:00, two helpers each."""
    plan = SeriesPlan(
        first_on=date(2026, 5, 16), start_time=time(10), end_time=time(14), rule="FREQ=WEEKLY;COUNT=3"
    )  # fmt: skip
    roles = [RolePlan(names={"en": "Helper"}, capacity=2)]
    return create_series(opportunity=event, plan=plan, roles=roles, actor=None, now=now)


def shifts_of(event):
    return list(event.shifts.order_by("starts_at"))


def page_of(shift, name="move_shift"):
    event = shift.opportunity
    return reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id, shift.public_id])


def test_moving_asks_how_far_and_says_whom_it_reaches(desk, event, repeated):
    second = shifts_of(event)[1]
    person = make_volunteer()
    for shift in shifts_of(event):
        make_signup(shift.roles.get(), person)

    page = desk.get(page_of(second)).content.decode()

    assert "Only this shift: 1 shift, 1 person with a place" in page
    assert "This shift and all after it: 2 shifts, 1 person with a place" in page
    assert "All shifts still ahead: 3 shifts, 1 person with a place" in page


@pytest.mark.parametrize(("scope", "hours"), [("this", [10, 11, 10]), ("following", [10, 11, 11]), ("all", [11] * 3)])
def test_the_answer_decides_how_many_move(desk, event, repeated, scope, hours):
    second = shifts_of(event)[1]

    response = desk.post(page_of(second), TIMES | {"scope": scope, "move": "1"})

    assert response.status_code == 302
    assert [shift.start_time.hour for shift in shifts_of(event)] == hours


def test_a_shift_that_does_not_repeat_is_not_asked_about(desk, event, role):
    page = desk.get(page_of(role.shift))
    desk.post(page_of(role.shift), TIMES | {"move": "1"})

    role.shift.refresh_from_db()
    assert "scope" not in page.context["form"].fields
    assert role.shift.start_time == time(11)


def test_before_anything_moves_the_page_says_what_all_of_them_mean(desk, event, repeated):
    second = shifts_of(event)[1]
    for shift in shifts_of(event):
        make_signup(shift.roles.get(), make_volunteer())

    page = desk.post(page_of(second), TIMES | {"scope": "following"}).content.decode()

    assert "2 people are asked again, until" in page
    assert [shift.start_time.hour for shift in shifts_of(event)] == [10, 10, 10]


BAD_MOVES = {
    "ends before it starts": ({"end_time": "09:00"}, "The shift ends before it starts."),
    "in 1970": ({"starts_on": "1970-01-01"}, "The date of the shift must lie between today and two years"),
    "in 9999": ({"starts_on": "9999-12-31", "ends_next_day": "on"}, "must lie between today"),
    "no answer": ({"scope": ""}, "Please fill this in."),
    "an answer nobody offered": ({"scope": "every"}, "Please choose one of the options."),
}


@pytest.mark.parametrize("case", BAD_MOVES)
def test_a_bad_time_is_explained_and_moves_nothing(desk, event, repeated, case):
    wrong, sentence = BAD_MOVES[case]
    second = shifts_of(event)[1]

    response = desk.post(page_of(second), TIMES | {"scope": "all"} | wrong)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert [shift.start_time.hour for shift in shifts_of(event)] == [10, 10, 10]


def test_calling_off_needs_a_reason(desk, event, repeated):
    second = shifts_of(event)[1]

    refused = desk.post(page_of(second, "call_off_shift"), {"scope": "following", "reason": " "})
    done = desk.post(page_of(second, "call_off_shift"), {"scope": "following", "reason": "Storm warning"}, follow=True)

    assert refused.status_code == 422
    assert "2 shifts are called off." in done.content.decode()
    planned, cancelled = ShiftStatus.PLANNED, ShiftStatus.CANCELLED
    assert [shift.status for shift in shifts_of(event)] == [planned, cancelled, cancelled]


def test_what_is_over_cannot_be_moved_and_says_so(desk, past_role):
    page = desk.get(page_of(past_role.shift))
    response = desk.post(page_of(past_role.shift), TIMES)

    assert "What is over stays as it was." in page.content.decode()
    assert (response.status_code, Shift.objects.get().start_time) == (422, time(10))


def test_a_role_is_changed_on_all_shifts_at_once(desk, event, repeated):
    role = shifts_of(event)[0].roles.get()
    page = reverse("ngo:edit_role", args=[event.organisation.slug, event.public_id, role.public_id])
    wish = {"role_name": "Helper", "capacity": "7", "role_min_age": "18", "role_languages": ["1"], "scope": "all"}

    desk.post(page, wish)

    assert set(ShiftRole.objects.values_list("capacity", "min_age", "languages")) == {(7, 18, 1)}


def test_a_role_is_added_and_taken_away_again(desk, event, repeated):
    third = shifts_of(event)[2]
    desk.post(page_of(third, "new_role"), {"role_name": "Medic", "capacity": "1", "scope": "this"})
    medic = ShiftRole.objects.get(name_en="Medic")
    page = reverse("ngo:edit_role", args=[event.organisation.slug, event.public_id, medic.public_id])

    desk.post(page, {"role_name": "Medic", "capacity": "1", "scope": "this", "remove": "1"})

    assert medic.shift == third
    assert not ShiftRole.objects.filter(name_en="Medic").exists()


@pytest.mark.parametrize("name", ["move_shift", "call_off_shift", "new_role"])
def test_a_shift_of_another_event_is_not_found(desk, event, taza_su, name):
    other = make_shift(make_opportunity(organisation=taza_su))

    response = desk.get(reverse(f"ngo:{name}", args=[taza_su.slug, event.public_id, other.public_id]))

    assert response.status_code == 404


def test_each_shift_says_what_it_lacks(desk, taza_su, now):
    event = make_opportunity(organisation=taza_su, has_child_contact=True)
    shift = make_shift(event)
    make_role(shift, capacity=5, minimum=3)
    make_role(shift, name_en="Medic", position=1, required={"first_aid": 2}, languages=1)

    column = desk.get(reverse("ngo:event", args=[taza_su.slug, event.public_id])).context["board"].columns[0]

    assert list(column.blocks) == [
        "Helper: 3 people missing",
        "Medic: nobody yet with First aid, Kazakh",
        "two cleared adults are missing",
    ]


def test_a_shift_with_all_it_needs_says_nothing(desk, event):
    shift = make_shift(event, has_two_adults=True)
    make_signup(make_role(shift, minimum=1), make_volunteer())

    column = (
        desk.get(reverse("ngo:event", args=[event.organisation.slug, event.public_id])).context["board"].columns[0]
    )

    assert column.blocks == ()


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.parametrize(("name", "count"), [("preview", PREVIEW), ("duplicate", DUPLICATE), ("event", ROSTER)])
def test_pages_of_an_event_ask_as_often_for_one_shift_as_for_three(desk, event, name, count):
    address = reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id])
    make_role(make_shift(event, days_ahead=5), required={"first_aid": 1})
    one = queries_of(desk, address)
    for days_ahead in (6, 7):
        make_role(make_shift(event, days_ahead=days_ahead), required={"first_aid": 1})

    assert (one, queries_of(desk, address)) == (count, count)


def test_moving_asks_as_often_for_forty_shifts_as_for_three(desk, event, repeated, now):
    three = queries_of(desk, page_of(repeated.shifts.first()))
    plan = SeriesPlan(
        first_on=date(2026, 5, 17), start_time=time(10), end_time=time(14), rule="FREQ=WEEKLY;COUNT=40"
    )  # fmt: skip
    roles = [RolePlan(names={"en": "Helper"}, capacity=2)]
    series = create_series(opportunity=event, plan=plan, roles=roles, actor=None, now=now)

    assert (three, queries_of(desk, page_of(series.shifts.first()))) == (MOVE, MOVE)
