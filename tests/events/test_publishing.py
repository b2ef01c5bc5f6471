from datetime import date, time, timedelta

import pytest

from core.enums import Cause
from events import errors
from events.enums import OpportunityStatus, SignUpStatus
from events.models import ShiftRole
from events.services import publishing
from events.services.publishing import Declaration, OpportunityDraft, RolePlan, ShiftPlan
from ngos.enums import DisclosureLevel, MaterialKind
from ngos.errors import LevelTooLow, OrganisationNotVerified
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_material, make_organisation
from tests.factories.places import settlement
from tests.factories.volunteers import clear_for_children, make_skill, make_volunteer

pytestmark = pytest.mark.django_db


NOTHING_DANGEROUS = Declaration(is_made=True)
BESIDE_CHILDREN = Declaration(is_made=True, has_child_contact=True, safeguarding_lead="Дана")


def draft(**changes):
    wanted = {
        "cause": Cause.ECOLOGY,
        "texts": {"title_kk": "Ағаш отырғызу", "description_kk": "Бірге отырғызамыз."},
        "contact_name": "Дана",
        "venue": settlement(),
        "declaration": NOTHING_DANGEROUS,
    }
    return OpportunityDraft(**{**wanted, **changes})


def plan(day=date(2026, 5, 9), start=time(10), end=time(14), ends_on=None):
    return ShiftPlan(starts_on=day, start_time=start, ends_on=ends_on or day, end_time=end)


def test_a_draft_becomes_a_published_opportunity(now, taza_su, dana):
    opportunity = publishing.create_opportunity(organisation=taza_su, draft=draft(), actor=dana, now=now)
    skill = make_skill("first_aid")
    role = RolePlan(names={"kk": "Бағбан"}, capacity=5, minimum=2, required_skills={skill: 2})
    shift = publishing.add_shift(opportunity=opportunity, plan=plan(), roles=[role], actor=dana, now=now)

    publishing.publish_opportunity(opportunity=opportunity, actor=dana, now=now)

    assert (opportunity.status, opportunity.slug) == (OpportunityStatus.PUBLISHED, "agash-otyrgyzu")
    assert (shift.starts_at.hour, shift.minutes) == (5, 240)
    assert shift.roles.get().skills.get().is_required


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"texts": {"title_kk": "  "}}, errors.TitleMissing),
        ({"venue": None}, errors.PlaceMissing),
        ({"min_age": 13}, errors.MinimumAgeImpossible),
        ({"min_age": 120}, errors.MinimumAgeImpossible),
    ],
)
def test_a_draft_that_cannot_be_is_refused(now, taza_su, dana, changes, error):
    with pytest.raises(error):
        publishing.create_opportunity(organisation=taza_su, draft=draft(**changes), actor=dana, now=now)


@pytest.mark.parametrize(
    ("shift", "error"),
    [
        (plan(start=time(14), end=time(10)), errors.ShiftEndsBeforeStart),
        (plan(start=time(10), end=time(10)), errors.ShiftEndsBeforeStart),
        (plan(start=time(10, 5)), errors.ShiftNotOnQuarter),
        (plan(ends_on=date(2026, 5, 11)), errors.ShiftTooLong),
        (plan(day=date(1970, 1, 1)), errors.ShiftDateImpossible),
        (plan(day=date(2999, 1, 1)), errors.ShiftDateImpossible),
    ],
)
def test_a_shift_that_cannot_be_is_refused(now, shift, error):
    with pytest.raises(error):
        publishing.add_shift(opportunity=make_opportunity(), plan=shift, roles=[], actor=None, now=now)


def test_a_shift_may_cross_midnight(now):
    night = plan(start=time(22), end=time(2), ends_on=date(2026, 5, 10))

    shift = publishing.add_shift(opportunity=make_opportunity(), plan=night, roles=[], actor=None, now=now)

    assert shift.minutes == 240


@pytest.mark.parametrize(("capacity", "minimum"), [(0, 0), (2, 3), (1, -1)])
def test_a_role_that_cannot_be_filled_is_refused(now, capacity, minimum):
    role = RolePlan(names={"en": "Planter"}, capacity=capacity, minimum=minimum)

    with pytest.raises(errors.CapacityImpossible):
        publishing.add_shift(opportunity=make_opportunity(), plan=plan(), roles=[role], actor=None, now=now)


def test_an_organisation_that_is_not_verified_keeps_drafts_only(now):
    opportunity = make_opportunity(organisation=make_organisation(verified=False), published=False)
    make_role(make_shift(opportunity))

    with pytest.raises(OrganisationNotVerified):
        publishing.publish_opportunity(opportunity=opportunity, actor=None, now=now)


def test_publishing_without_a_shift_ahead_is_refused(now):
    opportunity = make_opportunity(published=False)
    make_role(make_shift(opportunity, days_ahead=-3))

    with pytest.raises(errors.NothingToPublish):
        publishing.publish_opportunity(opportunity=opportunity, actor=None, now=now)


def test_publishing_twice_is_refused(now):
    opportunity = make_opportunity()
    make_role(make_shift(opportunity))

    with pytest.raises(errors.WrongStatus):
        publishing.publish_opportunity(opportunity=opportunity, actor=None, now=now)


def test_capacity_goes_down_to_the_people_but_not_below(now):
    role = make_role(make_shift(make_opportunity()), capacity=5)
    for _person in range(3):
        make_signup(role, make_volunteer())

    with pytest.raises(errors.CapacityBelowTaken, match="3"):
        publishing.change_capacity(role=role, capacity=2, actor=None, now=now)

    assert publishing.change_capacity(role=role, capacity=3, actor=None, now=now).free_count == 0


def test_cancelling_releases_everybody_on_shifts_ahead_only(now):
    opportunity = make_opportunity()
    ahead, past = make_role(make_shift(opportunity)), make_role(make_shift(opportunity, days_ahead=-2))
    coming, came = make_signup(ahead, make_volunteer()), make_signup(past, make_volunteer())

    publishing.cancel_opportunity(opportunity=opportunity, actor=None, now=now)

    coming.refresh_from_db()
    came.refresh_from_db()
    assert (coming.status, came.status) == (SignUpStatus.CANCELLED, SignUpStatus.CONFIRMED)
    assert ShiftRole.objects.get(pk=ahead.pk).taken_count == 0


def test_wall_time_is_the_truth_when_the_zone_changed(now):
    before = publishing.shift_window(
        starts_on=date(2024, 2, 20), start_time=time(10), ends_on=date(2024, 2, 20), end_time=time(12),
        time_zone="Asia/Almaty",
    )  # fmt: skip
    after = publishing.shift_window(
        starts_on=date(2024, 3, 20), start_time=time(10), ends_on=date(2024, 3, 20), end_time=time(12),
        time_zone="Asia/Almaty",
    )  # fmt: skip

    assert (before.starts_at.hour, after.starts_at.hour) == (4, 5)
    assert before.ends_at - before.starts_at == timedelta(hours=2)


def test_new_rules_are_refused_while_a_minor_on_the_list_fails_them(now, bekzat, dana, taza_su):
    opportunity = make_opportunity(organisation=taza_su)
    make_signup(make_role(make_shift(opportunity)), bekzat.volunteer)
    make_material(taza_su, MaterialKind.SAFEGUARDING_POLICY)

    with pytest.raises(errors.PeopleNoLongerFit, match="1"):
        publishing.update_opportunity(
            opportunity=opportunity, draft=draft(declaration=BESIDE_CHILDREN), actor=dana, now=now
        )

    opportunity.refresh_from_db()
    assert not opportunity.has_child_contact


def test_new_rules_are_taken_when_everybody_meets_them(now, aliya, dana, taza_su):
    opportunity = make_opportunity(organisation=taza_su)
    make_signup(make_role(make_shift(opportunity)), aliya.volunteer)
    clear_for_children(aliya.volunteer)
    make_material(taza_su, MaterialKind.SAFEGUARDING_POLICY)

    publishing.update_opportunity(
        opportunity=opportunity, draft=draft(declaration=BESIDE_CHILDREN, min_age=18), actor=dana, now=now
    )

    opportunity.refresh_from_db()
    assert (opportunity.has_child_contact, opportunity.min_age) == (True, 18)


@pytest.mark.parametrize("status", [OpportunityStatus.CLOSED, OpportunityStatus.CANCELLED])
def test_what_is_over_is_not_changed_any_more(now, status):
    opportunity = make_opportunity(status=status)
    role = make_role(make_shift(opportunity))

    with pytest.raises(errors.WrongStatus):
        publishing.update_opportunity(opportunity=opportunity, draft=draft(), actor=None, now=now)
    with pytest.raises(errors.WrongStatus):
        publishing.add_shift(opportunity=opportunity, plan=plan(), roles=[], actor=None, now=now)
    with pytest.raises(errors.WrongStatus):
        publishing.change_capacity(role=role, capacity=9, actor=None, now=now)


def test_work_with_children_is_published_by_who_has_the_level_and_the_policy(now, dana, taza_su):
    beside = make_opportunity(
        organisation=taza_su, status=OpportunityStatus.DRAFT, has_child_contact=True, safeguarding_lead="Дана"
    )
    make_role(make_shift(beside))

    with pytest.raises(LevelTooLow, match="child-safeguarding policy"):
        publishing.publish_opportunity(opportunity=beside, actor=dana, now=now)
    make_material(taza_su, MaterialKind.SAFEGUARDING_POLICY)
    publishing.publish_opportunity(opportunity=beside, actor=dana, now=now)

    assert beside.status == OpportunityStatus.PUBLISHED


def test_a_low_level_publishes_what_has_no_children_and_is_told_the_next_step(now):
    newcomer = make_organisation(level=DisclosureLevel.IDENTITY)
    make_material(newcomer, MaterialKind.SAFEGUARDING_POLICY)
    trees, beside = (
        make_opportunity(organisation=newcomer, status=OpportunityStatus.DRAFT, has_child_contact=has)
        for has in (False, True)
    )
    for event in (trees, beside):
        make_role(make_shift(event))

    publishing.publish_opportunity(opportunity=trees, actor=None, now=now)
    with pytest.raises(LevelTooLow, match=r"level “registered”.*charter, code of ethics"):
        publishing.publish_opportunity(opportunity=beside, actor=None, now=now)

    assert trees.status == OpportunityStatus.PUBLISHED


def test_a_published_event_with_children_stays_when_the_level_has_ended(now):
    lapsed = make_organisation(level=DisclosureLevel.NONE)
    beside = make_opportunity(organisation=lapsed, has_child_contact=True, safeguarding_lead="Дана")
    trees = make_opportunity(organisation=lapsed)

    publishing.update_opportunity(
        opportunity=beside, draft=draft(declaration=BESIDE_CHILDREN, min_age=18), actor=None, now=now
    )
    with pytest.raises(LevelTooLow):
        publishing.update_opportunity(
            opportunity=trees, draft=draft(declaration=BESIDE_CHILDREN, min_age=18), actor=None, now=now
        )

    beside.refresh_from_db()
    trees.refresh_from_db()
    assert (beside.status, trees.has_child_contact) == (OpportunityStatus.PUBLISHED, False)
