"""The words guardians agree to: complete, and never changed after somebody did."""

import hashlib

import pytest

from accounts.queries import GUARDIAN_TEXTS, guardian_text


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
