"""Words of the register: kinds of documents, and what is known of each of them."""

from collections.abc import Mapping

from django import template

from ngos.enums import MaterialKind

register = template.Library()


@register.simple_tag
def material_kind(kind: str) -> str:
    """Return the name of a kind of document in the reader's language."""
    return str(MaterialKind(kind).label)


@register.filter
def item(table: Mapping[str, object], key: str) -> object:
    """Return what a table says of a key, or nothing."""
    return table.get(str(key))
