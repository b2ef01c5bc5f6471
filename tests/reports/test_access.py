"""Who may see which territory's numbers."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.permissions import Action
from core.errors import NotAllowed, NotSignedIn
from reports.access import own_territories, territory_for
from reports.errors import TerritoryNotYours
from tests.factories.accounts import make_grant, make_user
from tests.factories.places import ALMATY, KARAGANDA, make_territory, region, settlement

pytestmark = pytest.mark.django_db


def test_an_officer_has_the_granted_territory_and_what_lies_below(erlan):
    assert own_territories(erlan) == [region()]
    assert territory_for(erlan, "750000000") == region()
    assert territory_for(erlan, ALMATY) == settlement(ALMATY)
    assert territory_for(erlan, "750000000", Action.REPORT_EXPORT) == region()


@pytest.mark.parametrize("code", ["350000000", KARAGANDA, "000000000", "nowhere", ""])
def test_a_foreign_or_unknown_territory_is_not_there(erlan, code):
    with pytest.raises(TerritoryNotYours):
        territory_for(erlan, code)


def test_the_whole_region_is_above_a_district_officer():
    district = make_territory(parent=region(), kind="city_district", code_system="kato", code="751110000")
    officer = make_user()
    make_grant(officer, Role.AKIMAT_OFFICER, district)

    assert territory_for(officer, "751110000") == district
    with pytest.raises(TerritoryNotYours):
        territory_for(officer, "750000000")


def test_a_country_wide_grant_opens_every_region():
    staff = make_user()
    make_grant(staff, Role.STAFF)

    assert len(own_territories(staff)) == 20
    assert territory_for(staff, "350000000") == region("350000000")


def test_two_grants_for_one_territory_are_one_choice(erlan):
    make_grant(erlan, Role.STAFF, region())

    assert own_territories(erlan) == [region()]


def test_a_territory_that_is_no_more_opens_nothing():
    officer = make_user()
    gone = type(region()).objects.get(code="510000000")
    make_grant(officer, Role.AKIMAT_OFFICER, gone)

    with pytest.raises(NotAllowed):
        own_territories(officer)


@pytest.mark.parametrize("somebody", ["aliya", "dana", "zhanna"])
def test_other_people_have_no_reports(somebody, request):
    person = request.getfixturevalue(somebody)

    with pytest.raises(NotAllowed):
        own_territories(person)
    with pytest.raises(NotAllowed):
        territory_for(person, "750000000")


def test_a_reviewer_has_no_reports():
    reviewer = make_user()
    make_grant(reviewer, Role.REVIEWER)

    with pytest.raises(NotAllowed):
        territory_for(reviewer, "750000000")


def test_a_stranger_has_to_sign_in():
    with pytest.raises(NotSignedIn):
        territory_for(AnonymousUser(), "750000000")
