"""Codes of the gate as plain arithmetic: sealed numbers, rotating codes, letters and words. Nothing keeps them.

Every function takes the site's secrets, the present one first: codes are made with the first and read with any, so a
secret can be changed while printed sheets are about. A purpose has a key of its own, and so has every shift.
"""

import hmac
import struct
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

# Capital letters that nobody takes for another letter or a figure: without I, L, O, Q, U.
LETTERS = "ABCDEFGHJKMNPRSTVWXYZ"
LETTER_COUNT, TICKET_LETTER_COUNT, WORD_FIGURES = 6, 8, 4
WINDOW_SECONDS, WINDOWS_EITHER_SIDE = 30, 1
VERSION = "v1"
TAG_BYTES, MAC_BYTES = 16, 10  # 128 bits where a token lives for a day or longer, 80 where it lives for 30 seconds
TOKEN_LENGTH = 45  # of a sealed number, in base32
_ROOT = b"asar.gate.v1"
LAST_DAY = date.max.toordinal()
_PLAIN = struct.Struct(">QI")

Secrets = Sequence[str]


@dataclass(frozen=True, slots=True)
class SealedNumber:
    """What a token stands for: a number, and a day where it is good for one day alone."""

    number: int
    day: date | None


@dataclass(frozen=True, slots=True)
class GateCode:
    """A code from an organiser's screen whose signature is right: the shift, and the number of its half minute."""

    shift_id: UUID
    window: int

    def is_current(self, now: datetime) -> bool:
        """Say whether the code was on the screen just now, one window to either side."""
        return abs(window_at(now) - self.window) <= WINDOWS_EITHER_SIDE


def _mac(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, b"\0".join(parts), sha256)


def _key(secret: str, purpose: str, subject: bytes = b"") -> bytes:
    return _mac(secret.encode(), _ROOT, purpose.encode(), subject)


def _text(raw: bytes) -> str:
    return b32encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes | None:
    """Read base32 as we write it: one text for one value, so that no changed letter is the same code."""
    try:
        raw = b32decode(text + "=" * (-len(text) % 8))
    except (NotBase32, ValueError):
        return None
    return raw if _text(raw) == text else None


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


# --- Tokens: a pass, a poster, a ticket ----------------------------------------------------------------------------


def seal_number(secrets: Secrets, purpose: str, number: int, day: date | None = None) -> str:
    """Write a number and a day as an opaque token that only this site reads: 45 signs, 128 of its bits a signature.

    Tokens of two days have nothing in common. A token is the same each time it is asked for, so nothing stores it.
    """
    return _seal(secrets[0], purpose, _PLAIN.pack(number, day.toordinal() if day else 0))


def _seal(secret: str, purpose: str, plain: bytes) -> str:
    tag = _mac(_key(secret, f"{purpose}.tag"), plain)[:TAG_BYTES]
    return _text(tag + _xor(plain, _mac(_key(secret, f"{purpose}.veil"), tag)[: _PLAIN.size]))


def open_number(secrets: Secrets, purpose: str, token: str) -> SealedNumber | None:
    """Return what a token stands for; nothing for whatever this site did not write."""
    raw = _bytes(token) if len(token) == TOKEN_LENGTH and token.isascii() else None
    if raw is None:
        return None
    tag, veiled = raw[:TAG_BYTES], raw[TAG_BYTES:]
    for secret in secrets:
        plain = _xor(veiled, _mac(_key(secret, f"{purpose}.veil"), tag)[: _PLAIN.size])
        expected = _mac(_key(secret, f"{purpose}.tag"), plain)[:TAG_BYTES]
        if hmac.compare_digest(tag, expected):
            number, ordinal = _PLAIN.unpack(plain)
            return SealedNumber(number, date.fromordinal(min(ordinal, LAST_DAY)) if ordinal else None)
    return None


# --- The rotating code on the organiser's screen -------------------------------------------------------------------


def window_at(moment: datetime) -> int:
    """Return the number of the half minute a moment lies in, counted from 1970."""
    return int(moment.timestamp() // WINDOW_SECONDS)


def write_gate_code(secrets: Secrets, shift_id: UUID, window: int) -> str:
    """Write the code of one shift for one half minute: ``v1.<shift>.<window>.<signature>``."""
    signed = f"{VERSION}.{_text(shift_id.bytes)}.{window}"
    return f"{signed}.{_sign(secrets[0], shift_id, signed)}"


def _sign(secret: str, shift_id: UUID, signed: str) -> str:
    return _text(_mac(_key(secret, "gate", shift_id.bytes), signed.encode())[:MAC_BYTES])


def read_gate_code(secrets: Secrets, code: str) -> GateCode | None:
    """Return the shift and window of a code whose signature is right, whenever it was shown; else nothing."""
    parts = code.split(".") if code.isascii() and len(code) <= 80 else []
    if len(parts) != 4 or parts[0] != VERSION or not parts[2].isdigit() or len(parts[2]) > 11:
        return None
    raw = _bytes(parts[1])
    if raw is None or len(raw) != 16:
        return None
    shift_id, signed = UUID(bytes=raw), code[: code.rindex(".")]
    for secret in secrets:
        if hmac.compare_digest(parts[3], _sign(secret, shift_id, signed)):
            return GateCode(shift_id, int(parts[2]))
    return None


# --- What people read out and type ---------------------------------------------------------------------------------


def letters_of(secret: str, purpose: str, number: int, day: date | None = None, *, count: int = LETTER_COUNT) -> str:
    """Return some letters that stand for a token where only typing is left; a shift's list says whose they are."""
    plain = _PLAIN.pack(number, day.toordinal() if day else 0)
    value = int.from_bytes(_mac(_key(secret, f"{purpose}.letters"), plain))
    found = []
    for _ in range(count):
        value, rest = divmod(value, len(LETTERS))
        found.append(LETTERS[rest])
    return "".join(found)


def word_of(secret: str, shift_id: UUID) -> str:
    """Return the four figures that an organiser says at the door to whoever checks herself in by a poster."""
    number = int.from_bytes(_mac(_key(secret, "word", shift_id.bytes), b"word"))
    return f"{number % 10**WORD_FIGURES:0{WORD_FIGURES}d}"


def is_word(secrets: Secrets, shift_id: UUID, typed: str) -> bool:
    """Say whether the typed word is the shift's; the time it takes tells nothing."""
    given = typed.encode()
    same = [hmac.compare_digest(given, word_of(secret, shift_id).encode()) for secret in secrets]
    return any(same)


def bare(text: str) -> str:
    """Return the code in what a scanner read or somebody typed: no address, spaces, hyphens or small letters."""
    code = text.strip().split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    kept = code.replace(" ", "").replace("-", "")
    return kept if kept.startswith(f"{VERSION}.") else kept.upper()


def mark_of(salt: str, code: str) -> str:
    """Return what a phone keeps instead of a code: the first 128 bits of SHA-256 of salt and code, hexadecimal."""
    return sha256(f"{salt}{code}".encode()).hexdigest()[:32]
