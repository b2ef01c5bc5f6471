"""Sources, sentences and next steps of the rules in three languages: funding/data/texts.toml."""

import tomllib
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from funding.eligibility.decision import Failed, Rule
from funding.eligibility.rules import DATA

LANGUAGES = ("kk", "ru", "en")
ASTANA = timezone(timedelta(hours=5))  # deadlines are told by the clock of the capital


@cache
def _all() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tomllib.loads((DATA / "texts.toml").read_text(encoding="utf-8"))
    return found


def _known(language: str) -> str:
    return language if language in LANGUAGES else "kk"


def level_name(level: int, language: str) -> str:
    """Name a level of the register."""
    return str(_all()["levels"][_known(language)][level])


def source_of(rule: Rule) -> str:
    """Return the law or the rule of ours behind a rule."""
    return str(_all()[rule]["source"])


def sentence(failed: Failed, language: str) -> str:
    """Say why a rule is not met; Kazakh for a language we do not have."""
    text = str(_all()[failed.rule][_known(language)])
    for name, value in failed.facts.items():
        place, word = _filled(name, value, _known(language))
        text = text.replace(f"{{{place}}}", word)
    return text


def next_step(failed: Failed, language: str) -> str:
    """Say what opens the door."""
    return str(_all()[failed.rule][f"next_{_known(language)}"])


def _filled(name: str, value: object, language: str) -> tuple[str, str]:
    place = name.partition("_")[0]
    if name.endswith("_level") and isinstance(value, int):
        return place, level_name(value, language)
    if name.endswith("_tenths") and isinstance(value, int):
        whole, tenth = divmod(value, 10)
        return place, f"{whole}{'.' if language == 'en' else ','}{tenth}"
    if isinstance(value, datetime):
        return place, f"{value.astimezone(ASTANA):%d.%m.%Y, %H:%M:%S}"
    return place, f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
