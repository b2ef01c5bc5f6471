"""Scans and photographs, drawn anew: points stay, everything said beside them goes."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from ngos.papers.shapes import Fault, Paper, PaperKind, PaperRefused

# A sheet of A4 at 300 dots an inch has 8.7 million points. JPEG can be read at half its size, PNG cannot.
MOST_POINTS = {PaperKind.JPEG: 60_000_000, PaperKind.PNG: 16_000_000}
KEPT_POINTS = 16_000_000
QUALITY = 88
FORMATS = {PaperKind.PNG: "PNG", PaperKind.JPEG: "JPEG"}


def draw_anew(content: bytes, kind: PaperKind) -> Paper:
    """Return the same picture without place, date, camera, comments or a tail. Raises PaperRefused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the sizes below are smaller
            return Paper(kind, _drawn(content, kind), "")
    except PaperRefused:
        raise
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as broken:
        raise PaperRefused(Fault.BROKEN) from broken
    except Image.DecompressionBombError as bomb:
        raise PaperRefused(Fault.TOO_HARD) from bomb


def _drawn(content: bytes, kind: PaperKind) -> bytes:
    picture: Image.Image = Image.open(BytesIO(content), formats=(FORMATS[kind],))
    width, height = picture.size
    if width * height > MOST_POINTS[kind] or getattr(picture, "n_frames", 1) > 1:
        raise PaperRefused(Fault.TOO_HARD)
    if kind is PaperKind.JPEG and width * height > KEPT_POINTS:
        picture.draft("RGB", (width // 2, height // 2))
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    written = BytesIO()
    if kind is PaperKind.JPEG:
        bare.save(written, "JPEG", quality=QUALITY)
    else:
        bare.save(written, "PNG", optimize=False)
    return written.getvalue()
