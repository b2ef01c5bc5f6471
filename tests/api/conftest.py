"""A caller of the API: JSON in, JSON out, English unless told otherwise."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User


class Caller:
    """Somebody who calls the API, signed in or not."""

    def __init__(self, user: User | None = None, *, language: str = "en", **options: Any) -> None:
        self.client = Client(headers={"Accept-Language": language}, **options)
        if user:
            self.client.force_login(user)

    def get(self, path: str, **parameters: Any) -> HttpResponse:
        named = {name.rstrip("_"): value for name, value in parameters.items()}  # from_ is "from"
        return self.client.get(f"/api/v1{path}", named)

    def send(self, verb: str, path: str, body: Any = None) -> HttpResponse:
        return self.client.generic(
            verb, f"/api/v1{path}", "" if body is None else json.dumps(body), content_type="application/json"
        )

    def post(self, path: str, body: Any = None) -> HttpResponse:
        return self.send("POST", path, body)


@pytest.fixture
def as_user() -> Callable[..., Caller]:
    return Caller


@pytest.fixture
def anyone(db) -> Caller:
    return Caller()


@pytest.fixture
def problem_of() -> Callable[[HttpResponse], tuple[int, str]]:
    """Check the shape every problem has, and return status and code."""

    def read(answer: HttpResponse) -> tuple[int, str]:
        assert answer["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert set(body) - {"next"} == {
            "type",
            "title",
            "status",
            "detail",
            "instance",
            "code",
            "request_id",
            "errors",
        }
        assert body["status"] == answer.status_code
        assert body["type"] == f"/api/v1/problems/{body['code']}"
        assert body["request_id"] == answer["X-Request-ID"]
        assert body["title"]
        assert body["detail"]
        return answer.status_code, body["code"]

    return read
