"""The reviewer's side of the register: legal status, duplicates, requests to act."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from ngos.models import Organisation
from ngos.services.claims import ask_to_act
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_group, make_member, make_organisation
from tests.factories.places import KARAGANDA_REGION_CODE, region

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    found = make_user(full_name="Рая Тексеруші")
    make_grant(found, Role.REVIEWER, None)
    client.force_login(found)
    return found


def at(name, *args):
    return reverse(f"moderator:{name}", args=args)


def words(answer):
    return answer.content.decode()


def test_legal_status_is_noted_with_its_source_and_bad_input_says_why(client, reviewer):
    organisation = make_organisation()
    address = at("legal_status", organisation.public_id)
    note = {
        "legal_status": "bankrupt",
        "since_day": "1",
        "since_month": "3",
        "since_year": "2024",
        "source": "Register 5",
    }

    assert "“No BIN” is the legal status" in words(client.post(address, note | {"legal_status": "unverified"}))
    assert "This day has not come yet." in words(client.post(address, note | {"since_year": "2199"}))
    assert client.post(address, note).status_code == 302

    assert Organisation.objects.get(pk=organisation.pk).legal_status == "bankrupt"
    assert "The organisation already has this legal status." in words(client.post(address, note))


def test_duplicate_is_joined_and_taken_apart_again(client, reviewer):
    kept, gone = make_organisation(name="Таза Су"), make_organisation(name="Су Таза")
    event = make_opportunity(organisation=gone)
    address = at("duplicates", kept.public_id)

    assert "Су Таза" in words(client.get(at("alike")))
    assert client.post(address, {"duplicate": "", "reason": "Same."}).status_code == 422
    assert client.post(address, {"duplicate": str(gone.public_id), "reason": "Same."}).status_code == 302
    event.refresh_from_db()
    assert event.organisation == kept

    (joining,) = client.get(address).context["merges"]
    assert client.post(at("take_apart", joining.public_id)).status_code == 302
    event.refresh_from_db()
    assert event.organisation == gone
    assert client.get(at("take_apart", joining.public_id)).status_code == 404


def test_reviewer_who_acts_for_one_of_them_joins_nothing(client, reviewer):
    kept, gone = make_organisation(name="Таза Су"), make_organisation(name="Су Таза")
    make_member(gone, user=reviewer)

    page = client.post(at("duplicates", kept.public_id), {"duplicate": str(gone.public_id), "reason": "Mine."})

    assert "You may not decide about yourself or about an organisation you are tied to." in words(page)
    assert Organisation.objects.get(pk=gone.pk).merged_into is None


def test_somebody_asks_for_a_listed_entry_and_becomes_its_owner(client, reviewer, zhanna):
    listed = make_organisation(verified=False, is_listed=True)
    client.force_login(zhanna)
    assert reverse("ngo:claim", args=[listed.bin]) in words(
        client.get(reverse("guest:organisation", args=[listed.bin]))
    )
    asked = client.post(reverse("ngo:claim", args=[listed.bin]), {"words": "I keep its books."})
    assert asked.status_code == 302
    assert "You have asked already." in words(client.get(reverse("ngo:claim", args=[listed.bin])))

    client.force_login(reviewer)
    (claim,) = client.get(at("claims")).context["page"]
    page = client.post(at("claim", claim.public_id), {"verdict": "yes", "reason": "Called and checked."})

    assert page.url == at("claims")
    assert listed.memberships.get().user == zhanna
    assert client.get(at("claim", claim.public_id)).status_code == 404


def test_requests_are_those_of_the_reviewers_territories(client, now):
    officer = make_user()
    make_grant(officer, Role.REVIEWER, region(KARAGANDA_REGION_CODE))
    claim = ask_to_act(organisation=make_organisation(is_listed=True), user=make_user(), words="I.", now=now)
    client.force_login(officer)

    assert list(client.get(at("claims")).context["page"]) == []
    assert client.get(at("claim", claim.public_id)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(client, reviewer, now, count, django_assert_max_num_queries):
    for _ in range(count):
        ask_to_act(organisation=make_organisation(is_listed=True), user=make_user(), words="I.", now=now)
    for name, most in (("claims", 12), ("alike", 12)):
        with django_assert_max_num_queries(most):
            assert client.get(at(name)).status_code == 200


def test_the_rating_of_an_entry_without_a_bin_is_not_counted(client, reviewer):
    group, fund = make_group(), make_organisation()
    type(group).objects.filter(pk=fund.pk).update(merged_into=group)  # joined before that was refused

    page = client.get(at("ratings"), {"bin": fund.bin})

    assert "It has no BIN, so it is not rated." in words(page)
    for nobody in (group.slug, "\x00"):
        assert client.get(at("ratings"), {"bin": nobody}).status_code in (200, 404)


def test_an_entry_with_a_bin_is_joined_with_one_without_only_the_other_way_round(client, reviewer):
    group, fund = make_group(name="Таза Су"), make_organisation(name="Таза Су")

    answer = client.post(at("duplicates", group.public_id), {"duplicate": str(fund.public_id), "reason": "Same."})

    assert answer.status_code == 422
    assert "Join them the other way round" in words(answer)
