"""No file that somebody sends is taken, whoever sends it and wherever."""

import struct
import tracemalloc
import warnings
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SCAN = SimpleUploadedFile("passport.jpg", b"\xff\xd8 CANARY", content_type="image/jpeg")


@pytest.mark.parametrize("address", ["/en/join/", "/kk/sign-in/", "/en/nothing-here/", "/admin/login/"])
def test_a_file_is_refused_on_every_page(client, db, address):
    answer = client.post(address, {"email": "x@example.org", "scan": SCAN})

    assert answer.status_code == 422


def test_the_same_form_without_a_file_is_read(client, db):
    assert "No file is taken here" not in client.post("/en/join/", {"email": "x@example.org"}).content.decode()


def test_nothing_of_the_file_reaches_the_disk(client, db, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    large = SimpleUploadedFile("passport.jpg", b"CANARY" * 700_000)

    assert client.post("/en/join/", {"scan": large}).status_code == 422

    assert list(tmp_path.iterdir()) == []


def test_the_refusal_is_in_the_language_of_the_page(client, db):
    page = client.post("/en/join/", {"scan": SCAN}).content.decode()

    assert "Copies of identity documents and certificates are never kept" in page


def bomb() -> bytes:
    """Half a megabyte that unfolds into 13,000 × 13,000 points."""
    side, packer = 13_000, zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side // 8)) for _ in range(side)) + packer.flush()
    padding = b"Comment\0" + b"x" * (500_000 - len(rows))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"tEXt", padding), (b"IDAT", rows), (b"IEND", b""))
    size, check = (lambda data: struct.pack(">I", len(data))), (lambda data: struct.pack(">I", zlib.crc32(data)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(size(data) + kind + data + check(kind + data) for kind, data in parts)


@pytest.mark.parametrize("address", ["/en/org/taza-su/events/new/", "/en/join/", "/api/v1/concerns"])
def test_a_picture_of_13000_by_13000_is_refused_with_the_reason_and_never_unfolded(client, db, address, figure):
    content = bomb()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # only its size is read here
        assert Image.open(BytesIO(content)).size == (13_000, 13_000)
    picture = SimpleUploadedFile("event.png", content, content_type="image/png")

    tracemalloc.start()
    answer = client.post(address, {"photo": picture}, headers={"Accept-Language": "en"})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    figure("refused picture", file_kb=round(len(content) / 1000), peak_mb=round(peak / 1e6, 1))
    assert (answer.status_code, "No file is taken here" in answer.content.decode()) == (422, True)
    assert peak < 13_000 * 13_000 / 8  # less than the picture itself, even at one bit a point
