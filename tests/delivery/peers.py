"""Providers on this machine: an SMTP server, and HTTP servers that say what a test tells them to."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """What an SMTP server was handed, and what it answers: ``answer`` to the recipient, ``verdict`` to the letter."""

    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answer: str = "250 OK"
    verdict: str = "250 OK"
    asked: int = 0

    async def handle_RCPT(  # noqa: N802  # the library calls it so
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.asked += 1
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.verdict.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            self.letters.append((list(envelope.rcpt_tos), letter))
        return self.verdict


@contextmanager
def smtp_server(settings: Any) -> Iterator[Mailbox]:
    """Run an SMTP server and let the site send by it."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    try:
        yield box
    finally:
        server.stop()


@dataclass
class HttpPeer:
    """What an HTTP server was asked, and what it answers."""

    port: int = 0
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, status: int, told: object = None, **headers: str) -> None:
        self.answer = (status, headers, json.dumps(told or {}).encode())


@contextmanager
def http_server(answer: Callable[[HttpPeer, str, bytes], None] | None = None) -> Iterator[HttpPeer]:
    """Run an HTTP server that notes what is posted."""
    peer = HttpPeer()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            peer.asked.append((self.path, dict(self.headers), body))
            if answer:
                answer(peer, self.path, body)
            status, headers, words = peer.answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(words)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *unused: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        peer.port = server.server_port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield peer
        finally:
            server.shutdown()
            thread.join()
