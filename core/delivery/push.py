"""Web push: RFC 8030 carries it, RFC 8291 closes it for one browser, RFC 8292 says who sends it.

The push service of the browser's maker sees that something came, when and how long it is, and not a word of it.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from core.delivery.faults import ChannelAway, ContactRefused, MessageRefused
from core.delivery.http import AddressForbidden, PeerAway, check_url, post
from core.delivery.kinds import ANY_HOUR
from core.delivery.letter import Letter

KEY_FILE = "vapid.pem"
CURVE = ec.SECP256R1()
RECORD_SIZE = 4_096
MOST_WORDS = 500
KEPT_SECONDS = 24 * 60 * 60
TOKEN_SECONDS = 12 * 60 * 60
_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class SubscriptionUnreadable(Exception):  # named after its situation
    """What a browser sent is no subscription."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is reached, and the keys that close a message for it."""

    endpoint: str
    p256dh: bytes
    auth: bytes

    def as_contact(self) -> str:
        """Return it as one text."""
        return json.dumps([self.endpoint, encoded(self.p256dh), encoded(self.auth)])

    @classmethod
    def of_contact(cls, contact: str) -> "Subscription":
        """Read the text again."""
        endpoint, p256dh, auth = json.loads(contact)
        return cls(endpoint, decoded(p256dh), decoded(auth))


def encoded(content: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url with or without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def read_subscription(endpoint: str, p256dh: str, auth: str) -> Subscription:
    """Return what a browser sent, checked. Raises SubscriptionUnreadable."""
    try:
        check_url(endpoint)
        found = Subscription(endpoint, decoded(p256dh), decoded(auth))
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, found.p256dh)
    except (ValueError, AddressForbidden) as wrong:
        raise SubscriptionUnreadable from wrong
    if len(found.auth) != 16 or len(endpoint) > 1_000:
        raise SubscriptionUnreadable
    return found


def make_key() -> Path:
    """Make the key pair of this site unless there is one; every machine of a site needs the same file."""
    kept = Path(settings.DATA_DIR) / KEY_FILE
    if not kept.exists():
        draft = kept.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(
            ec.generate_private_key(CURVE).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        with contextlib.suppress(FileExistsError):  # two processes may start at once: the first link wins whole
            os.link(draft, kept)
        draft.unlink()
    return kept


@lru_cache(maxsize=4)
def _key_in(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{KEY_FILE} holds no elliptic curve key")
    return key


def public_key() -> str:
    """Return the public key that browsers subscribe with."""
    return encoded(_key_in(make_key()).public_key().public_bytes(*_POINT))


def authorization(endpoint: str, *, at: float) -> str:
    """Return the header that says who sends (RFC 8292)."""
    parts, key = urlsplit(endpoint), _key_in(make_key())
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(at) + TOKEN_SECONDS,
        "sub": settings.SITE_URL if settings.SITE_URL.startswith("https:") else "mailto:noreply@localhost",
    }
    signed = ".".join(encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={public_key()}"


def closed(content: bytes, to: Subscription) -> bytes:
    """Close a message for one browser (RFC 8291, one record of RFC 8188)."""
    ours = ec.generate_private_key(CURVE)
    our_point = ours.public_key().public_bytes(*_POINT)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to.p256dh)
    shared = ours.exchange(ec.ECDH(), theirs)
    salt = secrets.token_bytes(16)
    secret = _expand(_mac(to.auth, shared), b"WebPush: info\0" + to.p256dh + our_point, 32)
    stretched = _mac(salt, secret)
    key = _expand(stretched, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expand(stretched, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(our_point)]) + our_point
    return header + AESGCM(key).encrypt(nonce, content + b"\x02", None)


def _mac(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


def _expand(key: bytes, about: bytes, length: int) -> bytes:
    return _mac(key, about + b"\x01")[:length]


def content_of(letter: Letter, key: str) -> bytes:
    """Return what the page's worker shows: title, words, the page to open, and a name by which a copy replaces it."""
    words = letter.text.strip()
    shown = words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
    told = {"title": letter.subject, "body": shown, "url": letter.url, "tag": topic_of(key), "lang": letter.language}
    return json.dumps(told, ensure_ascii=False).encode()


def topic_of(key: str) -> str:
    """Return the Topic of RFC 8030: a later copy replaces one that was not delivered yet."""
    return encoded(hashlib.sha256(key.encode()).digest())[:32]


class PushChannel:
    """Web push behind the contract of channels. The tag lets a browser show a copy in place of the first."""

    code = "push"
    knows_copies = True

    def send(self, letter: Letter, *, to: str, key: str) -> None:
        """Send to one browser. Raises ContactRefused for a subscription that is gone."""
        there = Subscription.of_contact(to)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "high" if letter.kind in ANY_HOUR else "normal",
            "Topic": topic_of(key),
            "Authorization": authorization(there.endpoint, at=time.time()),
        }
        try:
            answer = post(there.endpoint, body=closed(content_of(letter, key), there), headers=headers)
        except AddressForbidden:
            raise ContactRefused("address") from None
        except PeerAway as failure:
            raise ChannelAway(str(failure)) from None
        _judge(answer.status)


def _judge(status: int) -> None:
    if status in (200, 201, 202, 204):
        return
    if status in (404, 410):
        raise ContactRefused(f"push {status}")
    is_lasting = 300 <= status < 500 and status not in (401, 403, 408, 429)
    raise (MessageRefused if is_lasting else ChannelAway)(f"push {status}")
