"""The words of ratings: names, what exactly is counted, why a gate is closed."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngos.enums import ExclusionKind
from portal.templatetags.numbers import hours, number

if TYPE_CHECKING:
    from django.utils.functional import Promise

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
        gettext_lazy("Volunteers’ hours of the last year, at most 20 of one person. 200 hours earn half the points."),
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
