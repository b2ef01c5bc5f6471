"""What a written contact must be: an e-mail address or a phone number of Kazakhstan, as we store them."""

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from accounts.enums import ContactKind
from accounts.errors import ContactUnreadable, PhoneForeign, PhoneInvalid

REGION = "KZ"
KINDS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
LONGEST_CONTACT = 254
LONGEST_NUMBER = 40
_DOTLESS = ("gmail.com", "googlemail.com")  # where dots in the name mean nothing


@dataclass(frozen=True, slots=True)
class Contact:
    """Exactly one of an address in lower case and a number in international form."""

    email: str = ""
    phone: str = ""

    def __str__(self) -> str:
        return self.email or self.phone

    @property
    def kind(self) -> ContactKind:
        """Which of the two it is."""
        return ContactKind.EMAIL if self.email else ContactKind.PHONE


def clean_phone(text: str) -> str:
    """Return a number in international form. Raises PhoneInvalid, or PhoneForeign for one of another country.

    Kazakhstan and Russia share +7, so the digits after it decide: +7 701 is ours, +7 921 is not. 8 701 and 701 mean
    the same as +7 701; spaces, dashes and brackets do not matter.
    """
    try:
        number = phonenumbers.parse(text[:LONGEST_NUMBER], REGION)
    except NumberParseException as unreadable:
        raise PhoneInvalid from unreadable
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneInvalid
    if phonenumbers.region_code_for_number(number) != REGION:
        raise PhoneForeign
    if phonenumbers.number_type(number) not in KINDS:
        raise PhoneInvalid
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def clean_contact(text: str) -> Contact:
    """Read an address or a number, whichever was written. Raises ContactUnreadable or what clean_phone raises."""
    text = text.strip()
    if "@" in text:
        return Contact(email=_clean_email(text))
    if not any(sign.isdigit() for sign in text) or any(sign.isalpha() for sign in text):
        raise ContactUnreadable
    return Contact(phone=clean_phone(text))


def _clean_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as unreadable:
        raise ContactUnreadable from unreadable
    if len(text) > LONGEST_CONTACT:
        raise ContactUnreadable
    return text.lower()


def mailbox(contact: str) -> str:
    """Reduce a contact to the mailbox or phone it reaches: what follows a plus in an address reaches the same one."""
    name, at, host = contact.lower().partition("@")
    if not at:
        return contact
    name = re.sub(r"\+.*", "", name)
    return f"{name.replace('.', '') if host in _DOTLESS else name}@{host}"
