"""What a written contact must be: an e-mail address, or a phone number of Kazakhstan."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.enums import ContactKind
from accounts.errors import ContactUnreadable

REGION = "KZ"
LONGEST_CONTACT = 254
_DOTLESS = ("gmail.com", "googlemail.com")  # where dots in the name mean nothing


def read_contact(text: str) -> tuple[ContactKind, str]:
    """Read what somebody typed as a contact: an address in lower case, or a number as +7 and ten figures.

    +7 alone is not enough: it is shared with Russia. Raises ContactUnreadable.
    """
    written = text.strip()
    if "@" in written:
        return ContactKind.EMAIL, _read_email(written.lower())
    return ContactKind.PHONE, _read_phone(written)


def _read_email(written: str) -> str:
    try:
        validate_email(written)
    except ValidationError as unreadable:
        raise ContactUnreadable from unreadable
    if len(written) > LONGEST_CONTACT:
        raise ContactUnreadable
    return written


def _read_phone(written: str) -> str:
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException as unreadable:
        raise ContactUnreadable from unreadable
    if not phonenumbers.is_valid_number_for_region(number, REGION):
        raise ContactUnreadable
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mailbox(contact: str) -> str:
    """Reduce a contact to the mailbox or phone it reaches: what follows a plus in an address reaches the same one."""
    name, at, host = contact.lower().partition("@")
    if not at:
        return contact
    name = re.sub(r"\+.*", "", name)
    return f"{name.replace('.', '') if host in _DOTLESS else name}@{host}"
