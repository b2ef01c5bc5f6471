"""Files as organisations send them, good and bad, made here so that no strange file lies in the repository."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

Change = Callable[[PdfWriter, DictionaryObject], object]


def name(text: str) -> NameObject:
    return NameObject(text)


def action(kind: str, **more: object) -> DictionaryObject:
    found = DictionaryObject({name("/S"): name(kind)})
    found.update({name(f"/{key}"): value for key, value in more.items()})
    return found


def pdf(*changes: Change, words: str = "", author: str = "Canary Author") -> bytes:
    """A PDF of one page with some words, changed as asked."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    writer.add_metadata({"/Author": author})
    if words:
        say(writer, page, words)
    for change in changes:
        change(writer, page)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def say(writer: PdfWriter, page: DictionaryObject, words: str) -> None:
    """Write lines of Latin letters on a page."""
    font = DictionaryObject(
        {name("/Type"): name("/Font"), name("/Subtype"): name("/Type1"), name("/BaseFont"): name("/Courier")}
    )
    page[name("/Resources")] = DictionaryObject({name("/Font"): DictionaryObject({name("/F1"): font})})
    drawn = DecodedStreamObject()
    lines = " ".join(f"({line}) Tj 0 -14 Td" for line in words.splitlines())
    drawn.set_data(f"BT /F1 10 Tf 20 280 Td {lines} ET".encode())
    page[name("/Contents")] = writer._add_object(drawn)


def opens_with(found: DictionaryObject, *, inline: bool = False) -> Change:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        writer._root_object[name("/OpenAction")] = found if inline else writer._add_object(found)

    return change


def bomb(writer: PdfWriter, page: DictionaryObject) -> None:
    """A page whose drawing unfolds from 390 kB to 400 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"q " * 1_000_000) for _ in range(200)) + packer.flush()
    page[name("/Contents")] = writer._add_object(_stream(packed, Filter=name("/FlateDecode")))


def twice_packed(writer: PdfWriter, page: DictionaryObject) -> None:
    packed = zlib.compress(zlib.compress(bytes(50_000_000), 9), 9)
    filters = ArrayObject([name("/FlateDecode"), name("/FlateDecode")])
    page[name("/Contents")] = writer._add_object(_stream(packed, Filter=filters))


def huge_picture(writer: PdfWriter, page: DictionaryObject) -> None:
    size = {"Width": NumberObject(60_000), "Height": NumberObject(60_000)}
    found = _stream(b"x", Type=name("/XObject"), Subtype=name("/Image"), **size)
    page[name("/Resources")] = DictionaryObject({name("/XObject"): DictionaryObject({name("/I"): found})})
    writer._add_object(found)


def photo_inside(writer: PdfWriter, page: DictionaryObject) -> None:
    """A page that holds a photograph with the place it was taken at."""
    size = {"Width": NumberObject(40), "Height": NumberObject(30), "BitsPerComponent": NumberObject(8)}
    found = _stream(
        photo(size=(40, 30)),
        Type=name("/XObject"),
        Subtype=name("/Image"),
        ColorSpace=name("/DeviceRGB"),
        Filter=name("/DCTDecode"),
        **size,
    )
    drawn = writer._add_object(found)
    page[name("/Resources")] = DictionaryObject({name("/XObject"): DictionaryObject({name("/I"): drawn})})


def _stream(content: bytes, **keys: object) -> StreamObject:
    found = StreamObject()
    found._data = content
    found.update({name(f"/{key}"): value for key, value in keys.items()})
    return found


def photo(*, size: tuple[int, int] = (600, 400), kind: str = "JPEG") -> bytes:
    """A photograph with place, camera and a comment."""
    exif = Image.Exif()
    exif[0x010F] = "Canary Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 16.0, 18.0), 3: "E", 4: (76.0, 55.0, 53.0)})
    comment = {"comment": "Canary"} if kind == "JPEG" else {}
    written = BytesIO()
    Image.new("RGB", size, "#2a6f97").save(written, kind, exif=exif, **comment)
    return written.getvalue()


def large_png(side: int = 13_000) -> bytes:
    """Some kilobytes that unfold into 13,000 × 13,000 points."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side // 8)) for _ in range(side)) + packer.flush()
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def moving_png() -> bytes:
    written = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    return written.getvalue()


def packed(content: bytes) -> bytes:
    """The same objects in one compressed object, where a search for words finds nothing (ISO 32000-1, 7.5.7)."""
    reader = PdfReader(BytesIO(content))
    numbers = sorted(number for number in reader.xref[0] if number)
    bodies = []
    for number in numbers:
        body = BytesIO()
        reader.get_object(IndirectObject(number, 0, reader)).write_to_stream(body)
        bodies.append(body.getvalue() + b" ")
    places = [sum(map(len, bodies[:index])) for index in range(len(bodies))]
    head = " ".join(f"{number} {place}" for number, place in zip(numbers, places, strict=True)).encode() + b" "
    holder, table = max(numbers) + 1, max(numbers) + 2
    file = bytearray(b"%PDF-1.5\n")
    places_in_file = {}
    inside = zlib.compress(head + b"".join(bodies))
    places_in_file[holder] = len(file)
    file += f"{holder} 0 obj\n<</Type/ObjStm/N {len(numbers)}/First {len(head)}/Filter/FlateDecode".encode()
    file += f"/Length {len(inside)}>>\nstream\n".encode() + inside + b"\nendstream\nendobj\n"
    places_in_file[table] = len(file)
    rows = [struct.pack(">BIH", 0, 0, 65535)]
    for number in range(1, table + 1):
        if number in numbers:
            rows.append(struct.pack(">BIH", 2, holder, numbers.index(number)))
        else:
            rows.append(struct.pack(">BIH", 1, places_in_file[number], 0))
    lines = zlib.compress(b"".join(rows))
    root = reader.trailer.raw_get("/Root").idnum
    file += f"{table} 0 obj\n<</Type/XRef/Size {table + 1}/W[1 4 2]/Root {root} 0 R/Filter/FlateDecode".encode()
    file += f"/Length {len(lines)}>>\nstream\n".encode() + lines + b"\nendstream\nendobj\n"
    return bytes(file) + f"startxref\n{places_in_file[table]}\n%%EOF\n".encode()


def alert() -> DictionaryObject:
    return action("/JavaScript", JS=TextStringObject("app.alert(1)"))


PLAIN = pdf()
