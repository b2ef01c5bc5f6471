"""Evidence as a picture: judged by what it is, never by its name, and drawn anew so that nothing else comes along."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from recognition import errors

LARGEST_PICTURE_BYTES = 6 * 1024 * 1024
MOST_POINTS = 50_000_000  # a large phone's; a photograph is opened at a fraction of them
MOST_PLAIN_POINTS = 12_000_000  # a format that has to be unfolded whole
LONGEST_SIDE = 1_800
QUALITY = 80
_KINDS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}


def picture_without_traces(content: bytes) -> bytes:
    """Return a photograph or a screen shot as a new JPEG of at most 1,800 points a side, without place, time or name.

    Raises OutsidePictureTooLarge before anything is unfolded, or OutsidePictureUnreadable.
    """
    if len(content) > LARGEST_PICTURE_BYTES:
        raise errors.OutsidePictureTooLarge(megabytes=LARGEST_PICTURE_BYTES // 1024**2)
    kind = next((name for start, name in _KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise errors.OutsidePictureUnreadable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _drawn_anew(content, kind)
    except errors.OutsidePictureTooLarge:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as wrong:
        raise errors.OutsidePictureUnreadable from wrong


def _drawn_anew(content: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[kind]) as found:
        points = found.width * found.height
        if points > (MOST_POINTS if kind == "JPEG" else MOST_PLAIN_POINTS) or getattr(found, "n_frames", 1) > 1:
            raise errors.OutsidePictureTooLarge(megabytes=LARGEST_PICTURE_BYTES // 1024**2)
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(found)
        plain = Image.new("RGB", upright.size, "white")
        seen = upright.convert("RGBA")
        plain.paste(seen, mask=seen.getchannel("A"))
        target = io.BytesIO()
        plain.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()
