"""Named tuples of arrays and numbers as bytes, laid out so that a file of them can be mapped instead of read.

A header in JSON says what is where, the arrays follow as they lie in memory, each at a multiple of 64 bytes. An .npz
would do neither: its members can be anywhere, and numpy does not map them. Nothing is ever executed on reading.
"""

import json
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

ALIGN = 64
SIZE_BYTES = 8  # of the header's length
Packed = TypeVar("Packed", bound=NamedTuple)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Walk through named tuples within named tuples."""
    for name, part in zip(value._fields, value, strict=True):
        here = f"{path}{name}"
        if isinstance(part, tuple):
            yield from _leaves(part, f"{here}.")
        else:
            yield here, part


def _fields(dtype: np.dtype[Any]) -> Any:
    """Describe a plain dtype by a word and a record by the list of its fields."""
    if dtype.names is None:
        return dtype.str
    kinds = [dtype[name] for name in dtype.names]
    return [[name, kind.base.str, list(kind.shape)] for name, kind in zip(dtype.names, kinds, strict=True)]


def _dtype(described: Any) -> np.dtype[Any]:
    if isinstance(described, str):
        return np.dtype(described)
    return np.dtype([(name, word, tuple(shape)) for name, word, shape in described], align=True)


def _gap(length: int) -> int:
    return -length % ALIGN


def pieces(value: NamedTuple) -> Iterator[bytes | memoryview]:
    """Yield the bytes of a named tuple piece by piece; arrays are not copied if they lie in one stretch."""
    leaves, arrays, at = [], [], 0
    for path, part in _leaves(value):
        if isinstance(part, np.ndarray):
            whole = np.ascontiguousarray(part)
            leaves.append([path, _fields(whole.dtype), list(whole.shape), at])
            arrays.append(whole)
            at += whole.nbytes + _gap(whole.nbytes)
        else:
            leaves.append([path, None, part.item() if isinstance(part, np.generic) else part, 0])
    head = json.dumps([type(value).__name__, leaves]).encode()
    yield len(head).to_bytes(SIZE_BYTES, "little") + head + bytes(_gap(SIZE_BYTES + len(head)))
    for whole in arrays:
        yield whole.reshape(-1).view(np.uint8).data
        yield bytes(_gap(whole.nbytes))


def pack(value: NamedTuple) -> bytes:
    """Write a named tuple of arrays, numbers and further named tuples as bytes."""
    return b"".join(pieces(value))


def _build(kind: type[Packed], leaves: dict[str, Any], path: str = "") -> Packed:
    hints = get_type_hints(kind)
    parts = [
        _build(hints[name], leaves, f"{path}{name}.") if hasattr(hints[name], "_fields") else leaves[f"{path}{name}"]
        for name in hints
    ]
    return kind(*parts)


def unpack(packed: bytearray | mmap.mmap, *kinds: type[Packed]) -> Packed:
    """Read what :func:`pack` wrote, as the one of these kinds that it is.

    Returns
    -------
    A named tuple whose arrays look into ``packed``, writable and aligned like any other.

    Raises
    ------
    ValueError
        If it is of no such kind.
    """
    size = int.from_bytes(packed[:SIZE_BYTES], "little")
    name, leaves = json.loads(packed[SIZE_BYTES : SIZE_BYTES + size])
    body = SIZE_BYTES + size + _gap(SIZE_BYTES + size)
    found: dict[str, Any] = {}
    for path, described, shape, at in leaves:
        found[path] = shape if described is None else _array(packed, _dtype(described), shape, body + at)
    for kind in kinds:
        if kind.__name__ == name:
            return _build(kind, found)
    raise ValueError(f"{name} is not what was expected")


def _array(packed: bytearray | mmap.mmap, dtype: np.dtype[Any], shape: list[int], at: int) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.empty(shape, dtype)
    return np.frombuffer(packed, dtype, count, at).reshape(shape)


def write_file(value: NamedTuple, path: Path) -> None:
    """Write a named tuple to a file."""
    with path.open("wb") as file:
        for piece in pieces(value):
            file.write(piece)


def map_file(path: Path, kind: type[Packed]) -> Packed:
    """Map a file written by :func:`write_file`; processes that map it share its pages until one writes to them."""
    with path.open("rb") as file:
        return unpack(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY), kind)
