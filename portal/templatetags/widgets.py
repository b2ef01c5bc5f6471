"""Form fields as the design draws them, and the panel that says why something fits."""

from collections.abc import Sequence
from typing import Protocol

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


class Reason(Protocol):
    """One line of the panel: ``verdict`` is fits, check or fails; the texts are in the reader's language."""

    @property
    def verdict(self) -> str:
        """Say how it stands."""

    @property
    def title(self) -> str:
        """Say it in a few words."""

    @property
    def sentence(self) -> str:
        """Say the fact behind it."""


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.MultiWidget):
        return "boxes"
    return "line"


@register.inclusion_tag("portal/parts/_field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Draw one field of a form."""
    return {"field": bound, "kind": _kind(bound)}


@register.inclusion_tag("portal/parts/_why.html")
def why(level: str, factors: Sequence[Reason], profile_url: str = "") -> dict[str, object]:
    """Draw the panel of reasons."""
    verdicts = [factor.verdict for factor in factors]
    fits, checks, fails = (verdicts.count(verdict) for verdict in ("fits", "check", "fails"))
    parts = []
    if fits:
        parts.append(ngettext("%(count)s thing fits", "%(count)s things fit", fits) % {"count": fits})
    if checks:
        parts.append(ngettext("%(count)s thing to check", "%(count)s things to check", checks) % {"count": checks})
    if fails:
        parts.append(ngettext("%(count)s thing does not fit", "%(count)s things do not fit", fails) % {"count": fails})
    return {
        "heading": _("How this fits you") if fails else _("Why this fits you"),
        "level": level,
        "factors": factors,
        "fits": fits,
        "checks": checks,
        "fails": fails,
        "summary": ", ".join(parts),
        "profile_url": profile_url,
    }


@register.inclusion_tag("portal/parts/_pagination.html", takes_context=True)
def pager(context: Context, page: "Page[object]") -> dict[str, object]:
    """Draw the links between the pages of a list; the rest of the query stays."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "request": context["request"]}
