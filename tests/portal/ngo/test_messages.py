"""Writing to a shift at the desk: form, look, sending, and what became of it."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from events.models import ShiftMessage
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def page(event, role):
    return reverse("ngo:write_message", args=[event.organisation.slug, event.public_id, role.shift.public_id])


@pytest.fixture
def listing(event):
    return reverse("ngo:messages", args=[event.organisation.slug, event.public_id])


def person(**columns):
    return make_volunteer(user=make_user(), **columns)


def words(desk, page, **changed):
    key = desk.get(page).context["form"].initial["key"]
    return {"key": str(key), "subject": "Bring gloves", "text": "It will be cold.", "role": "", **changed}


def test_the_first_press_shows_whom_it_reaches_and_sends_nothing(desk, page, role):
    for _one in range(2):
        make_signup(role, person())

    response = desk.post(page, words(desk, page))

    assert (response.status_code, ShiftMessage.objects.count()) == (200, 0)
    assert "It goes to 2 people." in response.content.decode()


def test_the_second_press_sends_one_letter_each_and_a_third_nothing(
    desk, page, role, listing, now, django_capture_on_commit_callbacks
):
    for _one in range(2):
        make_signup(role, person())
    written = words(desk, page) | {"send": "1"}

    with django_capture_on_commit_callbacks(execute=True):
        responses = [desk.post(page, written) for _press in range(2)]

    assert [response.url for response in responses] == [listing, listing]
    assert [len(letter.to) for letter in mail.outbox] == [1, 1]
    shown = desk.get(listing).content.decode()
    assert "Your message is on its way to 2 people." in shown
    assert "sent 2 of 2" in shown
    assert shown.count("It will be cold.") == 1


def test_the_words_can_be_changed_after_the_look(desk, page, role):
    make_signup(role, person())

    response = desk.post(page, words(desk, page, change="1"))

    assert response.status_code == 200
    assert "It will be cold.</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"subject": ""}, "Please fill this in."),
        ({"text": " "}, "Please fill this in."),
        ({"text": "x" * 1001}, "Please keep the message to 1000 characters."),
        ({"subject": "x" * 121}, "Please keep it to 120 characters."),
        ({"role": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Please choose one of the options."),
        ({"key": "nonsense"}, "Please choose one of the options."),
        ({"text": "a\x00b"}, "Please take the invisible characters out of the text."),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(desk, page, role, changed, sentence):
    make_signup(role, person())

    response = desk.post(page, words(desk, page) | changed)

    assert (response.status_code, ShiftMessage.objects.count()) == (422, 0)
    assert sentence in response.content.decode()


def test_html_is_shown_as_text_everywhere(desk, client, page, role, listing):
    signup = make_signup(role, person())
    written = words(desk, page, subject="<b>Now</b>", text="<script>alert(1)</script>")

    look = desk.post(page, written).content.decode()
    desk.post(page, written | {"send": "1"})
    kept = desk.get(listing).content.decode()
    client.force_login(signup.volunteer.user)
    read = client.get(reverse("volunteer:shift", args=[signup.public_id])).content.decode()

    assert ["<script>alert" in page for page in (look, kept, read)] == [False, False, False]
    assert ["&lt;script&gt;alert(1)" in page for page in (look, kept, read)] == [True, True, True]


def test_links_are_shown_broken_before_they_are_sent(desk, page, role):
    make_signup(role, person())

    shown = desk.post(page, words(desk, page, text="See https://evil.example")).content.decode()

    assert "https[:]//evil[.]example" in shown
    assert "Links were broken up, so that nobody can click on them." in shown


def test_children_need_a_second_adult(desk, page, role, taza_su):
    make_signup(role, person(age=15))

    alone = desk.post(page, words(desk, page))
    make_member(taza_su, user=make_user(full_name="Сәуле Қасымова"))
    together = desk.post(page, words(desk, page))

    assert (alone.status_code, together.status_code) == (422, 200)
    assert "a second adult of your organisation has to get a copy" in alone.content.decode()
    assert "so Сәуле Қ. gets a copy" in together.content.decode()


def test_nobody_on_the_shift_is_said(desk, page):
    assert "Nobody would get this message." in desk.post(page, words(desk, page)).content.decode()


def test_the_roster_leads_to_those_who_have_not_answered(desk, event, now):
    near = make_role(make_shift(event, days_ahead=1))
    said, _silent = make_signup(near, person()), make_signup(near, person())
    type(said).objects.filter(pk=said.pk).update(coming_said_at=now)

    shown = desk.get(reverse("ngo:event", args=[event.organisation.slug, event.public_id])).content.decode()

    assert "1 says they come" in shown
    assert "1 has not answered" in shown
    assert f"messages/{near.shift.public_id}/?unanswered=1" in shown
    assert (
        desk.get(
            reverse("ngo:write_message", args=[event.organisation.slug, event.public_id, near.shift.public_id]),
            {"unanswered": "1"},
        )
        .context["form"]["only_unanswered"]
        .value()
    )


def test_strangers_and_other_events_find_nothing(desk, client, event, page, listing, zhanna):
    foreign = make_role(make_shift(make_opportunity()))
    elsewhere = reverse("ngo:write_message", args=[event.organisation.slug, event.public_id, foreign.shift.public_id])

    assert desk.get(elsewhere).status_code == 404
    client.force_login(zhanna)
    assert [client.get(address).status_code for address in (page, listing)] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    desk, page, role, listing, count, django_assert_num_queries
):
    make_signup(role, person())
    for _one in range(count):
        desk.post(page, words(desk, page) | {"send": "1"})
    desk.get(listing)

    with django_assert_num_queries(13):
        desk.get(listing)


def test_an_officer_reads_what_children_were_written(desk, client, page, role, taza_su, now):
    make_member(taza_su)
    make_signup(role, person(age=15))
    desk.post(page, words(desk, page) | {"send": "1"})
    near, far = make_user(), make_user()
    make_grant(near, Role.SAFEGUARDING_OFFICER, region())
    make_grant(far, Role.SAFEGUARDING_OFFICER, region(KARAGANDA_REGION_CODE))

    read = []
    for officer in (near, far):
        client.force_login(officer)
        read.append("It will be cold." in client.get(reverse("safeguarding:messages")).content.decode())

    assert read == [True, False]
