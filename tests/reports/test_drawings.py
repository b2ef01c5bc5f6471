"""The drawings of a report: hidden numbers have no colour and no height, and the words say what the picture shows."""

import io
import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from reports.documents import Wrapped, content_of, document_of, file_of
from reports.documents.drawings import (
    STEPS,
    class_of,
    colour_of,
    drawings_of,
    limits_of,
    step_of,
    where_it_lies,
)
from reports.indicators import DIMENSION_CODES, MEASURE_CODES, read_period
from reports.queries import selection_of
from reports.services import freeze, own_document
from tests.factories.accounts import make_user
from tests.factories.participation import make_world
from tests.factories.reports import make_publication

PUBLISHED_AT = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
NAMES = ("Abai", "Bukhar-Zhyrau", "Karaganda", "Nura", "Osakarov", "Shet <b>&", "Temirtau", "Zhanaarka")
PEOPLE = (61, None, 240, 5, 118, None, 0, 12)
MONTHS = {"2026-01": 130, "2026-02": None, "2026-03": 301}


def counts(people):
    return dict.fromkeys(MEASURE_CODES, people)


def row(key, name, people):
    return {"key": key, "names": dict.fromkeys(("kk", "ru", "en"), name), "counts": counts(people)}


def figures_with(people=PEOPLE, months=MONTHS, *, structure="2022", population=None):
    tables = {code: [] for code in DIMENSION_CODES}
    tables["district"] = [
        row(f"kato:35{at}", name, value) for at, (name, value) in enumerate(zip(NAMES, people, strict=True))
    ]
    tables["month"] = [row(key, key, value) for key, value in months.items()]
    return {
        "version": 1,
        "territory": "kato:350000000",
        "valid_from": "1997-05-03",
        "period": "2026-Q1",
        "structure": structure,
        "ages": [14, 34],
        "names": {"kk": "Қарағанды облысы", "ru": "Карагандинская область", "en": "Karaganda Region"},
        "days": ["2026-01-01", "2026-03-31"],
        "totals": counts(436),
        "tables": tables,
        "outside": [],
        "not_mapped": {},
        "population": population or {},
    }


def document_with(*arguments, **options):
    around = Wrapped(head={0: 3}, head_root="ab" * 32, made_at=datetime(2026, 4, 2, tzinfo=UTC), is_public=True)
    return document_of(figures_with(*arguments, **options), around)


def drawn(document, language="en"):
    content = content_of(document, language)
    with override(language):
        return drawings_of(content)


def fills(svg):
    return [one.get("fill") for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")]


def test_steps_are_round_and_reach_the_highest():
    assert [step_of(values) for values in ([], [1, 4], [5], [24], [25], [240], [3.3])] == [1, 1, 2, 5, 10, 50, 1]


def test_classes_follow_the_values_and_begin_at_round_numbers():
    """One city of thousands beside many districts of dozens leaves the districts apart from each other."""
    people = [8, 8, 9, 11, 12, 14, 17, 20, 21, 24, 27, 28, 32, 38, 43, 47, 60, 77, 98, 2600]
    limits = limits_of(people)
    assert limits == [12, 21, 30, 50]
    assert [sum(class_of(value, limits) == place for value in people) for place in range(5)] == [4] * 5

    assert limits_of([]) == limits_of([7]) == limits_of([5, 5, 5]) == []
    assert limits_of([5, 5, 5, 9]) == [8]
    assert limits_of([0.2, 0.4, 3.1]) == [0.4, 2]
    assert [colour_of(value, [8]) for value in (5, 9)] == [STEPS[0], STEPS[-1]]


def test_the_legend_names_every_class_from_the_lowest_to_the_highest():
    tiles, _months = drawn(document_with())

    words = re.findall(r'text-anchor="start"[^>]*>([^<]+)<', tiles.svg)
    assert words == ["0–4", "5–9", "10–99", "100–199", "200–240", "– hidden"]


def test_a_hidden_row_is_hatched_and_leaves_no_trace_of_its_number():
    tiles, months = drawn(document_with())

    assert fills(tiles.svg).count("url(#hidden)") == 3  # two tiles and the key
    assert fills(months.svg).count("url(#hidden)") == 2
    assert "Bukhar-Zhyrau: hidden; Karaganda: 240" in tiles.says
    assert "February 2026: hidden" in months.says
    ElementTree.fromstring(tiles.svg)  # a name with signs of markup is still one
    assert "Shet &lt;b&gt;&amp;" in tiles.svg


def test_scale_and_colours_come_from_printed_numbers_alone():
    few = [value for value in PEOPLE if value is not None]
    tiles, _months = drawn(document_with())

    colours = [colour_of(value, limits_of(few))[0] for value in few]
    assert [fill for fill in fills(tiles.svg) if fill in dict(STEPS)][: len(few)] == colours


def test_rates_are_drawn_where_every_printed_row_has_one():
    parts = {f"kato:35{at}": 1000 for at in range(len(NAMES))}
    whole = {"people": 8000, "year": 2026, "source": "Bureau", "rows": parts}
    tiles, _months = drawn(document_with(population=whole))
    assert tiles.title == "People per 1,000 young people, by district or city"
    assert "Karaganda: 240.0" in tiles.says

    del parts["kato:352"]
    tiles, _months = drawn(document_with(population=whole))
    assert tiles.title == "People by district or city"


@pytest.mark.parametrize(("structure", "marked"), [("2022", 1), ("2019", 2)])
def test_the_country_shows_where_it_lies_in_the_structure_of_the_report(structure, marked):
    document = document_with(structure=structure)
    with override("en"):
        place = where_it_lies(content_of(document, "en"), document["figures"])

    assert fills(place.svg).count(STEPS[-1][0]) == marked
    assert len(re.findall("<text", place.svg)) == 20
    assert place.says.endswith("Karaganda Region.")


def alternatives(content):
    """The text alternatives of all figures in the tree of tags."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif hasattr(node, "get"):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_paper_has_the_drawings_with_words_and_the_same_bytes_again(language):
    document = document_with()
    paper = file_of(document, "pdf", language)

    assert paper == file_of(json.loads(json.dumps(document)), "pdf", language)
    said = alternatives(paper)
    assert len(said) == 3
    assert said[1:] == [one.says for one in drawn(document, language)]
    assert any("Karaganda: 240" in one for one in said)


def test_one_month_and_no_district_need_no_drawing():
    figures = figures_with(months={"2026-01": 5})
    figures["tables"]["district"] = []
    around = Wrapped(head={}, head_root="", made_at=datetime(2026, 4, 2, tzinfo=UTC))

    assert drawn(document_of(figures, around)) == []


@pytest.mark.django_db
def test_a_published_report_colours_no_district_that_is_hidden():
    """Both districts have three people; the officer's own drawing shows them, the public one neither."""
    snapshot = freeze(
        selection=selection_of(make_world().region, read_period("2026-Q1")), actor=make_user(), now=PUBLISHED_AT
    )
    colours = [colour for colour, _ink in STEPS]

    own, *_rest = drawn(own_document(snapshot))
    public, *_rest = drawn(make_publication(snapshot, PUBLISHED_AT).content)

    assert len([fill for fill in fills(own.svg) if fill in colours]) > 1
    assert [fill for fill in fills(public.svg) if fill in colours] == []
    assert public.says.count("hidden") == 2
