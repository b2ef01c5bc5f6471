"""How far a change of a shift reaches, in words: only this one, it and those after it, or all still ahead."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import Scope
from events.errors import NothingAhead
from events.queries import people_holding
from events.services.scopes import reach_of_move, shifts_in_scope
from portal.errors import attempt_catching
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from events.models import Shift


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to "what to change", with how many shifts and people it is about."""

    scope: str
    shift_count: int
    people_count: int
    own_count: int

    @property
    def words(self) -> str:
        """The answer in words: This shift and all after it: 4 shifts, 11 people."""
        shifts = ngettext("%(count)s shift", "%(count)s shifts", self.shift_count) % {
            "count": number(self.shift_count)
        }
        people = ngettext("%(count)s person with a place", "%(count)s people with a place", self.people_count)
        parts = f"{shifts}, {people % {'count': number(self.people_count)}}"
        return _("%(scope)s: %(parts)s") % {"scope": str(Scope(self.scope).label), "parts": parts}


def reaches_of(shift: "Shift", *, now: datetime, is_move: bool = False) -> list[Choice]:
    """Return the possible answers for a shift; one alone has only itself, one that is over has none."""
    scopes = Scope if shift.series_id else (Scope.THIS,)
    found = [_choice(shift, scope, now=now, is_move=is_move) for scope in scopes]
    return [choice for choice in found if choice]


def _choice(shift: "Shift", scope: Scope, *, now: datetime, is_move: bool) -> Choice | None:
    own_count = 0
    if is_move:
        reach = attempt_catching(NothingAhead, lambda: reach_of_move(shift, scope, now=now))
        if isinstance(reach, NothingAhead):
            return None
        shifts, own_count = list(reach.shifts), len(reach.own_ways)
    else:
        ahead = attempt_catching(NothingAhead, lambda: shifts_in_scope(shift, scope, now=now))
        if isinstance(ahead, NothingAhead):
            return None
        shifts = ahead
    return Choice(scope, len(shifts), people_holding(shifts), own_count)


def choices_of(reaches: list[Choice]) -> list[tuple[str, str]]:
    """Return the choices of a form; a single answer is no question."""
    return [(each.scope, each.words) for each in reaches] if len(reaches) > 1 else []
