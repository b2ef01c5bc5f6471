"""The PDF as other programs read it: words, language, tags, the code in the picture, and always the same bytes."""

import io
import subprocess
import sys
from datetime import date
from time import process_time

import pytest
import zxingcpp
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from recognition.documents.papers import check_url, paper_file, paper_picture
from recognition.enums import Detail, PaperKind
from recognition.models import Certificate
from recognition.services import Wish, issue_certificate
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.recognition import make_certificate, make_hours

pytestmark = pytest.mark.django_db
NAME = "Әлия Ғұмар Ңөұүһі-Қызы"
SHIFT = {
    "what": "shift",
    "on": "2026-03-01",
    "name": {"kk": "Өзен жағасын тазалау", "en": "Clean the river bank"},
    "organisation": {"kk": "Таза Су"},
    "place": {"kk": "Ұлытау"},
    "minutes": 240,
}


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_it_is_tagged_and_says_its_language_its_title_and_the_name(now, aliya, language):
    reader = read(paper_file(make_certificate(aliya.volunteer, now, language=language, name=NAME, minutes=690)))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    assert NAME in reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert NAME in words_of(reader)
    assert len(reader.pages) == 1


def test_every_font_is_in_the_file(now, aliya):
    reader = read(paper_file(make_certificate(aliya.volunteer, now, name=NAME)))

    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"] for font in fonts}
    assert {name.partition("+")[2].partition("-")[0] for name in names} == {"Onest"}
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert set(descriptor) & {"/FontFile2", "/FontFile3"}


def test_the_same_document_is_the_same_bytes_whoever_asks(now, aliya):
    made = make_certificate(aliya.volunteer, now, language="kk", detail=Detail.SHIFTS, lines=[SHIFT] * 40)

    with override("ru"):
        first = paper_file(made)
    assert paper_file(Certificate.objects.get()) == first
    other = make_certificate(aliya.volunteer, now, language="kk", detail=Detail.SHIFTS, lines=[SHIFT] * 40)
    assert paper_file(other) != first  # another code


def test_another_process_draws_the_same_bytes(now, aliya):
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings_test'; django.setup();"
        "import datetime, hashlib; from recognition.models import Certificate;"
        "from recognition.documents.papers import paper_file;"
        "moment = datetime.datetime(2026, 5, 4, 4, tzinfo=datetime.UTC);"
        "one = Certificate(kind='certificate', code='7K4MQ2WD9XHR', language='kk', detail='total', name='Әлия',"
        " first_on=moment.date(), last_on=moment.date(), minutes=60, issued_at=moment, expires_at=moment);"
        "print(hashlib.sha256(paper_file(one)).hexdigest())"
    )

    digests = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
        for _ in range(2)
    ]

    assert len(set(digests)) == 1
    assert len(digests[0]) == 64


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_another_reader_finds_the_address_in_the_picture(now, aliya, language):
    made = make_certificate(aliya.volunteer, now, language=language)

    (page,) = paper_picture(made)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))

    assert found.text == check_url(made)
    assert found.text.endswith(f"/{language}/v/{made.code}/")


def test_a_book_shows_every_shift_and_numbers_its_pages(now, aliya):
    book = make_certificate(
        aliya.volunteer, now, kind=PaperKind.BOOK, detail=Detail.SHIFTS, language="kk", lines=[SHIFT] * 60
    )

    reader = read(paper_file(book))

    assert words_of(reader).count("Өзен жағасын тазалау") == 60
    assert len(reader.pages) > 1
    assert f"1 / {len(reader.pages)}" in words_of(reader)


def test_a_letter_has_its_words_and_who_signs(now, aliya, dana, taza_su):
    letter = make_certificate(
        aliya.volunteer,
        now,
        kind=PaperKind.LETTER,
        language="kk",
        text="Бірінші.\n\n#panic() *Екінші* $x$",
        organisation=taza_su,
        author=dana,
    )

    words = words_of(read(paper_file(letter)))

    assert "Бірінші." in words
    assert "#panic() *Екінші* $x$" in words  # words are no code
    assert "Дана Әбілова" in words
    assert "Таза Су" in words


@pytest.mark.parametrize("name", ["Zoë Łukasz", "أمل", "李雷", "A" * 150, "🌱"])
def test_any_name_can_be_drawn(now, aliya, name):
    reader = read(paper_file(make_certificate(aliya.volunteer, now, name=f"{name} Ә")))

    assert "Ә" in words_of(reader)


@pytest.mark.slow
@pytest.mark.measured
def test_500_certificates_in_ten_seconds_on_one_core(now, aliya, capsys):
    make_hours(make_signup(make_role(make_shift(days_ahead=-2)), aliya.volunteer))
    choices = [Detail.TOTAL, Detail.CAUSES, Detail.ORGANISATIONS]
    begun = process_time()
    sizes = []
    for number in range(500):
        wish = Wish(
            first_on=date(2026, 1, 1),
            last_on=date(2026, 5, 4),
            language=("kk", "ru", "en")[number % 3],
            detail=choices[number % 3],
        )
        made = issue_certificate(volunteer=aliya.volunteer, wish=wish, actor=aliya, now=now)
        sizes.append(len(paper_file(made)))
    taken = process_time() - begun

    with capsys.disabled():
        print(
            f"\n500 certificates issued and drawn in {taken:.1f} s of processor time, {sum(sizes) // 500:,} bytes each"
        )
    assert taken < 10
