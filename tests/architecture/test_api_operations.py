"""Every operation of the API is named, explained, guarded, and documented as it is."""

import json
from collections import Counter
from pathlib import Path

import pytest

from config.api import api

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
# What anyone may ask without signing in. Adding a line here is a decision about privacy.
PUBLIC = frozenset(
    {
        "core_get_problem",
        "events_get_opportunity",
        "events_get_shift",
        "events_export_opportunities",
        "events_list_opportunities",
        "events_report_concern",
        "funding_get_call",
        "funding_get_results",
        "funding_list_calls",
        "ngos_get_organisation",
        "ngos_list_materials",
        "ngos_get_rating",
        "ngos_list_organisations",
        "ngos_list_ratings",
        "places_list_territories",
        "places_suggest_places",
        "recognition_check_certificate",
        "reports_list_publications",
        "volunteers_list_skills",
    }
)


def operations() -> list[tuple[str, dict]]:
    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return [
        (f"{verb.upper()} {path}", operation)
        for path, verbs in schema["paths"].items()
        for verb, operation in verbs.items()
    ]


def test_there_are_operations():
    assert operations()


def test_every_operation_has_a_name_a_summary_and_a_response():
    wrong = [
        where
        for where, operation in operations()
        if not operation.get("summary")
        or not operation.get("responses")
        or "_" not in operation.get("operationId", "")
        or "_api_" in operation["operationId"]  # ninja's own name, made of the module's
    ]

    assert wrong == []


def test_operation_names_are_unique():
    names = Counter(operation["operationId"] for _, operation in operations())

    assert [name for name, count in names.items() if count > 1] == []


def test_every_operation_is_guarded_or_public_on_purpose():
    open_ones = {operation["operationId"] for _, operation in operations() if "security" not in operation}

    assert open_ones == PUBLIC


def test_every_success_has_a_schema():
    wrong = [
        f"{where} {status}"
        for where, operation in operations()
        for status, response in operation["responses"].items()
        if str(status) in ("200", "201") and "content" not in response
    ]

    assert wrong == []


def test_document_is_what_the_code_says():
    now = json.loads(json.dumps(api.get_openapi_schema(), default=str))

    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == now, "Run: make openapi"


@pytest.mark.django_db
def test_every_guarded_reading_refuses_a_stranger(client):
    refused = {}
    for where, operation in operations():
        verb, path = where.split(" ", 1)
        if verb == "GET" and "security" in operation and "{" not in path:
            answer = client.get(path)
            refused[where] = (answer.status_code, answer["Content-Type"])

    assert refused
    assert set(refused.values()) == {(401, "application/problem+json")}
