"""The picture a chat shows of a link: 1200 × 630, drawn from the colours and the type of the site."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from core.clock import now
from core.text import LANGUAGES, localised
from events.access import public_opportunity
from events.queries import open_shifts
from events.queries.open_data import open_among
from portal.guest.caching import answer
from portal.templatetags.causes import cause_label
from portal.templatetags.dates import when_short

if TYPE_CHECKING:
    from events.models import Opportunity, Shift

FONTS = Path(settings.BASE_DIR) / "core" / "data" / "fonts"
WIDTH, HEIGHT, MARGIN = 1200, 630, 72
# The tokens of the light theme in portal/static/portal/css/asar.css.
GROUND, INK, INK_2, PRIMARY, LINE = "#F6F4EE", "#12222B", "#465762", "#00667A", "#DDD7C9"
CAUSE_COLOURS = {"ecology": "#1B6E38", "child_protection": "#A92A52", "inclusion": "#5F3DB8", "": PRIMARY}
TITLE_SIZES, TITLE_LINES = (72, 62, 54, 46), 3
DAY_SECONDS = 24 * 60 * 60
# What the two fonts have: Latin, Russian, Kazakh, and the signs of sentences.
WRITABLE = re.compile(r"[^ -~А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі№«»“”‘’–—…·]")
VERSION = 1


@dataclass(frozen=True, slots=True)
class Poster:
    """The words on a picture; equal ones are drawn once."""

    cause: str
    label: str
    title: str
    lines: tuple[str, ...]

    @property
    def etag(self) -> str:
        """What changes exactly when the picture does."""
        return hashlib.sha256(f"{VERSION} {self}".encode()).hexdigest()[:32]


@require_safe
def event_picture(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """The picture of an opportunity with an open shift; of anything else, and of protected places, there is none."""
    found = public_opportunity(public_id)
    moment = now()
    rows = open_among(open_shifts(found, now=moment), found, now=moment)
    if not rows or code not in LANGUAGES:
        raise Http404
    with override(code):
        title, *lines = picture_words(found, rows[0].shift, code)
        return _answer(request, Poster(found.cause, cause_label(found.cause), title, tuple(lines)))


@require_safe
def site_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of every other page."""
    if code not in LANGUAGES:
        raise Http404
    with override(code):
        said = _("Volunteer opportunities near you in Kazakhstan, matched to your skills and free time.")
        return _answer(request, Poster("", _("Volunteering in Kazakhstan"), said, ()))


def picture_words(found: "Opportunity", shift: "Shift", code: str) -> list[str]:
    """Return what the picture says, for those who do not see it: title, when, where, who."""
    place = _("Online") if found.is_remote or not found.venue else localised(found.venue, "name", code).text
    names = (localised(found, "title", code).text, when_short(shift), place)
    return [*names, localised(found.organisation, "name", code).text]


def _answer(request: HttpRequest, poster: Poster) -> HttpResponse:
    return answer(
        request, etag=poster.etag, content_type="image/jpeg", write=lambda: draw(poster), seconds=DAY_SECONDS
    )


@lru_cache(maxsize=64)
def draw(poster: Poster) -> bytes:
    """Draw a picture as JPEG; WhatsApp shows none of 300 kB or more."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    colour = CAUSE_COLOURS[poster.cause]
    pen.rectangle((0, 0, 20, HEIGHT), fill=colour)
    draw_mark(pen, WIDTH - MARGIN - 52, MARGIN - 6, 52)
    pen.text((MARGIN, MARGIN), writable(poster.label), font=face("ExtraBold", 32), fill=colour)
    font, rows = _fitted(writable(poster.title))
    top = MARGIN + 72
    for row in rows:
        pen.text((MARGIN, top), row, font=font, fill=INK)
        top += round(font.size * 1.16)
    base = HEIGHT - MARGIN - 46 * len(poster.lines)
    pen.line((MARGIN, base - 22, WIDTH - MARGIN, base - 22), fill=LINE, width=3)
    for place, line in enumerate(poster.lines):
        words = cut(writable(line), face("Regular", 34), WIDTH - 2 * MARGIN)
        pen.text((MARGIN, base + 46 * place), words, font=face("Regular", 34), fill=INK if place == 0 else INK_2)
    target = BytesIO()
    picture.save(target, "JPEG", quality=86, optimize=True, progressive=True)
    return target.getvalue()


def draw_mark(pen: ImageDraw.ImageDraw, left: int, top: int, size: int) -> None:
    """Draw the mark of the site: a round of people, seen from above."""
    pen.rounded_rectangle((left, top, left + size, top + size), radius=size // 4, fill=PRIMARY)
    first, last, middle = size // 6, size - size // 6, size // 2
    pen.ellipse((left + first, top + first, left + last, top + last), outline="#FFFFFF", width=3)
    for aside in (-size // 6, 0, size // 6):
        across, along = left + middle + aside, top + middle + aside
        pen.line((across, top + first, across, top + last), fill="#FFFFFF", width=2)
        pen.line((left + first, along, left + last, along), fill="#FFFFFF", width=2)


@cache
def face(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a typeface of the site in a size."""
    return ImageFont.truetype(FONTS / f"Onest-{weight}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def _fitted(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest size in which a title takes three lines, and the lines; a longer one is cut."""
    width = WIDTH - 2 * MARGIN
    for size in TITLE_SIZES:
        font = face("ExtraBold", size)
        rows = _wrapped(title, font, width)
        if len(rows) <= TITLE_LINES:
            return font, rows
    kept = rows[: TITLE_LINES - 1]
    return font, [*kept, cut(" ".join(rows[TITLE_LINES - 1 :]), font, width)]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(cut(word, font, width))
    return [row for row in rows if row]


def cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return a text, or as much of it as fits with an ellipsis."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def writable(text: str) -> str:
    """Leave out signs the fonts do not have: an empty box says less than nothing."""
    return " ".join(WRITABLE.sub(" ", text).split())
