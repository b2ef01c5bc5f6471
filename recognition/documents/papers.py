"""Certificates, letters and books as PDF: tagged for screen readers, the same bytes for the same document.

Typst draws the page from ``recognition/data/paper.typ``. All words go in as data, so nothing a person wrote is code.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.text import localised
from core.typesetting import code_of, pdf_of, pictures_of
from recognition.documents.words import day, detail_title, line_name, named, time_worked
from recognition.enums import Detail, PaperKind
from recognition.queries.certificates import OUTSIDE

if TYPE_CHECKING:
    from recognition.models import Certificate

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "paper.typ"


def check_url(certificate: "Certificate") -> str:
    """Return the address at which anybody checks a document, in its language; the QR code holds it."""
    return f"{settings.SITE_URL}/{certificate.language}/v/{certificate.code}/"


def paper_file(certificate: "Certificate") -> bytes:
    """Draw a document as PDF/UA-1 in its own language. Needs its organisation and author loaded."""
    return pdf_of(TEMPLATE, _words_in(certificate), moment=int(certificate.issued_at.timestamp()))


def paper_picture(certificate: "Certificate", *, dots_per_inch: float = 144) -> list[bytes]:
    """Draw the pages of a document as PNG, to look at."""
    return pictures_of(TEMPLATE, _words_in(certificate), dots_per_inch=dots_per_inch)


def _words_in(certificate: "Certificate") -> dict[str, Any]:
    with override(certificate.language):
        return _words_of(certificate)


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
        "picture": code_of(check_url(certificate)),
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
