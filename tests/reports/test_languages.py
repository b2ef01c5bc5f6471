"""A published report says the same in Kazakh, Russian and English; only the words differ."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import openpyxl
import pytest
from pypdf import PdfReader

from reports.documents import name_of
from reports.indicators import MEASURE_CODES
from reports.queries import selection_of
from reports.queries.figures import LANGUAGES
from reports.services import freeze, publish, sign
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.reports import quarter_before
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
TITLES = {
    "kk": "Жастардың еріктілікке қатысуы",
    "ru": "Участие молодёжи в волонтёрстве",
    "en": "Young people in volunteering",
}


@pytest.fixture
def publication():
    officer, world = make_user(), make_world()
    garden = make_opportunity(venue=world.city)
    for _person in range(20):  # so few as in the small country alone are not printed
        work(make_volunteer(), garden, date(2026, 2, 2), 60)
    snapshot = freeze(selection=selection_of(world.region, quarter_before(NOW)), actor=officer, now=NOW)
    sign(snapshot=snapshot, actor=officer, now=NOW)
    return publish(snapshot=snapshot, actor=officer, now=NOW)


def totals_in(kind, content):
    if kind == "json":
        return json.loads(content)["figures"]["totals"]
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        values = next(row[3:10] for row in rows if row[0] == "totals")
        return dict(zip(MEASURE_CODES, (int(value) if value else None for value in values), strict=True))
    cells = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][2]]
    return dict(zip(MEASURE_CODES, (None if cell == "–" else cell for cell in cells[2:9]), strict=True))


def test_totals_are_the_same_in_every_kind_and_language(publication):
    expected = publication.content["figures"]["totals"]

    found = {
        (file.language, file.kind): totals_in(file.kind, bytes(file.content))
        for file in publication.files.exclude(kind="pdf")
    }

    assert None in expected.values()  # a hidden one is hidden in all of them
    assert found == {(language, kind): expected for language in LANGUAGES for kind in ("xlsx", "csv", "json")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_in_its_language_with_the_same_numbers(publication, language):
    file = publication.files.get(kind="pdf", language=language)
    reader = PdfReader(io.BytesIO(bytes(file.content)))

    assert file.name == name_of(publication.content, "pdf", language)
    assert str(reader.trailer["/Root"]["/Lang"]) == f"{language}-KZ"
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert TITLES[language] in text
    hours = "28.3" if language == "en" else "28,3"
    assert re.search(rf"\b25 .*\b26 .*{re.escape(hours)} ", text)
    assert publication.content["digest"] in text.replace(" ", "")
