"""Files are known by content, made harmless, or refused with a reason."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NullObject, TextStringObject

from ngos.papers import checking
from ngos.papers.pdf import without_talk
from ngos.papers.personal import is_identity_document, personal_numbers_in
from ngos.papers.shapes import Fault, PaperKind, PaperRefused, kind_of
from ngos.validators import check_digit
from tests import papers

ACTIVE = {
    "script on opening": papers.pdf(papers.opens_with(papers.alert())),
    "script inside the catalogue": papers.pdf(papers.opens_with(papers.alert(), inline=True)),
    "script under a written-out name": papers.pdf(papers.opens_with(papers.alert())).replace(b"/JS", b"/J#53"),
    "starts a program": papers.pdf(papers.opens_with(papers.action("/Launch", F=TextStringObject("calc.exe")))),
    "sends a form": papers.pdf(papers.opens_with(papers.action("/SubmitForm"))),
    "fetches another file": papers.pdf(papers.opens_with(papers.action("/GoToR"))),
    "plays a film": papers.pdf(papers.opens_with(papers.action("/Rendition"))),
    "carries a file": papers.pdf(lambda writer, page: writer.add_attachment("a.exe", b"MZ")),
    "script of a page": papers.pdf(
        lambda writer, page: page.update({papers.name("/AA"): DictionaryObject({papers.name("/O"): papers.alert()})})
    ),
    "active form": papers.pdf(
        lambda writer, page: writer._root_object.update(
            {papers.name("/AcroForm"): DictionaryObject({papers.name("/XFA"): ArrayObject([NullObject()])})}
        )
    ),
}
TOO_HARD = {
    "unfolds": papers.pdf(papers.bomb),
    "packed twice": papers.pdf(papers.twice_packed),
    "huge picture": papers.pdf(papers.huge_picture),
    "13,000 × 13,000": papers.large_png(),
    "moving": papers.moving_png(),
}
UNKNOWN = {
    "page": b"<html><script>alert(1)</script>",
    "page before a PDF": b"<script>alert(1)</script>" + papers.pdf(),
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "program": b"#!/bin/sh\nrm -rf /\n",
    "archive": b"PK\x03\x04 docx or zip",
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "other picture": b"GIF89a\x01\x00\x01\x00",
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "words": "Жарғы".encode(),
    "nothing": b"",
}
BROKEN = {
    "cut PDF": papers.pdf()[:180],
    "PDF in name": b"%PDF-1.7\nnot at all\n%%EOF",
    "cut picture": papers.photo()[:900],
    "cut PNG": papers.photo(kind="PNG")[:60],
}


def cases():
    sets = ((ACTIVE, Fault.ACTIVE), (TOO_HARD, Fault.TOO_HARD), (UNKNOWN, Fault.UNKNOWN), (BROKEN, Fault.BROKEN))
    return [pytest.param(content, fault, id=label) for found, fault in sets for label, content in found.items()]


@pytest.mark.parametrize(("content", "fault"), cases())
def test_a_bad_file_is_refused_with_its_reason(content, fault):
    with pytest.raises(PaperRefused) as refused:
        checking.made_harmless(content)

    assert refused.value.fault == fault


def test_a_locked_file_is_refused():
    locked = papers.pdf(lambda writer, page: writer.encrypt("secret"))

    with pytest.raises(PaperRefused, match="locked"):
        checking.made_harmless(locked)


def test_a_script_is_found_in_compressed_objects_too():
    packed = papers.packed(papers.pdf(papers.opens_with(papers.alert())))
    assert b"JavaScript" not in packed

    with pytest.raises(PaperRefused, match="active"):
        checking.made_harmless(packed)


def test_a_plain_pdf_keeps_its_pages_and_loses_what_is_said_beside_them():
    sent = papers.pdf(papers.photo_inside, words="CHARTER OF THE FUND") + b"PK\x03\x04<script>tail</script>"
    assert b"Canary Author" in sent
    assert b"Canary Camera" in sent

    paper = checking.made_harmless(sent)

    reader = PdfReader(BytesIO(paper.content))
    assert (paper.kind, len(reader.pages), reader.metadata) == (PaperKind.PDF, 1, None)
    for gone in (b"Canary", b"script", b"Exif", b"GPS"):
        assert gone not in paper.content


def test_words_of_a_pdf_are_read():
    assert "CHARTER OF THE FUND" in checking.made_harmless(papers.pdf(words="CHARTER OF THE FUND")).text


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_keeps_its_size_and_loses_its_place(kind):
    sent = papers.photo(kind=kind) + b"<?php tail ?>"
    assert Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)

    paper = checking.made_harmless(sent)

    drawn = Image.open(BytesIO(paper.content))
    assert (drawn.size, drawn.format, dict(drawn.getexif())) == ((600, 400), kind, {})
    assert b"tail" not in paper.content


def test_a_large_photograph_is_halved():
    paper = checking.made_harmless(papers.photo(size=(6000, 4000)))

    assert Image.open(BytesIO(paper.content)).size == (3000, 2000)


def test_segments_that_talk_are_cut_and_points_stay():
    sent = papers.photo()

    bare = without_talk(sent)

    assert b"Exif" not in bare
    assert Image.open(BytesIO(bare)).tobytes() == Image.open(BytesIO(sent)).tobytes()


def test_the_process_of_its_own_says_the_same():
    assert checking.check(papers.pdf(words="HELLO")).text.strip() == "HELLO"
    with pytest.raises(PaperRefused, match="active"):
        checking.check(ACTIVE["starts a program"])


def test_a_process_that_works_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(checking, "SECONDS", 0.01)

    with pytest.raises(PaperRefused, match="too_hard"):
        checking.check(papers.pdf())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.integers(0, 400))
def test_nonsense_in_the_middle_of_a_file_is_never_a_fault_of_ours(noise, place):
    sent = papers.PLAIN[:place] + noise + papers.PLAIN[place:]

    try:
        paper = checking.made_harmless(sent)
    except PaperRefused:
        return
    assert kind_of(paper.content) is PaperKind.PDF


MRZ = "IDKAZ0000000000<<<<<<<<<<<<<<<\n8501012M3001018KAZ<<<<<<<<<<<0\nTESTOV<<TEST<<<<<<<<<<<<<<<<<<"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (MRZ, True),
        ("ҚАЗАҚСТАН РЕСПУБЛИКАСЫ\nЖЕКЕ КУӘЛІК\nТЕГІ ТЕСТОВ", True),
        ("Удостоверение личности № 000000000", True),
        ("Устав общественного фонда. " + "Статья. " * 300 + "удостоверение личности № 0", False),
        ("Устав общественного фонда", False),
        ("", False),
    ],
)
def test_identity_documents_are_known_by_their_words(text, is_one):
    assert is_identity_document(text) is is_one


def test_personal_numbers_are_told_from_others():
    living = "850101300001"
    number = f"{living[:11]}{check_digit(living[:11])}"
    text = f"Founder {number}, BIN 991240000013, account 123456789012345, order 850101300009."

    assert personal_numbers_in(text) == {number}
