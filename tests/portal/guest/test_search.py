"""Searching: what the address says, how far the circle grows, what helps when nothing is found."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from portal.guest.search import days_of, look, wishes_from
from tests.factories.events import make_opportunity, make_role, make_shift


def wishes(query):
    return wishes_from(QueryDict(query), default_where="Караганда")


def titles(found):
    return [row.opportunity.title_en for row in found.page.rows]


@pytest.mark.parametrize(
    "query", ["km=7", "cause=dancing", "age=five", "age=200", "when=yesterday", "lang=fr", "page=-1"]
)
def test_unreadable_part_is_named_and_ignored(query):
    read = wishes(query)

    assert read.ignored == (query.split("=")[0],)
    assert read == wishes_from(QueryDict(""), default_where="Караганда").__class__(
        where="Караганда", ignored=read.ignored
    )


@pytest.mark.parametrize("name", ["age", "page"])
def test_thousands_of_digits_are_ignored_like_any_other_nonsense(name, client, db):
    query = f"{name}={'9' * 5000}"

    assert wishes(query).ignored == (name,)
    assert client.get(f"/en/?{query}").status_code == 200


def test_leading_zeros_do_not_count_as_digits():
    assert wishes("age=" + "0" * 5000 + "16").age == 16


def test_nearest_comes_first_and_the_circle_stays_small(offer, now):
    for title, north_km in (("third", 9), ("first", 1), ("second", 4), ("far", 30)):
        offer(title, north_km=north_km)

    found = look(wishes(""), now=now, size=10)

    assert titles(found) == ["first", "second", "third"]
    assert found.reach_km == 10


def test_circle_grows_until_it_holds_a_few(offer, now):
    for title, north_km in (("near", 2), ("farther", 20), ("far", 45)):
        offer(title, north_km=north_km)

    found = look(wishes(""), now=now, size=10)

    assert (found.reach_km, titles(found)) == (50, ["near", "farther", "far"])


def test_wished_distance_is_kept_and_the_way_out_is_counted(offer, now):
    offer("far", north_km=20)

    found = look(wishes("km=10"), now=now, size=10)

    assert titles(found) == []
    assert [(way.kind, way.kilometres, way.count) for way in found.widenings] == [("farther", 25, 1)]


def test_each_change_that_would_help_is_offered(offer, now):
    offer("on a weekday", days_ahead=2)
    make_role(make_shift(make_opportunity(is_remote=True, title="online"), days_ahead=5))

    found = look(wishes("km=10&when=weekend&cause=inclusion"), now=now, size=10)

    assert found.page.total == 0
    assert {way.kind for way in found.widenings} == set()
    only_day = look(wishes("km=10&when=weekend"), now=now, size=10)
    assert {(way.kind, way.count) for way in only_day.widenings} == {("any_day", 1), ("online", 1)}


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("", None, None),
        ("weekend", date(2026, 5, 9), date(2026, 5, 10)),
        ("week", date(2026, 5, 4), date(2026, 5, 10)),
        ("month", date(2026, 5, 4), date(2026, 6, 2)),
    ],
)
def test_choice_of_days_starts_today(now, when, first, last):
    assert days_of(when, now) == (first, last)


def test_full_shift_is_not_offered(offer, now):
    offer("open")
    full = offer("full")
    role = full.shifts.get().roles.get()
    role.taken_count = role.capacity
    role.save(update_fields=["taken_count"])

    assert titles(look(wishes(""), now=now, size=10)) == ["open"]


def test_unknown_place_offers_the_close_names(client, offer):
    offer()

    page = client.get(reverse("guest:home"), {"where": "Karagnda"}).content.decode()

    assert "We do not know “Karagnda”." in page
    assert "?where=Karaganda%2C+Karaganda+Region" in page


def test_search_by_typed_kazakh_without_its_letters(client, offer):
    offer("Plant saplings")

    page = client.get(reverse("guest:opportunities"), {"where": "караганды"}).content.decode()

    assert "Plant saplings" in page


def test_last_place_is_remembered(client, offer):
    offer("Plant saplings")
    client.get(reverse("guest:home"), {"where": "Қарағанды"})

    page = client.get(reverse("guest:home")).content.decode()

    assert 'value="Қарағанды"' in page


def test_page_past_the_end_shows_the_last(client, offer):
    offer("Plant saplings")

    page = client.get(reverse("guest:opportunities"), {"where": "Karaganda", "page": "9"}).content.decode()

    assert "Plant saplings" in page


@pytest.mark.parametrize(
    "query", ["where=%00", "where=" + "я" * 500, "page=99999999999", "km=%F0%9F%8C%B3", "q=%25'\"<"]
)
def test_strange_addresses_never_break_the_page(client, db, query):
    assert client.get(f"/en/opportunities/?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions(client, offer, django_assert_num_queries, count):
    for step in range(count):
        offer(f"work {step}", north_km=1 + step)
    client.get("/en/opportunities/?where=Karaganda&km=10")

    with django_assert_num_queries(4):
        client.get("/en/opportunities/?where=Karaganda&km=10")


@pytest.mark.parametrize("page", ["guest:home", "guest:opportunities", "guest:organisation", "guest:region"])
def test_what_the_law_closes_to_minors_is_on_no_list_of_theirs(now, client, offer, aliya, bekzat, page):
    barred = offer("Search for the missing", hazards=1)
    allowed = offer("Plant saplings", organisation=barred.organisation)
    names = {"guest:organisation": [barred.organisation.bin], "guest:region": [barred.venue.region.key]}
    address = reverse(page, args=names.get(page, [])) + "?where=Караганда"

    for person, sees in ((aliya, True), (bekzat, False), (None, True)):
        if person:
            client.force_login(person)
        else:
            client.logout()
        shown = client.get(address).content.decode()
        assert allowed.title_en + " (kk)" in shown or allowed.title_en in shown
        assert ("Search for the missing" in shown) is sees


def test_the_page_of_work_for_adults_says_why_in_words(now, client, offer, bekzat):
    barred = offer("Search for the missing", hazards=1)
    client.force_login(bekzat)

    shown = client.get(reverse("guest:opportunity", args=[barred.public_id, barred.slug])).content.decode()

    assert "Only people aged 18 and over may help victims of disasters or offences." in shown
    assert "From 18. Only for adults." in shown
