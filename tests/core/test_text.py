import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import KAZAKH_ALPHABET, Localised, fold, localised, sort_key, unmix_scripts


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("каражат", "Қаражат"),
        ("ОСКЕМЕН", "Өскемен"),
        ("шиели", "Шиелі"),
        ("экибастуз", "Екібастұз"),
        ("актобе", "АҚТӨБЕ"),
        ("сатбаев", "Сәтбаев"),
        ("тогыл", "Тоғыл"),
        ("жанаозен", "Жаңаөзен"),
        ("ултау", "Ұлтау"),
        ("уштобе", "Үштөбе"),
        ("хауаз", "Һауаз"),
        ("озеро", "озёро"),
        ("Семеи", "Семей"),
        ("усть каменогорск", "Усть-Каменогорск"),
        ("tulkibas", "Tu\u0308lkibas"),
        ("qaragandy", "Qarag\u0306andy"),
        ("qonaev", "QONAEV"),
        ("zhybek", "zhıbek".replace("ı", "y")),
        ("siyr", "sıyr"),
        ("tyulkubas", "Tyul’kubas"),
    ],
)
def test_fold_brings_what_is_typed_and_what_is_written_together(typed, written):
    assert fold(typed) == fold(written)


@pytest.mark.parametrize(("left", "right"), [("Арал", "Орал"), ("Шу", "Чу"), ("Абай", "Абая"), ("Aral", "Oral")])
def test_fold_keeps_different_words_apart(left, right):
    assert fold(left) != fold(right)


def test_fold_mends_a_latin_letter_in_a_cyrillic_word():
    assert fold("Солтүстiк") == fold("Солтүстік") == "солтустик"
    assert fold("Aршалинский") == fold("Аршалинский")


def test_unmix_scripts_lets_the_telling_letter_decide():
    assert unmix_scripts("Солтүстiк") == "Солтүстік"
    assert unmix_scripts("Аlmaty") == "Almaty"
    assert unmix_scripts("Oral Орал") == "Oral Орал"


def test_fold_of_signs_alone_is_empty():
    assert fold(" — ’ _ ! ") == ""


@given(st.text(max_size=40))
def test_fold_twice_is_fold_once_and_ignores_how_marks_are_encoded(text):
    once = fold(text)

    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_sort_key_follows_the_kazakh_alphabet():
    letters = list(KAZAKH_ALPHABET)

    backwards = letters[::-1]

    assert sorted(backwards, key=sort_key) == letters
    assert len(letters) == 42


def test_sort_key_orders_names_as_a_kazakh_dictionary_does():
    names = ["Яблоко", "Өскемен", "Атырау", "Ақтау", "Әлихан", "Қостанай", "Кокшетау", "10 қыркүйек", "Astana", "Орал"]

    assert sorted(names, key=sort_key) == [
        "10 қыркүйек",
        "Astana",
        "Ақтау",
        "Атырау",
        "Әлихан",
        "Кокшетау",
        "Қостанай",
        "Орал",
        "Өскемен",
        "Яблоко",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", Localised("Жилище", "ru")),
        ("kk", Localised("Жилище", "ru")),
        ("en", Localised("Home", "en")),
    ],
)
def test_localised_prefers_the_wished_language_and_says_which_it_found(language, expected):
    row = SimpleNamespace(title_kk="", title_ru="Жилище", title_en="Home")

    assert localised(row, "title", language) == expected


def test_localised_falls_back_to_kazakh_before_russian():
    row = SimpleNamespace(title_kk="Үй", title_ru="Жилище", title_en="")

    assert localised(row, "title", "en") == Localised("Үй", "kk")


def test_localised_without_any_text_is_empty_in_the_wished_language():
    row = SimpleNamespace(title_kk="", title_ru="", title_en="")

    assert localised(row, "title", "en") == Localised("", "en")
    assert str(localised(row, "title", "en")) == ""
