import json
from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command

from matching import engine
from matching.engine import weights


def told(*arguments):
    out = StringIO()
    call_command("weights", *arguments, stdout=out)
    return out.getvalue()


def test_every_version_is_listed_with_the_day_it_came_into_force():
    answer = json.loads(told("--json"))

    assert answer["current"] == engine.CURRENT
    assert [row["version"] for row in answer["versions"]] == list(engine.VERSIONS)
    assert answer["versions"][0]["in_force_from"] == "2026-01-01"
    assert (answer["versions"][0]["distance"], answer["versions"][0]["lifts"]["first_shift"]) == (300, 60)
    assert told().startswith("2026-1, in force from 2026-01-01\n")


def test_the_version_of_a_day_is_the_last_that_came_into_force(monkeypatch):
    first, today = engine.HISTORY[0], date(2026, 6, 1)
    second = engine.Version(today, engine.Weights(version="2026-2"), engine.NO_LIFTS)
    monkeypatch.setattr(weights, "HISTORY", (first, second))

    days = (date(2020, 1, 1), today - timedelta(days=1), today)
    assert [engine.version_on(day) for day in days] == [first, first, second]


def test_versions_come_in_order_of_date_and_have_names_of_their_own():
    days = [version.in_force_from for version in engine.HISTORY]

    assert days == sorted(set(days))
    assert len(engine.VERSIONS) == len(engine.HISTORY)
