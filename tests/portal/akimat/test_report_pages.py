"""What the pages of one report say: what is hidden and why, hours, footings, who signed, and how to check it."""

import html
import json
import re
from datetime import date
from hashlib import sha256

import pytest
from django.utils.translation import override

from accounts.enums import Role
from portal.akimat.reports.shown import _by_table
from reports.disclosure import Cause
from reports.documents import content_of
from reports.indicators import MEASURE_CODES, read_period
from reports.models import Publication
from reports.queries import selection_of
from reports.services import catch_up, freeze, publish, sign
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.volunteers import make_volunteer
from tests.portal.akimat.test_reports import press
from tests.reports.test_drawings import document_with

pytestmark = pytest.mark.django_db
PUBLIC = "/en/reports/350000000/2026-Q1/"


@pytest.fixture
def world(now):
    made = make_world()
    for _number in range(8):  # enough in the city that not everything is hidden
        person = make_volunteer()
        for day in (date(2026, 1, 20), date(2026, 2, 20)):
            work(person, make_opportunity(organisation=made.green, venue=made.city), day, 90)
    catch_up()
    return made


@pytest.fixture
def officer(client, world):
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, world.region)
    client.force_login(user)
    return user


def frozen(world, officer, now, period="2026-Q1"):
    return freeze(selection=selection_of(world.region, read_period(period)), actor=officer, now=now)


def words(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def rows_of(page, table):
    """The rows of a table as lists of words, by the id of its heading."""
    (found,) = re.findall(rf'<table class="tbl" aria-labelledby="{table}">(.*?)</table>', page, re.DOTALL)
    return [
        [words(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)
    ]


def test_a_row_of_which_only_some_numbers_are_hidden_names_them():
    """Many people and few of them new: the list says “new volunteers”, not that the row is about few."""
    with override("en"):
        content = content_of(document_with(), "en")
        all_of_it = [("district", "kato:357", measure, Cause.COMPLEMENT) for measure in MEASURE_CODES[1:]]
        hidden = _by_table(
            [
                ("month", "2026-03", "minutes", Cause.COMPLEMENT),
                ("district", "kato:353", "newcomers", Cause.FEW),
                ("district", "kato:353", "minutes", Cause.COMPLEMENT),
                *all_of_it,
                ("district", "kato:357", "people", Cause.FEW),
                ("totals", "", "newcomers", Cause.CHANGE),
            ],
            content,
        )
        told = [(table.title, [(row.name, row.measures, str(row.why)) for row in table.rows]) for table in hidden]

    few, gives = "fewer than five people", "would give away a number of fewer than five people"
    assert told == [
        ("Totals", [("", "New volunteers", "differs from an earlier version by fewer than five people")]),
        (
            "District or city",
            [("Nura", "New volunteers", few), ("Nura", "Hours", gives), ("Zhanaarka", "", few)],
        ),
        ("Month", [("March 2026", "Hours", gives)]),
    ]


def test_what_is_hidden_is_read_before_signing_before_publishing_and_after(officer, client, world, now):
    snapshot = frozen(world, officer, now)
    address = f"/en/akimat/reports/{snapshot.public_id}/"
    pages = [client.get(address).content.decode()]
    sign(snapshot=snapshot, actor=officer, now=now)
    pages.append(client.get(address).content.decode())
    pages.append(press(client, pages[-1], "Publish"))

    lists = [re.findall(r"<li><b>(.*?)</li>", page, re.DOTALL) for page in pages]
    assert lists[0] == lists[1] == lists[2] != []
    for page in pages:
        assert "hidden in public, because they would tell about few people." in page


def test_hours_are_hours_and_every_table_foots(officer, client, world, now):
    snapshot = frozen(world, officer, now)
    page = client.get(f"/en/akimat/reports/{snapshot.public_id}/").content.decode()

    head, *rows, more, total = rows_of(page, "month")
    assert head[1:] == ["People", "New volunteers", "Participations", "Hours", "Events", "Shifts", "Organisations"]
    assert (more[0], total[0]) == ("Counted in more than one row", "Total, everybody once")
    assert [row[0] for row in rows] == ["January 2026", "February 2026", "March 2026"]
    for column in range(1, len(head)):
        numbers = [float(row[column]) for row in (*rows, more)]
        assert sum(numbers) == pytest.approx(float(total[column]))
    assert "Minutes" not in words(page)
    assert total[4] == "32.3"  # 495 minutes and sixteen times an hour and a half


def test_the_public_page_shows_the_digest_that_everybody_can_work_out(officer, client, world, now):
    snapshot = frozen(world, officer, now)
    sign(snapshot=snapshot, actor=officer, now=now)
    publish(snapshot=snapshot, actor=officer, now=now)
    client.logout()
    page = client.get(PUBLIC).content.decode()

    published = Publication.objects.get()
    content = bytes(published.files.get(kind="json", language="ru").content)
    assert sha256(content.rstrip(b"\n")).hexdigest() == published.digest
    label = "SHA-256 of the published data set"
    assert re.search(rf"{label}</dt><dd><code[^>]*>{published.digest}<", page)
    assert re.search(rf"Seal of the figures[^<]*</dt><dd><code[^>]*>{json.loads(content)['digest']}<", page)
    assert "SHA-256 of the figures" not in page


def test_the_public_page_begins_with_who_signed_and_numbers_and_ends_with_files(officer, client, world, now):
    snapshot = frozen(world, officer, now)
    sign(snapshot=snapshot, actor=officer, now=now)
    publish(snapshot=snapshot, actor=officer, now=now)
    client.logout()
    page = client.get(PUBLIC).content.decode()

    told = words(page)
    assert "Karaganda Region, January–March 2026" in told
    assert "Authorised officer of the akimat, Karaganda Region." in told
    assert "Гүлшат" not in page
    for link in ('href="#files"', 'href="#definitions"', 'href="/en/regions/350000000/"', 'href="/en/data/reports/"'):
        assert link in page
    places = [page.index(part) for part in ('id="district"', 'id="definitions"', 'id="files"', "Checksums")]
    assert places == sorted(places)
    assert "kato:" not in page[page.index("<main") :]


def test_a_report_that_cannot_become_public_says_so_before_it_is_signed(officer, client, world, now):
    first = frozen(world, officer, now)
    sign(snapshot=first, actor=officer, now=now)
    publish(snapshot=first, actor=officer, now=now)
    across = frozen(world, officer, now, "2025-12-15_2026-02-14")
    address = f"/en/akimat/reports/{across.public_id}/"

    for _state in ("draft", "signed"):
        page = client.get(address).content.decode()
        assert "The report Karaganda Region, January–March 2026 is public already" in words(page)
        assert f'action="{address}publish/"' not in page
        if _state == "draft":
            assert "After the signature this report cannot be published." in page
            press(client, page, "Sign")
    listed = client.get("/en/akimat/350000000/reports/").content.decode()
    assert 'aria-labelledby="queue"' not in listed


def test_the_page_of_a_long_table_folds_it(officer, client, world, now):
    for _number in range(41):
        work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 1, 5), 60)
    snapshot = frozen(world, officer, now)
    page = client.get(f"/en/akimat/reports/{snapshot.public_id}/").content.decode()

    assert len(rows_of(page, "organisation")) > 40
    assert re.search(r"<details[^>]*><summary>\d+ rows</summary><div[^>]*aria-labelledby=\"organisation\"", page)
    assert not re.search(r"<summary>\d+ rows?</summary><div[^>]*aria-labelledby=\"month\"", page)
