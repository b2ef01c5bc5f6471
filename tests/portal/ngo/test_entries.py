"""The entry as its owner keeps it, and enrolling by legal form."""

import pytest
from django.urls import reverse

from ngos.enums import MembershipRole
from ngos.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.ngos import make_member, make_organisation

pytestmark = pytest.mark.django_db

ENTRY = {
    "name_kk": "Солтүстiк", "name_ru": "", "name_en": "", "legal_form": "public_fund", "directions": ["ecology"],
    "founders": "Ана Жер, 991240000013\n", "founder_people": "2", "parent_bin": "", "top_name": "Жиналыс",
    "top_count": "9",
}  # fmt: skip


@pytest.fixture
def fund(client):
    organisation = make_organisation(slug="fund", name="Таза Су")
    client.force_login(make_member(organisation, user=make_user(), role=MembershipRole.OWNER))
    return organisation


def test_owner_keeps_the_entry_and_everybody_reads_it(client, fund):
    address = reverse("ngo:entry", args=["fund"])

    assert client.post(address, ENTRY).status_code == 302
    form = client.get(address).context["form"]
    page = client.get(reverse("guest:organisation", args=[fund.bin])).content.decode()

    assert form.initial["founders"] == "Ана Жер, 991240000013"
    assert (form.initial["top_count"], form.initial["directions"]) == (9, ["ecology"])
    for expected in ("Солтүстік", "Ана Жер (991240000013)", "Environmental protection", "9 people", "public fund"):
        assert expected in page, expected


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"founders": "Ана Жер"}, "Write each founder on a line of its own"),
        ({"founders": "Адам, 850101100002"}, "This looks like a person’s number"),
        ({"legal_form": "volunteer_group"}, "A volunteer group without a BIN has none."),
        ({"name_kk": ""}, "Give the organisation a name in at least one language."),
        ({"parent_bin": "991240000013"}, "Only a branch or a representative office has a head organisation"),
        ({"top_count": "0"}, "Please enter 1 or more."),
    ],
)
def test_bad_entry_is_refused_and_everything_typed_stays(client, fund, change, sentence):
    answer = client.post(reverse("ngo:entry", args=["fund"]), ENTRY | change)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Жиналыс" in page
    assert Organisation.objects.get(pk=fund.pk).name_kk == "Таза Су"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"legal_form": "religious", "bin": "991240000013"}, "does not count this form among"),
        ({"legal_form": "volunteer_group", "bin": "991240000013"}, "A volunteer group without a BIN has none."),
        ({"legal_form": "public_fund", "bin": ""}, "Enter the BIN."),
    ],
)
def test_enrolling_says_why_a_form_does_not_fit(client, zhanna, wish, sentence):
    client.force_login(zhanna)
    answer = client.post(reverse("ngo:enrol"), {"name_kk": "Жасыл", "region": "750000000", **wish})
    assert sentence in answer.content.decode()


def test_group_without_a_bin_enrols_and_works(client, zhanna):
    client.force_login(zhanna)
    wish = {"name_kk": "Көршілер", "region": "750000000", "legal_form": "volunteer_group", "bin": ""}

    desk = client.post(reverse("ngo:enrol"), wish, follow=True)

    group = Organisation.objects.get()
    assert (desk.status_code, group.bin) == (200, "")
    assert client.get(reverse("guest:organisation", args=[group.slug])).status_code == 200


def test_listed_bin_leads_to_asking_for_it(client, zhanna):
    listed = make_organisation(verified=False, is_listed=True)
    client.force_login(zhanna)
    answer = client.post(reverse("ngo:enrol"), {"name_kk": "Жасыл", "region": "750000000", "bin": listed.bin})
    assert "Ask on its page in the register to act for it." in answer.content.decode()
