"""A passkey and an authenticator app on a phone: added, used to sign in, and asked for when a role demands it."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from core.clock import now
from ngos.enums import MembershipRole
from tests.browser.harness import PHONE, sign_in, visiting
from tests.browser.letters import newest_code
from tests.factories.accounts import make_user
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(town):
    """The town under a name: browsers make no passkeys for a bare number."""
    return SimpleNamespace(url=town.url.replace("127.0.0.1", "localhost"))


@pytest.fixture
def madina(town):
    """A volunteer without a password."""
    user = make_user(email="madina@example.org", full_name="Мадина Төлегенова")
    user.set_unusable_password()
    user.save()
    make_volunteer(user=user)
    return user


@pytest.fixture
def window(browser, site):
    """A phone with a fingerprint reader."""
    with visiting(browser, site, width=PHONE) as visit:
        device = visit.page.context.new_cdp_session(visit.page)
        device.send("WebAuthn.enable")
        made = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        visit.refuse = lambda: device.send(
            "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False}
        )
        yield visit


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def add_passkey(window):
    window.go("/en/me/security/passkeys/add/")
    window.page.get_by_label("Name").fill("My phone")
    window.page.get_by_role("button", name="Make the passkey").click()
    window.page.wait_for_url("**/me/security/codes/")


def test_passkey_is_added_and_signs_in_alone(window, madina):
    page = window.page
    sign_in(window, madina)
    add_passkey(window)
    assert heading(page) == "Recovery codes"
    window.go("/en/me/security/")
    assert page.get_by_text("My phone").is_visible()
    page.context.clear_cookies()

    window.go("/en/sign-in/?next=/en/me/hours/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{window.base}/en/me/hours/")

    assert heading(page) == "My hours"
    assert window.complaints == []
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert (key.user, key.last_used_at is not None) == (madina, True)


def test_finger_that_is_not_the_owners_opens_nothing(window, madina):
    page = window.page
    sign_in(window, madina)
    add_passkey(window)
    page.context.clear_cookies()
    window.refuse()

    window.go("/en/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("The device did not confirm it.").wait_for()
    assert page.url.endswith("/en/sign-in/")


def test_passkey_is_asked_for_after_a_code(window, madina):
    page = window.page
    sign_in(window, madina)
    add_passkey(window)
    page.context.clear_cookies()

    window.go("/en/sign-in/")
    page.get_by_label("E-mail or phone").fill(madina.email)
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code").fill(newest_code(madina.email))
    page.get_by_role("button", name="Go on").click()
    assert heading(page) == "One more step"
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url("**/en/find/")


def test_app_is_added_by_an_owner_whose_desk_waits_for_it(browser, site, town, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    owner = make_member(make_organisation(slug="taza-su"), role=MembershipRole.OWNER)
    owner.set_unusable_password()
    owner.save()
    with visiting(browser, site, user=owner, width=PHONE, java_script_enabled=False) as visit:
        page = visit.page
        visit.go("/en/org/taza-su/today/")
        assert heading(page) == "Security"
        assert page.get_by_text("Add a passkey or an authenticator app to go on.").is_visible()

        page.locator("main a[href$='/security/app/']").click()
        secret = page.locator("code.secret").inner_text()
        page.get_by_label("Code of the app").fill(format_hotp_value(hotp_value(secret, int(now().timestamp()) // 30)))
        page.get_by_role("button", name="Add the app").click()
        assert page.locator(".secrets code").count() == 10
        page.get_by_role("link", name="I have kept them: go on").click()
        visit.go("/en/org/taza-su/today/")

        assert heading(page) != "Security"
        assert page.url.endswith("/en/org/taza-su/today/")


def test_without_scripts_no_button_promises_a_passkey(browser, site, town):
    with visiting(browser, site, width=PHONE, java_script_enabled=False) as visit:
        visit.go("/en/sign-in/")

        assert visit.page.get_by_role("button", name="Send me the code").is_visible()
        assert not visit.page.get_by_role("button", name="Sign in with a passkey").is_visible()
