"""From signing in to a published report in four clicks; and what everybody can see of it."""

import json
import re
from datetime import date
from hashlib import sha256

import pytest

from accounts.enums import Role
from reports.models import Publication, Signature, Snapshot
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
PAGE = "/en/akimat/350000000/"


@pytest.fixture
def world(now):
    made = make_world()
    catch_up()  # the page offers a report where somebody took part
    return made


@pytest.fixture
def officer(client, world):
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, world.region)
    client.force_login(user)
    return client


def press(client, page, words):
    """Press the button with these words, as a reader does."""
    for action, body in re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL):
        buttons = re.findall(r"<button[^>]*>(.*?)</button>", body, re.DOTALL)
        if words in [re.sub(r"<[^>]+>", "", button).strip() for button in buttons]:
            return client.post(action.replace("&amp;", "&"), follow=True).content.decode()
    raise AssertionError(f"no button {words}")


def signed_and_published(client):
    page = client.get(PAGE).content.decode()
    for words in ("Review and sign", "Sign", "Publish"):
        page = press(client, page, words)
    return page


def test_three_clicks_after_signing_in_the_report_is_public(officer, client):
    page = signed_and_published(officer)

    assert "The report is public" in page
    snapshot = Snapshot.objects.get()
    assert (snapshot.signature.signer.full_name, snapshot.version) == ("Гүлшат Ахметова", 1)
    client.logout()
    listed = client.get("/kk/reports/")
    assert "/kk/reports/350000000/2026-Q1/" in listed.content.decode()
    for language, words in (("kk", "Қарағанды облысы"), ("ru", "Карагандинская область"), ("en", "Totals")):
        public = client.get(f"/{language}/reports/350000000/2026-Q1/")
        assert public.status_code == 200
        assert "Гүлшат" not in public.content.decode()
        assert words in public.content.decode()


def test_public_files_have_the_checksums_of_the_page_and_stay(officer, client):
    signed_and_published(officer)
    client.logout()
    page = client.get("/en/reports/350000000/2026-Q1/").content.decode()
    files = re.findall(r'<a href="([^"]+/reports/files/[^"]+)" download>[^<]+</a>.*?<code[^>]*>(\w+)</code>', page)

    assert len(files) == 12
    assert [address.split("-")[-1] for address, _digest in files[::4]] == ["kk.xlsx", "ru.xlsx", "en.xlsx"]
    for address, digest in files:
        answer = client.get(address)
        assert sha256(answer.content).hexdigest() == digest
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    whole = json.loads(next(client.get(address).content for address, _digest in files if address.endswith("kk.json")))
    assert (whole["salt"], whole["is_public"]) == ("", True)
    assert client.get(files[0][0].replace("report-", "other-")).status_code == 404


def test_a_correction_is_a_new_version_that_says_what_it_changes(officer, world, client):
    garden = make_opportunity(venue=world.city)
    for _number in range(20):
        work(make_volunteer(), garden, date(2026, 2, 2), 60)
    signed_and_published(officer)
    for _number in range(6):
        work(make_volunteer(), garden, date(2026, 2, 2), 60)

    page = signed_and_published(officer)

    assert "version 2" in page
    assert "Totals, People: 25 → 31" in page
    public = client.get("/en/reports/350000000/2026-Q1/").content.decode()
    assert "Replaced by version 2" in public
    assert "Totals, People: 25 → 31" in public
    assert Publication.objects.count() == 2
    first = Snapshot.objects.get(version=1)
    assert "Replaced by version 2" in officer.get(f"/en/akimat/reports/{first.public_id}/").content.decode()


def test_the_same_report_is_not_frozen_signed_or_published_twice(officer):
    signed_and_published(officer)
    snapshot = Snapshot.objects.get()

    again = officer.post(f"{PAGE}reports/freeze/?period=2026-Q1", follow=True).content.decode()
    assert "nothing to correct" in again
    second = officer.post(f"/en/akimat/reports/{snapshot.public_id}/sign/")
    assert second.status_code == 422
    assert "signed already" in second.content.decode()
    third = officer.post(f"/en/akimat/reports/{snapshot.public_id}/publish/", follow=True).content.decode()
    assert "public already" in third
    assert Signature.objects.count() == 1


def test_an_open_period_and_a_wrong_signature_are_refused_in_words(officer):
    open_one = officer.post(f"{PAGE}reports/freeze/?period=2026-Q2", follow=True).content.decode()
    assert "still grow" in open_one
    assert not Snapshot.objects.exists()
    frozen = officer.post(f"{PAGE}reports/freeze/?period=2026-Q1")
    page = officer.post(f"{frozen.headers['Location']}sign/", {"signature": "AAAA"})
    assert page.status_code == 422
    assert "cannot be checked here" in page.content.decode()


def test_files_for_official_use_have_every_number_and_other_people_none(officer, client, world):
    officer.post(f"{PAGE}reports/freeze/?period=2026-Q1")
    snapshot = Snapshot.objects.get()
    base = f"/en/akimat/reports/{snapshot.public_id}/"
    for kind in ("json", "csv", "xlsx"):
        assert officer.get(f"{base}ru.{kind}").status_code == 200
    assert officer.get(f"{base}ru.exe").status_code == 404
    assert officer.get(f"{base}kk.figures").content.decode() == snapshot.figures
    assert json.loads(officer.get(f"{base}kk.json").content)["salt"] == snapshot.salt
    stranger = make_user()
    make_grant(stranger, Role.AKIMAT_OFFICER, region("750000000"))
    client.force_login(stranger)

    for address in (base, f"{base}kk.json"):
        assert client.get(address).status_code == 404
    assert client.post(f"{base}sign/").status_code == 404
    assert client.get("/en/reports/350000000/2026-Q1/").status_code == 404
    assert client.get("/en/reports/350000000/spring/").status_code == 404


def test_two_dates_and_the_structure_of_2019_can_be_chosen(officer):
    answer = officer.get(
        "/en/akimat/", {"territory": "350000000", "first": "2026-01-10", "last": "2026-02-07", "structure": "2022"}
    )
    assert "period=2026-01-10_2026-02-07" in answer.headers["Location"]
    assert "10.01.2026 – 07.02.2026" in officer.get(answer.headers["Location"]).content.decode()
    old = officer.get(PAGE, {"period": "2019-Q2", "structure": "2019"})
    assert old.status_code == 200
    for query in ({"structure": "1990"}, {"period": "2026-03-01_2026-02-01"}):
        assert officer.get(PAGE, {"period": "2026-Q1", **query}).status_code == 422


def test_as_many_queries_for_several_reports_as_for_one(officer, django_assert_num_queries):
    for period in ("2026-Q1", "2025"):
        officer.post(f"{PAGE}reports/freeze/?period={period}")
        with django_assert_num_queries(10):
            officer.get(f"{PAGE}reports/")
