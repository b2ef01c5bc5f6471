import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.letters import newest_code, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def aliya(aliya: User) -> User:
    """Aliya as joining leaves her: without a password."""
    aliya.set_unusable_password()
    aliya.save()
    return aliya


def test_volunteer_signs_in_by_code_and_lands_at_what_fits(client: Client, aliya: User) -> None:
    asked = client.post("/en/sign-in/", {"contact": "ALIYA@example.org"})

    arrived = client.post(asked["Location"], {"code": newest_code()})

    assert (asked["Location"], arrived["Location"]) == ("/en/sign-in/code/", "/en/find/")
    assert client.get("/en/me/profile/").status_code == 200


def test_unknown_address_gets_no_letter_and_the_same_page(client: Client, aliya: User) -> None:
    known = Client().post("/en/sign-in/", {"contact": aliya.email})
    unknown = client.post("/en/sign-in/", {"contact": "nobody@example.org"})

    assert [letter.to for letter in sent()] == [[aliya.email]]
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert client.post(unknown["Location"], {"code": ""}).status_code == 200
    assert not client.session.get("_auth_user_id")


def test_protected_page_leads_to_sign_in_and_back(client: Client, aliya: User) -> None:
    sent = client.get("/en/me/hours/")
    asked = client.post(sent["Location"], {"contact": aliya.email, "next": "/en/me/hours/"})

    arrived = client.post(asked["Location"], {"code": newest_code(), "next": "/en/me/hours/"})

    assert sent["Location"] == "/en/sign-in/?next=%2Fen%2Fme%2Fhours%2F"
    assert arrived["Location"] == "/en/me/hours/"


def test_password_is_a_second_way_in(client: Client, aliya: User) -> None:
    asked = client.post("/en/sign-in/", {"contact": aliya.email})
    client.post(asked["Location"], {"code": newest_code()})
    client.post(reverse("account_set_password"), {"password1": "steppe-wind-77"})
    client.post(reverse("account_logout"))

    wrong = client.post(reverse("account_password_login"), {"login": aliya.email, "password": "steppe-wind-78"})
    right = client.post(reverse("account_password_login"), {"login": aliya.email, "password": "steppe-wind-77"})

    assert "The e-mail or the password is not right." in wrong.content.decode()
    assert (right.status_code, right["Location"]) == (302, "/en/find/")


def test_forgotten_password_is_replaced_after_a_code(client: Client, aliya: User) -> None:
    asked = client.post(reverse("account_reset_password"), {"email": aliya.email})
    typed = client.post(asked["Location"], {"code": newest_code()})
    chosen = client.post(typed["Location"], {"password1": "steppe-wind-77"})

    aliya.refresh_from_db()
    assert chosen.status_code == 302
    assert aliya.check_password("steppe-wind-77")


def test_short_password_is_refused(client: Client, aliya: User) -> None:
    client.force_login(aliya)

    response = client.post(reverse("account_set_password"), {"password1": "abc"})

    aliya.refresh_from_db()
    assert "There is a problem" in response.content.decode()
    assert not aliya.has_usable_password()


def test_sign_out_needs_a_button_and_leads_home(client: Client, aliya: User) -> None:
    client.force_login(aliya)

    asked = client.get(reverse("account_logout"))
    left = client.post(reverse("account_logout"))

    assert asked.status_code == 200
    assert left["Location"] == "/en/"
    assert "_auth_user_id" not in client.session


def test_sign_up_of_the_library_leads_to_joining(client: Client) -> None:
    assert client.get(reverse("account_signup"))["Location"] == "/en/join/"


@pytest.mark.parametrize("name", ["account_login", "account_password_login", "account_reset_password"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_opens_in_every_language(client: Client, name: str, language: str) -> None:
    address = reverse(name).replace("/en/", f"/{language}/", 1)

    page = client.get(address)

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_signed_in_person_is_led_on_from_the_page_about_the_letter(client: Client, aliya: User) -> None:
    client.force_login(aliya)

    sent = client.get("/en/sign-in/address/", follow=True)

    assert sent.redirect_chain == [("/en/sign-in/done/", 302), ("/en/find/", 302)]


def test_page_of_addresses_leads_a_guest_to_sign_in(client: Client) -> None:
    assert client.get("/en/sign-in/done/")["Location"] == "/en/sign-in/"


@pytest.mark.parametrize("wanted", ["25:61", "true", "NaN"])
def test_word_instead_of_a_page_is_ignored_after_signing_in(client: Client, aliya: User, wanted: str) -> None:
    asked = client.post("/en/sign-in/", {"contact": aliya.email, "next": wanted})
    arrived = client.post(asked["Location"], {"code": newest_code(), "next": wanted})

    assert (arrived.status_code, arrived["Location"]) == (302, "/en/find/")
    assert client.get("/en/sign-in/", {"next": wanted})["Location"] == "/"
    assert client.get("/en/join/", {"next": wanted})["Location"] == "/en/find/"
