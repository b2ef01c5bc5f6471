"""Icons and drawings, written into the page: no request, no flash, and they follow the text's colour."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.safestring import SafeString

register = template.Library()

IMAGES = Path(__file__).resolve().parent.parent / "static" / "portal" / "img"
SHANYRAK = (
    '<circle cx="20" cy="20" r="17"/><path d="M13 4.6c5 9 5 22 0 30.8M20 3v34M27 4.6c-5 9-5 22 0 30.8'
    'M4.6 13c9 5 22 5 30.8 0M3 20h34M4.6 27c9-5 22-5 30.8 0"/>'
)


@cache
def _symbols(file: str) -> dict[str, str]:
    """Read a sprite: the body of every symbol by its id."""
    source = (IMAGES / file).read_text(encoding="utf-8")
    return dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', source, re.DOTALL))


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw one icon beside its word. Raises KeyError for a name the sprite does not have."""
    css_class = f"i {extra_class}".strip()
    return SafeString(
        f'<svg class="{css_class}" viewBox="0 0 24 24" aria-hidden="true">{_symbols("icons.svg")[name]}</svg>'
    )


@register.simple_tag
def shanyrak(css_class: str = "", width: str = "2.4") -> SafeString:
    """Draw the mark, the crown of the yurt."""
    return SafeString(
        f'<svg class="{css_class}" viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="{width}" '
        f'stroke-linecap="round" aria-hidden="true">{SHANYRAK}</svg>'
    )


@register.simple_tag
def art(cause: str) -> SafeString:
    """Draw the picture of a card, one per direction of work."""
    return SafeString(
        '<svg viewBox="0 0 150 200" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        f"{_symbols('art.svg')[cause]}</svg>"
    )


@register.simple_tag
def hero(cause: str) -> SafeString:
    """Draw the wide picture over a page, one per direction of work."""
    return SafeString(
        '<svg viewBox="0 0 1240 240" preserveAspectRatio="xMidYMax slice" aria-hidden="true">'
        f"{_symbols('art.svg')[f'{cause}-wide']}</svg>"
    )
