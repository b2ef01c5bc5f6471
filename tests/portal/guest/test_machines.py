"""What machines read: only what is open, in the shape they expect, and cheap to ask again."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from io import BytesIO
from itertools import product

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from core import clock
from events.enums import OpportunityStatus, ShiftStatus
from events.models import Opportunity, Shift
from events.queries import OpportunityFilter, search_opportunities
from ngos.enums import OrganisationStatus
from places.queries import shown_district
from portal.guest.pictures import Poster, draw
from portal.guest.sharing import DESCRIPTION_MAX, TITLE_MAX
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_organisation

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SITE = "http://localhost:8000"
SECOND = timedelta(seconds=1)


def path_of(event: Opportunity, language: str = "en") -> str:
    with override(language):
        return reverse("guest:opportunity", args=[event.public_id, event.slug])


def nodes_of(client, path: str) -> list[dict]:
    return [json.loads(text) for text in LD.findall(client.get(path).content.decode())]


def meta_of(page: str) -> dict[str, str]:
    return {
        name: unescape(words) for name, words in re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', page)
    }


# --- nothing expired, cancelled, full, hidden ------------------------------------------------------------------------


@pytest.fixture
def town(now):
    """Every kind of event once, each with a shift on the day after tomorrow: 72 of them, two of which are open."""
    verified, suspended = make_organisation(slug="verified"), make_organisation(slug="other", verified=False)
    kinds = product(OpportunityStatus, ShiftStatus, (verified, suspended), (0, 1), (False, True))
    for status, planned, organisation, free, is_protected in kinds:
        event = make_opportunity(organisation=organisation, status=status, slug=f"{status}-{planned}-{free}")
        make_role(make_shift(event, days_ahead=2, status=planned), capacity=1, taken_count=1 - free)
        if is_protected:
            district = shown_district(event.venue)
            Opportunity.objects.filter(pk=event.pk).update(is_place_protected=True, address="", venue=district)
    return verified


def is_open(event: Opportunity, at: datetime) -> bool:
    """What the rules say, written down once more."""
    shift = event.shifts.get()
    role = shift.roles.get()
    return (
        event.status == "published"
        and event.organisation.status == OrganisationStatus.VERIFIED
        and shift.status == "planned"
        and shift.starts_at > at
        and role.taken_count < role.capacity
    )


def read_xml(client, path: str) -> ET.Element:
    return ET.fromstring(client.get(path).content)


def paths_in(tree: ET.Element) -> list[str]:
    return [place.text.removeprefix(SITE) for place in tree.iter(f"{SITEMAP}loc")]


def in_sitemap(client) -> set[str]:
    parts = [path for path in paths_in(read_xml(client, "/sitemap.xml")) if "opportunities" in path]
    return {path for part in parts for path in paths_in(read_xml(client, part)) if "/en/" in path}


def in_news(client) -> set[str]:
    return {
        item.findtext("guid")
        for about in ("org/verified", "region/750000000", "cause/ecology", "org/other")
        for item in read_xml(client, f"/feeds/{about}.rss?lang=en").iter("item")
    }


def in_open_data(client) -> set[str]:
    graph = client.get("/api/v1/opportunities.jsonld?limit=100").json()["graph"]
    return {activity["id"] for organisation in graph for activity in organisation["activity"]}


def in_calendars(client) -> set[str]:
    files = [
        client.get(f"/feeds/{about}.ics").content.decode()
        for about in ("org/verified", "region/750000000", "org/other")
    ]
    return {
        re.search(r"UID:(\S+)", event)[1]
        for content in files
        for event in content.split("BEGIN:VEVENT")[1:]
        if "STATUS:CANCELLED" not in event
    }


LONG_AFTER = pytest.param(timedelta(days=90), marks=pytest.mark.slow)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=2) - SECOND, timedelta(days=2), LONG_AFTER])
def test_nothing_expired_cancelled_full_or_protected_stands_anywhere(town, client, now, later):
    with time_machine.travel(now + timedelta(hours=1) + later, tick=False):
        at = clock.now()
        listed = {event for event in Opportunity.objects.select_related("organisation") if is_open(event, at)}
        told = {event for event in listed if not event.is_place_protected}
        found = search_opportunities(OpportunityFilter(), now=at, limit=100).rows
        pages = {event for event in Opportunity.objects.exclude(status="draft") if any(
            node["@type"] == "Event" for node in nodes_of(client, path_of(event)))}  # fmt: skip
        pictures = {
            event for event in Opportunity.objects.exclude(status="draft")
            if client.get(reverse("event_picture", args=["kk", event.public_id])).status_code == 200
        }  # fmt: skip

        assert {row.opportunity for row in found} == listed
        assert (pages, pictures) == (told, told)
        assert {address.rsplit("/e/")[-1].rsplit("opportunities/")[-1][:22] for address in in_sitemap(client)} == {
            short_of(event) for event in told
        }
        assert {guid.rsplit("/", 2)[-2] for guid in in_news(client)} == {short_of(event) for event in told}
        assert {name.rsplit("/", 2)[-2] for name in in_open_data(client)} == {short_of(event) for event in told}
        assert in_calendars(client) == {str(event.shifts.get().public_id) for event in told}
    assert bool(told) == (later < timedelta(days=2))


def short_of(event: Opportunity) -> str:
    return reverse("short_event", args=[event.public_id]).strip("/").removeprefix("e/")


def test_calendars_keep_what_was_called_off_until_it_would_have_begun(town, client, now):
    def cancelled():
        return client.get("/feeds/org/verified.ics").content.decode().count("STATUS:CANCELLED")

    # Of what was once published: called off as a whole, or this shift of it; not drafts, not shelters.
    wanted = Shift.objects.filter(opportunity__organisation=town, opportunity__is_place_protected=False).exclude(
        opportunity__published_at=None
    )
    off = [shift for shift in wanted if "cancelled" in (shift.status, shift.opportunity.status)]
    assert cancelled() == len(off)
    with time_machine.travel(now + timedelta(days=3), tick=False):
        assert cancelled() == 0


# --- structured data -------------------------------------------------------------------------------------------------


def test_an_event_has_what_search_engines_require(client, now):
    event = make_opportunity(min_age=16)
    shift = make_role(make_shift(event), capacity=7, taken_count=2).shift
    node, crumbs = nodes_of(client, path_of(event))

    assert (node["@type"], node["name"], node["startDate"]) == ("Event", event.title_en, "2026-05-09T10:00:00+05:00")
    assert node["endDate"] == "2026-05-09T14:00:00+05:00"
    assert node["location"]["address"] == {
        "@type": "PostalAddress", "streetAddress": "Abai avenue 10", "addressLocality": "Almaty",
        "addressRegion": "Almaty", "addressCountry": "KZ",
    }  # fmt: skip
    assert node["eventStatus"] == "https://schema.org/EventScheduled"
    assert node["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert (node["organizer"]["@type"], node["organizer"]["name"]) == ("NGO", "Таза Су")
    assert (node["offers"]["price"], node["offers"]["priceCurrency"], node["isAccessibleForFree"]) == (0, "KZT", True)
    assert (node["inLanguage"], node["typicalAgeRange"], node["remainingAttendeeCapacity"]) == ("en", "16-", 5)
    assert node["@id"].endswith(str(shift.public_id))
    assert [step["name"] for step in crumbs["itemListElement"]] == ["Asar", "All opportunities", event.title_en]


def test_an_online_event_has_a_virtual_place(client, now):
    event = make_opportunity(is_remote=True)
    make_role(make_shift(event))

    node = nodes_of(client, path_of(event))[0]
    assert node["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert (node["location"]["@type"], "geo" in node["location"]) == ("VirtualLocation", False)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_words_of_an_organiser_end_no_script(client, now, language):
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    event = make_opportunity(title=nasty, description_en=nasty, address=nasty)
    make_role(make_shift(event))

    page = client.get(path_of(event, language)).content.decode()
    assert page.count("alert(1)</script>") == 0
    assert [json.loads(text)["@type"] for text in LD.findall(page)] == ["Event", "BreadcrumbList"]
    assert json.loads(LD.findall(page)[0])["location"]["name"] == nasty


def test_an_organisation_and_a_region_are_described(client, taza_su):
    (organisation, crumbs) = nodes_of(client, f"/en/organisations/{taza_su.bin}/")
    assert (organisation["@type"], organisation["name"], organisation["identifier"]["value"]) == (
        "NGO", "Таза Су", taza_su.bin,
    )  # fmt: skip
    assert crumbs["@type"] == "BreadcrumbList"
    assert [node["@type"] for node in nodes_of(client, "/en/regions/750000000/")] == ["BreadcrumbList"]


@pytest.mark.parametrize("count", [1, 3])
def test_open_data_is_organisation_activity_role_session_in_constant_queries(
    client, now, count, django_assert_num_queries
):
    for _ in range(count):
        event = make_opportunity(bring_en="Gloves", is_step_free=True)
        role = make_role(make_shift(event), required={"first_aid": 1}, wanted={"driving": 2})
        make_role(make_shift(event, days_ahead=12))
    with django_assert_num_queries(5):
        answer = client.get("/api/v1/opportunities.jsonld", headers={"Accept-Language": "en"})

    body = answer.json()
    assert answer.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    assert {name: body[name] for name in ("@context", "conformsTo", "license")} == {
        "@context": "https://api.volunteeringdata.io/context/v1",
        "conformsTo": "https://ns.volunteeringdata.io/",
        "license": "CC-BY-4.0",
    }
    assert len(body["graph"]) == count
    activity = next(one for node in body["graph"] for one in node["activity"] if f"role={role.public_id}" in str(one))
    assert [one["title"] for one in activity["role"]] == ["Helper"]
    assert activity["role"][0]["minimumAge"] == "14"
    assert [need["id"].rpartition("#")[2] for need in activity["role"][0]["requirement"]] == ["first_aid"]
    assert activity["session"][0]["time"] == [
        "https://ns.volunteeringdata.io/SaturdayMorning", "https://ns.volunteeringdata.io/SaturdayAfternoon",
    ]  # fmt: skip
    assert activity["session"][0]["location"]["address"] == "Abai avenue 10, Almaty"


def test_open_data_comes_in_pages_that_neither_repeat_nor_leave_out(client, now):
    organisations = [make_organisation() for _ in range(3)]
    wanted = set()
    for number in range(7):
        event = make_opportunity(organisation=organisations[number % 3])
        make_role(make_shift(event))
        wanted.add(short_of(event))
    seen, cursor = [], ""
    while cursor is not None:
        body = client.get(
            "/api/v1/opportunities.jsonld", {"limit": 2, **({"cursor": cursor} if cursor else {})}
        ).json()
        seen += [one["id"].rsplit("/", 2)[-2] for node in body["graph"] for one in node["activity"]]
        cursor = body["next_cursor"]

    assert len(seen) == 7
    assert set(seen) == wanted


# --- cards and pictures ----------------------------------------------------------------------------------------------


def test_a_card_is_short_in_every_language_and_its_picture_is_there(client, now):
    long = (
        "Өзен жағасын тазалап, ағаш отырғызып, құстарға ұя жасап, балаларға кітап оқып береміз, кешке бірге шай ішеміз"
    )
    event = make_opportunity(title=long, description_en="Word " * 100)
    make_role(make_shift(event))
    for language, locale in (("kk", "kk_KZ"), ("ru", "ru_RU"), ("en", "en_GB")):
        page = client.get(path_of(event, language))
        meta = meta_of(page.content.decode())
        assert (page.status_code, len(meta)) == (200, 11)
        picture = client.get(meta["og:image"].removeprefix(SITE))
        assert 20 < len(meta["og:title"]) <= TITLE_MAX
        assert 60 < len(meta["og:description"]) <= DESCRIPTION_MAX
        assert (meta["og:locale"], picture.status_code, picture.headers["Content-Type"]) == (locale, 200, "image/jpeg")
        assert len(meta["og:image:alt"]) > 40


def test_a_picture_is_a_jpeg_of_the_right_size_and_weight_and_says_nothing_twice(client, now, figure):
    event = make_opportunity(title="Ә" * 135)  # the factory adds five signs
    make_role(make_shift(event))
    address = reverse("event_picture", args=["kk", event.public_id])
    first = client.get(address)
    picture = Image.open(BytesIO(first.content))
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    figure("picture", bytes=len(first.content))
    assert (picture.format, picture.size, len(first.content) < 300_000) == ("JPEG", (1200, 630), True)
    assert (again.status_code, again.content, first.headers["X-Content-Type-Options"]) == (304, b"", "nosniff")
    event.title_kk = "Басқа атау"
    event.save()
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("letters", ["әіңғүұқөһ", "ӘІҢҒҮҰҚӨҺ", "ёъэщ№«»—"])
def test_every_kazakh_letter_is_drawn_and_none_as_the_empty_box(letters):
    def drawn(text):
        return draw(Poster("ecology", "", text, ()))

    pictures = {drawn(letter) for letter in letters}
    assert len(pictures) == len(letters)
    assert drawn("\U0001f333") == drawn("")  # what the type has no drawing for is left out
    assert drawn("") not in pictures


def test_a_page_that_is_long_over_or_protected_asks_not_to_be_shown_by_search_engines(client, now):
    event = make_opportunity()
    make_role(make_shift(event, days_ahead=-1))
    page = path_of(event)
    assert "noindex" not in client.get(page).content.decode()
    with time_machine.travel(now + timedelta(days=31), tick=False):
        assert '<meta name="robots" content="noindex">' in client.get(page).content.decode()
    Opportunity.objects.filter(pk=event.pk).update(is_place_protected=True, address="")
    assert "noindex" in client.get(page).content.decode()


# --- sitemap, news, doors --------------------------------------------------------------------------------------------


def one_language_each(addresses: list[str], whole: set[str]) -> list[str]:
    """Every page in one language, in turn; those named in ``whole`` and the first of each kind in all three."""
    languages_of: dict[str, list[str]] = {}
    for address in addresses:
        languages_of.setdefault(address[len("/en/") :], []).append(address)
    chosen, kinds = [], set()
    for number, (page, same) in enumerate(languages_of.items()):
        assert len(same) == 3
        kind = page.split("/")[0]
        is_whole = kind not in kinds or any(word in page for word in whole)
        chosen += same if is_whole else [same[number % 3]]
        kinds.add(kind)
    return chosen


def test_a_sitemap_names_only_pages_that_open_in_three_languages_with_their_date(client, now, taza_su):
    event = make_opportunity(organisation=taza_su)
    make_role(make_shift(event))
    parts = paths_in(read_xml(client, "/sitemap.xml"))
    entries = [url for part in parts for url in read_xml(client, part).iter(f"{SITEMAP}url")]
    addresses = [url.findtext(f"{SITEMAP}loc").removeprefix(SITE) for url in entries]

    assert len(addresses) == len(set(addresses))
    assert {
        client.get(address).status_code for address in one_language_each(addresses, {event.slug, taza_su.bin})
    } == {200}
    assert {len(list(url.iter(f"{XHTML}link"))) for url in entries} == {3}
    (own,) = [url for url in entries if url.findtext(f"{SITEMAP}loc") == SITE + path_of(event)]
    changed = datetime.fromisoformat(own.findtext(f"{SITEMAP}lastmod"))
    assert changed >= event.updated_at.replace(microsecond=0)


def test_a_sitemap_takes_the_same_queries_for_one_and_for_three(client, now, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            make_role(make_shift(make_opportunity()))
        with django_assert_num_queries(1):
            client.get("/sitemaps/opportunities-1.xml")


@pytest.mark.parametrize(
    "name", ["opportunities-0", "opportunities-x", "nobody", "opportunities-99999999999", "pages-1"]
)
def test_a_part_that_is_not_there_is_not_found(client, name):
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


@pytest.mark.parametrize("about", ["org/taza-su", "region/750000000", "cause/ecology"])
def test_news_are_rss_and_atom_that_a_reader_understands(client, now, taza_su, about):
    event = make_opportunity(organisation=taza_su, title="Плакаты & «көшет»", description_ru="Ағаш <b>отырғызамыз</b>")
    make_role(make_shift(event))
    rss = client.get(f"/feeds/{about}.rss?lang=ru")
    atom = client.get(f"/feeds/{about}.atom?lang=ru")
    (item,) = ET.fromstring(rss.content).iter("item")
    (entry,) = ET.fromstring(atom.content).iter(f"{ATOM}entry")

    assert item.findtext("title") == entry.findtext(f"{ATOM}title") == event.title_ru
    assert parsedate_to_datetime(item.findtext("pubDate")) == event.published_at.replace(microsecond=0)
    assert item.findtext("link").endswith(path_of(event, "ru"))
    assert (rss.headers["Content-Type"], atom.headers["Content-Type"]) == (
        "application/rss+xml; charset=utf-8", "application/atom+xml; charset=utf-8",
    )  # fmt: skip
    assert client.get(f"/feeds/{about}.rss?lang=ru", headers={"If-None-Match": rss.headers["ETag"]}).status_code == 304
    assert client.get(f"/feeds/{about}.rss?lang=kk", headers={"If-None-Match": rss.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_news_take_the_same_queries_for_one_and_for_three(client, now, taza_su, count, django_assert_num_queries):
    for _ in range(count):
        make_role(make_shift(make_opportunity(organisation=taza_su)), required={"first_aid": 1})
    with django_assert_num_queries(6):
        client.get("/feeds/org/taza-su.rss")


def test_robots_and_security_say_where_to_look(client, settings, now):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines
    assert {"Disallow: /feeds/me/", "Disallow: /*/me/", "Disallow: /api/"} <= set(lines)

    settings.PRIVACY_CONTACT = "safe@example.org"
    said = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    assert said["Contact"] == "mailto:safe@example.org"
    assert timedelta(days=90) < datetime.fromisoformat(said["Expires"]) - now < timedelta(days=366)
    settings.PRIVACY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
