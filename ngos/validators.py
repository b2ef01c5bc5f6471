"""The business identification number (BIN): form, month and check digit.

Twelve digits ``YYMM T S NNNNN K``: year and month of registration, type 4 to 6, a subtype, a serial number and a check
digit. Source: docs/sources.md, "BIN".
"""

from dataclasses import dataclass
from datetime import date

from ngos import errors

BIN_LENGTH = 12
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
LEGAL_ENTITY_TYPES = "456"
MODULUS = 11
NO_DIGIT = 10


def check_digit(first_eleven: str) -> int | None:
    """Return the twelfth digit for eleven digits, or nothing where the number is never issued."""
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % MODULUS
        if remainder != NO_DIGIT:
            return remainder
    return None


def clean_bin(text: str) -> str:
    """Return a BIN as twelve digits; spaces and dashes are dropped. Raises a BinInvalid that says what is wrong."""
    number = "".join(character for character in text if not character.isspace() and character not in "-‐–")
    if not (number.isascii() and number.isdecimal()):
        raise errors.BinNotDigits
    if len(number) != BIN_LENGTH:
        raise errors.BinLength(digits=len(number))
    if number[4] not in LEGAL_ENTITY_TYPES:
        raise errors.BinIsPersonal if number[4] in "0123" else errors.BinInvalid
    if not "01" <= number[2:4] <= "12":
        raise errors.BinMonth(month=number[2:4])
    if check_digit(number[:11]) != int(number[11]):
        raise errors.BinCheckDigit
    return number


@dataclass(frozen=True, slots=True)
class BinFacts:
    """What a BIN says: the first day of the month of registration, the type digit (4 to 6) and the subtype digit."""

    registered_in: date
    type_digit: str
    subtype_digit: str


def read_bin(number: str, *, on: date) -> BinFacts:
    """Read a valid BIN. Its year has two digits, so it is the latest such month that is not after ``on``."""
    month = int(number[2:4])
    latest = date(on.year // 100 * 100 + int(number[:2]), month, 1)
    registered_in = latest if latest <= on else latest.replace(year=latest.year - 100)
    return BinFacts(registered_in=registered_in, type_digit=number[4], subtype_digit=number[5])
