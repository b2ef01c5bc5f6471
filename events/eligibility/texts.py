"""Sources and sentences of the gates in three languages: events/data/gates.toml."""

import tomllib
from functools import cache
from pathlib import Path

from events.eligibility.gates import Gate

TEXTS = Path(__file__).resolve().parent.parent / "data" / "gates.toml"
LANGUAGES = ("kk", "ru", "en")


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return found


def gate_source(gate: Gate) -> str:
    """Return the law or rule behind a gate."""
    return _all()[gate]["source"]


def gate_text(gate: Gate, language: str, *, years: int = 0) -> str:
    """Return a gate's sentence in a language; Kazakh for one we do not have."""
    texts = _all()[gate]
    return texts[language if language in LANGUAGES else "kk"].replace("{years}", str(years))
