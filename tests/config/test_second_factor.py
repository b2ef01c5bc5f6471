"""Roles that open other people's data need a second factor: every front door, the API and the staff admin wait for it.

The rest of the suite turns the demand off; see ``config/settings_test.py``.
"""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.enums import Role
from accounts.models import User
from config import settings as real
from config.second_factor import OPEN_DOORS, OPEN_PAGES
from ngos.enums import MembershipRole
from tests.factories.accounts import make_grant, make_user
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
SETUP = "/en/me/security/"
FRONT_DOORS = (
    "/en/akimat/",
    "/en/akimat/750000000/",
    "/en/oversight/queue/",
    "/en/org/",
    "/en/org/new/",
    "/en/find/",
    "/en/me/shifts/",
    "/en/me/profile/",
    "/admin/",
    "/admin/accounts/user/",
)
PUBLIC = ("/en/", "/en/about/", "/en/opportunities/", "/en/me/security/", "/en/me/security/app/", "/en/sign-out/")


@pytest.fixture(autouse=True)
def _demand(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def officer() -> User:
    return granted(Role.AKIMAT_OFFICER)


def granted(role: Role) -> User:
    user = make_user()
    make_grant(user, role, region())
    return user


def owner() -> User:
    return make_member(make_organisation(), role=MembershipRole.OWNER)


POWERFUL = {
    "officer": officer,
    "reviewer": lambda: granted(Role.REVIEWER),
    "safeguarding officer": lambda: granted(Role.SAFEGUARDING_OFFICER),
    "staff": lambda: granted(Role.STAFF),
    "owner": owner,
    "admin": lambda: make_user(is_staff=True),
    "superuser": lambda: make_user(is_staff=True, is_superuser=True),
}


@pytest.fixture(params=POWERFUL)
def powerful(request) -> User:
    user = POWERFUL[request.param]()
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def session(client, powerful) -> Client:
    client.force_login(powerful)
    return client


def existing(addresses) -> list[str]:
    return [address for address in addresses if Client().get(address).status_code != 404]


def test_every_front_door_leads_to_the_page_that_adds_a_factor_and_says_why(session):
    doors = existing(FRONT_DOORS)

    answers = {address: session.get(address) for address in doors}
    page = session.get(SETUP).content.decode()

    assert len(doors) >= 7
    wrong = {address: answer.status_code for address, answer in answers.items() if answer.status_code != 302}
    assert wrong == {}
    assert {answer["Location"][3:] for answer in answers.values()} == {SETUP[3:]}
    assert "Add a passkey or an authenticator app to go on." in page
    assert "Your role opens other people’s data" in page


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
@pytest.mark.parametrize("address", ["/api/v1/me", "/api/v1/opportunities", "/api/v1/me/signups"])
def test_api_answers_with_a_problem_that_has_a_code(client, method, address):
    client.force_login(officer())

    answer = getattr(client, method)(address)

    assert (answer.status_code, answer.json()["code"]) == (403, "accounts.second_factor_required")
    assert answer["Content-Type"] == "application/problem+json"


def test_what_anybody_may_read_and_the_way_to_a_factor_stay_open(session):
    for address in PUBLIC:
        assert session.get(address, REMOTE_ADDR="127.0.0.1").status_code == 200, address


def walk(patterns, names=(), apps=()):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, names, (*apps, *([entry.app_name] if entry.app_name else [])))
        elif isinstance(entry, URLPattern):
            yield apps[0] if apps else "", entry.name or ""


def test_pages_that_stay_open_are_named_one_by_one():
    """A new page is closed until somebody names it here and there."""
    routes = set(walk(get_resolver().url_patterns))
    loose = {name for app, name in routes if not app}

    assert {"guest"} == OPEN_DOORS
    assert loose >= OPEN_PAGES
    assert {name for name in loose - OPEN_PAGES if not name.startswith(("mfa_", "usersessions_"))} == {
        "account_complete_password_reset",
        "account_confirm_login_code",
        "account_confirm_password_reset_code",
        "account_email",
        "account_password_login",
        "account_request_login_code",
        "account_reset_password",
        "account_signup",
        "gate_code",
        "material_file",  # what is not public is under the same address
        "gate_pass",
        "gate_poster",
        "gate_ticket",
        "openid_connect_callback",
        "openid_connect_login",
    }


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_with_a_factor_the_door_opens(client, kind):
    user = officer()
    Authenticator.objects.create(user=user, type=kind, data={})
    client.force_login(user)

    assert client.get("/en/akimat/", follow=True).redirect_chain[-1][0] == "/en/akimat/750000000/"
    assert client.get("/api/v1/me").status_code == 200


def test_recovery_codes_alone_are_no_factor(client):
    user = officer()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)

    assert client.get("/en/akimat/")["Location"] == SETUP


def test_role_given_during_a_session_counts_at_the_next_page(client, zhanna):
    make_volunteer(user=zhanna)
    client.force_login(zhanna)
    before = client.get("/en/me/profile/").status_code

    make_grant(zhanna, Role.REVIEWER)

    assert (before, client.get("/en/me/profile/")["Location"]) == (200, SETUP)


def test_volunteers_and_coordinators_are_not_asked(client, aliya, dana, taza_su):
    client.force_login(aliya)
    volunteer = client.get("/en/me/profile/")
    client.force_login(dana)
    coordinator = client.get(f"/en/org/{taza_su.slug}/today/")

    assert (volunteer.status_code, coordinator.status_code) == (200, 200)
    assert "to go on" not in client.get(SETUP).content.decode()


@pytest.mark.parametrize(("is_demo", "status"), [(True, 200), (False, 302)])
def test_people_of_the_demonstration_are_exempt_only_while_it_runs(client, settings, is_demo, status):
    settings.DEMO = is_demo
    user = make_user(email="reviewer@demo.asar.invalid")
    make_grant(user, Role.REVIEWER)
    client.force_login(user)

    assert client.get("/en/oversight/queue/").status_code == status


def test_address_that_only_looks_like_the_demonstration_is_not_exempt(client):
    for email in ("x@demo.asar.invalid.kz", "demo.asar.invalid@example.org", "x@notdemo.asar.invalid"):
        user = make_user(email=email)
        make_grant(user, Role.REVIEWER)
        client.force_login(user)

        assert client.get("/en/oversight/queue/")["Location"] == SETUP


def test_admin_has_no_door_of_its_own(client):
    user = make_user(email="root@example.org", is_staff=True, is_superuser=True)
    user.set_password("steppe-wind-77")
    user.save()

    asked = client.get("/admin/login/?next=/admin/")
    posted = client.post("/admin/login/?next=/admin/", {"username": user.email, "password": "steppe-wind-77"})

    assert {asked["Location"][3:], posted["Location"][3:]} == {"/sign-in/?next=%2Fadmin%2F"}
    assert "_auth_user_id" not in client.session


def test_product_demands_it():
    assert real.REQUIRE_SECOND_FACTOR is True
    assert "config.second_factor.SecondFactorMiddleware" in real.MIDDLEWARE
