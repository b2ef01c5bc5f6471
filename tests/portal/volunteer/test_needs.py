"""A blind student and a wheelchair user say what helps them, see how it is at a place, and tell one organiser."""

import pytest
from django.urls import reverse
from django.utils import translation

from events.enums import SignUpStatus
from events.models import SignUp
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from volunteers.enums import AccessNeed
from volunteers.models import Volunteer

RAMP, TOILET, SIGNING, BREAKS = (
    AccessNeed.STEP_FREE,
    AccessNeed.ACCESSIBLE_TOILET,
    AccessNeed.SIGN_LANGUAGE,
    AccessNeed.BREAKS,
)
READ_BY_HOST = "A ramp or level way is needed."


@pytest.fixture
def at_home(now, aliya, browser_of):
    """Aliya's own browser."""
    return browser_of(aliya)


def needing(user, needs, **columns):
    Volunteer.objects.filter(user=user).update(access_needs=needs, **columns)
    return Volunteer.objects.get(user=user)


def page(browser, name, *arguments):
    return browser.get(reverse(f"volunteer:{name}", args=arguments)).content.decode()


def test_the_question_is_optional_and_says_who_sees_the_answer(at_home):
    shown = page(at_home, "profile_needs")

    assert "What helps me take part" in shown
    assert "Nobody sees this until you share it for one shift yourself." in shown
    assert "disab" not in shown.lower()
    assert "diagnos" not in shown.lower()
    assert shown.count('type="checkbox"') == 10


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_question_opens_in_every_language(at_home, language):
    with translation.override(language):
        assert at_home.get(reverse("volunteer:profile_needs")).status_code == 200


def test_ticks_are_kept_shown_in_the_profile_and_can_all_be_taken_out(at_home, aliya):
    url = reverse("volunteer:profile_needs")

    answer = at_home.post(url, {"needs": [RAMP.value, BREAKS.value]})

    assert answer["Location"] == reverse("volunteer:profile")
    kept = Volunteer.objects.get(user=aliya)
    assert (kept.access_needs, kept.filters_by_needs) == (RAMP | BREAKS, False)
    assert "A way without steps; Breaks when I need them" in page(at_home, "profile")
    at_home.post(url, {"filters_by_needs": "on"})
    kept.refresh_from_db()
    assert (kept.access_needs, kept.filters_by_needs) == (0, True)
    assert "Nothing named" in page(at_home, "profile")


def test_nonsense_is_refused_and_changes_nothing(at_home, aliya):
    for nonsense in ("3", "512", "-1", "ramp", ""):
        assert at_home.post(reverse("volunteer:profile_needs"), {"needs": [nonsense]}).status_code == 422
    assert Volunteer.objects.get(user=aliya).access_needs == 0


def test_the_last_start_page_leads_here(at_home):
    assert reverse("volunteer:profile_needs") in page(at_home, "start_skills")


def detail(browser, opportunity):
    return browser.get(reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])).content.decode()


def test_the_page_of_a_place_says_what_is_there_what_is_missing_and_what_to_ask(at_home, aliya):
    needing(aliya, RAMP | SIGNING | BREAKS)
    opportunity = make_opportunity(is_step_free=True)
    make_role(make_shift(opportunity))

    shown = detail(at_home, opportunity)

    assert "What helps you, and how it is here" in shown
    assert "The way in has no steps." in shown
    assert "There is no sign-language interpreter." in shown
    assert "Breaks when I need them: not said here." in shown
    assert "There is no accessible toilet." not in shown  # she did not ask


def test_online_work_has_no_steps(at_home, aliya):
    needing(aliya, RAMP | TOILET)

    shown = detail(at_home, make_opportunity(is_remote=True))

    assert "A way without steps: you work from home." in shown
    assert "Is missing:" not in shown


def test_nobody_else_reads_these_lines(now, aliya, dana, client):
    needing(aliya, RAMP)
    opportunity = make_opportunity()

    for reader in (None, dana):
        if reader:
            client.force_login(reader)
        assert "What helps you" not in detail(client, opportunity)


def test_her_list_holds_only_places_that_meet_her_needs_until_she_switches_that_off(at_home, aliya):
    needing(aliya, RAMP)
    make_role(make_shift(make_opportunity(title="Up the stairs")))
    make_role(make_shift(make_opportunity(title="On the ground", is_step_free=True), days_ahead=6))
    make_role(make_shift(make_opportunity(title="From home", is_remote=True), days_ahead=7))

    def titles():
        shown = page(at_home, "find")
        return {title for title in ("Up the stairs", "On the ground", "From home") if title in shown}

    assert titles() == {"On the ground", "From home"}
    needing(aliya, RAMP, filters_by_needs=False)
    assert titles() == {"Up the stairs", "On the ground", "From home"}


@pytest.fixture
def place(at_home, aliya):
    needing(aliya, RAMP | BREAKS)
    return make_signup(make_role(make_shift()), aliya.volunteer)


def test_after_joining_nothing_is_ticked_and_nothing_is_told(at_home, place):
    shown = page(at_home, "shift", place.public_id)

    assert "Tell the organiser what you need for this shift?" in shown
    assert f"They read: {READ_BY_HOST}" in shown
    assert "checked" not in shown
    assert SignUp.objects.get().shared_needs == 0


def test_telling_and_taking_back(at_home, place):
    url = reverse("volunteer:share_needs", args=[place.public_id])

    answer = at_home.post(url, {"needs": [RAMP.value]}, follow=True).content.decode()

    assert SignUp.objects.get().shared_needs == RAMP
    assert "The organiser reads this about you" in answer
    assert READ_BY_HOST in answer
    assert "Please plan short breaks." not in answer
    at_home.post(url, {"take_back": "1"})
    assert SignUp.objects.get().shared_needs == 0
    assert "Tell the organiser what you need for this shift?" in page(at_home, "shift", place.public_id)


def test_no_tick_or_somebody_elses_tick_tells_nothing(at_home, place):
    for ticks in ([], [SIGNING.value], ["x"], [RAMP.value, SIGNING.value]):
        url = reverse("volunteer:share_needs", args=[place.public_id])
        shown = at_home.post(url, {"needs": ticks}, follow=True).content.decode()
        assert "Tick what the organiser should know." in shown
    assert SignUp.objects.get().shared_needs == 0


def test_without_a_place_or_after_the_shift_nothing_is_asked(at_home, aliya, place):
    past = make_signup(make_role(make_shift(days_ahead=-3)), aliya.volunteer)
    SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.INVITED)

    for signup in (place, past):
        assert "Tell the organiser" not in page(at_home, "shift", signup.public_id)


def test_who_named_nothing_is_led_to_the_profile(at_home, aliya, place):
    needing(aliya, 0)

    shown = page(at_home, "shift", place.public_id)

    assert "Would something help you take part?" in shown
    assert reverse("volunteer:profile_needs") in shown


def test_a_stranger_neither_shares_nor_takes_back(at_home, aliya, bekzat, place):
    SignUp.objects.update(shared_needs=RAMP)
    at_home.force_login(bekzat)
    url = reverse("volunteer:share_needs", args=[place.public_id])

    assert at_home.post(url, {"take_back": "1"}).status_code == 404
    assert at_home.post(url, {"needs": [BREAKS.value]}).status_code == 404
    assert at_home.get(url).status_code == 405
    assert SignUp.objects.get().shared_needs == RAMP
