"""What must not be published: identity documents of people and their numbers, as far as words can tell.

A scan has no words, so this finds nothing in pictures; the sender's word and the reviewer's eyes stand before it.
"""

import re
from datetime import date

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
# The century of birth by the seventh digit. Source: docs/sources.md, "BIN".
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
TWELVE_DIGITS = re.compile(r"(?<!\d)\d{12}(?!\d)")
# Two or three lines of 30, 36 or 44 signs that only machines read (ICAO 9303).
MACHINE_LINES = re.compile(r"^(?:[A-Z][A-Z<][A-Z]{3}[A-Z0-9<]{25,39})\n[A-Z0-9<]{30,44}$", re.MULTILINE)
TITLES = ("жеке куәлік", "удостоверение личности", "identity card", "паспорт гражданина", "азаматының паспорты")
# A charter names the documents of its founders in a long text; a scan of one has few words, and these among them.
SHORT = 1_500


def is_identity_document(text: str) -> bool:
    """Say whether the words of a file are those of an identity card or a passport."""
    if MACHINE_LINES.search(text.replace(" ", "")):
        return True
    plain = " ".join(text.split()).lower()
    return len(plain) < SHORT and any(title in plain for title in TITLES)


def personal_numbers_in(text: str) -> set[str]:
    """Return the individual identification numbers (IIN) in a text: a real date of birth and a right check digit."""
    return {number for number in TWELVE_DIGITS.findall(text) if _is_iin(number)}


def _is_iin(number: str) -> bool:
    century = CENTURIES.get(number[6])
    if century is None:
        return False
    try:
        date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return False
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        digit = sum(int(one) * weight for one, weight in zip(number[:11], weights, strict=True)) % 11
        if digit != 10:
            return digit == int(number[11])
    return False
