"""PDF files: everything that would act is a reason to refuse; the pages alone are written anew."""

import logging
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from ngos.papers.shapes import Fault, Paper, PaperKind, PaperRefused

# Keys and actions of ISO 32000-1 (12.6) that run a program, send or fetch something, or carry a file.
ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/RichMedia", "/XFA"})
ACTING_TYPES = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
        "/RichMedia", "/RichMediaExecute", "/EmbeddedFile", "/FileAttachment", "/Screen", "/3D",
    }
)  # fmt: skip
# Said about pages, not shown on them.
BESIDE_PAGES = ("/AA", "/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/B", "/TemplateInstantiated")
MOST_PAGES = 500
MOST_OBJECTS = 200_000
MOST_UNFOLDED = 300 * 1024 * 1024  # all streams of a file together, as a program that shows it would unfold them
MOST_IMAGE_POINTS = 100_000_000
CHUNK = 1024 * 1024
READ_PAGES, READ_LETTERS = 60, 400_000
# Segments of a JPEG that only talk about it (APP1 with place and camera, APP3 to APP13, APP15, comments).
TALKING_SEGMENTS = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # broken files of strangers are no news


def write_anew(content: bytes) -> Paper:
    """Return the pages as a new PDF without metadata, and the words of the first ones. Raises PaperRefused."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise PaperRefused(Fault.LOCKED)
        if not 1 <= len(reader.pages) <= MOST_PAGES:
            raise PaperRefused(Fault.BROKEN if not reader.pages else Fault.TOO_HARD)
        _refuse_what_acts(reader)
        return Paper(PaperKind.PDF, _written(reader), _words(reader))
    except PaperRefused:
        raise
    except (MemoryError, RecursionError) as unfolded:
        raise PaperRefused(Fault.TOO_HARD) from unfolded
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, IndexError) as broken:
        is_bomb = type(broken).__name__ == "LimitReachedError"
        raise PaperRefused(Fault.TOO_HARD if is_bomb else Fault.BROKEN) from broken


def _refuse_what_acts(reader: PdfReader) -> None:
    unfolded = 0
    for number, found in enumerate(_objects_of(reader)):
        if _acts(found):
            raise PaperRefused(Fault.ACTIVE)
        unfolded += _unfolded_size(found, MOST_UNFOLDED - unfolded)
        if number > MOST_OBJECTS or unfolded > MOST_UNFOLDED:
            raise PaperRefused(Fault.TOO_HARD)


def _unfolded_size(found: DictionaryObject, most: int) -> int:
    """Return how large a stream becomes, counting no further than one above ``most``; 0 for what is not packed."""
    if not isinstance(found, StreamObject):
        return 0
    if int(found.get("/Width", 0)) * int(found.get("/Height", 0)) > MOST_IMAGE_POINTS:
        return most + 1
    filters = found.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, ArrayObject) else [str(filters)]
    if names.count("/FlateDecode") > 1:
        return most + 1  # packed twice: nobody needs that, and only its unpacking would tell its size
    if names[0] not in ("/FlateDecode", "/Fl"):
        return 0
    unpacker, waiting, size = zlib.decompressobj(), bytes(found._data), 0
    while waiting and size <= most:
        try:
            size += len(unpacker.decompress(waiting, CHUNK))
        except zlib.error:
            return size  # a broken end; what came before it is counted
        waiting = unpacker.unconsumed_tail
    return size


def _acts(found: DictionaryObject) -> bool:
    if not ACTING_KEYS.isdisjoint(found.keys()):
        return True
    kinds = (found.get(name) for name in ("/S", "/Subtype", "/Type"))
    return any(isinstance(kind, NameObject) and kind in ACTING_TYPES for kind in kinds)


def _objects_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Walk through every dictionary that the file knows, also those inside of compressed ones."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    yield from _inside(reader.trailer)
    for number, generation in sorted(numbers):
        if number:
            yield from _inside(reader.get_object(IndirectObject(number, generation, reader)))


def _inside(found: Any) -> Iterator[DictionaryObject]:
    """Yield a dictionary and those written inside of it; what it only points to has a number of its own."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [value for value in one.values() if not isinstance(value, IndirectObject)]
        elif isinstance(one, ArrayObject):
            waiting += [value for value in one if not isinstance(value, IndirectObject)]


def _written(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        added = writer.add_page(page)
        for name in BESIDE_PAGES:
            added.pop(name, None)
    writer.metadata = None
    for found in writer._objects:  # the only list of what will be written
        for one in _inside(found):
            for name in ("/Metadata", "/PieceInfo", "/OC"):
                one.pop(name, None)
            if isinstance(one, StreamObject) and _is_plain_jpeg(one):
                one._data = without_talk(one._data)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _is_plain_jpeg(stream: StreamObject) -> bool:
    filters = stream.get("/Filter")
    return filters == "/DCTDecode" or (isinstance(filters, ArrayObject) and list(filters) == ["/DCTDecode"])


def without_talk(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that tell where, when and with what it was taken; its points stay."""
    kept, place = bytearray(jpeg[:2]), 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4])
        if length < 2:
            break
        if marker not in TALKING_SEGMENTS:
            kept += jpeg[place : place + 2 + length]
        place += 2 + length
    return bytes(kept + jpeg[place:])


def _words(reader: PdfReader) -> str:
    found: list[str] = []
    for page in reader.pages[:READ_PAGES]:
        found.append(page.extract_text())
        if sum(map(len, found)) > READ_LETTERS:
            break
    return "\n".join(found)[:READ_LETTERS]
