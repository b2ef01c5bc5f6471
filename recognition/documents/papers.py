"""Certificates, letters and books as PDF: tagged for screen readers, the same bytes for the same document.

Typst draws the page from ``recognition/data/paper.typ``. All words go in as data, so nothing a person wrote is code.
"""

import io
import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.text import localised
from recognition.documents.words import day, detail_title, line_name, named, time_worked
from recognition.enums import Detail, PaperKind
from recognition.queries.certificates import OUTSIDE

if TYPE_CHECKING:
    from recognition.models import Certificate

PDF_TYPE = "application/pdf"
TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "paper.typ"
# Beyond Latin, Greek, Cyrillic and the signs of sentences no font here is sure to have a sign; PDF/UA refuses boxes.
UNDRAWN = re.compile("[^\u0020-\u024f\u0370-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u2116\u20a0-\u20bf]")
FONTS = Path(settings.BASE_DIR) / "core" / "data" / "fonts"
_drawing = threading.Lock()  # the compiler refuses a second thread while it draws for one


def check_url(certificate: "Certificate") -> str:
    """Return the address at which anybody checks a document, in its language; the QR code holds it."""
    return f"{settings.SITE_URL}/{certificate.language}/v/{certificate.code}/"


def paper_file(certificate: "Certificate") -> bytes:
    """Draw a document as PDF/UA-1 in its own language. Needs its organisation and author loaded."""
    moment = int(certificate.issued_at.timestamp())
    return bytes(_compiled(certificate, format="pdf", pdf_standards=["ua-1"], timestamp=moment))


def paper_picture(certificate: "Certificate", *, dots_per_inch: float = 144) -> list[bytes]:
    """Draw the pages of a document as PNG, to look at."""
    made = _compiled(certificate, format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made]


def _compiled(certificate: "Certificate", **options: Any) -> Any:
    with override(certificate.language):
        words = json.dumps(_words_of(certificate), ensure_ascii=False, sort_keys=True)
    try:
        return _drawn(words, **options)
    except typst.TypstError as failure:
        if "could not be displayed" not in str(failure):
            raise
        return _drawn(UNDRAWN.sub(_instead, words), **options)


def _drawn(words: str, **options: Any) -> Any:
    with _drawing:
        return _compiler().compile(input=str(TEMPLATE), sys_inputs={"paper": words}, **options)


def _instead(sign: re.Match[str]) -> str:
    """Leave out a picture sign; a letter no font here has becomes a question mark, so that its absence shows."""
    return "?" if sign.group().isalpha() else ""


@cache
def _compiler() -> typst.Compiler:
    """Read the fonts once: the two of the site, and of Typst's own what these lack."""
    return typst.Compiler(
        root=str(TEMPLATE.parent),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)]),
    )


def _words_of(certificate: "Certificate") -> dict[str, Any]:
    """Return every word of the page, in the language in force."""
    language = certificate.language
    return {
        "language": language,
        "title": _title(certificate),
        "name": certificate.name,
        "stated": _stated(certificate),
        "hours": time_worked(certificate.minutes),
        "period": f"{day(certificate.first_on)} – {day(certificate.last_on)}",
        "paragraphs": [part.strip() for part in certificate.text.split("\n") if part.strip()],
        "signed": _signed(certificate),
        "lines_title": detail_title(certificate.detail),
        "elsewhere": _elsewhere(certificate),
        "heads": _heads(certificate),
        "rows": [_row(line, certificate) for line in certificate.lines if line.get("what") != OUTSIDE],
        "basis": _("The hours were confirmed by the organisations where the work was done."),
        "dates": _("Issued on %(issued)s. Valid until %(until)s.")
        % {"issued": day(certificate.issued_on), "until": day(certificate.expires_on)},
        "check": _("Anybody can check this document: scan the picture, or enter the code at"),
        "address": f"{settings.SITE_URL}/{language}/verify/",
        "code_word": _("Code"),
        "code": certificate.shown_code,
        "picture": _picture(check_url(certificate)),
        "picture_says": _("QR code that leads to the check of this document: %(url)s")
        % {"url": check_url(certificate)},
        "site": _("Asar"),
        "site_says": _("Volunteering in Kazakhstan"),
        "page_word": _("Page"),
    }


def _title(certificate: "Certificate") -> str:
    titles = {
        PaperKind.CERTIFICATE: _("Certificate of volunteer hours"),
        PaperKind.LETTER: _("Letter of recommendation"),
        PaperKind.BOOK: _("Volunteer's book"),
        PaperKind.RECORD: _("Record of volunteer hours"),
    }
    return titles[PaperKind(certificate.kind)]


def _stated(certificate: "Certificate") -> str:
    if certificate.organisation is None:
        return _("volunteered for")
    name = localised(certificate.organisation, "name", certificate.language).text
    return _("volunteered with %(organisation)s for") % {"organisation": name}


def _signed(certificate: "Certificate") -> list[str]:
    """Return who signs a letter: the author as long as she is here, and the organisation."""
    if certificate.organisation is None:
        return []
    name = localised(certificate.organisation, "name", certificate.language).text
    author = certificate.author.full_name if certificate.author else ""
    return [line for line in (author, name) if line]


def _elsewhere(certificate: "Certificate") -> str:
    """Say what was worked elsewhere, if the holder wants it shown; it is not part of the total above."""
    minutes = sum(line["minutes"] for line in certificate.lines if line.get("what") == OUTSIDE)
    if not minutes:
        return ""
    return _("Beside this, from elsewhere and checked by papers or signature: %(hours)s.") % {
        "hours": time_worked(minutes)
    }


def _heads(certificate: "Certificate") -> list[str]:
    if certificate.detail == Detail.SHIFTS:
        return [_("Date"), _("Activity"), _("Place"), _("Hours")]
    head = _("Cause") if certificate.detail == Detail.CAUSES else _("Organisation")
    return [head, _("Hours")] if certificate.detail != Detail.TOTAL and certificate.lines else []


def _row(line: dict[str, Any], certificate: "Certificate") -> list[str]:
    language = certificate.language
    what = line_name(line, language)
    worked = time_worked(line["minutes"]) if line["minutes"] else "–"
    if certificate.detail != Detail.SHIFTS:
        return [what, worked]
    year, month, number = str(line["on"]).split("-")
    organisation = named(line.get("organisation", {}), language)
    activity = f"{what} · {organisation}" if organisation else what
    return [f"{number}.{month}.{year}", activity, named(line.get("place", {}), language) or "–", worked]


def _picture(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, nl=False)
    return out.getvalue().decode()
