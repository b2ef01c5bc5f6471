"""Nobody looks volunteers up through a draft or an organisation that is not verified."""

import pytest

from events.enums import OpportunityStatus
from events.models import Opportunity
from matching.services import propose_filling
from ngos.enums import OrganisationStatus
from ngos.models import Organisation
from tests.factories.events import make_opportunity, make_role, make_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(now, aliya, taza_su):
    return make_role(make_shift(make_opportunity(organisation=taza_su)))


def look(client, role, dana):
    client.force_login(dana)
    return client.get(f"/api/v1/roles/{role.public_id}/candidates", headers={"accept-language": "en"})


def test_a_coordinator_of_a_verified_organisation_sees_who_fits(client, role, aliya, dana):
    found = look(client, role, dana).json()["items"]

    assert [person["volunteer"] for person in found] == [aliya.short_name]


@pytest.mark.parametrize("status", [OrganisationStatus.UNVERIFIED, OrganisationStatus.SUSPENDED])
def test_an_organisation_that_is_not_verified_sees_nobody(client, role, dana, taza_su, status):
    Organisation.objects.filter(pk=taza_su.pk).update(status=status)

    assert look(client, role, dana).json()["code"] == "events.shift_not_open"


def test_a_draft_shows_nobody(client, role, dana):
    Opportunity.objects.update(status=OpportunityStatus.DRAFT)

    assert look(client, role, dana).json()["code"] == "events.shift_not_open"


def test_a_shift_that_is_over_shows_nobody(client, now, aliya, dana, taza_su):
    past = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-2))

    assert look(client, past, dana).json()["code"] == "events.shift_started"


@pytest.mark.parametrize("status", [OrganisationStatus.UNVERIFIED, OrganisationStatus.SUSPENDED])
def test_the_roster_page_names_nobody_either(client, role, aliya, dana, taza_su, status):
    client.force_login(dana)
    opportunity = role.shift.opportunity
    page = f"/en/org/taza-su/events/{opportunity.public_id}/?role={role.public_id}"
    assert aliya.short_name in client.get(page).content.decode()
    Organisation.objects.filter(pk=taza_su.pk).update(status=status)

    assert aliya.short_name not in client.get(page).content.decode()


def test_a_proposal_is_closed_to_an_organisation_that_lost_its_standing(client, role, dana, taza_su, now):
    client.force_login(dana)
    run = propose_filling(opportunity=role.shift.opportunity, actor=dana, now=now)
    page = f"/en/org/taza-su/events/{role.shift.opportunity.public_id}/autofill/{run.public_id}/"
    assert client.get(page).status_code == 200
    Organisation.objects.filter(pk=taza_su.pk).update(status=OrganisationStatus.SUSPENDED)

    assert client.get(page).status_code == 403


def test_a_coordinator_is_told_a_band_only(client, now, aliya, dana, taza_su):
    nearby = make_opportunity(organisation=taza_su, latitude=43.27, longitude=76.95)
    found = look(client, make_role(make_shift(nearby)), dana).json()["items"][0]

    (sentence,) = [reason["title"] for reason in found["reasons"] if reason["code"] == "distance"]
    assert sentence == "5 to 10 km away"
    assert found["distance"] == {"code": "5_10", "label": "5 to 10 km away"}
    assert "distance_km" not in found
