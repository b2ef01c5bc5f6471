"""The roster: who sits where, what is missing in words, who would fit, and asking them."""

import pytest
from django.urls import reverse

from events.enums import Hazard, OpportunityStatus, SignUpOrigin, SignUpStatus
from events.models import SignUp
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_clearances, make_volunteer


def page_of(event, name="event"):
    return reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id])


def person(name="Әлия Серікова", **columns):
    return make_volunteer(user=make_user(full_name=name), **columns)


def test_people_are_short_names_and_nothing_by_which_to_reach_them(desk, event, role):
    make_signup(role, person("Әлия Серікова"))
    make_signup(role, person("Ержан Қасымов"), status=SignUpStatus.INVITED)
    candidate = person("Мадина Төлегенова", age=24)

    page = desk.get(page_of(event)).content.decode()

    assert "Әлия С." in page
    assert "Ержан Қ." in page
    assert "Мадина Т." in page
    assert "24 · <span" in page or "24 · Almaty" in page
    assert "Серікова" not in page
    assert "Төлегенова" not in page
    assert candidate.user.email not in page


def test_numbers_count_places_answers_and_what_is_needed(desk, event, role, past_role):
    for status in (SignUpStatus.CONFIRMED, SignUpStatus.CONFIRMED, SignUpStatus.INVITED, SignUpStatus.DECLINED):
        make_signup(role, make_volunteer(), status=status)

    board = desk.get(page_of(event)).context["board"]

    assert (board.taken_count, board.capacity) == (3, 5)
    assert (board.confirmed_next_count, board.invited_count, board.empty_count) == (2, 1, 2)


def test_short_shift_is_named_in_words_and_its_role_is_chosen(desk, event):
    shift = make_shift(event)
    make_role(shift, capacity=5)
    short = make_role(shift, capacity=3, minimum=2, name_en="First-aider", position=1)

    response = desk.get(page_of(event))

    assert response.context["board"].chosen == short
    page = response.content.decode()
    assert "Sat 9 May, 10:00–14:00 cannot start yet: 2 more people are needed as “First-aider”." in page
    assert "Auto-fill 8 places" in page


def test_chosen_role_shows_its_candidates_with_reasons(desk, event, role):
    other = make_role(role.shift, name_en="Photographer", position=1, required={"photo": 1})
    person("Мадина Төлегенова", skills={"photo": 2})
    person("Әлия Серікова")

    response = desk.get(page_of(event), {"role": str(other.public_id)})

    assert [row.person.volunteer.user.short_name for row in response.context["candidates"]] == ["Мадина Т."]
    page = response.content.decode()
    assert "Free the whole shift" in page
    assert "Photo" in page


def test_nonsense_in_the_address_chooses_the_first_open_role(desk, event, role):
    for nonsense in ("x", "0" * 32, "ффффффффффффффффффффффффффффффффф", "z" * 32):
        assert desk.get(page_of(event), {"role": nonsense}).context["board"].chosen == role


def test_nobody_who_fits_is_said_with_a_way_out(desk, event, role):
    person(home=settlement(KARAGANDA))

    page = desk.get(page_of(event)).content.decode()

    assert "Nobody fits this role at that time yet." in page


def test_many_people_are_folded_and_still_there(desk, event, role):
    for number in range(5):
        make_signup(role, person(f"Адам{number} Қасымов"))

    page = desk.get(page_of(event)).content.decode()

    assert "+ 2 more" in page
    assert all(f"Адам{number} Қ." in page for number in range(5))
    assert "All places are filled." in page


def test_event_without_shifts_asks_for_one(desk, now, taza_su):
    event = make_opportunity(organisation=taza_su, published=False)

    page = desk.get(page_of(event)).content.decode()

    assert "A shift says when people meet and how many are needed." in page


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (OpportunityStatus.DRAFT, "Publish the event to see who fits"),
        (OpportunityStatus.CLOSED, "This event takes no more people."),
        (OpportunityStatus.CANCELLED, "This event takes no more people."),
    ],
)
def test_event_that_is_not_open_invites_nobody(desk, event, role, status, sentence):
    event.status = status
    event.save()
    person()

    page = desk.get(page_of(event)).content.decode()

    assert sentence in page
    assert "Auto-fill" not in page


def test_shifts_that_are_over_are_folded_away_until_asked_for(desk, event, role, past_role):
    page = desk.get(page_of(event))
    everything = desk.get(page_of(event), {"past": "1"})

    assert [column.shift for column in page.context["board"].columns] == [role.shift]
    assert "Show 1 shift that is over" in page.content.decode()
    assert [column.shift for column in everything.context["board"].columns] == [past_role.shift, role.shift]


def test_past_shift_offers_no_place(desk, event, past_role):
    person()

    page = desk.get(page_of(event)).content.decode()

    assert "There are no empty places ahead." in page
    assert "Fill 5 places" not in page


def test_inviting_holds_a_place_and_says_so(desk, event, role):
    candidate = person("Мадина Төлегенова")

    page = desk.post(
        page_of(event, "invite"), {"role": role.public_id, "volunteer": candidate.public_id}, follow=True
    ).content.decode()

    signup = SignUp.objects.get()
    role.refresh_from_db()
    assert (signup.status, signup.origin, role.taken_count) == (SignUpStatus.INVITED, SignUpOrigin.INVITATION, 1)
    assert "Мадина Т. is invited. The place is held until the answer." in page


def test_person_who_does_not_fit_cannot_be_invited(desk, event, role):
    far = person(home=settlement(KARAGANDA))
    invited = person()
    make_signup(role, invited, status=SignUpStatus.INVITED)

    for nobody in (far, invited):
        answer = desk.post(
            page_of(event, "invite"), {"role": role.public_id, "volunteer": nobody.public_id}, follow=True
        )
        assert "This person no longer fits this place. Choose somebody else." in answer.content.decode()
    assert SignUp.objects.count() == 1


def test_role_of_another_event_cannot_be_filled_here(desk, event, taza_su):
    other = make_role(make_shift(make_opportunity(organisation=taza_su)))
    candidate = person()

    for role_id in (other.public_id, "nonsense", ""):
        answer = desk.post(page_of(event, "invite"), {"role": role_id, "volunteer": candidate.public_id})
        assert answer.status_code == 404
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_roster_takes_as_many_queries_for_one_shift_as_for_three(desk, event, assert_chained_queries, count):
    make_signup(make_role(make_shift()), make_volunteer())
    for number in range(count):
        role = make_role(make_shift(event, days_ahead=5 + number))
        make_signup(role, make_volunteer())
        person()

    with assert_chained_queries(58, chained=2):  # 12 of them write down who looked at whom
        desk.get(page_of(event))


def candidates_page(event, role):
    return f"{reverse('ngo:candidates', args=[event.organisation.slug, event.public_id])}?role={role.public_id}"


def test_candidates_page_names_who_fits_with_sentences_and_invites(desk, event, role):
    person = make_volunteer(user=make_user(full_name="Мадина Төлегенова"))

    page = desk.get(candidates_page(event, role)).content.decode()
    answer = desk.post(
        reverse("ngo:invite", args=[event.organisation.slug, event.public_id]),
        {"role": str(role.public_id), "volunteer": str(person.public_id), "candidates": "1"},
    )

    assert "1 person fits." in page
    assert "Мадина Т." in page
    assert "is inside their free time." in page
    assert "Төлегенова" not in page
    assert answer["Location"] == candidates_page(event, role)
    assert SignUp.objects.get().volunteer == person


def test_candidates_page_counts_who_lacks_one_thing_and_hides_small_and_private_counts(desk, event, role):
    type(role).objects.filter(pk=role.pk).update(languages=2)
    type(event).objects.filter(pk=event.pk).update(hazards=Hazard.VULNERABLE_ADULTS)
    for _number in range(6):
        make_clearances(make_volunteer(languages=4), "ethics")
    for _number in range(5):
        make_volunteer()
    make_clearances(make_volunteer(free_parts=0), "ethics")

    page = desk.get(candidates_page(event, role)).content.decode()

    assert "Nobody fits all the needs of this role at that time." in page
    assert "6 people: all fits but the language (Russian)" in page
    assert "5 people: all fits but another requirement" in page
    assert "Fewer than 5 people: all fits but the time" in page
    assert "code of ethics" not in page


def test_candidates_page_says_of_a_minor_that_a_guardian_will_be_asked(desk, event, role):
    make_volunteer(age=16)

    page = desk.get(candidates_page(event, role)).content.decode()

    assert "A guardian will be asked" in page


def test_dropping_the_need_lets_in_as_many_as_were_counted(desk, event, role):
    skill_role = make_role(role.shift, required={"first_aid": 2})
    for _number in range(7):
        make_volunteer()

    before = desk.get(candidates_page(event, skill_role)).content.decode()
    skill_role.skills.all().delete()
    after = desk.get(candidates_page(event, skill_role)).content.decode()

    assert "7 people: all fits but the skill “First aid”" in before
    assert "7 people fit." in after


def test_candidates_page_without_an_empty_place_says_so(desk, event, past_role):
    assert "There are no empty places ahead." in desk.get(candidates_page(event, past_role)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_candidates_page_takes_as_many_queries_for_one_person_as_for_three(
    desk, event, role, assert_chained_queries, count
):
    for _number in range(count):
        make_volunteer()

    with assert_chained_queries(39):  # 6 of them write down who looked at whom
        desk.get(candidates_page(event, role))
