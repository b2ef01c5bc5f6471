"""Door list and hours: expected people before a shift, who came after it, each word once."""

import pytest
from django.urls import reverse

from events.enums import Outcome
from events.models import Attendance
from recognition.queries import minutes_of
from tests.factories.accounts import make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.volunteers import make_volunteer

NAMES = ("Әлия Серікова", "Бекзат Оспанов", "Ольга Ким")


@pytest.fixture
def door(event):
    return reverse("ngo:door", args=[event.organisation.slug, event.public_id])


@pytest.fixture
def hours(taza_su):
    return reverse("ngo:hours", args=[taza_su.slug])


@pytest.fixture
def people(past_role):
    """Three people who had a place a week ago."""
    return [make_signup(past_role, make_volunteer(user=make_user(full_name=name))) for name in NAMES]


def test_coming_shift_shows_who_is_expected_and_confirms_nobody(desk, door, role):
    signup = make_signup(role, make_volunteer(user=make_user(full_name="Әлия Серікова")))

    page = desk.get(door).content.decode()
    refused = desk.post(door, {"signup": signup.public_id, "outcome": "present", "minutes": "240"})

    assert "1 expected" in page
    assert "Әлия С." in page
    assert 'name="outcome"' not in page
    assert refused.status_code == 422
    assert "You can confirm who came when the shift is over." in refused.content.decode()
    assert not Attendance.objects.exists()


def test_names_stand_in_the_order_of_the_kazakh_alphabet(desk, door, past_role):
    for name in ("Ілияс Омар", "Борис Ким", "Әлия Серікова", "Айгүл Нұр"):
        make_signup(past_role, make_volunteer(user=make_user(full_name=name)))

    rows = desk.get(door).context["rows"]

    assert [row.signup.volunteer.user.short_name for row in rows] == ["Айгүл Н.", "Әлия С.", "Борис К.", "Ілияс О."]


def test_many_shifts_are_chosen_from_a_list(desk, door, event):
    for number in range(4):
        make_role(make_shift(event, days_ahead=3 + number))

    assert '<select class="input grow" id="shift"' in desk.get(door).content.decode()


def test_search_finds_any_spelling(desk, door, people):
    found = {word: len(desk.get(door, {"q": word}).context["rows"]) for word in ("алия", "БЕКЗАТ", "ким", "zz", "")}

    assert found == {"алия": 1, "БЕКЗАТ": 1, "ким": 1, "zz": 0, "": 3}
    assert "Nobody on this list is called “zz”." in desk.get(door, {"q": "zz"}).content.decode()


def test_one_person_came_for_fewer_minutes(desk, door, people):
    answer = desk.post(door, {"signup": people[0].public_id, "outcome": "present", "minutes": "180"}, follow=True)

    attendance = Attendance.objects.get()
    assert (attendance.signup, attendance.outcome, attendance.minutes) == (people[0], Outcome.PRESENT, 180)
    assert minutes_of(people[0].volunteer) == 180
    assert "Әлия С.: hours approved." in answer.content.decode()
    assert "1 of 3 came" in answer.content.decode()


def test_somebody_who_did_not_come_earns_nothing_whatever_the_minutes_say(desk, door, people):
    desk.post(door, {"signup": people[0].public_id, "outcome": "absent", "minutes": "240"})
    desk.post(door, {"signup": people[1].public_id, "outcome": "absent", "minutes": ""})

    assert [row.outcome for row in Attendance.objects.all()] == [Outcome.ABSENT, Outcome.ABSENT]
    assert minutes_of(people[0].volunteer) == 0


@pytest.mark.parametrize("minutes", ["0", "241", "", "many", "99999"])
def test_impossible_minutes_are_explained_and_stay_in_the_box(desk, door, people, minutes):
    answer = desk.post(door, {"signup": people[1].public_id, "outcome": "present", "minutes": minutes})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Attendance.objects.exists()
    assert 'class="errsum"' in page
    assert not minutes or f'value="{minutes}"' in page
    assert page.count('value="240"') == 2


def test_everybody_came_in_one_click(desk, door, people):
    answer = desk.post(door, {"everyone": [str(signup.public_id) for signup in people]}, follow=True)

    assert sorted(Attendance.objects.values_list("minutes", flat=True)) == [240, 240, 240]
    assert "3 people: hours approved." in answer.content.decode()
    assert "3 of 3 came" in answer.content.decode()


def test_the_same_word_twice_counts_once(desk, door, people):
    ids = [str(signup.public_id) for signup in people]
    desk.post(door, {"everyone": ids})

    desk.post(door, {"everyone": ids})
    answer = desk.post(door, {"signup": ids[0], "outcome": "present", "minutes": "240"})

    assert Attendance.objects.count() == 3
    assert minutes_of(people[0].volunteer) == 240
    assert "The attendance of this person is already confirmed." in answer.content.decode()


def test_stranger_to_the_list_cannot_be_confirmed(desk, door, people):
    elsewhere = make_signup(make_role(make_shift(make_opportunity(), days_ahead=-7)), make_volunteer())

    assert desk.post(door, {"signup": elsewhere.public_id, "outcome": "present", "minutes": "60"}).status_code == 404
    assert desk.post(door, {"signup": "nonsense", "outcome": "present", "minutes": "60"}).status_code == 404
    desk.post(door, {"everyone": [str(elsewhere.public_id)]})
    assert not Attendance.objects.exists()


def test_coordinator_cannot_confirm_herself(desk, door, dana, past_role, people):
    own = make_signup(past_role, make_volunteer(user=dana))

    page = desk.get(door).content.decode()
    desk.post(door, {"everyone": [str(signup.public_id) for signup in (*people, own)]})
    refused = desk.post(door, {"signup": own.public_id, "outcome": "present", "minutes": "240"})

    assert "your own: ask another coordinator" in page
    assert Attendance.objects.count() == 3
    assert refused.status_code == 422
    assert "You cannot confirm your own hours." in refused.content.decode()


def test_shift_is_chosen_by_its_tab_and_opens_on_the_next_one(desk, door, role, past_role, people):
    opened = desk.get(door).context["shift"]
    chosen = desk.get(door, {"shift": str(past_role.shift.public_id)}).context["shift"]

    assert (opened, chosen) == (role.shift, past_role.shift)


def test_empty_lists_say_what_comes_next(desk, door, event, hours):
    assert "No shifts yet." in desk.get(door).content.decode()
    make_role(make_shift(event))
    assert "Nobody has a place on this shift yet." in desk.get(door).content.decode()
    assert "All approved." in desk.get(hours).content.decode()


def test_hours_page_approves_only_what_it_showed(desk, hours, people):
    desk.post(hours, {"everyone": [str(signup.public_id) for signup in people[:2]]})

    assert set(Attendance.objects.values_list("signup_id", flat=True)) == {people[0].pk, people[1].pk}
    assert [row.signup for row in desk.get(hours).context["rows"]] == [people[2]]


def test_hours_page_takes_one_line_with_changed_minutes(desk, hours, people):
    wrong = desk.post(hours, {"signup": people[0].public_id, "outcome": "present", "minutes": "500"})
    right = desk.post(hours, {"signup": people[0].public_id, "outcome": "present", "minutes": "200"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert 'value="500"' in wrong.content.decode()
    assert Attendance.objects.get().minutes == 200


def test_menu_counts_the_hours_that_wait(desk, hours, people):
    assert "Hours to approve (3)" in desk.get(hours).content.decode()
    desk.post(hours, {"everyone": [str(signup.public_id) for signup in people]})
    assert "Hours to approve (" not in desk.get(hours).content.decode()


def test_hours_of_another_organisation_do_not_show(desk, hours):
    other = make_opportunity(organisation=make_organisation())
    make_signup(make_role(make_shift(other, days_ahead=-7)), make_volunteer())

    assert desk.get(hours).context["rows"] == []


def test_volunteers_are_listed_by_last_visit_and_not_by_score(desk, people, past_role, event):
    make_attendance(people[0], minutes=60)
    make_attendance(people[1], minutes=240)
    make_attendance(people[2], minutes=0)
    later = make_signup(make_role(make_shift(event, days_ahead=-2)), people[0].volunteer)
    make_attendance(later)

    page = desk.get(reverse("ngo:volunteers", args=["taza-su"]))

    rows = [(row.user.short_name, row.times, row.minutes) for row in page.context["page"]]
    assert rows == [("Әлия С.", 2, 300), ("Бекзат О.", 1, 240)]
    assert "Серікова" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_for_one_person_as_for_three(
    desk, door, hours, event, past_role, role, assert_chained_queries, count
):
    for _number in range(count):
        volunteer = make_volunteer()
        make_signup(past_role, volunteer)
        make_signup(role, volunteer)
        make_attendance(make_signup(make_role(make_shift(event, days_ahead=-9)), volunteer))
    past_door = f"{door}?shift={past_role.shift.public_id}"

    for page, queries, looks in (
        (past_door, 30, 1),
        (hours, 22, 1),
        (reverse("ngo:volunteers", args=["taza-su"]), 10, 0),
        (reverse("ngo:today", args=["taza-su"]), 21, 1),
        (reverse("ngo:events", args=["taza-su"]), 11, 0),
    ):
        with assert_chained_queries(queries, chained=looks):
            desk.get(page)
