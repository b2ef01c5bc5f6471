"""Youth population is taken as published: rows that cannot be right are refused, gaps are shown."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.indicators import read_period
from reports.models import YouthPopulation
from reports.queries import selection_of
from reports.queries.figures import figures_of
from tests.factories.places import make_territory, region

pytestmark = pytest.mark.django_db
HEAD = "code;year;people;source\n"


@pytest.fixture
def almaty_region():
    """The region with two districts; the whole is fifty short of its parts, as in the real table."""
    whole = region("190000000")
    for code in ("191600000", "193600000"):
        make_territory(name=code, parent=whole, kind="district", code_system="kato", code=code)
    return whole


def run(tmp_path, text, *options):
    file = tmp_path / "youth.csv"
    file.write_text(text, encoding="utf-8")
    call_command("youth_population", str(file), "--language", "en", *options)


def test_totals_that_miss_their_parts_are_shown_and_kept(almaty_region, tmp_path, capsys):
    table = HEAD + "190000000;2026;1000;Bureau\n191600000;2026;600;Bureau\n193600000;2026;450;Bureau\n"

    run(tmp_path, table, "--dry-run")
    assert YouthPopulation.objects.count() == 0
    run(tmp_path, table)
    run(tmp_path, table)

    told = capsys.readouterr()
    assert "190000000, 2026: the whole is 1000, its parts add up to 1050 (-50); kept as published" in told.err
    assert "3 rows: 3 created" in told.out
    assert "3 unchanged" in told.out
    figures = figures_of(selection_of(almaty_region, read_period("2026-Q1")))
    assert (figures["population"]["people"], figures["population"]["parts_miss"]) == (1000, -50)


def test_each_bad_row_is_named_and_good_ones_are_kept(almaty_region, tmp_path, capsys):
    table = (
        "code;year;people;source;age_from;age_to\n"
        "190000000;2026;1000;Bureau;;\n"
        "190000000;2026;900;Bureau;;\n"
        "191600000;;600;Bureau;;\n"
        "620000000;2019;600;Bureau;;\n"
        "193600000;2026;many;Bureau;;\n"
        "193600000;2026;10;;;\n"
        "193600000;2026;10;Bureau;30;14\n"
        "000;2026;10;Bureau;;\n"
    )

    with pytest.raises(CommandError) as refused:
        run(tmp_path, table, "--json")

    assert refused.value.returncode == 6
    told = json.loads(capsys.readouterr().out)
    assert [(fault["line"], fault["code"]) for fault in told["faults"]] == [
        (3, "core.row_repeated"),
        (4, "reports.year_missing"),
        (5, "reports.population_unit_unknown"),
        (6, "core.number_unreadable"),
        (7, "reports.source_missing"),
        (8, "reports.ages_reversed"),
        (9, "reports.population_unit_unknown"),
    ]
    assert YouthPopulation.objects.get().people == 1000


def test_a_changed_number_replaces_the_old_one_and_no_table_is_an_error(almaty_region, tmp_path):
    run(tmp_path, "code,people\n190000000,1000\n", "--year", "2026", "--source", "Bureau")
    run(tmp_path, "code,people\n190000000,1100\n", "--year", "2026", "--source", "Bureau")

    assert YouthPopulation.objects.get().people == 1100
    with pytest.raises(CommandError) as refused:
        run(tmp_path, "год,численность\n2026,5\n")
    assert refused.value.returncode == 5
