"""Ratings in words: what each part counts, what stands behind it, and the box that shows one organisation's."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngos.enums import ExclusionKind, MaterialKind
from ngos.queries.paper_facts import kinds_in
from portal.templatetags.numbers import hours, number

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from ngos.queries.ratings import Explained
    from ngos.rating import Step

register = template.Library()

GROUPS: "dict[str, str | Promise]" = {
    "openness": gettext_lazy("Openness"),
    "results": gettext_lazy("Results"),
    "volunteers": gettext_lazy("Volunteers"),
    "inclusion_and_safety": gettext_lazy("Inclusion and safety"),
    "accountability": gettext_lazy("Accountability"),
}
# Name, and what exactly is counted.
INDICATORS: "dict[str, tuple[str | Promise, str | Promise]]" = {
    "materials_complete": (
        gettext_lazy("Materials are complete"),
        gettext_lazy("Kinds of material that are posted, checked and in force, out of six."),
    ),
    "filings_on_time": (
        gettext_lazy("Annual filings on time"),
        gettext_lazy("Annual filings of the last three years made by 31 March, out of those due."),
    ),
    "materials_checked": (
        gettext_lazy("Materials hold when checked"),
        gettext_lazy("Materials a reviewer accepted, out of those checked. Returned and posted again counts once."),
    ),
    "shifts_held": (
        gettext_lazy("Shifts took place"),
        gettext_lazy("Shifts of the last year that took place, out of those published."),
    ),
    "hours_recorded": (
        gettext_lazy("Hours written down in time"),
        gettext_lazy("Shifts whose hours an organiser confirmed within 14 days, out of shifts with people."),
    ),
    "projects_reported": (
        gettext_lazy("Projects reported"),
        gettext_lazy("Projects with a checked passport within 90 days of their end, out of those that ended."),
    ),
    "confirmed_hours": (
        gettext_lazy("Confirmed hours"),
        gettext_lazy(
            "Volunteers’ hours of the last year, at most 20 of one person. 200 hours earn half the points."
        ),
    ),
    "volunteers_returned": (
        gettext_lazy("Volunteers come again"),
        gettext_lazy("People who came on two days or more, out of all who came, counted in fives."),
    ),
    "volunteers_content": (
        gettext_lazy("Volunteers are content"),
        gettext_lazy("What volunteers said after shifts, 1 to 5. Everybody has one voice a year, in groups of five."),
    ),
    "word_kept": (
        gettext_lazy("Nothing called off at the last moment"),
        gettext_lazy("Shifts not called off less than 48 hours before they began, out of those published."),
    ),
    "events_accessible": (
        gettext_lazy("Events are accessible"),
        gettext_lazy("Events that are step-free with an accessible toilet, or online, out of all."),
    ),
    "children_guarded": (
        gettext_lazy("Children are guarded"),
        gettext_lazy("Shifts with children that had two cleared adults and a safeguarding lead, out of all of them."),
    ),
    "safeguarding_policy": (
        gettext_lazy("Child-safeguarding policy"),
        gettext_lazy("A checked policy is in force."),
    ),
    "objections_answered": (
        gettext_lazy("Objections to hours answered"),
        gettext_lazy("Volunteers’ objections answered in time, out of all; of one person the first counts."),
    ),
    "complaints_answered": (
        gettext_lazy("Complaints answered"),
        gettext_lazy("Checked answers to complaints within 15 days, out of all answers."),
    ),
    "conflicts_declared": (
        gettext_lazy("Conflicts of interest declared"),
        gettext_lazy("A checked conflict-of-interest statement is in force."),
    ),
}
GATES: "dict[str, str | Promise]" = {
    **{kind.value: kind.label for kind in ExclusionKind},
    "filing_overdue": gettext_lazy("the annual filing is overdue"),
    "safety_case": gettext_lazy("a safety case has no end for more than 30 days"),
    "suspended": gettext_lazy("it is suspended in this register"),
}
HUNDRED = 100
MINUTES, VOICES = "confirmed_hours", "volunteers_content"


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a rating in words; points are nothing where there is no rating yet."""

    code: str
    name: str
    counted: str
    tenths: int | None
    of_tenths: int
    papers: tuple[str, ...] = ()


def indicator_name(code: str) -> str:
    """Return the name of an indicator, or its code where the method is newer than these words."""
    return str(INDICATORS[code][0]) if code in INDICATORS else code


def counted_words(code: str, successes: int, cases: int) -> str:
    """Say what was counted: 16 of 16, 4.2 of 5, or hours."""
    if code == MINUTES:
        return hours(successes)
    if not cases:
        return _("no cases yet")
    if code == VOICES:
        people = cases // HUNDRED
        words = ngettext("%(mean)s of 5, %(count)s person", "%(mean)s of 5, %(count)s people", people)
        return words % {"mean": number(1 + 4 * successes / cases), "count": number(people)}
    return _("%(part)s of %(whole)s") % {"part": number(successes), "whole": number(cases)}


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
