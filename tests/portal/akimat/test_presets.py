"""An officer chooses a preset above the numbers and finds its files on the page of her report."""

import io
import json
import re

import openpyxl
import pytest

from accounts.enums import Role
from reports.indicators import PRESETS, preset_named
from reports.models import Snapshot
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.participation import make_world

pytestmark = pytest.mark.django_db
PAGE = "/en/akimat/350000000/"


@pytest.fixture
def officer(client, now):
    world = make_world()
    catch_up()
    user = make_user()
    make_grant(user, Role.AKIMAT_OFFICER, world.region)
    client.force_login(user)
    return client


def frozen(officer, period):
    officer.post(f"{PAGE}reports/freeze/?period={period}")
    snapshot = Snapshot.objects.get()
    return snapshot, officer.get(f"/en/akimat/reports/{snapshot.public_id}/").content.decode()


def test_the_form_offers_every_preset_and_the_page_says_what_it_is(officer):
    page = officer.get(f"{PAGE}?period=2025&preset=index-civic").content.decode()

    for preset in PRESETS:
        assert f'value="{preset.code}"' in page
    civic = preset_named("index-civic")
    assert civic.definition in page
    for one in civic.not_measured:
        assert one.name in page
        assert one.reason in page
    assert "the page of the report then has the files" in page


def test_another_period_leads_to_the_newest_year_and_keeps_the_rest(officer, now):
    page = officer.get(f"{PAGE}?period=2026-Q1&preset=index-civic&compare=none").content.decode()

    link = re.search(r'<a href="\?([^"]+)">Show (\d+)</a>', page)
    assert link[2] == str(now.year - 1)
    assert set(link[1].split("&amp;")) == {f"period={link[2]}", "preset=index-civic", "compare=none"}


def test_no_preset_and_one_that_does_not_exist_show_the_page_as_it_is(officer):
    for query in ("", "&preset=nothing"):
        page = officer.get(f"{PAGE}?period=2025{query}").content.decode()
        assert "Not measured" not in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_report_of_a_year_has_the_files_of_its_presets(officer, language):
    snapshot, page = frozen(officer, "2025")

    files = re.findall(r'href="(/en/akimat/reports/[^"]+\?preset=index-civic)"', page)
    assert len(files) == 12
    answers = {
        kind: officer.get(next(one for one in files if f"/{language}.{kind}?" in one)).content
        for kind in ("json", "xlsx")
    }
    document = json.loads(answers["json"])
    assert (document["digest"], document["selection"]["code"]) == (snapshot.digest, "index-civic")
    people = openpyxl.load_workbook(io.BytesIO(answers["xlsx"])).worksheets[0]["C2"].value
    assert people == document["figures"]["totals"]["people"] == 1


def test_a_report_of_a_quarter_has_none_and_refuses_in_words(officer):
    snapshot, page = frozen(officer, "2026-Q1")
    address = f"/en/akimat/reports/{snapshot.public_id}/en.csv"

    assert "?preset=" not in page
    refused = officer.get(f"{address}?preset=index-civic")
    assert refused.status_code == 422
    assert "Choose a year" in refused.content.decode()
    assert officer.get(f"{address}?preset=nothing").status_code == 404
    assert officer.get(address).status_code == 200
