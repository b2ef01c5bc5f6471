"""Numbers, distances, hours, places left and the small bars beside them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.templatetags.dates import language

register = template.Library()

NO_BREAK = "\u00a0"
FEW_PLACES = 3


@register.filter
def number(value: float) -> str:
    """61,891.5 in English, 61 891,5 in Kazakh and Russian; at most one decimal."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    if language() == "en":
        return text
    return text.replace(",", NO_BREAK).replace(".", ",")


@register.filter
def distance(kilometres: float | None) -> str:
    """850 m, 2.4 km or 24 km: as exact as a person can use."""
    if kilometres is None:
        return ""
    if kilometres < 0.95:
        words = _("%(distance)s m") % {"distance": number(max(50, round(kilometres * 20) * 50))}
    else:
        shown = round(kilometres, 1) if kilometres < 9.95 else round(kilometres)
        words = _("%(distance)s km") % {"distance": number(shown)}
    return words.replace(" ", NO_BREAK)


@register.filter
def hours(minutes: int) -> str:
    """4 hours, 1 h 30 min or 45 min; with a minus sign where they were taken back."""
    if int(minutes) < 0:
        return f"−{hours(-int(minutes))}"
    whole, rest = divmod(int(minutes), 60)
    if not rest:
        return ngettext("%(count)s hour", "%(count)s hours", whole) % {"count": number(whole)}
    if not whole:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": number(whole), "minutes": rest}


@register.filter
def percent(share: float) -> str:
    """79% in English, 79 % in Kazakh and Russian; the share is 0 to 1."""
    return f"{number(round(share * 100))}{'' if language() == 'en' else NO_BREAK}%"


@register.filter
def places_left(left: int, capacity: int) -> str:
    """6 of 28 places left, Only 3 left, or Full."""
    if left <= 0:
        return _("Full")
    if left <= FEW_PLACES:
        return ngettext("Only %(count)s left", "Only %(count)s left", left) % {"count": left}
    return _("%(left)s of %(capacity)s places left") % {"left": number(left), "capacity": number(capacity)}


@register.filter
def is_few(left: int) -> bool:
    """Say whether so few places are left that the page should say so loudly."""
    return left <= FEW_PLACES


@register.simple_tag
def bar(part: float, whole: float, kind: str = "") -> SafeString:
    """Draw a meter in steps of five percent; the number it shows must stand next to it in words."""
    share = min(max(part / whole, 0), 1) if whole else 0
    width = round(share * 20) * 5
    if part > 0:
        width = max(width, 5)
    return format_html('<span class="{}" aria-hidden="true"><i class="w-{}"></i></span>', f"bar {kind}".strip(), width)


@register.simple_tag
def fit_ring(fits: int, checks: int, fails: int) -> SafeString:
    """Draw one arc per factor: what fits, what to check, what does not fit."""
    kinds = ["fit"] * fits + ["check"] * checks + ["fail"] * fails
    if not kinds:
        return SafeString("")
    around = 106.8
    step = around / len(kinds)
    gap = 3 if len(kinds) > 1 else 0
    arcs = "".join(
        f'<circle class="ring-{kind}" cx="22" cy="22" r="17" stroke-dasharray="{step - gap:.1f} {around:.1f}" '
        f'stroke-dashoffset="{-step * position:.1f}" transform="rotate(-90 22 22)"/>'
        for position, kind in enumerate(kinds)
    )
    return SafeString(f'<svg viewBox="0 0 44 44" fill="none" stroke-width="6" aria-hidden="true">{arcs}</svg>')
