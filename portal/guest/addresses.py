"""Short public addresses: a public id written in 22 letters and digits that are hard to confuse."""

from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH = 22


def shorten(public_id: UUID) -> str:
    """Write a public id in 22 letters; reversible."""
    rest, letters = public_id.int, ""
    for _ in range(LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters


def lengthen(short: str) -> UUID:
    """Read a public id back. Raises ValueError for 22 letters that are no id."""
    return UUID(int=_number(short))


def read_short(text: str) -> UUID | None:
    """Read a short address that came with a query; anything else chooses nothing."""
    if len(text) != LENGTH or any(letter not in ALPHABET for letter in text):
        return None
    number = _number(text)
    return UUID(int=number) if number < 1 << 128 else None


def _number(short: str) -> int:
    number = 0
    for letter in short:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


class ShortIdConverter:
    """Lets an address pattern say ``<short:public_id>`` and a view receive the UUID."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> UUID:
        """Read the address; a ValueError means that no page matches."""
        return lengthen(value)

    def to_url(self, value: UUID | str) -> str:
        """Write the address."""
        return shorten(value if isinstance(value, UUID) else UUID(value))
