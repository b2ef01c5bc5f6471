"""Protected places: what is written where, who finds it, and that nothing measured tells more than the district."""

import random
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from core.enums import Cause
from events.errors import AddressInWords, PlaceMissing
from events.models import Opportunity, ProtectedPlace
from events.queries import OpportunityFilter, bearing_to, distance_to, search_opportunities
from events.queries.protected import exact_place
from events.services.publishing import OpportunityDraft, create_opportunity, update_opportunity
from places.distance import GeoPoint, geodesic_km
from places.queries import shown_district
from tests.factories.events import make_role, make_shift
from tests.factories.places import ALMATY, TALGAR, make_territory, region, settlement

pytestmark = pytest.mark.django_db

STREET = "Panfilov 7, door code 12"
QUERIES = 10_000


def draft(**changes) -> OpportunityDraft:
    whole = OpportunityDraft(
        cause=Cause.INCLUSION,
        texts={"title_en": "Cook supper", "description_en": "For twelve people."},
        contact_name="Dana",
        venue=settlement(TALGAR),
        address=STREET,
        latitude=43.3051,
        longitude=77.2402,
        is_place_protected=True,
    )
    return replace(whole, **changes)


@pytest.fixture
def shelter(taza_su, dana, now) -> Opportunity:
    """A published event in a shelter in Talgar, with a shift."""
    event = create_opportunity(organisation=taza_su, draft=draft(), actor=dana, now=now)
    Opportunity.objects.filter(pk=event.pk).update(status="published", published_at=now, is_hazard_declared=True)
    make_role(make_shift(event))
    event.refresh_from_db()
    return event


def test_the_row_that_everybody_reads_holds_the_district_and_the_other_the_place(shelter):
    district, exact = region("190000000"), exact_place(shelter)

    assert (shelter.venue, shelter.address) == (district, "")
    assert (shelter.latitude, shelter.longitude) == (district.latitude, district.longitude)
    assert (exact.venue, exact.address, exact.latitude) == (settlement(TALGAR), STREET, 43.3051)


def test_the_database_keeps_no_address_in_the_row_of_a_protected_place(shelter):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=shelter.pk).update(address=STREET)


@pytest.mark.parametrize("words", ["Panfilov", "панфилов 7", "Talgar", "Талғар"])
def test_no_search_for_words_of_the_address_finds_it(shelter, now, words):
    assert search_opportunities(OpportunityFilter(text=words), now=now).total == 0
    assert search_opportunities(OpportunityFilter(text="supper"), now=now).total == 1


def test_no_search_in_the_town_or_around_the_house_finds_it(shelter, now):
    house = GeoPoint(43.3051, 77.2402)

    assert search_opportunities(OpportunityFilter(territory=settlement(TALGAR)), now=now).total == 0
    assert search_opportunities(OpportunityFilter(near=house, within_km=3), now=now).total == 0


def test_ten_thousand_distances_measure_the_middle_of_the_district(shelter, now, figure):
    """Whoever asks from everywhere solves for the point that answers: it is the district's, for each shelter."""
    dice, middle = random.Random(1), region("190000000").point
    starts = [GeoPoint(43 + 3 * dice.random(), 76 + 4 * dice.random()) for _ in range(QUERIES)]
    off = max(abs(distance_to(shelter, start) - geodesic_km(start, middle)) for start in starts)
    figure("trilateration", queries=QUERIES, worst_km=round(off, 6))
    assert off == 0
    assert geodesic_km(middle, GeoPoint(43.3051, 77.2402)) > 3
    assert bearing_to(shelter, starts[0]) is None  # no pin on a map either


def test_two_shelters_in_one_district_look_alike(shelter, taza_su, dana, now):
    village = make_territory(name="Жаңа ауыл", parent=region("190000000"))
    other = draft(venue=village, address="Elsewhere 1", latitude=44.5, longitude=78.1)
    twin = create_opportunity(organisation=taza_su, draft=other, actor=dana, now=now)

    names = ("venue_id", "address", "latitude", "longitude", "search_text", "slug", "time_zone")
    assert [getattr(twin, name) for name in names] == [getattr(shelter, name) for name in names]


def test_a_large_town_is_its_own_district_and_a_village_is_not():
    district = make_territory(name="Аудан", parent=region("190000000"), kind="district")
    village = make_territory(name="Ауыл", parent=district, region=region("190000000"))

    assert shown_district(settlement(ALMATY)) == settlement(ALMATY)
    assert (shown_district(village), shown_district(district)) == (district, district)
    assert shown_district(make_territory()) == region("190000000")


@pytest.mark.parametrize("field", ["title", "description", "bring", "costs"])
def test_words_for_everybody_may_not_name_the_address(taza_su, dana, now, field):
    texts = {"title_en": "Cook supper", f"{field}_ru": "Встречаемся: ПАНФИЛОВ 7, door-code 12!"}

    with pytest.raises(AddressInWords):
        create_opportunity(
            organisation=taza_su, draft=draft(texts=texts, address="Панфилов 7, door code 12"), actor=dana, now=now
        )
    assert Opportunity.objects.count() == 0


def test_a_protected_place_needs_a_place(taza_su, dana, now):
    with pytest.raises(PlaceMissing):
        create_opportunity(organisation=taza_su, draft=draft(venue=None), actor=dana, now=now)


def test_changing_the_event_keeps_the_place_and_lifting_the_protection_forgets_the_second_row(shelter, dana, now):
    update_opportunity(opportunity=shelter, draft=draft(contact_name="Aigul"), actor=dana, now=now)
    assert exact_place(shelter).address == STREET

    update_opportunity(opportunity=shelter, draft=draft(is_place_protected=False), actor=dana, now=now)
    assert (shelter.address, shelter.venue, ProtectedPlace.objects.count()) == (STREET, settlement(TALGAR), 0)

    update_opportunity(opportunity=shelter, draft=draft(), actor=dana, now=now)
    assert (shelter.address, "panfilov" in shelter.search_text, ProtectedPlace.objects.count()) == ("", False, 1)


def test_online_work_has_no_place_to_protect(taza_su, dana, now):
    online = draft(is_remote=True, venue=None, latitude=None, longitude=None, address="")
    event = create_opportunity(organisation=taza_su, draft=online, actor=dana, now=now)

    assert (event.is_place_protected, ProtectedPlace.objects.count()) == (False, 0)
