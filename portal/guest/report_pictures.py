"""The picture a chat shows of a published report: its place, its days, three numbers, and how its checksum begins."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from core.text import LANGUAGES
from portal.guest.caching import answer
from portal.guest.pictures import (
    DAY_SECONDS,
    GROUND,
    HEIGHT,
    INK,
    INK_2,
    LINE,
    MARGIN,
    PRIMARY,
    WIDTH,
    cut,
    draw_mark,
    face,
    writable,
)
from reports.documents import content_of, number
from reports.indicators import hours_of
from reports.queries.snapshots import publication_of

if TYPE_CHECKING:
    from reports.documents import Content

HEADLINES = ("people", "minutes", "events")
CHECKSUM_LETTERS = 12
VERSION = 1


@dataclass(frozen=True, slots=True)
class Front:
    """The words on a picture; equal ones are drawn once. Every number is as the report prints it."""

    title: str
    place: str
    days: str
    numbers: tuple[tuple[str, str], ...]
    checksum: str

    @property
    def etag(self) -> str:
        """What changes exactly when the picture does."""
        return hashlib.sha256(f"report {VERSION} {self}".encode()).hexdigest()[:32]

    @property
    def says(self) -> str:
        """The picture in words, for those who do not see it."""
        hidden = pgettext("number", "hidden")
        told = [f"{name}: {hidden if value == number(None) else value}" for name, value in self.numbers]
        return f"{self.title}: {self.place}, {self.days}. {', '.join(told)}."


@require_safe
def report_picture(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """The picture of a published report in a language; of any other there is none. Raises ReportNotThere."""
    if code not in LANGUAGES:
        raise Http404
    document = publication_of(str(public_id)).content
    with override(code):
        front = front_of(content_of(document, code), document["digest"])
        return answer(
            request, etag=front.etag, content_type="image/jpeg", write=lambda: draw(front), seconds=DAY_SECONDS
        )


def front_of(content: "Content", digest: str) -> Front:
    """Return the words of the picture, in the language in force."""
    values = {code: (name, value) for code, name, value in content.named_totals}
    values["minutes"] = (_("Hours"), values["minutes"][1])
    return Front(
        title=content.title,
        place=content.place,
        days=content.days,
        numbers=tuple((values[code][0], _headline(code, values[code][1])) for code in HEADLINES),
        checksum=f"SHA-256 {digest[:CHECKSUM_LETTERS]}…",
    )


def _headline(code: str, value: int | None) -> str:
    return number(hours_of(value) if code == "minutes" and value is not None else value)


@lru_cache(maxsize=64)
def draw(front: Front) -> bytes:
    """Draw a picture as JPEG; WhatsApp shows none of 300 kB or more."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 20, HEIGHT), fill=PRIMARY)
    draw_mark(pen, WIDTH - MARGIN - 52, MARGIN - 6, 52)
    _line(pen, MARGIN, front.title, "ExtraBold", 34, PRIMARY, width=WIDTH - 3 * MARGIN - 52)
    _line(pen, MARGIN + 66, front.place, "ExtraBold", 62, INK)
    _line(pen, MARGIN + 152, front.days, "Regular", 38, INK_2)
    wide = (WIDTH - 2 * MARGIN) // len(front.numbers)
    for place, (name, value) in enumerate(front.numbers):
        _line(pen, 330, value, "ExtraBold", 76, INK, left=MARGIN + place * wide, width=wide - 40)
        _line(pen, 432, name, "Regular", 32, INK_2, left=MARGIN + place * wide, width=wide - 24)
    pen.line((MARGIN, HEIGHT - 122, WIDTH - MARGIN, HEIGHT - 122), fill=LINE, width=3)
    _line(pen, HEIGHT - 98, front.checksum, "Regular", 30, INK_2)
    target = BytesIO()
    picture.save(target, "JPEG", quality=86, optimize=True, progressive=True)
    return target.getvalue()


def _line(
    pen: ImageDraw.ImageDraw,
    top: int,
    words: str,
    weight: str,
    size: int,
    colour: str,
    *,
    left: int = MARGIN,
    width: int = WIDTH - 2 * MARGIN,
) -> None:
    """Write one line, smaller if it is too long, cut if it still is."""
    said = writable(words.replace("\u00a0", " "))
    least = size * 2 // 3
    while size > least and face(weight, size).getlength(said) > width:
        size -= 2
    pen.text((left, top), cut(said, face(weight, size), width), font=face(weight, size), fill=colour)
