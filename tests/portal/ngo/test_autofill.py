"""Auto-fill: proposed, looked over, sent; what was overtaken is explained."""

import uuid
from importlib import import_module

import pytest
from django.urls import reverse

from events.enums import SignUpOrigin, SignUpStatus
from events.errors import AdultsOnly, ShiftFull
from events.models import SignUp
from matching.enums import RunStatus, SuggestionStatus
from matching.models import MatchRun, Suggestion
from portal.ngo.proposal import proof_of, why_empty, why_not
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer


def propose_page(event):
    return reverse("ngo:propose", args=[event.organisation.slug, event.public_id])


@pytest.fixture
def helpers(role):
    """Two people who fit, one who lives too far away."""
    make_volunteer(home=settlement(KARAGANDA))
    return [make_volunteer(user=make_user(full_name=name)) for name in ("Мадина Төлегенова", "Ержан Қасымов")]


def test_proposal_sends_nothing_and_shows_people_reasons_proof_and_empty_places(desk, event, helpers):
    response = desk.post(propose_page(event), follow=True)

    page = response.content.decode()
    assert response.status_code == 200
    assert not SignUp.objects.exists()
    assert "2 people proposed for 5 empty places." in page
    assert "Checked: no better filling is possible." in page
    assert "Мадина Т." in page
    assert "Free the whole shift" in page
    assert page.count('name="keep"') == page.count(" checked>") == 2
    assert "3 places stay empty." in page
    assert "Everybody who fits is already proposed." in page
    assert "Send 2 invitations" in page
    assert "Төлегенова" not in page


def test_a_large_proposal_is_worked_out_by_a_worker_and_shown_when_it_is_ready(
    desk, event, helpers, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(import_module("matching.engine.solve"), "QUICK_EDGES", 1)
    with django_capture_on_commit_callbacks() as waiting:
        review = desk.post(propose_page(event))["Location"]

    page = desk.get(review).content.decode()
    assert "The proposal is being worked out" in page
    assert 'id="progress"' in page
    for job in waiting:
        job()
    assert "2 people proposed for 5 empty places." in desk.get(review).content.decode()


def test_a_proposal_that_failed_says_so_and_can_be_asked_for_again(desk, event, helpers):
    review = desk.post(propose_page(event))["Location"]
    MatchRun.objects.update(status=RunStatus.FAILED)

    page = desk.get(review).content.decode()

    assert "This did not work, and it is our fault. Nothing was sent." in page
    assert f'action="{propose_page(event)}"' in page


def test_only_the_ticked_people_are_invited(desk, event, helpers):
    review = desk.post(propose_page(event))["Location"]
    chosen = Suggestion.objects.get(volunteer=helpers[0])

    page = desk.post(review, {"keep": [str(chosen.public_id), "nonsense"]}, follow=True).content.decode()

    signup = SignUp.objects.get()
    assert (signup.volunteer, signup.status, signup.origin) == (
        helpers[0], SignUpStatus.INVITED, SignUpOrigin.AUTOFILL,
    )  # fmt: skip
    assert "1 invitation is sent." in page
    assert Suggestion.objects.get(volunteer=helpers[1]).status == SuggestionStatus.DROPPED


def test_person_who_joined_elsewhere_meanwhile_is_named_with_the_reason(desk, event, role, helpers):
    review = desk.post(propose_page(event))["Location"]
    make_signup(make_role(make_shift(make_opportunity(), days_ahead=5)), helpers[0])
    ids = [str(row.public_id) for row in Suggestion.objects.all()]

    page = desk.post(review, {"keep": ids}, follow=True).content.decode()

    assert "1 invitation is sent." in page
    assert "Мадина Т. was not invited: they took another shift at that time." in page
    assert SignUp.objects.get(role=role).volunteer == helpers[1]


def test_sent_proposal_shows_what_became_of_it_and_sends_no_more(desk, event, helpers):
    review = desk.post(propose_page(event))["Location"]
    desk.post(review, {"keep": [str(row.public_id) for row in Suggestion.objects.all()]})

    page = desk.get(review).content.decode()
    again = desk.post(review, {"keep": [str(row.public_id) for row in Suggestion.objects.all()]}, follow=True)

    assert 'name="keep"' not in page
    assert "Back to the roster" in page
    assert SignUp.objects.count() == 2
    assert "Choose at least one person to invite." in again.content.decode()


def test_nobody_ticked_sends_nothing_and_keeps_the_proposal(desk, event, helpers):
    review = desk.post(propose_page(event))["Location"]

    answer = desk.post(review, {}, follow=True)

    assert "Choose at least one person to invite." in answer.content.decode()
    assert answer.content.decode().count('name="keep"') == 2
    assert not SignUp.objects.exists()


def test_nothing_to_fill_is_said_on_the_roster(desk, event, past_role):
    page = desk.post(propose_page(event), follow=True).content.decode()

    assert "There are no open places to fill" in page
    assert not MatchRun.objects.exists()


def test_nobody_fits_is_a_reason_of_its_own(desk, event, role):
    make_volunteer(home=settlement(KARAGANDA))

    page = desk.post(propose_page(event), follow=True).content.decode()

    assert "5 places stay empty." in page
    assert "Nobody fits all the needs of this role at that time." in page
    assert "Back to the roster" in page


def test_run_of_another_event_is_not_found(desk, event, helpers, taza_su):
    review = desk.post(propose_page(event))["Location"]
    other = make_opportunity(organisation=taza_su)

    swapped = review.replace(str(event.public_id), str(other.public_id))
    unknown = reverse("ngo:review", args=[taza_su.slug, event.public_id, uuid.uuid4()])
    assert [desk.get(page).status_code for page in (review, swapped, unknown)] == [200, 404, 404]


@pytest.mark.parametrize(
    ("is_verified", "gap_ppm", "sentence"),
    [
        (True, 0, "Checked: no better filling is possible."),
        (True, 13_000, "Checked: a better filling could gain at most 1.3%."),
        (True, 7, "Checked: a better filling could gain at most 0.1%."),
        (False, 0, "This proposal could not be checked. Look at every line before you send."),
    ],
)
def test_proof_is_as_strong_as_the_check(is_verified, gap_ppm, sentence):
    assert proof_of(MatchRun(is_verified=is_verified, gap_ppm=gap_ppm)) == sentence


def test_empty_places_say_where_those_are_who_fit_and_who_lacks_one_thing(desk, event, role, helpers):
    make_role(make_shift(event, days_ahead=5, hours=3), capacity=2, minimum=2, languages=2)
    for _number in range(4):
        make_volunteer(languages=4)
    for _number in range(5):
        make_volunteer(free_parts=0)
    type(role).objects.filter(pk=role.pk).update(languages=2)

    page = desk.post(propose_page(event), follow=True).content.decode()

    assert "2 people fit, but are proposed for places at that time where more is gained." in page
    assert "Fewer than 5 people: all fits but the language (Russian)" in page
    assert "5 people: all fits but the time" in page


def test_nobody_left_is_said_in_a_sentence_and_others_by_their_reasons():
    assert why_empty(0, 1) == ("Everybody who fits is already proposed.",)
    assert why_empty(0, 0) == ("Nobody fits all the needs of this role at that time.",)
    assert why_empty(2, 1) == ()


def test_refusals_speak_about_the_person_not_to_her():
    assert why_not("Әлия С.", ShiftFull()) == "Әлия С. was not invited: the last place was taken meanwhile."
    assert why_not("Әлия С.", AdultsOnly()) == "Әлия С. was not invited: they no longer fit the rules of this place."


@pytest.mark.parametrize("count", [1, 3])
def test_review_takes_as_many_queries_for_one_person_as_for_three(desk, event, role, assert_chained_queries, count):
    for _number in range(count):
        make_volunteer()
    review = desk.post(propose_page(event))["Location"]

    with assert_chained_queries(39):  # 6 of them write down who looked at whom
        desk.get(review)
