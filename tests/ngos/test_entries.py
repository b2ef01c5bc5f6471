"""Entries of the register: what is said about an organisation, its legal status, and what a page reads of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from ngos import errors
from ngos.enums import BodyKind, ChangeKind, DisclosureLevel, LegalStatus
from ngos.models import LegalStatusEntry, LevelGrant, Organisation, OrganisationChange
from ngos.queries.entries import facts_of, history_of
from ngos.queries.listing import RegisterWishes, levels_of, search_register
from ngos.services import NewOrganisation, enrol
from ngos.services.entries import BodySaid, EntrySaid, FounderSaid, describe, note_legal_status
from ngos.validators import check_digit
from tests.factories.accounts import make_user
from tests.factories.ngos import make_bin, make_organisation
from tests.factories.places import region

pytestmark = pytest.mark.django_db

CHARITY = "991240000013"


def branch_bin(serial=1):
    """A well-formed BIN of a branch."""
    while True:
        eleven = f"200441{serial:05}"
        digit = check_digit(eleven)
        if digit is not None:
            return f"{eleven}{digit}"
        serial += 1


def said(organisation, **changes):
    usual = {
        "names": (organisation.name_kk, organisation.name_ru, organisation.name_en),
        "legal_form": "public_fund",
        "directions": ["volunteering", "ecology"],
        "founders": [FounderSaid("Ана Жер", CHARITY)],
        "founder_people": 3,
        "bodies": [BodySaid(BodyKind.TOP, "Жалпы жиналыс", 12)],
        "parent_bin": "",
    }
    return EntrySaid(**{**usual, **changes})


def test_describe_keeps_everything_and_writes_each_change_once(now):
    organisation, owner = make_organisation(), make_user()

    first = describe(organisation=organisation, said=said(organisation), actor=owner, now=now)
    again = describe(organisation=organisation, said=said(organisation), actor=owner, now=now)
    facts = facts_of(organisation, on=now.date())

    assert first == [ChangeKind.LEGAL_FORM, ChangeKind.DIRECTIONS, ChangeKind.FOUNDERS, ChangeKind.BODIES]
    assert again == []
    assert [direction.code for direction in facts.directions] == ["ecology", "volunteering"]
    assert [(founder.name, founder.bin) for founder in facts.founders] == [("Ана Жер", CHARITY)]
    assert [(body.kind, body.member_count) for body in facts.bodies] == [("top", 12)]
    assert len(history_of(organisation)) == 4
    assert all("user" not in line.before + line.after for line in history_of(organisation))


def test_describe_ends_a_direction_and_keeps_since_when_it_stood(now):
    organisation, owner = make_organisation(), make_user()
    describe(organisation=organisation, said=said(organisation), actor=owner, now=now)

    describe(
        organisation=organisation,
        said=said(organisation, directions=["ecology"]),
        actor=owner,
        now=now + timedelta(days=3),
    )

    ended = organisation.directions.get(code="volunteering")
    assert ended.until - ended.since == timedelta(days=3)
    assert [direction.code for direction in facts_of(organisation, on=now.date()).directions] == ["ecology"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"names": (" ", "", "")}, errors.NameMissing),
        ({"legal_form": "religious"}, errors.FormBarred),
        ({"legal_form": "llp"}, errors.FormUnknown),
        ({"legal_form": "volunteer_group"}, errors.BinOfGroup),
        ({"directions": ["space"]}, errors.DirectionUnknown),
        ({"founders": [FounderSaid("Ана Жер", "")]}, errors.FounderIncomplete),
        ({"founders": [FounderSaid("Ана Жер", "850101100002")]}, errors.BinIsPersonal),
        ({"parent_bin": CHARITY}, errors.NotABranch),
    ],
)
def test_describe_nonsense_is_refused_and_leaves_nothing(now, change, error):
    organisation, owner = make_organisation(), make_user()

    with pytest.raises(error):
        describe(organisation=organisation, said=said(organisation, **change), actor=owner, now=now)

    assert not OrganisationChange.objects.exists()
    assert not organisation.directions.exists()


def test_describe_a_branch_leads_to_its_head_and_the_head_lists_it(now):
    head, branch = make_organisation(bin=CHARITY), make_organisation(bin=branch_bin(), name="Таза Су, Абай")

    describe(organisation=branch, said=said(branch, parent_bin=CHARITY), actor=make_user(), now=now)

    assert [line.address for line in facts_of(head, on=now.date()).branches] == [branch.bin]
    with pytest.raises(errors.ParentNotFound):
        describe(organisation=branch, said=said(branch, parent_bin=make_bin()), actor=make_user(), now=now)


def test_names_lose_latin_look_alikes_on_their_way_in(now, zhanna):
    wanted = NewOrganisation(bin=CHARITY, region=region(), name_kk="Солтүстiк  Қaзaқстан")

    organisation = enrol(organisation=wanted, owner=zhanna, now=now)

    assert organisation.name_kk == "Солтүстік Қазақстан"


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"bin": CHARITY, "legal_form": "trade_union"}, errors.FormBarred),
        ({"bin": CHARITY, "legal_form": "volunteer_group"}, errors.BinOfGroup),
        ({"bin": " "}, errors.BinMissing),
        ({"bin": "2706400000"}, errors.BinLength),
    ],
)
def test_enrol_refuses_with_the_reason(now, zhanna, wish, error):
    with pytest.raises(error) as refusal:
        enrol(organisation=NewOrganisation(region=region(), name_kk="Жасыл", **wish), owner=zhanna, now=now)
    assert str(refusal.value)
    assert not Organisation.objects.exists()


def test_enrol_a_month_that_has_not_come_is_refused(now, zhanna):
    eleven = next(f"261240{serial:05}" for serial in range(100) if check_digit(f"261240{serial:05}") is not None)
    wanted = NewOrganisation(bin=f"{eleven}{check_digit(eleven)}", region=region(), name_kk="Ертең")

    with pytest.raises(errors.BinInFuture, match=r"month 12 of 2026"):
        enrol(organisation=wanted, owner=zhanna, now=now)


def test_enrol_a_volunteer_group_needs_no_bin_and_two_of_them_may_stand(now, zhanna):
    for name in ("Көршілер", "Көршілер 2"):
        group = NewOrganisation(bin="", region=region(), name_kk=name, legal_form="volunteer_group")
        organisation = enrol(organisation=group, owner=zhanna, now=now)

    assert (organisation.bin, organisation.is_group) == ("", True)
    assert (organisation.legal_status, organisation.address) == (LegalStatus.UNVERIFIED, organisation.slug)


def test_bin_stays_unique_and_a_group_has_none():
    make_organisation(bin=CHARITY)
    for columns in ({"bin": CHARITY, "slug": "other"}, {"bin": "991241001803", "legal_form": "volunteer_group"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_organisation(**columns)


def test_legal_status_is_a_history_apart_from_the_decision_of_a_reviewer(now):
    organisation, reviewer = make_organisation(), make_user()
    note = {"organisation": organisation, "actor": reviewer, "now": now}

    note_legal_status(status=LegalStatus.ACTIVE, since=date(2024, 3, 1), source="Реестр № 5", **note)
    note_legal_status(status=LegalStatus.BANKRUPT, since=date(2025, 3, 1), source="Шешім № 7", **note)

    assert (organisation.legal_status, organisation.is_verified) == (LegalStatus.BANKRUPT, True)
    assert [line.after for line in history_of(organisation)] == ["bankrupt", "active"]
    for wrong, error in (
        ({"source": " "}, errors.SourceMissing),
        ({"since": now.date() + timedelta(days=2)}, errors.DayInFuture),
        ({"since": date(2025, 2, 1)}, errors.DayBeforeLast),
        ({"status": LegalStatus.BANKRUPT}, errors.LegalStatusUnchanged),
        ({"status": LegalStatus.UNVERIFIED}, errors.LegalStatusImpossible),
    ):
        usual = {"status": LegalStatus.ACTIVE, "since": date(2025, 4, 1), "source": "Реестр"}
        with pytest.raises(error):
            note_legal_status(**note, **{**usual, **wrong})


def test_histories_are_never_changed(now):
    organisation = make_organisation()
    note_legal_status(
        organisation=organisation, status=LegalStatus.ACTIVE, since=date(2024, 3, 1), source="Тізім",
        actor=make_user(), now=now,
    )  # fmt: skip

    for table in (LegalStatusEntry, OrganisationChange):
        with pytest.raises(DatabaseError), transaction.atomic():
            table._base_manager.filter(organisation=organisation).update(organisation=make_organisation())
        with pytest.raises(TypeError):
            table.objects.update(organisation=organisation)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_facts_and_history_cost_two_queries_whatever_there_is(now, count, django_assert_num_queries):
    organisation, owner = make_organisation(bin=CHARITY, level=DisclosureLevel.NONE), make_user()
    describe(organisation=organisation, said=said(organisation), actor=owner, now=now)
    for number in range(count):
        OrganisationChange.objects.create(
            organisation=organisation, kind=ChangeKind.NAMES, after=str(number), source="list", changed_at=now
        )
        make_organisation(bin=branch_bin(number * 7 + 1), parent=organisation)
    LevelGrant.objects.create(
        organisation=organisation, level=2, granted_on=now.date(), valid_until=now.date() + timedelta(days=9)
    )

    with django_assert_num_queries(2):
        facts, history = facts_of(organisation, on=now.date()), history_of(organisation)

    assert (facts.level, len(facts.branches), len(history)) == (2, count, min(50, count + 4))


def test_register_is_found_by_every_facet_in_one_query(now, django_assert_num_queries):
    fund = make_organisation(
        name="Жасыл Қала", legal_form="public_fund", legal_status="active", level=DisclosureLevel.NONE
    )
    make_organisation(name="Басқа", legal_form="association", region=region("350000000"), level=DisclosureLevel.NONE)
    describe(organisation=fund, said=said(fund), actor=make_user(), now=now)
    day = now.date()
    LevelGrant.objects.create(organisation=fund, level=3, granted_on=day, valid_until=day)

    for wish in (
        {"text": "жасыл кала"}, {"text": fund.bin[:7], "legal_form": "public_fund"}, {"direction": "ecology"},
        {"legal_status": "active"}, {"level": 2}, {"level": 3, "sort": "newest"}, {"region_code": "750000000"},
    ):  # fmt: skip
        with django_assert_num_queries(1):
            assert list(search_register(RegisterWishes(**wish), on=day)) == [fund], wish
    assert list(search_register(RegisterWishes(level=4), on=day)) == []
    assert list(search_register(RegisterWishes(level=2), on=day + timedelta(days=1))) == []
    assert levels_of([fund], on=day) == {fund.pk: 3}
