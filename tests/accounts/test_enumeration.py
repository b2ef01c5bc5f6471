"""Whoever asks cannot tell whether an address is known: same status, same page, same headers, same time."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from core.models import OutboxMessage

pytestmark = [pytest.mark.slow, pytest.mark.measured, pytest.mark.django_db]
SAMPLES = 300
WITHIN_SECONDS = 0.010
SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
VARYING_HEADERS = {"x-request-id", "content-length", "expires"}
JOINING = {
    "full_name": "Айгерім Нұрланқызы",
    "birth_date_day": "14",
    "birth_date_month": "3",
    "birth_date_year": "2004",
    "place": "Karaganda",
    "agree": "on",
}
_addresses = count(1)


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    """Tasks go to the queue, where a worker takes them; each sample comes from an address of its own."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    settings.DEMO = False


@pytest.fixture
def people() -> None:
    """As many accounts as there are samples, each known by an address and a number."""
    User.objects.bulk_create(
        User(
            email=f"known{number:03}@example.org",
            phone=f"+7701{1000000 + number}",
            full_name="Сәуле Тестова",
            language="en",
            password="!",
        )
        for number in range(SAMPLES)
    )


def fresh() -> Client:
    number = next(_addresses)
    return Client(REMOTE_ADDR=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")


def asks_for_code(contact: str) -> Iterator[Callable[[], HttpResponse]]:
    client = fresh()
    yield lambda: client.post("/en/sign-in/", {"contact": contact})


def joins(contact: str) -> Iterator[Callable[[], HttpResponse]]:
    client = fresh()
    yield lambda: client.post("/en/join/", JOINING | {"contact": contact})


def resets_password(contact: str) -> Iterator[Callable[[], HttpResponse]]:
    client = fresh()
    yield lambda: client.post("/en/password/reset/", {"email": contact})


def sends_again(contact: str) -> Iterator[Callable[[], HttpResponse]]:
    client = fresh()
    client.post("/en/sign-in/", {"contact": contact})
    yield lambda: client.post("/en/sign-in/code/", {"action": "resend"})


def types_wrong_code(contact: str) -> Iterator[Callable[[], HttpResponse]]:
    client = fresh()
    client.post("/en/sign-in/", {"contact": contact})
    yield lambda: client.post("/en/sign-in/code/", {"code": "12"})


def reads_code_page(contact: str) -> Iterator[Callable[[], HttpResponse]]:
    client = fresh()
    client.post("/en/sign-in/", {"contact": contact})
    yield lambda: client.get("/en/sign-in/code/")


def known_email(number: int) -> str:
    return f"known{number:03}@example.org"


def unknown_email(number: int) -> str:
    return f"other{number:03}@example.org"


def known_phone(number: int) -> str:
    return f"+7701{1000000 + number}"


def unknown_phone(number: int) -> str:
    return f"+7702{1000000 + number}"


def seen(answer: HttpResponse, contact: str) -> tuple[int, dict[str, str], str]:
    """What an observer can compare: everything but tokens, moments and the address itself."""
    headers = {name.lower(): value for name, value in answer.items() if name.lower() not in VARYING_HEADERS}
    cookies = ",".join(sorted(answer.cookies))
    body = SECRETS.sub("", answer.content.decode()).replace(contact, "CONTACT")
    return answer.status_code, headers | {"cookies": cookies}, body


def sample(route: Callable[[str], Iterator[Callable[[], HttpResponse]]], contact: str) -> tuple[float, Any]:
    ask = next(route(contact))
    began = perf_counter()
    answer = ask()
    return perf_counter() - began, seen(answer, contact)


@pytest.mark.parametrize(
    ("route", "known", "unknown"),
    [
        (asks_for_code, known_email, unknown_email),
        (asks_for_code, known_phone, unknown_phone),
        (joins, known_email, unknown_email),
        (joins, known_phone, unknown_phone),
        (resets_password, known_email, unknown_email),
        (sends_again, known_email, unknown_email),
        (sends_again, known_phone, unknown_phone),
    ],
)
def test_known_and_unknown_look_alike_and_take_the_same_time(people, route, known, unknown):
    times: dict[bool, list[float]] = {True: [], False: []}
    views = set()
    sample(route, unknown(999))  # the first request of a process pays for imports

    for number in range(SAMPLES):
        # In turn, and every other time the other way round: the machine's moods then fall on both.
        for is_known in (True, False) if number % 2 else (False, True):
            took, view = sample(route, (known if is_known else unknown)(number))
            times[is_known].append(took)
            views.add(repr(view))

    apart = abs(median(times[True]) - median(times[False]))
    print(
        f"{route.__name__} {known.__name__}: {SAMPLES} known {median(times[True]) * 1000:.2f} ms, "
        f"{SAMPLES} unknown {median(times[False]) * 1000:.2f} ms, apart {apart * 1000:.2f} ms"
    )
    assert len(views) == 1
    assert apart < WITHIN_SECONDS


@pytest.mark.parametrize("route", [types_wrong_code, reads_code_page])
@pytest.mark.parametrize(("known", "unknown"), [(known_email, unknown_email), (known_phone, unknown_phone)])
def test_pages_behind_look_alike_too(people, route, known, unknown):
    views = {repr(sample(route, contact(number))[1]) for number in range(5) for contact in (known, unknown)}

    assert len(views) == 1


def test_both_leave_one_message_of_the_same_kind(people):
    for contact in (known_email(1), unknown_email(1)):
        next(asks_for_code(contact))()

    rows = list(OutboxMessage.objects.order_by("pk"))
    assert len(rows) == 2
    assert len({(row.topic, len(row.key), row.payload.keys() == {"sealed"}) for row in rows}) == 1


def test_the_comparison_can_fail():
    def tells(contact: str) -> Iterator[Callable[[], HttpResponse]]:
        yield lambda: HttpResponse("known" if contact.startswith("known") else "unknown")

    assert sample(tells, known_email(1))[1] != sample(tells, unknown_email(1))[1]
