"""Figures as bytes: one way to write them, so that equal figures have equal digests."""

import json
from hashlib import sha256
from typing import Any

from reports.indicators.registry import DIMENSIONS, INDICATORS

QUERY_VERSION = "participation-1"  # grows when the way of counting changes


def written(figures: Any) -> bytes:
    """Write figures as JSON with sorted keys and no blanks."""
    return json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(figures: Any) -> str:
    """Return the SHA-256 of figures as they are written, hexadecimal."""
    return sha256(written(figures)).hexdigest()


def sealed(figures: Any, salt: str) -> str:
    """Return the digest that stands for figures in public.

    The salt is kept by whoever may see every number: without it nobody can try out what the hidden ones are.
    """
    return digest_of([salt, figures])


def definitions_digest() -> str:
    """Return the digest of every definition in force."""
    indicators = [[getattr(one, name) for name in one.__slots__] for one in INDICATORS]
    dimensions = [[getattr(one, name) for name in one.__slots__] for one in DIMENSIONS]
    return digest_of([indicators, dimensions])


def query_digest(question: Any) -> str:
    """Return the digest of a question: the way of counting, the territory, the period, the structure, the ages."""
    return digest_of([QUERY_VERSION, question])
