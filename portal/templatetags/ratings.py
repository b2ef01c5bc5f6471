"""Ratings on pages: filters that put them in words, and the box that shows the rating of one organisation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from ngos.enums import MaterialKind
from ngos.queries.paper_facts import kinds_in
from portal.templatetags.numbers import hours, number
from portal.templatetags.rating_words import (
    GATES,
    GROUPS,
    HUNDRED,
    INDICATORS,
    MINUTES,
    VOICES,
    counted_words,
    indicator_name,
)

if TYPE_CHECKING:
    from ngos.queries.ratings import Explained
    from ngos.rating import Step

register = template.Library()


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a rating in words; points are nothing where there is no rating yet."""

    code: str
    name: str
    counted: str
    tenths: int | None
    of_tenths: int
    papers: tuple[str, ...] = ()


def group_rows(record: dict[str, Any]) -> list[tuple[str, dict[str, Any], list[Row]]]:
    """Return the groups of a published record with their parts in words."""
    evidence = record["inputs"]["evidence"]
    return [
        (
            str(GROUPS.get(group["group"], group["group"])),
            group,
            [_row(part, evidence.get(part["indicator"], ())) for part in group["parts"]],
        )
        for group in record["result"]["groups"]
    ]


def _row(part: dict[str, Any], evidence: "tuple[str, ...]") -> Row:
    code = part["indicator"]
    return Row(
        code,
        indicator_name(code),
        counted_words(code, part["successes"], part["cases"]),
        part["tenths"],
        part["of_tenths"],
        tuple(str(MaterialKind(kind).label) for kind in sorted(kinds_in(evidence))),
    )


@register.filter
def points(tenths: int | None) -> str:
    """Write tenths of a point as points: 63.4; a dash for those that are not rated yet."""
    return "–" if tenths is None else number(tenths / 10)


@register.filter
def gate_words(code: str) -> str:
    """Say why a gate is closed."""
    return str(GATES.get(code, code))


@register.filter
def indicator_words(code: str) -> str:
    """Name an indicator."""
    return indicator_name(code)


@register.filter
def indicator_meaning(code: str) -> str:
    """Say what an indicator counts."""
    return str(INDICATORS[code][1]) if code in INDICATORS else ""


@register.filter
def group_words(code: str) -> str:
    """Name a group."""
    return str(GROUPS.get(code, code))


@register.filter
def step_words(step: "Step") -> str:
    """Say what to do."""
    if step.paper:
        kind = MaterialKind(step.paper).label
        return _("Post this material and have it checked: %(kind)s") % {"kind": kind}
    amount = hours(step.amount) if step.indicator == MINUTES else number(_cases(step))
    return _("%(indicator)s: %(amount)s more") % {"indicator": indicator_name(step.indicator), "amount": amount}


def _cases(step: "Step") -> int:
    return step.amount // HUNDRED if step.indicator == VOICES else step.amount


@register.inclusion_tag("portal/parts/_rating.html")
def rating_box(explained: "Explained | None") -> dict[str, object]:
    """Show a rating in its parts, with what stands behind every point; or what is missing before there is one."""
    if explained is None:
        return {"rating": None}
    record = explained.record
    return {
        "rating": explained.rating,
        "run": explained.rating.run,
        "result": record["result"],
        "number": record["result"]["bin"],
        "percent": explained.method.interval_percent,
        "groups": group_rows(record),
        "lacking": [
            (
                indicator_name(row["indicator"]),
                _lack(row["indicator"], row["has"]),
                _lack(row["indicator"], row["needs"]),
            )
            for row in record["result"]["lacking"]
        ],
    }


def _lack(code: str, value: int) -> str:
    return hours(value) if code == MINUTES else number(value)
