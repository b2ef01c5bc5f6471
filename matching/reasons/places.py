"""Why a place stays empty and what insisting on a person costs, in counts and words for the coordinator.

Counts are of people only. A need that few people alone miss is counted as "fewer than five"; consent and checks are
never told apart, and nobody is counted whom a place does not offer what she needs.
"""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import engine
from matching.reasons.changes import SkillNames
from matching.reasons.words import spoken

LEAST_COUNT = 5  # smaller counts of people nobody has named could point at one of them; docs/sources.md
SHOWN_LACKS = 4
PRIVATE = frozenset({"consent", "clearance"})
BUSY = frozenset({"week_shifts", "week_minutes", "clash"})
# True of the place, or of most of the country; or nobody's business but her own.
UNTOLD = frozenset({"started", "full", "distance", "access"})


def lack_lines(lacks: Iterable[engine.Lack], skills: SkillNames) -> list[str]:
    """Write who would fit but for one thing, most people first."""
    counts: dict[tuple[str, int], int] = {}
    for lack in lacks:
        if lack.code not in UNTOLD:
            key = _told(lack)
            counts[key] = counts.get(key, 0) + lack.count
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return [_lack_line(code, value, count, skills) for (code, value), count in ranked[:SHOWN_LACKS]]


def _told(lack: engine.Lack) -> tuple[str, int]:
    if lack.code in PRIVATE:
        return "other", 0
    return ("busy", 0) if lack.code in BUSY else (lack.code, lack.value)


def _lack_line(code: str, value: int, count: int, skills: SkillNames) -> str:
    words = _LACKS[code](value, skills)
    if count < LEAST_COUNT:
        return _("Fewer than %(least)s people: %(lack)s") % {"least": LEAST_COUNT, "lack": words}
    return ngettext("%(count)s person: %(lack)s", "%(count)s people: %(lack)s", count) % {
        "count": count,
        "lack": words,
    }


def _skill(value: int, skills: SkillNames) -> str:
    if value == engine.SEVERAL:
        return _("all fits but several skills")
    return _("all fits but the skill “%(skill)s”") % {"skill": skills[value][1]}


def _language(value: int, skills: SkillNames) -> str:
    if value == engine.SEVERAL:
        return _("all fits but several languages")
    return _("all fits but the language (%(language)s)") % {"language": spoken(value)}


_LACKS: dict[str, Callable[[int, SkillNames], str]] = {
    "skills": _skill,
    "languages": _language,
    "time": lambda value, skills: _("all fits but the time"),
    "mode": lambda value, skills: _("all fits but the way of working, on site or online"),
    "age": lambda value, skills: _("all fits but the age"),
    "child_contact": lambda value, skills: _("all fits, but this is work for adults"),
    "busy": lambda value, skills: _("all fits, but they have another shift then or a full week"),
    "other": lambda value, skills: _("all fits but another requirement"),
}


def elsewhere_lines(values: Mapping[str, int]) -> list[str]:
    """Write where the people are who fit a place that stays empty; ``values`` of the engine's ``explain_role``."""
    busy = values.get("week_shifts", 0) + values.get("week_minutes", 0)
    found = []
    if values.get("clash"):
        found.append(_clash_line(values["clash"]))
    if busy:
        found.append(_busy_line(busy))
    if values.get("below_price"):
        found.append(_price_line(values["below_price"], values.get("price", 0)))
    if values.get("closed"):
        found.append(_closed_line(values["closed"]))
    if values.get("tie"):
        found.append(_tie_line(values["tie"]))
    return found


def _clash_line(count: int) -> str:
    return ngettext(
        "%(count)s person fits, but is proposed for a place at that time where more is gained.",
        "%(count)s people fit, but are proposed for places at that time where more is gained.",
        count,
    ) % {"count": count}


def _busy_line(count: int) -> str:
    return ngettext(
        "%(count)s person fits, but has reached their weekly limit with this proposal.",
        "%(count)s people fit, but have reached their weekly limit with this proposal.",
        count,
    ) % {"count": count}


def _price_line(count: int, price: int) -> str:
    return ngettext(
        "%(count)s person fits, but scores below the %(price)s points a place here costs.",
        "%(count)s people fit, but score below the %(price)s points a place here costs.",
        count,
    ) % {"count": count, "price": price}


def _closed_line(count: int) -> str:
    return ngettext(
        "%(count)s person fits, but too few to open the shift.",
        "%(count)s people fit, but too few to open the shift.",
        count,
    ) % {"count": count}


def _tie_line(count: int) -> str:
    return ngettext(
        "%(count)s person fits and is free: invite them yourself.",
        "%(count)s people fit and are free: invite them yourself.",
        count,
    ) % {"count": count}
