import hashlib

import pytest

from accounts.enums import ContactKind
from accounts.errors import ContactUnreadable
from accounts.queries import GUARDIAN_TEXTS, guardian_text
from accounts.validators import mailbox, read_contact


@pytest.mark.parametrize(
    "written",
    ["8 701 123 45 67", "+7 701 123-45-67", "87011234567", "7011234567", " +77011234567 ", "8(701)1234567"],
)
def test_every_way_of_writing_a_kazakh_number_is_one_number(written):
    assert read_contact(written) == (ContactKind.PHONE, "+77011234567")


@pytest.mark.parametrize(
    "written",
    [
        "+7 916 123 45 67",  # Russia has +7 too
        "8 916 123 45 67",
        "+1 212 555 01 23",
        "123",
        "",
        "gulnar",
        "gulnar@",
        "@example.org",
        "a b@example.org",
        "+7701123456789",
        f"{'a' * 250}@example.org",
    ],
)
def test_anything_else_is_no_contact(written):
    with pytest.raises(ContactUnreadable):
        read_contact(written)


def test_addresses_are_compared_in_lower_case():
    assert read_contact(" Gulnar@Example.ORG ") == (ContactKind.EMAIL, "gulnar@example.org")


@pytest.mark.parametrize(
    ("contact", "reaches"),
    [
        ("bekzat+mother@example.org", "bekzat@example.org"),
        ("b.ekzat+x@gmail.com", "bekzat@gmail.com"),
        ("b.ekzat@example.org", "b.ekzat@example.org"),
        ("+77011234567", "+77011234567"),
    ],
)
def test_what_follows_a_plus_reaches_the_same_mailbox(contact, reaches):
    assert mailbox(contact) == reaches


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_consent_text_has_its_eight_contents_and_its_digest(language):
    text = guardian_text(language)
    paragraphs = text.paragraphs(minor="Айгерім Н.", operator="Асар қоры, БСН 123456789012")

    assert [words[:2] for words in paragraphs[1:]] == [f"{number}." for number in range(1, 9)]
    assert "Асар қоры, БСН 123456789012" in paragraphs[1]
    assert not any(mark in "".join(paragraphs) for mark in "{}")
    file = GUARDIAN_TEXTS / f"2026-1.{language}.txt"
    assert text.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


# A text that was agreed to is never changed: a new version gets a new file.
DIGESTS = {
    "kk": "6e5052dbcb1e24912317da75e9ee0b92a08ce7a27b16edd3b8947a51f971c0f2",
    "ru": "a4c9926e4f02f0ee208a50b178e9e5c138c38e5886184b5f9efe60ba303ad55f",
    "en": "d1d3c15b1fc0a7944c9e1b919462f5bc0853c7845b27574d5ef2697c77460b83",
}


@pytest.mark.parametrize("language", sorted(DIGESTS))
def test_consent_text_is_what_people_agreed_to(language):
    assert guardian_text(language).sha256 == DIGESTS[language]
