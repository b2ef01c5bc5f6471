"""The one library templates load: icons, drawings, dates, numbers, maps, text in the reader's language, forms."""

from django import template

from portal.templatetags import (
    causes,
    content,
    dates,
    drawings,
    funding,
    linked,
    numbers,
    opportunities,
    ratings,
    registering,
    ringmap,
    tilemap,
    widgets,
)

register = template.Library()

for library in (
    causes,
    content,
    dates,
    drawings,
    funding,
    linked,
    numbers,
    opportunities,
    ratings,
    registering,
    ringmap,
    tilemap,
    widgets,
):
    register.tags.update(library.register.tags)
    register.filters.update(library.register.filters)
