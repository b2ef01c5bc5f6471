"""Evidence is a picture or it is nothing, whatever it is called; what is kept was drawn anew."""

import io
import tracemalloc
import zipfile

import pytest
from PIL import Image

from recognition import errors
from recognition.outside import LARGEST_PICTURE_BYTES, picture_without_traces
from tests.config.test_uploads import bomb
from tests.factories.outside import photograph

HTML = b"<html><script>alert(1)</script></html>"
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"


def packed() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../evil.txt", "CANARY")
    return target.getvalue()


def moving() -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    frames[0].save(target, "PNG", save_all=True, append_images=frames[1:])
    return target.getvalue()


def drawn(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


WRONG = {
    "nothing": b"",
    "html": HTML,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html called png": PNG + HTML,
    "html called jpeg": JPEG + HTML,
    "pdf": b"%PDF-1.7\n",
    "zip": packed(),
    "gif": drawn("GIF"),
    "webp": drawn("WEBP"),
    "tiff": drawn("TIFF"),
    "bmp": drawn("BMP"),
    "gif that is also script": b"GIF89a/*" + b"\0" * 60 + b"*/=1;alert(1)",
    "executable": b"MZ" + b"\0" * 200,
    "half a png": drawn("PNG", (400, 400))[:60],
    "half a jpeg": photograph()[:40],
    "first bytes only": PNG,
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(errors.OutsidePictureUnreadable):
        picture_without_traces(content)


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff" + b"\0" * LARGEST_PICTURE_BYTES, moving()], ids=["too many bytes", "a film"]
)
def test_too_much_is_refused(content):
    with pytest.raises(errors.OutsidePictureTooLarge):
        picture_without_traces(content)


def test_a_picture_of_13000_by_13000_is_refused_before_it_is_unfolded(figure):
    content = bomb()

    tracemalloc.start()
    with pytest.raises(errors.OutsidePictureTooLarge):
        picture_without_traces(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    figure("evidence too large", peak_mb=round(peak / 1e6, 1))
    assert peak < 8_000_000


@pytest.mark.parametrize(
    "content",
    [
        photograph(),
        photograph(kind="PNG"),
        photograph(size=(3000, 4000)),
        photograph() + HTML + packed(),
        drawn("PNG", mode="RGBA"),
        drawn("PNG", mode="P"),
        drawn("JPEG", mode="L"),
        drawn("JPEG", mode="CMYK"),
        drawn("PNG", mode="I;16"),
    ],
    ids=["jpeg", "png", "large", "with a tail", "clear", "palette", "grey", "print", "deep"],
)
def test_a_picture_is_drawn_anew_without_traces(content):
    made = picture_without_traces(content)

    for trace in (b"CANARY", b"Exif", b"<script", b"PK\x03\x04"):
        assert trace not in made
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.mode, max(picture.size) <= 1800) == ("JPEG", "RGB", True)
        assert dict(picture.getexif()) == {}
