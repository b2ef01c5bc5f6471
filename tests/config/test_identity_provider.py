"""Signing in by a ministry or a university, against a real provider in a process of its own.

Starting it takes seconds, so these are slow proofs; what needs no provider is proved in the fast suite below.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from config.backends import identity_provider
from config.env import Env

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def environment(issuer: str, secret: str = "our-secret") -> Env:
    return Env(
        _env_file=None,
        oidc_name="Example University",
        oidc_issuer=issuer,
        oidc_client_id="asar",
        oidc_client_secret=secret,
    )


@pytest.fixture(scope="module")
def issuer(tmp_path_factory) -> Iterator[str]:
    folder = str(tmp_path_factory.mktemp("provider"))
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.identity_provider"],
        cwd=ROOT,
        env=kept | {"IDENTITY_PROVIDER_DIR": folder},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture
def partner(issuer, settings) -> str:
    settings.SOCIALACCOUNT_PROVIDERS = identity_provider(environment(issuer))
    return issuer


def begin(client: Client) -> str:
    """Press the button of the sign-in page; return where it leads."""
    page = client.get("/en/sign-in/").content.decode()
    found = re.search(r'href="(/oidc/[^"]+)">', page)
    assert found
    assert "Sign in with Example University" in page
    sent = client.get(found.group(1))
    assert sent.status_code == 302
    return sent["Location"]


def sign_in_there(name: str, address: str) -> str:
    """Be somebody at the provider and agree; return where the provider sends the browser back to."""
    with requests.Session() as browser:
        asked = browser.get(address, timeout=10)
        browser.post(
            asked.url, {"login": name, "password": "steppe-wind-77"}, timeout=10, allow_redirects=False
        ).raise_for_status()
        sent = browser.get(address, timeout=10, allow_redirects=False)
    assert sent.status_code == 302, sent.text
    return sent.headers["Location"]


def come_back(client: Client, address: str):
    return client.get(address.removeprefix("http://testserver"))


@pytest.mark.slow
def test_newcomer_ends_at_the_joining_page_with_name_and_address_filled_in(partner, client):
    address = begin(client)

    back = come_back(client, sign_in_there("madina", address))
    page = client.get(back["Location"]).content.decode()

    asked = parse_qs(urlsplit(address).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]
    assert back["Location"].endswith("/join/")
    assert 'value="madina@example.org"' in page
    assert 'value="Мадина Төлегенова"' in page
    assert not User.objects.exists()
    assert "_auth_user_id" not in client.session


@pytest.mark.slow
def test_proven_address_opens_the_account_that_has_it_and_the_provider_is_remembered(partner, client, aliya):
    back = come_back(client, sign_in_there("aliya", begin(client)))
    User.objects.filter(pk=aliya.pk).update(email="moved@example.org")
    EmailAddress.objects.all().delete()
    again = Client()
    come_back(again, sign_in_there("aliya", begin(again)))

    assert back["Location"].endswith("/find/")
    assert client.session["_auth_user_id"] == str(aliya.pk)
    assert SocialAccount.objects.get().user == aliya
    assert again.session["_auth_user_id"] == str(aliya.pk)


@pytest.mark.slow
def test_address_the_provider_has_not_proven_opens_nothing(partner, client, aliya):
    back = come_back(client, sign_in_there("careless", begin(client)))

    assert back["Location"].endswith("/join/")
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("change", [lambda url: re.sub(r"state=[^&]+", "state=forged", url), lambda url: url + "x"])
def test_tampered_answer_opens_nothing_and_leads_back_with_a_sentence(partner, client, aliya, change):
    back = come_back(client, change(sign_in_there("aliya", begin(client))))
    page = client.get(back["Location"]).content.decode()

    assert back["Location"].endswith("/sign-in/")
    assert "Signing in there did not work." in page
    assert "_auth_user_id" not in client.session


@pytest.mark.slow
def test_answer_caught_by_somebody_else_opens_nothing(partner, client, aliya):
    answer = sign_in_there("aliya", begin(client))
    thief = Client()
    begin(thief)

    refused = come_back(thief, answer)

    assert refused["Location"].endswith("/sign-in/")
    assert "_auth_user_id" not in thief.session


@pytest.mark.slow
def test_code_without_the_verifier_of_pkce_is_refused_by_the_provider(partner, client, aliya):
    code = parse_qs(urlsplit(sign_in_there("aliya", begin(client))).query)["code"][0]

    answer = requests.post(
        f"{partner}/identity/o/api/token",
        {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "asar",
            "client_secret": "our-secret",
            "redirect_uri": "http://testserver/oidc/partner/login/callback/",
        },
        timeout=10,
    )

    assert answer.status_code == 400


@pytest.mark.slow
def test_provider_that_does_not_know_our_secret_opens_nothing(issuer, settings, client, aliya):
    settings.SOCIALACCOUNT_PROVIDERS = identity_provider(environment(issuer, secret="another"))

    back = come_back(client, sign_in_there("aliya", begin(client)))

    assert back["Location"].endswith("/sign-in/")
    assert "_auth_user_id" not in client.session


def test_without_a_provider_there_is_no_button_and_no_door(client):
    assert "/oidc/" not in client.get("/en/sign-in/").content.decode()
    assert client.get("/oidc/partner/login/").status_code == 404


def test_provider_that_is_away_leads_back_with_a_sentence(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = identity_provider(environment("http://127.0.0.1:1"))

    back = client.get("/oidc/partner/login/", headers={"accept-language": "en"})

    assert back["Location"] == "/en/sign-in/"
    assert "Signing in there did not work." in client.get(back["Location"]).content.decode()
