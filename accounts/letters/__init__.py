"""Letters to people with an account, and codes to whoever signs in."""

from accounts.letters.codes import CODE, seal_code
from accounts.letters.people import letter_to

__all__ = ["CODE", "letter_to", "seal_code"]
