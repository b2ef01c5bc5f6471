"""What needs the coordinator now: most pressing first, in words, each with one thing to do."""

from datetime import time, timedelta

import pytest

from events.models import ConsentRequest, SignUp
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.guardians import asked, make_minor
from tests.factories.volunteers import make_volunteer

TODAY = "/en/org/taza-su/today/"


def needs(desk):
    return [(need.sentence, need.label) for need in desk.get(TODAY).context["needs"]]


def seat(role, **columns):
    signup = make_signup(role, make_volunteer())
    SignUp.objects.filter(pk=signup.pk).update(**columns)
    return signup


@pytest.fixture
def tomorrow(event):
    """Tomorrow at ten; two are the least."""
    return make_role(make_shift(event, days_ahead=1), minimum=2, capacity=3)


def test_a_quiet_day_with_a_shift_ahead_says_so(desk, role):
    page = desk.get(TODAY).content.decode()

    assert "Nothing needs you today." in page
    assert "Needs you now" not in page


def test_the_first_thing_is_what_starts(desk, event, past_role, tomorrow):
    seat(make_role(make_shift(event, days_ahead=0, start_time=time(12))))
    seat(past_role)

    assert needs(desk) == [
        ("It starts soon. 1 person is expected.", "Door list"),
        (
            "Tue 5 May, 10:00–14:00 cannot start yet: 2 more people are needed as “Helper”.",
            "Fill places",
        ),
        ("1 person has not said whether they come.", "Write to them"),
        ("1 person came and waits for your word.", "Approve hours"),
    ]


def test_a_shift_that_runs_is_about_its_door_only(desk, event, now):
    shift = make_shift(event, days_ahead=0, start_time=time(8))
    seat(make_role(shift, minimum=3))

    (need,) = desk.get(TODAY).context["needs"]

    assert need.sentence == "It is under way. 1 person is expected."
    assert need.url.endswith(f"/door/?shift={shift.public_id}")


def test_silence_is_said_two_days_before_and_answers_end_it(desk, now, tomorrow, role):
    said, silent = seat(tomorrow, coming_said_at=now), seat(tomorrow)
    seat(role)  # five days ahead: nobody has been asked yet

    (need,) = desk.get(TODAY).context["needs"]
    SignUp.objects.filter(pk__in=[said.pk, silent.pk]).update(coming_said_at=now)

    assert need.sentence == "1 person has not said whether they come."
    assert need.url.endswith(f"/messages/{tomorrow.shift.public_id}/?unanswered=1")
    assert needs(desk) == []


def test_moved_guardians_questions_and_adults(desk, event, role, now, taza_su):
    child = make_opportunity(organisation=taza_su, has_child_contact=True, title="Play")
    careful, later = make_role(make_shift(child, days_ahead=5)), now + timedelta(days=2)
    seat(careful, reconfirm_by=later, agreed_starts_at=now, agreed_ends_at=later)
    request = asked(make_minor(), now=now, role=role)
    ConsentRequest.objects.filter(pk=request.pk).update(question="Where is it?", asked_at=now)

    assert needs(desk) == [
        ("A guardian asks you something.", "Answer"),
        ("Children are there, and two vetted adults are not yet.", "Find an adult"),
        ("The shift moved. 1 person has been asked again and has not answered.", "See who"),
        ("1 place waits for a guardian.", "See who"),
    ]


def test_only_the_first_thing_is_a_full_button(desk, tomorrow, past_role):
    seat(past_role)

    page = desk.get(TODAY).content.decode().partition('id="needs"')[2].partition("</ol>")[0]

    assert page.count('class="btn sm"') == 1
    assert page.index('class="btn sm"') < page.index('class="btn sm soft"')


def test_nothing_of_others_is_there(desk, now):
    seat(make_role(make_shift(days_ahead=1), minimum=2))

    assert needs(desk) == []


@pytest.mark.parametrize("count", [1, 3])
def test_today_costs_the_same_for_one_shift_and_three(desk, event, count, assert_chained_queries):
    for number in range(count):
        seat(make_role(make_shift(event, days_ahead=1 + number), minimum=2))

    with assert_chained_queries(21):
        desk.get(TODAY)
