import csv
from pathlib import Path

import pytest

from ngos import errors
from ngos.validators import check_digit, clean_bin

VECTORS = [  # synthetic numbers no organisation can hold; docs/sources.md, "BIN"
    ("991240000013", None),
    ("991241001803", None),
    ("991252000019", None),
    ("991360000016", errors.BinMonth),
    ("850101100002", errors.BinIsPersonal),
]


@pytest.mark.parametrize(("number", "error"), VECTORS)
def test_clean_bin_decides_the_published_examples(number, error):
    if error is None:
        assert clean_bin(number) == number
    else:
        with pytest.raises(error):
            clean_bin(number)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("99124000001", errors.BinLength),
        ("9912400000133", errors.BinLength),
        ("99124000001O", errors.BinNotDigits),
        ("", errors.BinNotDigits),
        ("٩٩١٢٤٠٠٠٠٠١٣", errors.BinNotDigits),
        ("991240000014", errors.BinCheckDigit),
        ("991270000013", errors.BinInvalid),
        ("990040000013", errors.BinMonth),
    ],
)
def test_clean_bin_says_what_is_wrong(text, error):
    with pytest.raises(error) as refused:
        clean_bin(text)
    assert type(refused.value) is error


def test_clean_bin_drops_spaces_and_dashes():
    assert clean_bin(" 991240 000013 ") == clean_bin("9912-4000-0013") == "991240000013"


def test_every_wrong_last_digit_is_found():
    for digit in "012456789":
        with pytest.raises(errors.BinCheckDigit):
            clean_bin("99124000001" + digit)


def test_check_digit_knows_numbers_that_are_never_issued():
    assert check_digit("85010120187") is None
    assert check_digit("85010120180") == 7


def test_the_shared_table_of_examples_agrees():
    table = Path(__file__).parents[3] / "shared" / "data" / "iin_bin_vectors.csv"
    if not table.exists():
        pytest.skip("the table of examples is not part of a checkout")
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            expected = None if row["check_digit"] == "none" else int(row["check_digit"])
            assert check_digit(row["first11"]) == expected
