import json
import re

import pytest


@pytest.fixture
def document(anyone):
    return anyone.get("/openapi.json").json()


def test_document_is_openapi_3_1_and_english_for_everyone(anyone, as_user, document):
    assert document["openapi"].startswith("3.1")
    assert as_user(language="kk").get("/openapi.json").json() == document


def test_every_operation_declares_its_problems(document):
    wrong = []
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            refusals = {status for status in operation["responses"] if not status.startswith("2")}
            wanted = {"default"}
            wanted |= {"401"} if "security" in operation else set()
            wanted |= {"403"} if "security" in operation and verb != "get" else set()
            wanted |= {"404"} if "{" in path else set()
            has_input = operation["parameters"] or "requestBody" in operation
            wanted |= {"422"} if has_input and operation["operationId"] != "core_get_problem" else set()
            wrong += [f"{verb} {path}: {status}" for status in wanted - refusals]
            wrong += [
                f"{verb} {path}: {status} is not a problem"
                for status in refusals
                if list(operation["responses"][status]["content"]) != ["application/problem+json"]
            ]

    assert wrong == []


def test_browser_of_the_api_needs_nobody_else(anyone, document):
    page = anyone.get("/docs")

    text = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r"""(?:src|href)=["'](?!/static/|data:,)[^"']*""", text) == ['href="/api/v1/openapi.json']
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text) == []
    assert "'unsafe-inline'" not in page["Content-Security-Policy"].split("style-src")[0]
    settings = json.loads(re.search(r'id="swagger-settings">(.*?)</script>', text, re.S)[1])
    assert (settings["url"], settings["validatorUrl"]) == ("/api/v1/openapi.json", None)
