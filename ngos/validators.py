"""The business identification number (BIN): form, month and check digit.

Twelve digits ``YYMM T S NNNNN K``: year and month of registration, type 4 to 6, a subtype, a serial number and a check
digit. Source: docs/sources.md, "BIN".
"""

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
