"""Structured data in a page: read by search engines, run by nobody."""

import json
from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# As Django does for its own JSON in pages: no text can end the element or begin another.
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def json_ld(nodes: Sequence[dict[str, object]]) -> SafeString:
    """Write nodes as JSON-LD, one element each."""
    return format_html_join("\n", '<script type="application/ld+json">{}</script>', ((_safe(node),) for node in nodes))


def _safe(node: dict[str, object]) -> SafeString:
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(text)  # every sign that HTML knows is escaped above
