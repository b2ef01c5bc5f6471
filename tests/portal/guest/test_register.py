"""The public register: the list with its filters and the page of one organisation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from ngos.enums import LegalStatus
from ngos.models import LevelGrant, Material, OrganisationChange, StatusDecision
from ngos.services.entries import note_legal_status
from ngos.services.merging import merge
from recognition.services.closing import close_month
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import work
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def page(client, address, **query):
    return client.get(address, query, headers={"accept-language": "en"})


def listed(client, **query):
    answer = page(client, reverse("guest:organisations"), **query)
    return [found.slug for found, _level in answer.context["rows"]]


def test_list_is_narrowed_by_what_stands_in_the_address(client, now):
    fund = make_organisation(slug="fund", name="Жасыл Қала", legal_form="public_fund", legal_status="active")
    fund.directions.create(code="ecology", since=date(2024, 1, 1))
    make_organisation(slug="other", name="Басқа", legal_form="association", verified=False)
    LevelGrant.objects.create(organisation=fund, level=2, granted_on=date(2020, 1, 1), valid_until=date(2199, 1, 1))

    assert listed(client) == ["other", "fund"]
    assert listed(client, sort="newest") == ["other", "fund"]
    for wish in (
        {"q": "кала жасыл"}, {"q": "Жaсыл"}, {"form": "public_fund"}, {"legal_status": "active"}, {"level": "2"},
        {"direction": "ecology"}, {"status": "verified"}, {"q": fund.bin},
    ):  # fmt: skip
        assert listed(client, **wish) == ["fund"], wish
    assert listed(client, form="no", level="9", direction="x", sort="y", region="ы", page="999") == ["other", "fund"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(client, count, django_assert_num_queries):
    for _ in range(count):
        make_organisation()
    reverse("guest:organisations")
    with django_assert_num_queries(4):  # how many, the rows, their levels, the regions
        listed(client)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_page_of_an_organisation_costs_ten_queries_at_most(client, now, count, django_assert_max_num_queries):
    organisation = make_organisation(bin="991240000013")
    for number in range(count):
        OrganisationChange.objects.create(
            organisation=organisation, kind="names", after=f"Ат {number}", source="list", changed_at=now
        )
        StatusDecision.objects.create(organisation=organisation, status="verified", reason="Ok.", decided_at=now)
        Material.objects.create(
            organisation=organisation, kind="charter", state="accepted", issued_on=now.date(), sha256="a" * 64,
            posted_at=now,
        )  # fmt: skip
        organisation.directions.create(code="ecology", since=now.date(), until=now.date() + timedelta(days=number))
    for _ in range(min(count, 3)):
        make_opportunity(organisation=organisation)
        make_organisation(parent=organisation)

    with django_assert_max_num_queries(9):  # and one for the rating
        answer = page(client, reverse("guest:organisation", args=[organisation.bin]))

    assert len(answer.context["history"]) == min(50, count * 2)
    assert len(answer.context["facts"].materials) == count


def test_page_says_why_and_since_when_it_is_suspended(client, now):
    organisation = make_organisation(
        status="suspended", status_reason="No report for a year.", status_changed_at=now, founder_people=3
    )
    note_legal_status(
        organisation=organisation, status=LegalStatus.IN_LIQUIDATION, since=date(2025, 3, 1), source="Register 5",
        actor=make_user(full_name="Құпия Адам"), now=now,
    )  # fmt: skip

    words = page(client, reverse("guest:organisation", args=[organisation.bin])).content.decode()

    for expected in ("No report for a year.", "In liquidation", "Register 5", "1 March 2025", "3 people"):
        assert expected.casefold() in words.casefold(), expected
    assert "Құпия" not in words


def test_group_without_a_bin_has_a_page_of_its_own_and_a_duplicate_leads_on(client, now):
    group = make_organisation(slug="korshiler")
    type(group).objects.filter(pk=group.pk).update(bin="", legal_form="volunteer_group", legal_status="unverified")
    kept, gone = make_organisation(), make_organisation()
    merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=make_user(), now=now)

    assert page(client, "/en/organisations/korshiler/").status_code == 200
    assert page(client, f"/en/organisations/{kept.slug}/").status_code == 404
    assert page(client, f"/en/organisations/{gone.bin}/").url == f"/en/organisations/{kept.bin}/"


def test_hours_of_one_person_are_not_told(client, now):
    organisation = make_organisation()
    event, first = make_opportunity(organisation=organisation), date(2026, 1, 10)
    at = datetime(2026, 1, 10, 15, tzinfo=UTC)
    address = reverse("guest:organisation", args=[organisation.address])
    work(make_volunteer(), event, first, 135, recorded_at=at)
    close_month(month=first, actor=None, now=datetime(2026, 2, 25, tzinfo=UTC))
    assert "2 h 15 min" not in page(client, address).content.decode()
    assert "at least five people stand behind the number" in page(client, address).content.decode()

    for day in range(5):
        work(make_volunteer(), event, date(2026, 2, 10 + day), 60, recorded_at=at + timedelta(days=31 + day))
    open_month = page(client, address).content.decode()
    close_month(month=date(2026, 2, 1), actor=None, now=datetime(2026, 3, 25, tzinfo=UTC))
    words = page(client, address).content.decode()

    assert "7 h 15 min" not in open_month
    assert "7 h 15 min" in words
    assert "Months closed up to 28 February 2026." in words
