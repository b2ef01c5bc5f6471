"""Striking a person out of free words: her name as she gave it, her address, her number in any spelling.

Words bent by grammar and names people call each other by cannot be known; the pages say so.
"""

import re
from typing import Any

from core.privacy.finding import contacts_of

STRUCK = "—"
SHORTEST_NAME = 3
LOCAL_DIGITS = 10  # of a number without its country


def strike_contacts(words: str, person: Any) -> str:
    """Strike where a person can be reached."""
    for contact in contacts_of(person):
        words = _contact(contact).sub(STRUCK, words)
    return words


def strike_person(words: str, person: Any) -> str:
    """Strike where a person can be reached, and her name, whole and word by word."""
    words, parts = strike_contacts(words, person), person.full_name.split()
    for name in (r"\s+".join(map(re.escape, parts)), *(re.escape(part) for part in parts if _is_telling(part))):
        words = re.sub(rf"\b{name}\b", STRUCK, words, flags=re.IGNORECASE) if name else words
    return words


def _is_telling(part: str) -> bool:
    return len(part) >= SHORTEST_NAME


def _contact(contact: str) -> re.Pattern[str]:
    if "@" in contact:
        return re.compile(re.escape(contact), re.IGNORECASE)
    digits = r"[\s().-]*".join(re.sub(r"\D", "", contact)[-LOCAL_DIGITS:])
    return re.compile(rf"(?:\+?[78][\s().-]*)?{digits}")
