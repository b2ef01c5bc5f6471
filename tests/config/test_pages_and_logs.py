import datetime
import json
import logging
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.template.defaultfilters import date as date_filter
from django.test import RequestFactory
from django.utils import formats, translation

from config.logs import logging_config, request_log
from config.security import security_headers

DAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "short", "number"),
    [("kk", "22.11.2026", "1\xa0234\xa0567,5"), ("ru", "22.11.2026", "1\xa0234\xa0567,5"),
     ("en", "22.11.2026", "1,234,567.5")],
)  # fmt: skip
def test_dates_and_numbers_follow_the_language(language, short, number):
    with translation.override(language):
        assert formats.date_format(DAY, "SHORT_DATE_FORMAT") == short
        assert formats.number_format(Decimal("1234567.5"), use_l10n=True, force_grouping=True) == number
        assert date_filter(datetime.time(14, 30), "TIME_FORMAT") == "14:30"


def test_kazakh_long_date_puts_the_year_first():
    with translation.override("kk"):
        assert formats.date_format(DAY).startswith("2026 ж. 22 ")


def test_almaty_is_five_hours_ahead_and_was_six():
    almaty = ZoneInfo("Asia/Almaty")

    assert datetime.datetime(2026, 11, 22, tzinfo=almaty).utcoffset() == datetime.timedelta(hours=5)
    assert datetime.datetime(2023, 11, 22, tzinfo=almaty).utcoffset() == datetime.timedelta(hours=6)


def test_health_needs_no_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_names_its_parts(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": True, "cache": True, "messages": True})


@pytest.mark.django_db
def test_ready_says_which_part_is_missing(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="core").delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": False, "cache": True, "messages": True})


def test_strict_policy_everywhere_and_a_looser_one_for_the_api_browser_only():
    respond = security_headers(lambda request: HttpResponse())

    page = respond(RequestFactory().get("/kk/"))
    docs = respond(RequestFactory().get("/api/v1/docs"))

    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["Content-Security-Policy"].startswith("default-src 'self';")
    assert docs["Content-Security-Policy"].endswith("style-src 'self' 'unsafe-inline'")


def test_api_browser_comes_from_our_own_address(client):
    page = client.get("/api/v1/docs").content.decode()

    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "//cdn" not in page


@pytest.mark.django_db
def test_unknown_page_of_the_api_is_problem_json_with_the_request_id(client):
    answer = client.get("/api/v1/me", headers={"X-Request-ID": "abcdef-123456"})

    assert answer["X-Request-ID"] == "abcdef-123456"
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, "new\nline-in-the-log"])
def test_foreign_request_id_is_replaced(offered):
    respond = request_log(lambda request: HttpResponse())

    answer = respond(RequestFactory().get("/", headers={"X-Request-ID": offered}))

    assert len(answer["X-Request-ID"]) == 32


def test_log_line_holds_the_route_and_never_the_path(client, caplog):
    with caplog.at_level(logging.INFO, logger="requests"):
        client.get("/api/v1/no-such-thing/secret-code-of-one-person")

    lines = [str(record.msg) for record in caplog.records if record.name == "requests"]
    assert len(lines) == 1
    assert "secret-code" not in lines[0]


def test_json_log_line_is_one_object():
    config = logging_config(level="INFO", as_json=True)
    formatter = config["formatters"]["events"]
    make = formatter["()"]
    line = make(processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]).format(
        logging.LogRecord("django", logging.WARNING, "", 0, "Hello %s", ("there",), None)
    )

    assert json.loads(line)["event"] == "Hello there"
    assert json.loads(line)["level"] == "warning"
