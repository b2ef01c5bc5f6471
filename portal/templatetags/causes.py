"""The three directions of work: their words, colours, icons."""

from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.templatetags.drawings import icon

register = template.Library()


@dataclass(frozen=True, slots=True)
class CauseLook:
    """How one direction of work is shown."""

    css_class: str
    icon: str
    label: str | Promise


CAUSES = {
    "ecology": CauseLook("eco", "sprout", _("Ecology")),
    "child_protection": CauseLook("child", "shield-check", _("Child protection")),
    "inclusion": CauseLook("incl", "accessibility", _("Inclusion")),
}


@register.filter
def cause_class(cause: str) -> str:
    """Return eco, child or incl."""
    return CAUSES[cause].css_class


@register.filter
def cause_label(cause: str) -> str:
    """Return the direction in words."""
    return str(CAUSES[cause].label)


@register.filter
def cause_icon(cause: str) -> str:
    """Return the name of the direction's icon."""
    return CAUSES[cause].icon


@register.simple_tag
def cause_tag(cause: str) -> SafeString:
    """Draw the coloured label of a direction: icon and word, never colour alone."""
    look = CAUSES[cause]
    return format_html('<span class="tag {}">{}{}</span>', look.css_class, icon(look.icon), look.label)
