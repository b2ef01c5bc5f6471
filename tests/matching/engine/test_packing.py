"""Named tuples of arrays as bytes and files."""

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.engine.shards.packing import map_file, pack, unpack, write_file


class Inner(NamedTuple):
    flags: NDArray[np.bool_]
    record: NDArray


class Outer(NamedTuple):
    words: NDArray[np.uint64]
    inner: Inner
    number: int
    share: float


RECORD = np.dtype([("point", np.int32, 3), ("far", np.bool_), ("length", np.int64)], align=True)


def an_outer():
    record = np.zeros(3, RECORD)
    record["length"], record["point"][:, 1] = [2**60, -1, 0], [7, 8, 9]
    words = np.arange(12, dtype=np.uint64).reshape(4, 3)[:, :2] << np.uint64(58)
    return Outer(words, Inner(np.zeros((0, 4), bool), record), -(2**50), 0.1)


def test_packed_arrays_come_back_equal_writable_and_aligned(tmp_path):
    outer = an_outer()
    write_file(outer, tmp_path / "outer")

    for back in (
        unpack(bytearray(pack(outer)), Inner, Outer),
        map_file(tmp_path / "outer", Outer),
    ):
        assert (back.number, back.share) == (outer.number, outer.share)
        assert np.array_equal(back.words, outer.words)
        assert back.inner.flags.shape == (0, 4)
        assert np.array_equal(back.inner.record, outer.inner.record)
        assert back.inner.record.dtype.isalignedstruct
        assert back.words.flags.writeable
        assert back.words.flags.aligned


def test_writing_into_a_mapped_file_leaves_the_file_alone(tmp_path):
    write_file(an_outer(), tmp_path / "outer")

    map_file(tmp_path / "outer", Outer).words[:] = 0

    assert map_file(tmp_path / "outer", Outer).words.any()


def test_another_kind_than_was_written_is_refused():
    with pytest.raises(ValueError, match="Outer is not what was expected"):
        unpack(bytearray(pack(an_outer())), Inner)
