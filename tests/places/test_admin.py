import pytest
from django.contrib.admin.sites import site

from places.models import Territory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("оскемен", {"1520316"}), ("51000", {"510000000"}), ("  ", None), ("-", set())],
)
def test_staff_search_folds_letters_and_takes_codes(rf, typed, codes):
    admin = site.get_model_admin(Territory)

    found, _ = admin.get_search_results(rf.get("/"), Territory.objects.all(), typed)

    expected = set(Territory.objects.values_list("code", flat=True)) if codes is None else codes
    assert set(found.values_list("code", flat=True)) == expected


def test_staff_pages_open(admin_client):
    territory = Territory.objects.first()

    listing = admin_client.get("/admin/places/territory/", {"q": "семей"})
    page = admin_client.get(f"/admin/places/territory/{territory.pk}/change/")

    assert (listing.status_code, page.status_code) == (200, 200)
