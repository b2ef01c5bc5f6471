"""An event says how safe its work is, or nobody may join it."""

import pytest

from events import errors
from events.enums import Hazard, OpportunityStatus
from events.queries import judge, waiting_for_declaration
from events.services import publishing
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_clearances, make_volunteer

pytestmark = pytest.mark.django_db

UNDECLARED = {"is_hazard_declared": False}


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        (UNDECLARED, errors.HazardsUndeclared),
        ({"contact_name": ""}, errors.NoCoordinator),
        ({"host_kind": "school"}, errors.HostApprovalMissing),
        ({"has_child_contact": True, "safeguarding_lead": ""}, errors.SafeguardingLeadMissing),
    ],
)
def test_what_is_not_declared_is_not_published(now, dana, taza_su, columns, error):
    opportunity = make_opportunity(organisation=taza_su, published=False, **columns)
    make_role(make_shift(opportunity))

    with pytest.raises(error):
        publishing.publish_opportunity(opportunity=opportunity, actor=dana, now=now)

    opportunity.refresh_from_db()
    assert opportunity.status == OpportunityStatus.DRAFT


def test_what_is_declared_is_published(now, dana, taza_su):
    opportunity = make_opportunity(
        organisation=taza_su, published=False, host_kind="school", host_approval="S. Omarova, 12.04.2026"
    )
    make_role(make_shift(opportunity))

    publishing.publish_opportunity(opportunity=opportunity, actor=dana, now=now)

    assert opportunity.status == OpportunityStatus.PUBLISHED


def test_an_event_published_long_ago_waits_for_its_declaration(now, aliya, taza_su):
    old, declared = make_opportunity(organisation=taza_su, **UNDECLARED), make_opportunity(organisation=taza_su)

    assert list(waiting_for_declaration(taza_su)) == [old]
    assert judge(make_role(make_shift(old)), aliya.volunteer).gates == ["hazards_undeclared"]
    assert judge(make_role(make_shift(declared)), aliya.volunteer).is_allowed


@pytest.mark.parametrize(
    ("hazard", "bars_minors"),
    [
        (Hazard.EMERGENCY, True),
        (Hazard.OFFENCE_VICTIMS, True),
        (Hazard.OFFENDERS, True),
        (Hazard.HEAVY_OR_HARMFUL, True),
        (Hazard.CASH_COLLECTION, True),
        (Hazard.VULNERABLE_ADULTS, False),
        (Hazard.MEDICAL, False),
    ],
)
def test_every_hazard_bars_minors_or_does_not(now, bekzat, hazard, bars_minors):
    opportunity = make_opportunity(hazards=hazard, host_approval="S. Omarova, 12.04.2026")
    role, adult = make_role(make_shift(opportunity)), make_volunteer(age=18)
    for person in (adult, bekzat.volunteer):
        make_clearances(person)

    assert opportunity.is_for_adults == bars_minors
    assert judge(role, bekzat.volunteer).is_allowed != bars_minors
    assert judge(role, adult).is_allowed
