"""Texts people wrote in up to three languages, and small words made from a person's data."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text import localised
from portal.templatetags.dates import language
from recognition.services.correcting import BY_AGREEMENT, BY_GATE

register = template.Library()

GATE_WORDS = {"school_hours": _("lesson time"), "skill": _("a skill"), "language": _("a language")}
WRITTEN_BY_THE_SITE = frozenset({BY_AGREEMENT, BY_GATE})
LANGUAGE_WORDS = ((1, "Қаз"), (2, "Рус"), (4, "Eng"), (8, _("Sign language")))


@register.simple_tag
def content(subject: object, field: str) -> str | SafeString:
    """Show a text in the reader's language; when it falls back, mark which language it is in."""
    found = localised(subject, field, language())
    if not found.text or found.language == language():
        return found.text
    return format_html('<span lang="{}">{}</span>', found.language, found.text)


@register.filter
def text(subject: object, field: str) -> str:
    """Return a text in the reader's language without markup, for attributes and titles."""
    return localised(subject, field, language()).text


@register.filter
def said(reason: str) -> str:
    """Show a reason as it was written; one that the site wrote itself in the reader's language."""
    return gettext(reason) if reason in WRITTEN_BY_THE_SITE else reason


@register.filter
def languages(mask: int) -> str:
    """Қаз / Рус / Eng / Sign language, from the bit mask."""
    return " / ".join(str(word) for bit, word in LANGUAGE_WORDS if mask & bit)


@register.filter
def gate_word(code: str) -> str:
    """Name a gate that has an exception: a skill."""
    return str(GATE_WORDS.get(code, code))


@register.simple_tag
def initials(name: str) -> str:
    """Return the first letters of the first two words of a name."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.filter
def masked(contact: str) -> str:
    """g•••@example.org, +7 ••• ••• •• 67: enough to recognise a contact, too little to learn it."""
    name, at, host = contact.partition("@")
    return f"{name[:1]}•••@{host}" if at else f"{contact[:2]} ••• ••• •• {contact[-2:]}"


@register.simple_tag(takes_context=True)
def query_with(context: Context, changes: Mapping[str, object]) -> str:
    """Return the page's query string with the changes of a mapping, as ``query`` does."""
    return query(context, **changes)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Return the page's query string with some parts changed; None removes, and the page number starts again."""
    request: HttpRequest = context["request"]
    kept: QueryDict = request.GET.copy()
    if "page" not in changes:
        kept.pop("page", None)
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = str(value)
    return f"?{urlencode(list(kept.lists()), doseq=True)}"
