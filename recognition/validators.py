"""The code of a document: twelve signs that are hard to confuse, the last of which checks the others."""

import secrets

from recognition import errors

# No 0, O, 1, I and L. The number of signs is a prime, so that the check finds every single wrong sign.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4
LOOK_ALIKES = frozenset("0O1IL")
# What a Kazakh or Russian keyboard writes for the same shapes.
_TYPED = str.maketrans("АВСЕНКМРТХУОІ", "ABCEHKMPTXYOI")
_BREAKS = str.maketrans("", "", " -\u2010\u2011\u2013\u2014._\u00a0\t\r\n")


def new_code() -> str:
    """Return a code that nobody can guess: eleven random signs, 54 bits, and the check."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return signs + check_sign(signs)


def check_sign(signs: str) -> str:
    """Return the sign that makes the weighted sum of all twelve a multiple of 31.

    The weights 1 to 12 differ and none is a multiple of 31: one wrong sign, or two that changed places, never pass.
    """
    wanted = -_weighted(signs) * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)
    return ALPHABET[wanted]


def read_code(text: str) -> str:
    """Read a code as people type it: any case, any grouping, Cyrillic letters of the same shape.

    Raises CodeLookAlike for a sign that no code has, and CodeMistyped for everything else that cannot be a code.
    """
    code = text.upper().translate(_TYPED).translate(_BREAKS)
    if LOOK_ALIKES & set(code):
        raise errors.CodeLookAlike
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or _weighted(code) % len(ALPHABET):
        raise errors.CodeMistyped
    return code


def grouped(code: str) -> str:
    """Write a code as people read it: three groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _weighted(signs: str) -> int:
    return sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, 1))
