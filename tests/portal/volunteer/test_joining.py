import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.factories.accounts import make_user
from tests.factories.events import make_role
from tests.letters import newest_code, sent
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

ANSWERS = {
    "full_name": "Айгерім Нұрланқызы",
    "contact": "Aigerim@Example.org",
    "birth_date_day": "14",
    "birth_date_month": "3",
    "birth_date_year": "2004",
    "place": "Karaganda",
    "agree": "on",
}


def join(client: Client, *, language: str = "en", **changes: str) -> HttpResponse:
    return client.post(f"/{language}/join/", ANSWERS | changes)


def type_code(client: Client, response: HttpResponse, code: str) -> HttpResponse:
    address = response["Location"]
    onwards = parse_qs(urlsplit(address).query).get("next", [""])[0]
    return client.post(address, {"code": code, "next": onwards})


def test_newcomer_joins_with_the_code_from_the_letter(client: Client) -> None:
    asked = join(client)
    arrived = type_code(client, asked, newest_code())

    volunteer = Volunteer.objects.select_related("user", "home").get()
    assert (asked.status_code, urlsplit(asked["Location"]).path) == (302, "/en/join/code/")
    assert (arrived.status_code, arrived["Location"]) == (302, "/en/start/causes/")
    assert (volunteer.user.email, volunteer.user.full_name) == ("aigerim@example.org", "Айгерім Нұрланқызы")
    assert (volunteer.birth_date, volunteer.home.name_en) == (date(2004, 3, 14), "Karaganda")
    assert client.get("/en/find/").status_code == 200
    assert len(sent()) == 1


def test_code_pasted_with_spaces_is_taken(client: Client) -> None:
    asked = join(client)
    code = newest_code()

    arrived = type_code(client, asked, f" {code[:3]} {code[3:]} ")

    assert arrived["Location"] == "/en/start/causes/"


def test_wrong_code_says_so_and_lets_try_again(client: Client) -> None:
    asked = join(client)
    right = newest_code()
    wrong = "000000" if right != "000000" else "111111"

    refused = type_code(client, asked, wrong)

    assert refused.status_code == 200
    assert "This code is not right." in refused.content.decode()
    assert not Volunteer.objects.exists()
    assert type_code(client, asked, right).status_code == 302


def test_new_code_replaces_the_first(client: Client) -> None:
    asked = join(client)
    first = newest_code()

    client.post(asked["Location"], {"action": "resend"})
    second = newest_code()

    assert len(sent()) == 2
    assert first != second
    assert type_code(client, asked, second)["Location"] == "/en/start/causes/"


def test_letter_is_in_the_language_of_the_page(client: Client) -> None:
    asked = join(client, language="en")

    assert sent()[0].subject == f"{newest_code()} is your Asar code"
    type_code(client, asked, newest_code())
    assert User.objects.get().language == "en"


def test_address_with_an_account_looks_the_same_and_changes_nothing(client: Client, aliya: User) -> None:
    new, known = join(Client()), join(client, contact="aliya@example.org", full_name="Somebody Else")

    arrived = type_code(client, known, newest_code())

    aliya.refresh_from_db()
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert sent()[-1].to == ["aliya@example.org"]
    assert arrived.status_code == 302
    assert (aliya.full_name, aliya.volunteer.birth_date.month) == ("Әлия Серікова", 1)


def test_account_without_a_profile_gets_one_by_joining(client: Client, zhanna: User) -> None:
    asked = join(client, contact=zhanna.email)

    type_code(client, asked, newest_code())

    assert Volunteer.objects.get().user == zhanna


def test_answers_under_an_unproven_address_are_not_kept(client: Client) -> None:
    join(Client(), full_name="Not She", birth_date_year="1990")
    asked = join(client)

    type_code(client, asked, newest_code())

    volunteer = Volunteer.objects.select_related("user").get()
    assert (volunteer.user.full_name, volunteer.birth_date.year) == ("Айгерім Нұрланқызы", 2004)


def test_answers_of_another_address_are_not_taken(client: Client, zhanna: User) -> None:
    join(client)
    asked = client.post("/en/sign-in/", {"contact": zhanna.email})

    type_code(client, asked, newest_code())

    assert not Volunteer.objects.exists()


def test_going_back_shows_the_answers_again(client: Client) -> None:
    join(client)

    page = client.get("/en/join/").content.decode()

    assert 'value="Айгерім Нұрланқызы"' in page
    assert 'value="2004"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"birth_date_day": "31", "birth_date_month": "2"}, "Please enter a real date, for example 14 3 2010."),
        ({"birth_date_year": "10"}, "Year must have 4 numbers, for example 2010."),
        ({"birth_date_year": "1850"}, "This date of birth is not possible."),
        ({"birth_date_year": "2999"}, "This date of birth is not possible."),
        ({"birth_date_year": "2020"}, "You can join from the age of 14."),
        ({"contact": "nobody"}, "Please enter an e-mail address"),
        ({"full_name": ""}, "Please fill this in."),
        ({"agree": ""}, "Please agree to the rules to go on."),
    ],
)
def test_wrong_answer_is_explained_and_nothing_typed_is_lost(
    client: Client, changes: dict[str, str], sentence: str
) -> None:
    response = join(client, **changes)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "<title>Error:" in page
    assert 'value="Karaganda"' in page
    assert not User.objects.exists()
    assert not sent()


def test_unknown_place_offers_names_that_come_close(client: Client) -> None:
    response = join(client, place="Karagnda")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Did you mean" in page
    assert re.search(r'<button class="chip" name="place" value="Karaganda[^"]*">', page)


def test_chosen_place_wins_over_the_typed_one(client: Client) -> None:
    join(client, place="Karagnda")
    offered = re.search(r'name="place" value="(Karaganda[^"]*)"', join(client, place="Karagnda").content.decode())
    assert offered

    response = client.post("/en/join/", ANSWERS | {"place": ["Karagnda", offered.group(1)]})

    assert response.status_code == 302


def test_place_nobody_knows_is_named(client: Client) -> None:
    response = join(client, place="Xyzzyqwfp")

    assert response.status_code == 422
    assert "We do not know the place “Xyzzyqwfp”." in response.content.decode()


def test_joining_leads_on_to_the_page_the_person_came_from(client: Client) -> None:
    role = make_role()
    page = f"/en/opportunities/x/?role={role.public_id}"

    arrived = type_code(client, join(client, next=page), newest_code())

    assert arrived["Location"] == page


def test_foreign_next_is_ignored(client: Client) -> None:
    asked = join(client, next="https://evil.example/")

    assert parse_qs(urlsplit(asked["Location"]).query)["next"] == ["/en/start/causes/"]


def test_signed_in_person_without_a_profile_answers_two_questions(client: Client, zhanna: User) -> None:
    client.force_login(zhanna)
    asked = client.get("/en/me/shifts/")

    answers = {name: ANSWERS[name] for name in ("birth_date_day", "birth_date_month", "birth_date_year", "place")}
    arrived = client.post(asked["Location"], answers)

    assert asked["Location"] == "/en/join/?next=%2Fen%2Fme%2Fshifts%2F"
    assert arrived["Location"] == "/en/me/shifts/"
    assert Volunteer.objects.get().user == zhanna


def test_too_many_codes_for_one_address_are_refused(client: Client) -> None:
    for _attempt in range(3):
        assert join(client).status_code == 302

    refused = join(client)

    assert refused.status_code == 422
    assert "Too many attempts." in refused.content.decode()
    assert len(sent()) == 3


def test_closed_account_gets_no_letter(client: Client) -> None:
    make_user(email="aigerim@example.org", is_active=False)

    join(client)

    assert not sent()


PHONE = "8 701 123-45-67"


def code_by_sms(capsys: pytest.CaptureFixture[str]) -> str:
    sent()
    found = re.search(r"SMS to \+77011234567: .*?(\d{6})", capsys.readouterr().out)
    assert found
    return found.group(1)


def test_newcomer_joins_with_a_phone_number_and_signs_in_with_it_again(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = join(client, contact=PHONE)
    page = client.get(asked["Location"]).content.decode()
    arrived = type_code(client, asked, code_by_sms(capsys))
    back = Client()
    asked_again = back.post("/en/sign-in/", {"contact": "+7 (701) 123 45 67"})
    arrived_again = type_code(back, asked_again, code_by_sms(capsys))

    user = Volunteer.objects.select_related("user").get().user
    assert "+77011234567" in page
    assert "No SMS? Wait a minute, and check the number." in page
    assert (arrived["Location"], arrived_again["Location"]) == ("/en/start/causes/", "/en/find/")
    assert (user.email, user.phone, user.full_name) == (None, "+77011234567", "Айгерім Нұрланқызы")
    assert user.phone_verified_at is not None
    assert not sent()


def test_number_of_another_country_is_refused_with_the_reason(client: Client) -> None:
    response = join(client, contact="+7 921 123 45 67")

    assert response.status_code == 422
    assert "This is a number of another country." in response.content.decode()


def test_number_is_refused_where_nobody_carries_sms(client: Client, settings: Any) -> None:
    settings.SMS_REACHES_PEOPLE = False

    response = join(client, contact=PHONE)

    assert response.status_code == 422
    assert "We cannot send SMS here." in response.content.decode()


def test_new_code_for_an_unknown_number_is_asked_for_like_any_other(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = client.post("/en/sign-in/", {"contact": PHONE})

    again = client.post(asked["Location"], {"action": "resend"})

    sent()
    assert (again.status_code, again["Location"]) == (302, "/en/sign-in/code/")
    assert "SMS" not in capsys.readouterr().out


def test_nothing_is_kept_about_somebody_who_never_types_the_code(client: Client) -> None:
    join(client)

    assert sent()
    assert not User.objects.exists()


def test_code_for_one_address_opens_no_other(client: Client, aliya: User) -> None:
    join(client)
    code = newest_code()
    asked = client.post("/en/sign-in/", {"contact": aliya.email})

    refused = type_code(client, asked, code)

    assert refused.status_code == 200
    assert not client.session.get("_auth_user_id")


def test_somebody_who_registers_while_the_code_travels_is_not_doubled(client: Client) -> None:
    asked = join(client)
    code = newest_code()
    other = make_user(email="aigerim@example.org", full_name="Faster")

    type_code(client, asked, code)

    assert [user.pk for user in User.objects.all()] == [other.pk]
    assert Volunteer.objects.get().user == other
