"""The business identification number (BIN): form, month and check digit.

Twelve digits ``YYMM T S NNNNN K``: year and month of registration, type 4 to 6, a subtype, a serial number and a check
digit. Source: docs/sources.md, "BIN".
"""

from dataclasses import dataclass
from datetime import date

from core.text import unmix_scripts
from ngos import errors

BIN_LENGTH = 12
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
LEGAL_ENTITY_TYPES = "456"
MODULUS = 11
NO_DIGIT = 10
# The oldest organisations of the country took their numbers over from the first years of independence.
FIRST_YEAR = 1990
BRANCH_SUBTYPES = "12"
HEAD_SUBTYPE = "0"


def check_digit(first_eleven: str) -> int | None:
    """Return the twelfth digit for eleven digits, or nothing where the number is never issued."""
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % MODULUS
        if remainder != NO_DIGIT:
            return remainder
    return None


def clean_bin(text: str, *, on: date | None = None) -> str:
    """Return a BIN as twelve digits; spaces and dashes are dropped. Raises a BinInvalid that says what is wrong.

    With a day, a number registered after it is refused as well.
    """
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
    if on is not None and read_bin(number, on=on).registered_in.year < FIRST_YEAR:
        raise errors.BinInFuture(month=number[2:4], year=number[:2])
    return number


def is_branch(number: str) -> bool:
    """Say whether a valid BIN is that of a branch or a representative office."""
    return number[5:6] in tuple(BRANCH_SUBTYPES)


def is_head(number: str) -> bool:
    """Say whether a valid BIN is that of a head organisation."""
    return number[5:6] == HEAD_SUBTYPE


def clean_name(text: str) -> str:
    """Return a name without double spaces and with the letters of one script in every word.

    Official files hold «Солтүстiк» with a Latin i.
    """
    return unmix_scripts(" ".join(text.split()))


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
