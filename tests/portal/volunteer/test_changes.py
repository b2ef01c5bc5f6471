import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.enums import SignUpStatus
from events.models import CoverAsk, CoverRefusal, ShiftRole, SignUp, Team, TeamPlace
from events.queries.answers import answer_token, answer_url
from events.queries.cover import searches
from events.services import covering, moving
from events.services.publishing import ShiftPlan
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 5, 9)


@pytest.fixture
def place(now, taza_su, dana, aliya):
    return make_signup(make_role(make_shift(make_opportunity(organisation=taza_su))), aliya.volunteer)


@pytest.fixture
def moved(place, now):
    plan = ShiftPlan(starts_on=SATURDAY, start_time=time(15), ends_on=SATURDAY, end_time=time(19))
    moving.move_shift(shift=place.shift, plan=plan, actor=None, now=now)
    return SignUp.objects.get(pk=place.pk)


def text_of(answer):
    return answer.content.decode()


def say(place, said, **headers):
    return Client(**headers).post(f"/a/{answer_token(place)}/", {"answer": said}, follow=True)


def test_the_page_shows_old_and_new_side_by_side_and_one_tap_keeps_the_place(moved, browser_of, aliya):
    browser = browser_of(aliya)

    page = text_of(browser.get(reverse("volunteer:shift", args=[moved.public_id])))
    assert ("09.05.2026 10:00–14:00" in page, "15:00" in page, "Still fine, I am coming" in page) == (True,) * 3
    assert "The shift has moved" in text_of(browser.get(reverse("volunteer:shifts")))

    told = browser.post(reverse("volunteer:still_coming", args=[moved.public_id]), follow=True)
    assert "Thank you. You keep your place." in text_of(told)
    assert SignUp.objects.get(pk=moved.pk).reconfirm_by is None


def test_a_clash_is_told_in_words(moved, browser_of, aliya):
    make_signup(make_role(make_shift(make_opportunity(title="Plant trees"), start_time=time(16))), aliya.volunteer)

    told = browser_of(aliya).post(reverse("volunteer:still_coming", args=[moved.public_id]), follow=True)

    assert "This clashes with your shift “Plant trees”" in text_of(told)
    assert SignUp.objects.get(pk=moved.pk).reconfirm_by is not None


def test_leaving_late_says_that_others_are_asked_and_asks_for_no_reason(place, browser_of, aliya, now):
    address = reverse("volunteer:leave", args=[place.public_id])
    with time_machine.travel(place.shift.starts_at - timedelta(hours=3), tick=False):
        browser = browser_of(aliya)
        assert "We tell the coordinator at once" in text_of(browser.get(address))
        told = browser.post(address, {"reason": "study"}, follow=True)

    assert "The coordinator knows, and others are asked." in text_of(told)
    assert SignUp.objects.get(pk=place.pk).status == SignUpStatus.WITHDRAWN


def test_reading_a_letters_link_changes_nothing_and_one_button_answers_without_signing_in(place):
    before = SignUp.objects.values().get(pk=place.pk)
    for _scan in range(20):
        assert Client().get(f"/a/{answer_token(place)}/").status_code == 200
    Client().head(f"/a/{answer_token(place)}/")
    assert SignUp.objects.values().get(pk=place.pk) == before

    page = text_of(say(place, "coming"))

    assert "Thank you, Әлия. See you there." in page.replace("&#x27;", "'")
    assert SignUp.objects.get(pk=place.pk).coming_said_at is not None


def test_the_link_says_no_for_a_minor_too_and_twice_is_once(now, taza_su, dana, bekzat):
    place = make_signup(make_role(make_shift(make_opportunity(organisation=taza_su))), bekzat.volunteer)

    pages = [text_of(say(place, "cannot")) for _twice in range(2)]

    assert ["You have said that you cannot come." in page for page in pages] == [True, True]
    assert ShiftRole.objects.get().taken_count == 0


def test_the_link_says_only_title_time_and_first_name(place, aliya):
    page = text_of(Client().get(f"/a/{answer_token(place)}/"))

    assert ("Clean the river bank" in page, "Әлия" in page) == (True, True)
    for secret in ("Серікова", "Әлия С", aliya.email, "Abai avenue", "Dana", "Таза Су", str(place.public_id)):
        assert secret not in page


def test_the_link_leaves_no_trace_and_is_told_to_nobody(place):
    answer = Client().get(f"/a/{answer_token(place)}/")

    assert (answer.headers["Referrer-Policy"], answer.cookies) == ("no-referrer", {})
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer_token(place) not in re.sub(r'(action|href)="[^"]*"', "", text_of(answer))


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "A" * 43])
def test_a_link_that_was_changed_opens_nothing(place, spoil):
    assert Client().get(f"/a/{spoil(answer_token(place))}/").status_code == 404


def test_the_link_ends_with_the_shift(place):
    token = answer_token(place)
    with time_machine.travel(place.shift.ends_at, tick=False):
        assert "This shift is over." in text_of(say(place, "cannot"))
    assert (SignUp.objects.get(pk=place.pk).status, len(token)) == (SignUpStatus.CONFIRMED, 43)


def test_the_link_takes_an_invitation_up(now, taza_su, dana, aliya):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    place = make_signup(role, aliya.volunteer, status=SignUpStatus.INVITED)

    say(place, "coming")

    assert SignUp.objects.get(pk=place.pk).status == SignUpStatus.CONFIRMED


def test_answers_from_one_address_are_counted(place, monkeypatch):
    answers = [Client().post(f"/a/{answer_token(place)}/", {"answer": "perhaps"}).status_code for _try in range(61)]

    assert (answers.count(302), answers[-1]) == (60, 429)


def test_the_address_of_a_link_is_blanked_out_of_log_lines(place):
    from config.logs import hide_links

    line = hide_links(None, "info", {"event": f"GET {answer_url(place)} broke"})

    assert (answer_token(place) in line["event"], "/a/…" in line["event"]) == (False, True)


@pytest.fixture
def ask(now, taza_su, dana, aliya):
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=1))
    search = covering.open_search(role=role, wanted=1, actor=None, now=now)
    from events.queries.cover import Hopeful

    [found] = covering.run_wave(
        search=searches().get(pk=search.pk), hopefuls=[Hopeful(aliya.volunteer.pk, 0.5)], now=now
    )
    return found


def test_somebody_asked_for_cover_reads_why_and_takes_the_place(ask, browser_of, aliya):
    [letter] = sent()
    assert "You get this because you fit this work." in letter.body
    assert reverse("volunteer:cover", args=[ask.public_id]) in letter.body
    browser = browser_of(aliya)
    assert "Somebody is missing. Can you come?" in text_of(browser.get(reverse("volunteer:shifts")))

    page = browser.post(reverse("volunteer:cover", args=[ask.public_id]), {"answer": "yes"}, follow=True)

    assert "You are in." in text_of(page)


def test_whoever_comes_second_reads_that_it_is_filled(ask, browser_of, aliya):
    covering.stop_search(search=ask.search, actor=aliya, now=ask.asked_at)
    browser = browser_of(aliya)

    page = browser.post(reverse("volunteer:cover", args=[ask.public_id]), {"answer": "yes"}, follow=True)

    assert "Thank you, the place is filled. You need do nothing." in text_of(page)
    shown = text_of(browser.get(reverse("volunteer:cover", args=[ask.public_id])))
    assert "Thank you, the place is filled." in shown


def test_a_person_can_ask_to_be_left_alone_and_take_it_back(ask, browser_of, aliya):
    browser = browser_of(aliya)

    told = browser.post(reverse("volunteer:cover", args=[ask.public_id]), {"answer": "never"}, follow=True)
    assert ("We do not ask you again" in text_of(told), CoverRefusal.objects.count()) == (True, 1)
    assert CoverAsk.objects.get().answer == "no"

    browser.post(reverse("volunteer:cover_asks"), {"ask": "yes"})
    assert CoverRefusal.objects.count() == 0


@pytest.fixture
def role(now, taza_su, dana):
    return make_role(make_shift(make_opportunity(organisation=taza_su)))


def name_friends(browser, role, **changed):
    fields = {"role": str(role.public_id), "name_1": "Ayan", "contact_1": "ayan@example.org", **changed}
    return browser.post(reverse("volunteer:new_team", args=[role.shift.opportunity.public_id]), fields, follow=True)


def test_a_leader_names_people_and_each_answers_with_an_own_account(role, browser_of, aliya):
    page = name_friends(browser_of(aliya), role)
    assert "1 of 2 have accepted." in text_of(page)
    friend = make_volunteer(user=make_user(email="ayan@example.org", full_name="Аян Болат"))
    [letter] = sent()
    place = TeamPlace.objects.get(name="Ayan")
    address = reverse("volunteer:team_place", args=[place.public_id])
    assert address.removeprefix("/en") in letter.body

    browser = browser_of(friend.user)
    assert "wants you in a team" in text_of(browser.get(address))
    done = browser.post(address, {"answer": "yes"}, follow=True)

    assert "Your team is in." in text_of(done)
    assert list(SignUp.objects.values_list("status", flat=True)) == ["confirmed", "confirmed"]


def test_a_stranger_does_not_find_an_invitation_or_a_team(role, browser_of, aliya, bekzat):
    name_friends(browser_of(aliya), role)
    place, team = TeamPlace.objects.get(name="Ayan"), Team.objects.get()

    browser = browser_of(bekzat)
    statuses = [
        browser.get(reverse(f"volunteer:{page}", args=[key])).status_code
        for page, key in (("team_place", place.public_id), ("team", team.public_id))
    ]

    assert statuses == [404, 404]


def test_a_mistake_in_the_form_is_said_beside_it_and_nothing_is_held(role, browser_of, aliya):
    page = name_friends(browser_of(aliya), role, contact_1="no address")

    assert (page.status_code, Team.objects.count(), ShiftRole.objects.get().taken_count) == (422, 0, 0)
    assert "Ayan" in text_of(page)


def test_the_leader_goes_on_without_somebody_or_gives_everything_back(role, browser_of, aliya):
    browser = browser_of(aliya)
    name_friends(browser, role, name_2="Botagoz", contact_2="botagoz@example.org")
    address = reverse("volunteer:team", args=[Team.objects.get().public_id])

    told = browser.post(address, {"drop": str(TeamPlace.objects.get(name="Ayan").public_id)}, follow=True)
    assert ("The team is smaller by one." in text_of(told), ShiftRole.objects.get().taken_count) == (True, 2)
    told = browser.post(address, {"release": "1"}, follow=True)

    assert "The team did not come together." in text_of(told)
    assert ShiftRole.objects.get().taken_count == 0
