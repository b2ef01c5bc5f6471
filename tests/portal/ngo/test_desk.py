"""The first page of the day, the list of events, the organisation, and enrolling one."""

import pytest
from django.urls import reverse

from ngos.enums import MembershipRole, OrganisationStatus
from ngos.models import Membership, Organisation
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_bin, make_organisation, make_status_decision
from tests.factories.volunteers import make_volunteer

TODAY = "/en/org/taza-su/today/"
EVENTS = "/en/org/taza-su/events/"
ENROL = "/en/org/new/"


def test_quiet_day_says_so(desk, now):
    assert "Nothing needs you today." in desk.get(TODAY).content.decode()


def test_today_counts_soon_missing_waiting_and_new(desk, role, past_role, event):
    make_role(make_shift(event, days_ahead=20))
    make_signup(role, make_volunteer())
    make_signup(past_role, make_volunteer())

    page = desk.get(TODAY)

    numbers = [page.context[name] for name in ("soon_count", "missing_count", "waiting_count", "signup_count")]
    assert numbers == [1, 4, 1, 2]
    assert "1 person came and waits for your word." in page.content.decode()
    assert "1 of 5 places filled" in page.content.decode()


def test_unverified_organisation_is_told_on_its_first_page(desk, now, taza_su):
    taza_su.status = OrganisationStatus.UNVERIFIED
    taza_su.save()

    assert "Your organisation is not verified yet." in desk.get(TODAY).content.decode()


def test_first_event_is_asked_for(desk, now):
    assert "Post your first event. It takes about 4 minutes." in desk.get(EVENTS).content.decode()


def test_events_show_status_next_shift_and_places_and_nobody_elses(desk, event, role, past_role):
    make_signup(role, make_volunteer())
    make_opportunity(organisation=event.organisation, published=False, title="A plan")
    make_opportunity(organisation=make_organisation(), title="Not ours")

    page = desk.get(EVENTS).content.decode()

    assert "Saturday 9 May, 10:00–14:00" in page
    assert "1 of 10 places filled" in page
    assert "A plan" in page
    assert "draft" in page
    assert "Not ours" not in page


def test_organisation_page_shows_status_reason_history_and_members(desk, now, taza_su, dana):
    taza_su.status, taza_su.status_reason = OrganisationStatus.SUSPENDED, "Charter missing."
    taza_su.save()
    make_status_decision(taza_su, OrganisationStatus.SUSPENDED, "Charter missing.", now)

    page = desk.get("/en/org/taza-su/organisation/").content.decode()

    assert taza_su.bin in page
    assert page.count("Charter missing.") >= 2
    assert "Дана Әбілова" in page
    assert "coordinator" in page


@pytest.fixture
def entry(db):
    return {"bin": make_bin(), "name_kk": "Жасыл қала", "region": "750000000", "causes": ["ecology"]}


def test_enrolling_makes_the_person_owner_of_an_unverified_organisation(client, zhanna, entry):
    client.force_login(zhanna)

    response = client.post(ENROL, entry, follow=True)

    organisation = Organisation.objects.get()
    assert organisation.status == OrganisationStatus.UNVERIFIED
    assert organisation.works_in_ecology
    assert Membership.objects.get().role == MembershipRole.OWNER
    assert response.redirect_chain == [(reverse("ngo:register", args=[organisation.slug]), 302)]
    assert "The register checks every organisation by hand." in response.content.decode()


BAD_BIN = {
    "20044000001": "BIN must have 12 digits. You entered 11.",
    "20044000001x": "A BIN has only digits.",
    "200431300012": "This looks like a person",
    "209940000012": "Digits 3 and 4 of a BIN are a month from 01 to 12. You entered 99.",
    "": "Enter the BIN. Only a volunteer group that is not registered has none",
}


@pytest.mark.parametrize("number", BAD_BIN)
def test_wrong_bin_is_explained_beside_the_box(client, zhanna, entry, number):
    client.force_login(zhanna)

    response = client.post(ENROL, entry | {"bin": number})

    page = response.content.decode()
    assert response.status_code == 422
    assert BAD_BIN[number] in page
    assert page.count(BAD_BIN[number]) == 2
    assert 'value="Жасыл қала"' in page
    assert not Organisation.objects.exists()


def test_wrong_check_digit_names_the_mistake(client, zhanna, entry):
    client.force_login(zhanna)
    number = entry["bin"][:11] + str((int(entry["bin"][11]) + 1) % 10)

    page = client.post(ENROL, entry | {"bin": number}).content.decode()

    assert "One digit of this BIN is wrong" in page


def test_bin_may_be_enrolled_once(client, zhanna, entry, taza_su):
    client.force_login(zhanna)

    page = client.post(ENROL, entry | {"bin": f" {taza_su.bin[:6]} {taza_su.bin[6:]} "}).content.decode()

    assert "An organisation with this BIN is already registered. Ask its owner to add you." in page
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name_kk": ""}, "Give the organisation a name in at least one language."),
        ({"region": ""}, "Please fill this in."),
    ],
)
def test_missing_name_or_region_is_explained(client, zhanna, entry, wrong, sentence):
    client.force_login(zhanna)

    response = client.post(ENROL, entry | wrong)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_guest_signs_in_before_enrolling(client, db):
    assert client.get(ENROL)["Location"].startswith(reverse("account_login"))
