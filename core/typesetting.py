"""Documents drawn by Typst: the same bytes for the same words; all words go in as data, so nothing written is code."""

import io
import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

PDF_TYPE = "application/pdf"
FONTS = Path(settings.BASE_DIR) / "core" / "data" / "fonts"
# Beyond Latin, Greek, Cyrillic and the signs of sentences no font here is sure to have a sign; PDF/UA refuses boxes.
UNDRAWN = re.compile("[^\u0020-\u024f\u0370-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u2116\u20a0-\u20bf]")
_drawing = threading.Lock()  # a compiler refuses a second thread while it draws for one


def pdf_of(template: Path, words: Mapping[str, Any], *, moment: int) -> bytes:
    """Draw a template as PDF/UA-1 that says it was made at a moment, in seconds since 1970.

    The template finds its words as JSON under its own name: ``sys.inputs.paper`` in ``paper.typ``.
    """
    return bytes(_drawn(template, words, format="pdf", pdf_standards=["ua-1"], timestamp=moment))


def pictures_of(template: Path, words: Mapping[str, Any], *, dots_per_inch: float) -> list[bytes]:
    """Draw the pages as PNG, to look at."""
    made = _drawn(template, words, format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made]


def code_of(url: str) -> str:
    """Return a QR code that leads to an address, as SVG without a border."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, nl=False)
    return out.getvalue().decode()


def _drawn(template: Path, words: Mapping[str, Any], **options: Any) -> Any:
    text = json.dumps(words, ensure_ascii=False, sort_keys=True)
    try:
        return _compiled(template, text, **options)
    except typst.TypstError as failure:
        if "could not be displayed" not in str(failure):
            raise
        return _compiled(template, UNDRAWN.sub(_instead, text), **options)


def _compiled(template: Path, text: str, **options: Any) -> Any:
    with _drawing:
        return _compiler(template.parent).compile(input=str(template), sys_inputs={template.stem: text}, **options)


def _instead(sign: re.Match[str]) -> str:
    """Leave out a picture sign; a letter no font here has becomes a question mark, so that its absence shows."""
    return "?" if sign.group().isalpha() else ""


@cache
def _compiler(root: Path) -> typst.Compiler:
    """Read the fonts once: the two of the site, and of Typst's own what these lack."""
    return typst.Compiler(
        root=str(root),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)]),
    )
