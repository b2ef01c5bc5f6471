"""How a letter reads as plain text and as HTML: the same words, what to open, why it came and how to stop it.

The HTML has no tables, no pictures and nothing that is fetched from elsewhere; its colours are those of the pages.
"""

from django.utils import translation
from django.utils.html import escape, urlize
from django.utils.translation import gettext as _

from core.delivery.kinds import MessageKind, why
from core.delivery.letter import Letter

INK, INK_2, PAPER, LINE, PRIMARY, ON_PRIMARY = "#12222B", "#465762", "#FFFFFF", "#DDD7C9", "#00667A", "#FFFFFF"
FONT = "Onest,Segoe UI,Roboto,Helvetica,Arial,sans-serif"


def as_text(letter: Letter) -> str:
    """Return the plain text of an e-mail."""
    with translation.override(letter.language or translation.get_language()):
        parts = [letter.text.rstrip()]
        if letter.url and letter.url not in letter.text:
            parts.append(letter.url)
        notes = _notes(letter)
        if notes:
            parts.append("\n".join(("-- ", *notes)))
        return "\n\n".join(parts) + "\n"


def as_html(letter: Letter) -> str:
    """Return the HTML of an e-mail; everything a person wrote is escaped."""
    language = letter.language or translation.get_language() or "kk"
    with translation.override(language):
        paragraphs = [part for part in letter.text.strip().split("\n\n") if part.strip()]
        body = "".join(f'<p style="margin:0 0 16px">{_linked(part)}</p>' for part in paragraphs)
        button = _button(letter) if letter.url else ""
        notes = "".join(f'<p style="margin:0 0 4px">{_linked(note)}</p>' for note in _notes(letter))
        return (
            f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{escape(letter.subject)}</title>\n</head>\n"
            f'<body style="margin:0;background:{PAPER};color:{INK};font:17px/1.5 {FONT}">\n'
            '<div style="max-width:560px;margin:0 auto;padding:24px 16px">\n'
            f'<p style="margin:0 0 16px;color:{PRIMARY};font-weight:700">{escape(_("Asar"))}</p>\n'
            f'<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">{escape(letter.subject)}</h1>\n'
            f"{body}\n{button}\n"
            f'<div style="margin-top:32px;padding-top:16px;border-top:1px solid {LINE};color:{INK_2};font-size:14px">'
            f"{notes}</div>\n</div>\n</body>\n</html>\n"
        )


def _notes(letter: Letter) -> list[str]:
    """Say why a letter came and how to stop it; nothing for codes to people without an account."""
    if not letter.settings_url:
        return [] if letter.kind == MessageKind.SECURITY else [why(letter.kind)]
    if letter.stop_url:
        how = _("Stop messages like this: %(url)s") % {"url": letter.stop_url}
        return [why(letter.kind), how, _("All your choices: %(url)s") % {"url": letter.settings_url}]
    how = _("Messages like this cannot be stopped. How they reach you: %(url)s") % {"url": letter.settings_url}
    return [why(letter.kind), how]


def _button(letter: Letter) -> str:
    style = (
        f"display:inline-block;background:{PRIMARY};color:{ON_PRIMARY};padding:12px 20px;border-radius:10px;"
        "text-decoration:none;font-weight:600"
    )
    link = f'<a href="{escape(letter.url)}" style="{style}">{escape(_("Open in Asar"))}</a>'
    return f'<p style="margin:0 0 16px">{link}</p>'


def _linked(text: str) -> str:
    return urlize(text, autoescape=True).replace("\n", "<br>\n")
