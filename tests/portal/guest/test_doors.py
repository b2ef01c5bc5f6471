"""Addresses without a language: root, colours, demonstration, short links, crawlers."""

import pytest
from django.urls import reverse

from accounts.queries import demo_email
from portal.guest.addresses import shorten
from tests.factories.accounts import make_user
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [("", "", "kk"), ("", "ru-RU,ru;q=0.9", "ru"), ("", "de", "kk"), ("en", "ru", "en"), ("xx", "ru", "ru")],
)
def test_root_leads_to_the_readers_language(client, cookie, accepted, language):
    if cookie:
        client.cookies["language"] = cookie

    response = client.get("/", headers={"accept-language": accepted})

    assert (response.status_code, response.url) == (302, f"/{language}/")
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


def test_language_of_the_last_page_is_remembered(client):
    client.get("/en/about/")

    assert client.get("/").url == "/en/"


def test_page_in_the_expected_language_sets_no_cookie(client):
    assert "language" not in client.get("/kk/about/").cookies


def test_choice_of_colours_is_kept_and_forgotten(client):
    client.post(reverse("theme"), {"theme": "dark", "next": "/en/about/"})
    chosen = client.get("/en/about/").content.decode()
    client.post(reverse("theme"), {"theme": "", "next": "/en/about/"})
    forgotten = client.get("/en/about/").content.decode()

    assert 'data-theme="dark"' in chosen
    assert "data-theme" not in forgotten


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_choice_of_colours_never_leads_away(client, wanted):
    assert client.post(reverse("theme"), {"theme": "dark", "next": wanted}).url.startswith("/")


@pytest.mark.parametrize("wanted", ["25:61", "true", "NaN", "about", "guest:regions", "?x=1"])
def test_choice_of_colours_takes_only_paths(client, wanted):
    response = client.post(reverse("theme"), {"theme": "dark", "next": wanted})

    assert (response.status_code, response.url) == (302, reverse("guest:home"))


def test_unknown_colours_are_not_kept(client):
    client.post(reverse("theme"), {"theme": '"><script>'})

    assert client.cookies["theme"].value == ""


def test_demonstration_signs_in_with_one_click(client):
    person = make_user(email=demo_email("volunteer_21"), full_name="Айгерім Н.")
    make_volunteer(user=person, age=21)

    response = client.post(reverse("demo_sign_in"), {"persona": "volunteer_21"})

    assert response.url == reverse("volunteer:find")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("persona", ["", "owner", "volunteer_21"])
def test_unknown_person_of_the_demonstration_signs_nobody_in(client, persona):
    assert client.post(reverse("demo_sign_in"), {"persona": persona}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demonstration_there_is_no_such_door(client, settings):
    make_user(email=demo_email("volunteer_21"))
    settings.DEMO = False

    assert client.post(reverse("demo_sign_in"), {"persona": "volunteer_21"}).status_code == 404
    assert "Try it as" not in client.get("/en/").content.decode()


def test_short_link_leads_to_the_page(client, offer):
    opportunity = offer()

    response = client.get(f"/e/{shorten(opportunity.public_id)}/", headers={"accept-language": "ru"})

    assert response.url == f"/ru/opportunities/{shorten(opportunity.public_id)}-{opportunity.slug}/"


def test_crawlers_are_kept_out_of_private_pages(client):
    assert "Disallow: /*/me/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_missing_page_helps(client, language):
    response = client.get(f"/{language}/nothing/")

    assert response.status_code == 404
    assert 'name="where"' in response.content.decode()


def test_signed_in_people_find_their_own_door(client, dana, erlan):
    client.force_login(dana)
    of_coordinator = client.get("/en/").content.decode()
    client.force_login(erlan)
    of_officer = client.get("/en/").content.decode()

    assert reverse("ngo:home") in of_coordinator
    assert reverse("ngo:home") not in of_officer
