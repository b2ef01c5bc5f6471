"""Whoever asks too often reads it in the page's own language."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "heading"),
    [("kk", "Сұрау тым көп"), ("en", "Too many requests")],
)
def test_asking_too_often_is_answered_in_the_language_of_the_page(client: Client, language: str, heading: str) -> None:
    asked = [client.post(f"/{language}/password/reset/", {"email": "many@example.kz"}) for _turn in range(6)]

    page = asked[-1].content.decode()
    assert [answer.status_code for answer in asked] == [302] * 5 + [429]
    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", page) == [heading]
    assert f'lang="{language}"' in page
