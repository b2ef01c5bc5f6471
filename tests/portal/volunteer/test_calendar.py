"""A person's calendar: the page with the link, the secret feed, one shift as a file, and where the links stand."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from config.logs import hide_links
from events.models import CalendarFeed
from tests.events import icalendar_reader
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db

PAGE = "/en/me/calendar/"
LINK = re.compile(r"http://localhost:8000(/feeds/me/[A-Za-z0-9_-]{27}\.ics)")


def link_on(client) -> str | None:
    found = LINK.search(client.get(PAGE).content.decode())
    return found[1] if found else None


def test_looking_makes_no_link_and_the_button_does(client, aliya):
    client.force_login(aliya)
    assert (link_on(client), CalendarFeed.objects.count()) == (None, 0)
    assert "12 to 24 hours" in client.get(PAGE).content.decode()

    client.post(PAGE, {"act": "make"})
    assert link_on(client) == link_on(client) is not None


def test_a_new_link_stops_the_old_one_and_none_stops_all(client, aliya, now):
    client.force_login(aliya)
    client.post(PAGE, {"act": "make"})
    old = link_on(client)
    client.post(PAGE, {"act": "renew"})
    new = link_on(client)
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]

    client.post(PAGE, {"act": "stop"})
    assert (link_on(client), client.get(new).status_code) == (None, 404)


def test_the_feed_is_hers_without_signing_in_in_her_language_and_nobody_keeps_it(client, bekzat, now):
    bekzat.language = "kk"
    bekzat.save()
    signup = make_signup(make_role(make_shift(make_opportunity())), bekzat.volunteer)
    client.force_login(bekzat)
    client.post(PAGE, {"act": "make"})
    path = link_on(client)
    client.logout()

    answer = client.get(path, headers={"Accept-Language": "en"})
    (event,) = icalendar_reader.read(answer.content)
    assert (event.uid, event.summary) == (str(signup.shift.public_id), "Clean the river bank (kk)")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == (
        "private, no-cache",
        "noindex, nofollow",
    )
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in answer.content.decode()
    assert "Set-Cookie" not in answer.headers


def test_asking_again_is_304_without_writing_until_something_changes(client, aliya, now, django_assert_num_queries):
    signup = make_signup(make_role(), aliya.volunteer)
    client.force_login(aliya)
    client.post(PAGE, {"act": "make"})
    path = link_on(client)
    client.logout()
    first = client.get(path)
    with django_assert_num_queries(2):
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    with time_machine.travel(now + timedelta(minutes=5), tick=False):
        signup.shift.sequence += 1
        signup.shift.save()
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_one_place_is_a_file_linked_from_its_page(client, aliya, now):
    signup = make_signup(make_role(), aliya.volunteer)
    client.force_login(aliya)
    path = reverse("volunteer:shift_file", args=[signup.public_id])

    assert f'href="{path}"' in client.get(reverse("volunteer:shift", args=[signup.public_id])).content.decode()
    assert PAGE in client.get("/en/me/shifts/").content.decode()
    answer = client.get(path)
    assert [event.uid for event in icalendar_reader.read(answer.content)] == [str(signup.shift.public_id)]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="asar.ics"'


def test_public_pages_lead_to_their_calendars(client, taza_su, now):
    event = make_opportunity(organisation=taza_su)
    make_role(make_shift(event))
    page_of_event = reverse("guest:opportunity", args=[event.public_id, event.slug])
    wanted = {
        page_of_event: reverse("event_calendar", args=[event.public_id]),
        f"/en/organisations/{taza_su.bin}/": "/feeds/org/taza-su.ics",
        "/en/regions/750000000/": "/feeds/region/750000000.ics",
    }  # fmt: skip
    for page, feed in wanted.items():
        assert f'href="{feed}?lang=' in client.get(page).content.decode()
        answer = client.get(feed)
        assert len(icalendar_reader.read(answer.content)) == 1
        assert client.get(feed, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/feeds/me/x.ics", f"/feeds/me/{'A' * 27}.ics", "/feeds/org/nobody.ics", "/feeds/region/9.ics"]
)
def test_a_feed_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_secret_of_a_link_is_not_logged():
    line = hide_links(None, "", {"event": "Not Found: /feeds/me/AbCdEfGhIjKlMnOpQrStUvWxYz0.ics"})

    assert line["event"] == "Not Found: /feeds/me/….ics"


def test_a_minor_reads_on_the_page_how_little_the_calendar_says(client, bekzat):
    client.force_login(bekzat)

    assert "in which town" in client.get(PAGE).content.decode()
