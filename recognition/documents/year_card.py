"""A person's year as a picture for a story: 1080 × 1920, numbers only, so that it names nobody."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from PIL import Image, ImageDraw, ImageFont

from core.enums import Cause
from recognition.documents.words import time_worked
from recognition.queries.certificates import Year

FONTS = Path(settings.BASE_DIR) / "core" / "data" / "fonts"
WIDTH, HEIGHT, MARGIN = 1080, 1920, 96
# The tokens of the light theme in portal/static/portal/css/asar.css.
GROUND, INK, SECOND, PRIMARY, LINE = "#F6F4EE", "#12222B", "#465762", "#00667A", "#DDD7C9"
COLOURS = {"ecology": "#1B6E38", "child_protection": "#A92A52", "inclusion": "#5F3DB8"}
BAR = 28


def draw_year(year: Year, language: str) -> bytes:
    """Draw a year as PNG in a language; the same bytes for the same year."""
    with override(language):
        return _draw(year)


def _draw(year: Year) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, 24), fill=PRIMARY)
    pen.text((MARGIN, 180), _("My year %(year)s") % {"year": year.year}, font=_font("ExtraBold", 64), fill=INK)
    _fit(pen, (MARGIN, 300), time_worked(year.minutes), 190, PRIMARY)
    pen.text((MARGIN, 540), _("of volunteer work"), font=_font("Regular", 52), fill=SECOND)
    shifts = ngettext("%(count)s shift", "%(count)s shifts", year.shift_count) % {"count": year.shift_count}
    months = ngettext("In %(months)s month.", "In %(months)s different months.", year.month_count)
    _fit(pen, (MARGIN, 720), shifts, 84, INK)
    pen.text((MARGIN, 850), months % {"months": year.month_count}, font=_font("Regular", 48), fill=SECOND)
    _draw_causes(pen, year)
    pen.line((MARGIN, HEIGHT - 260, WIDTH - MARGIN, HEIGHT - 260), fill=LINE, width=4)
    pen.text((MARGIN, HEIGHT - 210), _("Asar"), font=_font("ExtraBold", 60), fill=PRIMARY)
    pen.text((MARGIN, HEIGHT - 130), _("Volunteering in Kazakhstan"), font=_font("Regular", 40), fill=SECOND)
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def _draw_causes(pen: ImageDraw.ImageDraw, year: Year) -> None:
    """Draw a bar per cause, with its hours in words beside it."""
    top, width = 1040, WIDTH - 2 * MARGIN
    for cause, minutes in year.by_cause.items():
        pen.text((MARGIN, top), str(Cause(cause).label), font=_font("ExtraBold", 44), fill=INK)
        words, font = time_worked(minutes), _font("Regular", 44)
        pen.text((WIDTH - MARGIN - font.getlength(words), top), words, font=font, fill=INK)
        long = max(BAR, round(width * minutes / year.minutes))
        pen.rounded_rectangle((MARGIN, top + 72, MARGIN + long, top + 72 + BAR), radius=BAR // 2, fill=COLOURS[cause])
        top += 170


def _fit(pen: ImageDraw.ImageDraw, at: tuple[int, int], words: str, size: int, colour: str) -> None:
    """Draw words as large as they fit between the margins."""
    while size > BAR and _font("ExtraBold", size).getlength(words) > WIDTH - 2 * MARGIN:
        size -= 4
    pen.text(at, words, font=_font("ExtraBold", size), fill=colour)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Onest-{weight}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
