"""Finding a person by her paper, writing down what was seen, renewing and revoking."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.models import AuditLine, Look
from events.enums import SignUpStatus
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import clear_for_children, make_clearance, make_volunteer

FIND = "/en/safeguarding/people/"
NOT_FOUND = "We could not find this person among those who live in your territory."


def page_of(volunteer, name="person"):
    return reverse(f"safeguarding:{name}", args=[volunteer.public_id])


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def paper(now):
    """An offence certificate issued ten days ago."""
    issued = boxes("issued_on", (now - timedelta(days=10)).date())
    return {"kind": "offences", "number": "AB-123456", "issuer": "eGov", "is_seen": "on", **issued}


@pytest.fixture
def far(now):
    """Somebody who lives in Karaganda, outside the officer's territory."""
    user = make_user(email="far@example.org", full_name="Алыс Тестов")
    return make_volunteer(user=user, home=settlement(KARAGANDA))


def test_a_person_is_found_by_the_address_she_signs_in_with(work, now, aliya):
    found = work.post(FIND, {"who": " Aliya@Example.org "})

    assert (found.status_code, found["Location"]) == (302, page_of(aliya.volunteer))


def test_a_person_is_found_by_name_and_birth_date_of_the_paper_in_any_order(work, now, aliya):
    born = boxes("birth_date", aliya.volunteer.birth_date)

    assert work.post(FIND, {"who": "серікова әлия", **born}).status_code == 302


@pytest.mark.parametrize("who", ["Әлия", "Серік", "nobody@example.org", "far@example.org", "saule@example.org"])
def test_parts_of_names_strangers_and_oneself_are_not_found_alike(work, now, aliya, far, officer, who):
    make_volunteer(user=officer)

    answer = work.post(FIND, {"who": who, **boxes("birth_date", aliya.volunteer.birth_date)})

    assert (answer.status_code, NOT_FOUND in answer.content.decode()) == (422, True)


def test_a_name_without_a_birth_date_is_asked_for_it(work, now, aliya):
    answer = work.post(FIND, {"who": "Әлия Серікова"})

    assert "Write the date of birth that stands on the paper." in answer.content.decode()


def test_two_people_of_one_name_and_day_are_told_apart_by_address(work, now, aliya):
    make_volunteer(user=make_user(full_name="Әлия Серікова"))

    answer = work.post(FIND, {"who": "Әлия Серікова", **boxes("birth_date", aliya.volunteer.birth_date)})

    assert "Several people have this name" in answer.content.decode()


def test_the_search_page_lists_nobody(work, now, aliya, bekzat):
    page = work.get(FIND).content.decode()

    assert [name for name in ("Әлия", "Бекзат", "example.org") if name in page] == []


def test_a_persons_page_shows_dated_facts_and_writes_the_look_down(work, now, aliya, officer):
    make_clearance(aliya.volunteer, issuer="eGov", number_hash="f" * 64)

    page = work.get(page_of(aliya.volunteer)).content.decode()

    assert "Certificate of no offences" in page
    assert "Issued 4 April 2026, counts until 28 February 2027" in page
    assert "f" * 64 not in page
    look = Look.objects.get()
    assert (look.viewer, look.person, look.what, look.viewer_role) == (
        officer.public_id,
        aliya.public_id,
        "clearance",
        "safeguarding",
    )


def test_what_was_seen_is_recorded(work, now, aliya, paper):
    answer = work.post(page_of(aliya.volunteer, "record"), paper, follow=True)

    assert "Recorded. Every organisation can rely on it from now on." in answer.content.decode()
    assert aliya.volunteer.clearances.get().issuer == "eGov"


def test_the_form_has_no_place_for_a_file_and_says_so(work, now, aliya):
    page = work.get(page_of(aliya.volunteer, "record")).content.decode()

    assert 'type="file"' not in page
    assert "Asar never keeps copies." in page


def test_a_copy_that_is_sent_all_the_same_is_refused_and_nothing_is_recorded(work, now, aliya, paper, tmp_path):
    scan = tmp_path / "passport.jpg"
    scan.write_bytes(b"\xff\xd8 CANARY")

    with scan.open("rb") as file:
        answer = work.post(page_of(aliya.volunteer, "record"), paper | {"scan": file})

    assert answer.status_code == 422
    assert "No file is taken here." in answer.content.decode()
    assert not aliya.volunteer.clearances.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"issued_on_year": 2027}, "The day of issue has not come yet."),
        ({"issued_on_year": 2025}, "This paper is older than 30 days."),
        ({"number": ""}, "Write the number of the paper."),
        ({"is_seen": ""}, "Tick this only when you have seen the original."),
        ({"issued_on_day": 31, "issued_on_month": 2}, "Please enter a real date"),
        (boxes("valid_until", date(2026, 4, 1)), "The last date lies before"),
    ],
)
def test_a_wrong_paper_comes_back_with_the_reason_and_what_was_typed(work, now, aliya, paper, change, sentence):
    answer = work.post(page_of(aliya.volunteer, "record"), paper | change)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert 'value="eGov"' in answer.content.decode()
    assert not aliya.volunteer.clearances.exists()


def test_renewing_asks_no_kind_and_adds_a_line(work, now, aliya, paper):
    old = make_clearance(aliya.volunteer, days=20)
    address = reverse("safeguarding:renew", args=[old.public_id])

    assert 'name="kind"' not in work.get(address).content.decode()
    assert work.post(address, paper).status_code == 302
    assert aliya.volunteer.clearances.count() == 2


def test_revoking_frees_the_place_on_a_shift_ahead(work, now, aliya, officer, taza_su):
    volunteer = clear_for_children(aliya.volunteer)
    role = make_role(make_shift(make_opportunity(organisation=taza_su, has_child_contact=True)))
    signup = make_signup(role, volunteer)
    address = reverse("safeguarding:revoke", args=[volunteer.clearances.get(kind="offences").public_id])

    answer = work.post(address, {"reason": "The paper was forged."}, follow=True)

    signup.refresh_from_db()
    assert "Revoked. 1 place is free again" in answer.content.decode()
    assert signup.status == SignUpStatus.CANCELLED
    assert AuditLine.objects.get(action="clearance.revoked").actor == officer.public_id


def test_revoking_without_a_reason_asks_for_one(work, now, aliya):
    clearance = make_clearance(aliya.volunteer)

    answer = work.post(reverse("safeguarding:revoke", args=[clearance.public_id]), {"reason": " "})

    clearance.refresh_from_db()
    assert (answer.status_code, clearance.revoked_at) == (422, None)


@pytest.mark.parametrize("name", ["person", "record"])
def test_people_of_another_territory_and_oneself_are_not_found(work, now, far, officer, name):
    own = make_volunteer(user=officer)

    assert [work.get(page_of(person, name)).status_code for person in (far, own)] == [404, 404]
    assert not Look.objects.exists()


@pytest.mark.parametrize("name", ["renew", "revoke"])
def test_clearances_of_another_territory_and_ones_own_are_not_found(work, now, far, officer, name, paper):
    for clearance in (make_clearance(far), make_clearance(make_volunteer(user=officer))):
        address = reverse(f"safeguarding:{name}", args=[clearance.public_id])

        assert [work.get(address).status_code, work.post(address, paper | {"reason": "x"}).status_code] == [404, 404]
        clearance.refresh_from_db()
        assert (clearance.revoked_at, clearance.volunteer.clearances.count()) == (None, 1)


def test_an_officer_moves_with_the_home_of_the_person(work, now, far):
    assert work.get(page_of(far)).status_code == 404

    far.home = settlement()
    far.save()

    assert work.get(page_of(far)).status_code == 200


@pytest.mark.parametrize("who", ["dana", "erlan", "zhanna", "bekzat"])
def test_nobody_else_opens_these_pages(client, now, aliya, request, who):
    clearance = make_clearance(aliya.volunteer)
    pages = [
        FIND,
        "/en/safeguarding/",
        page_of(aliya.volunteer),
        page_of(aliya.volunteer, "record"),
        reverse("safeguarding:revoke", args=[clearance.public_id]),
    ]
    client.force_login(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in pages} == {404}
    assert not Look.objects.exists()


def test_a_guest_is_led_to_sign_in(client, db):
    assert client.get(FIND)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_persons_page_takes_the_same_queries_for_one_line_and_three(work, now, aliya, count, assert_chained_queries):
    for _ in range(count):
        make_clearance(aliya.volunteer)

    with assert_chained_queries(16):
        work.get(page_of(aliya.volunteer))
