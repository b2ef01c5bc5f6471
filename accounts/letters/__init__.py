"""Letters to people with an account, and codes to whoever signs in."""

from accounts.letters.codes import CODE, code_letter, seal_code
from accounts.letters.people import letter_to, read_stop, stop_url

__all__ = ["CODE", "code_letter", "letter_to", "read_stop", "seal_code", "stop_url"]
