"""A gateway on this machine: what we post, and that a refusal is an error the outbox can see."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qs

import pytest

from accounts.services import send_code
from accounts.validators import Contact
from core.delivery import SmsRefused, send_sms
from core.models import OutboxMessage
from core.tasks import sweep_outbox

TAKEN = (200, '{"id": 7, "cnt": 1}')


class Gateway:
    def __init__(self) -> None:
        self.taken: list[dict[str, list[str]]] = []
        self.answer = TAKEN


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    kept = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kept.taken.append(
                parse_qs(body) | {"path": [self.path], "authorization": [str(self.headers["Authorization"])]}
            )
            status, words = kept.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *unused: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.SMS_GATEWAY = "core.delivery.HttpSms"
        settings.SMS_URL = f"http://asar:s%40cret@127.0.0.1:{server.server_port}/sys/send.php"
        yield kept
        server.shutdown()
        thread.join()


def test_text_is_posted_as_gateways_here_take_it(gateway):
    send_sms(phone="+77011234567", text="Asar коды: 123456")

    assert gateway.taken == [
        {
            "login": ["asar"],
            "psw": ["s@cret"],
            "phones": ["+77011234567"],
            "mes": ["Asar коды: 123456"],
            "charset": ["utf-8"],
            "fmt": ["3"],
            "path": ["/sys/send.php"],
            "authorization": ["None"],
        }
    ]


@pytest.mark.parametrize("answer", [(200, "OK - 1 SMS, ID - 7"), (200, ""), TAKEN])
def test_answer_without_an_error_is_success(gateway, answer):
    gateway.answer = answer

    send_sms(phone="+77011234567", text="x")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, "ERROR = 2 (authorise error)"), SmsRefused),
        ((200, '{"error": "no money", "error_code": 3}'), SmsRefused),
        ((500, ""), HTTPError),
        ((403, "no"), HTTPError),
    ],
)
def test_refusal_is_an_error(gateway, answer, error):
    gateway.answer = answer

    with pytest.raises(error):
        send_sms(phone="+77011234567", text="x")


@pytest.mark.django_db
def test_refused_code_stays_in_the_outbox_for_another_try(gateway, now):
    gateway.answer = (503, "")
    send_code(contact=Contact(phone="+77011234567"), code="123456", language="en", now=now)

    sweep_outbox()

    row = OutboxMessage.objects.get()
    assert (row.done_at, row.attempts, row.last_error) == (None, 1, "HTTPError")
