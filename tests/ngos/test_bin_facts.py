"""What a BIN says about itself."""

from datetime import date

import pytest

from ngos.validators import BinFacts, read_bin


@pytest.mark.parametrize(
    ("number", "first_day"),
    [
        ("200440000017", date(2020, 4, 1)),
        ("261140000010", date(2026, 11, 1)),
        ("261240000010", date(1926, 12, 1)),
        ("991240000013", date(1999, 12, 1)),
    ],
)
def test_month_of_registration_is_never_ahead(number, first_day):
    assert read_bin(number, on=date(2026, 11, 22)) == BinFacts(first_day, "4", "0")


def test_type_and_subtype_are_the_fifth_and_sixth_digit():
    facts = read_bin("200561000017", on=date(2026, 11, 22))

    assert (facts.type_digit, facts.subtype_digit) == ("6", "1")
