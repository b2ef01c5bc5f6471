"""A code is read as people type it; a wrong sign is found before anything is looked up."""

from itertools import pairwise

import pytest

from recognition.errors import CodeLookAlike, CodeMistyped
from recognition.validators import ALPHABET, LENGTH, LOOK_ALIKES, check_sign, grouped, new_code, read_code

CODES = [new_code() for _ in range(20)]


def test_no_two_signs_of_the_alphabet_are_confused():
    assert len(set(ALPHABET)) == 31
    assert set(ALPHABET) & LOOK_ALIKES == set()
    assert {len(code) for code in CODES} == {LENGTH}
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize("code", CODES[:3], ids=range(3))
def test_a_code_is_read_however_it_is_typed(code):
    cyrillic = code.translate(str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ"))

    for typed in (code, code.lower(), grouped(code), f"  {grouped(code).replace('-', ' – ')}\n", cyrillic):
        assert read_code(typed) == code


@pytest.mark.parametrize("code", CODES, ids=range(len(CODES)))
def test_every_single_wrong_sign_is_found(code):
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(CodeMistyped):
                read_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("code", CODES, ids=range(len(CODES)))
def test_two_signs_that_changed_places_are_found(code):
    for place, (left, right) in enumerate(pairwise(code)):
        if left != right:
            with pytest.raises(CodeMistyped):
                read_code(code[:place] + right + left + code[place + 2 :])


@pytest.mark.parametrize("sign", ["0", "O", "o", "1", "I", "i", "l", "О"])
def test_a_sign_that_no_code_has_is_named(sign):
    with pytest.raises(CodeLookAlike, match="no 0, O, 1, I or L"):
        read_code(sign + CODES[0][1:])


@pytest.mark.parametrize(
    "text", ["", "7K4M", "7K4M-Q2WD-9XH", "7K4M-Q2WD-9XHT-2", "7К4М-Ж2WD-9XHT", "💚" * 12, "\x00" * 12]
)
def test_what_can_be_no_code_is_refused(text):
    with pytest.raises(CodeMistyped):
        read_code(text)


def test_the_check_of_a_known_code():
    assert check_sign("7K4MQ2WD9XH") == "R"
    assert read_code("7K4M-Q2WD-9XHR") == "7K4MQ2WD9XHR"
