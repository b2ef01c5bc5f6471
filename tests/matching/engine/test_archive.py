import numpy as np
import pytest

from matching.engine import (
    Certificate,
    ProblemError,
    Surcharges,
    generate,
    pack_prices,
    pack_problem,
    unpack_prices,
    unpack_problem,
)


def test_a_problem_comes_back_with_its_hash():
    problem = generate(40, 12, "tight", 3)

    assert unpack_problem(pack_problem(problem)).sha256 == problem.sha256


def test_packing_twice_gives_the_same_bytes():
    assert pack_problem(generate(10, 4, "base", 1)) == pack_problem(generate(10, 4, "base", 1))


def test_prices_come_back():
    prices = np.array([0, -19_200, 2**40], dtype=np.int64)

    surcharges = Surcharges(*(np.array([number, number + 1]) for number in (3, 5, 7)))

    asked = unpack_prices(pack_prices(Certificate("hash", prices, 0, 1, surcharges)))

    assert asked.prices.tolist() == prices.tolist()
    assert [column.tolist() for column in (asked.surcharges.volunteer, asked.surcharges.points)] == [[3, 4], [7, 8]]


@pytest.mark.parametrize("cut", [0, 1, 200, -1])
def test_bytes_that_are_no_archive_are_refused(cut):
    packed = pack_problem(generate(10, 4, "base", 1))

    with pytest.raises(ProblemError, match="cannot be read"):
        unpack_problem(packed[:cut])


def test_a_changed_byte_of_a_column_is_refused():
    packed = bytearray(pack_problem(generate(10, 4, "base", 1)))
    packed[100] ^= 1  # within the compressed bytes of the first column

    with pytest.raises(ProblemError, match="cannot be read"):
        unpack_problem(bytes(packed))
