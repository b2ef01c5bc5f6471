"""What it costs to insist on a person, in points and words, and who gives way for her."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import localised
from portal.templatetags.dates import language, when_short
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from events.models import ShiftRole
    from matching.queries import Names
    from matching.services import Weighed

LITTLE, MUCH = 0.1, 0.5  # shares of what one place is worth


@dataclass(frozen=True, slots=True)
class Price:
    """What insisting costs: a sentence in points, and one that says what that means."""

    points: str
    meaning: str
    is_free: bool


def price_in_words(weighed: "Weighed") -> Price:
    """Say what insisting costs."""
    if weighed.most == 0:
        return Price(_("Insisting costs nothing."), _("The filling stays as good as it was."), is_free=True)
    points = ngettext("Insisting costs %(points)s point.", "Insisting costs %(points)s points.", weighed.most)
    if weighed.least != weighed.most:
        points = ngettext(
            "Insisting costs at most %(points)s point.", "Insisting costs at most %(points)s points.", weighed.most
        )
    return Price(points % {"points": number(weighed.most)}, _meaning(weighed), is_free=False)


def _meaning(weighed: "Weighed") -> str:
    if weighed.places < 0:
        fewer = -weighed.places
        return ngettext("%(count)s place fewer is filled.", "%(count)s places fewer are filled.", fewer) % {
            "count": number(fewer)
        }
    share = weighed.most / max(weighed.typical, 1)
    typical = {"typical": number(weighed.typical)}
    if share < LITTLE:
        return _("That is little: one place of this filling is worth about %(typical)s points.") % typical
    if share < MUCH:
        return _("One place of this filling is worth about %(typical)s points.") % typical
    return _("That is much: one place of this filling is worth about %(typical)s points.") % typical


def give_way(weighed: "Weighed", names: "Names", *, chosen: int) -> list[str]:
    """Say of everybody else what changes, the people who lose a place first."""
    gone, new = _by_person(weighed.gone), _by_person(weighed.new)
    others = sorted({*gone, *new} - {chosen}, key=lambda pk: (pk in new, names.people[pk].user.short_name, pk))
    return [_move(names, pk, gone.get(pk, ()), new.get(pk, ())) for pk in others]


def _by_person(pairs: "Sequence[tuple[int, int]]") -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for person, role in pairs:
        found.setdefault(person, []).append(role)
    return found


def _move(names: "Names", person: int, gone: "Sequence[int]", new: "Sequence[int]") -> str:
    words = {
        "name": names.people[person].user.short_name,
        "old": "; ".join(_place(names.roles[pk]) for pk in gone),
        "new": "; ".join(_place(names.roles[pk]) for pk in new),
    }
    if not new:
        return _("%(name)s gives way and is not proposed for: %(old)s.") % words
    if not gone:
        return _("%(name)s comes in for: %(new)s.") % words
    return _("%(name)s moves from %(old)s to %(new)s.") % words


def _place(role: "ShiftRole") -> str:
    return f"{localised(role, 'name', language()).text}, {when_short(role.shift)}"
