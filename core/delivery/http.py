"""Posting to an address that somebody else chose: only to machines on the open internet, and not a step further.

The name is looked up once, every address it has is judged, and the connection goes to a judged one, so that a name
cannot point elsewhere a moment later. Redirects are not followed, an answer is read up to a limit, and plain HTTP and
machines of our own network are for tests and laptops (``settings.REACH_OWN_NETWORK``).
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 8
MOST_READ = 10_000
# Global by the registry and still no place to post to: they lead on into other networks, or to many machines at once.
LEADING_ELSEWHERE = tuple(ip_network(text) for text in ("64:ff9b::/96", "2002::/16", "192.0.0.0/24"))


class AddressForbidden(Exception):  # named after its situation
    """An address that leads to our own network, is no web address, or travels open."""


class PeerAway(Exception):
    """Nobody answered in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, headers in lower case, and the beginning of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def require_open(address: IPv4Address | IPv6Address) -> None:
    """Raise AddressForbidden unless an address is on the open internet."""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    judged = inner or address
    leads_on = any(judged in network for network in LEADING_ELSEWHERE if network.version == judged.version)
    if not judged.is_global or judged.is_multicast or leads_on:
        raise AddressForbidden


def check_url(url: str) -> None:
    """Raise AddressForbidden for what can be told from the text alone; the rest is judged when connecting."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as unreadable:
        raise AddressForbidden from unreadable
    schemes = ("https", "http") if settings.REACH_OWN_NETWORK else ("https",)
    if parts.scheme not in schemes or not host or parts.username or parts.password:
        raise AddressForbidden
    literal = _literal(host)
    if literal and not settings.REACH_OWN_NETWORK:
        require_open(literal)


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post once. Raises AddressForbidden or PeerAway; whatever the peer answers is an Answer."""
    check_url(url)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.scheme, host, port, _judged_address(host, port))
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request("POST", path, body=body, headers={"User-Agent": "Asar", **headers})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, answer.read(MOST_READ))
    except (OSError, HTTPException) as failure:
        raise PeerAway(type(failure).__name__) from failure
    finally:
        connection.close()


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _judged_address(host: str, port: int) -> str:
    """Return an address of a host, all of whose addresses are open."""
    literal = _literal(host)
    if literal:
        found = [str(literal)]
    else:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as failure:
            raise PeerAway("name") from failure
        found = [str(row[4][0]) for row in rows]
    if not settings.REACH_OWN_NETWORK:
        for address in found:
            require_open(ip_address(address.partition("%")[0]))
    return found[0]


def _connection(scheme: str, host: str, port: int, address: str) -> HTTPConnection:
    """Return a connection to a judged address that speaks to the host by its name."""
    if scheme == "http":
        return _Open(host, port, address)
    return _Closed(host, port, address)


class _Open(HTTPConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Closed(HTTPSConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self.tls)
        self.address = address

    def connect(self) -> None:
        bare = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.tls.wrap_socket(bare, server_hostname=self.host)
