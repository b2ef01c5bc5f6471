"""A proposed filling as it is reviewed: people by shift and role, the places left empty and why, the proof."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from events.enums import ShiftStatus
from matching.enums import MatchLevel, SuggestionStatus
from matching.queries import Reasons, level_of
from matching.reasons import FactorText
from portal.ngo.board import roles_of
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from events.models import Shift, ShiftRole
    from matching.models import MatchRun, Suggestion

PPM_PER_PERCENT = 10_000
# Rules speak to the volunteer; the coordinator reads the same facts about somebody else.
REFUSALS: dict[str, str | Promise] = {
    "events.already_signed_up": gettext_lazy("%(name)s was not invited: they already have a place on this shift."),
    "events.shifts_clash": gettext_lazy("%(name)s was not invited: they took another shift at that time."),
    "events.shift_full": gettext_lazy("%(name)s was not invited: the last place was taken meanwhile."),
    "events.shift_started": gettext_lazy("%(name)s was not invited: the shift has started."),
    "events.shift_not_open": gettext_lazy("%(name)s was not invited: the shift no longer takes people."),
}
REFUSED = gettext_lazy("%(name)s was not invited: they no longer fit the rules of this place.")


@dataclass(frozen=True, slots=True)
class Proposed:
    """One person for one place."""

    suggestion: "Suggestion"
    name: str
    age: int
    level: MatchLevel
    reasons: Sequence[FactorText]
    is_insisted: bool

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the coordinator."""
        return self.suggestion.status == SuggestionStatus.PROPOSED


@dataclass(frozen=True, slots=True)
class RolePart:
    """What is proposed for one role, and why the rest stays empty."""

    role: "ShiftRole"
    people: tuple[Proposed, ...]
    empty_count: int
    why_empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShiftPart:
    """The roles of one shift."""

    shift: "Shift"
    roles: tuple[RolePart, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The whole page: parts by shift, how many wait to be sent, what is left empty, and the word of the check."""

    parts: tuple[ShiftPart, ...]
    open_count: int
    empty_count: int
    proof: str
    is_proven: bool


def build_proposal(
    run: "MatchRun",
    suggestions: "Sequence[Suggestion]",
    shifts: "Sequence[Shift]",
    reasons: Reasons,
    *,
    now: datetime,
) -> Proposal:
    """Lay out a run beside the shifts of its event."""
    by_role: dict[int, list[Suggestion]] = defaultdict(list)
    for suggestion in suggestions:
        by_role[suggestion.role_id].append(suggestion)
    ahead = [shift for shift in shifts if shift.status == ShiftStatus.PLANNED and shift.starts_at > now]
    parts = tuple(
        ShiftPart(
            shift,
            tuple(part for role in roles_of(shift) if (part := _role(role, by_role[role.pk], reasons, run.insisted))),
        )
        for shift in ahead
    )
    kept = tuple(part for part in parts if part.roles)
    return Proposal(
        parts=kept,
        open_count=sum(suggestion.status == SuggestionStatus.PROPOSED for suggestion in suggestions),
        empty_count=sum(role.empty_count for part in kept for role in part.roles),
        proof=proof_of(run),
        is_proven=run.is_verified and run.gap_ppm == 0,
    )


def _role(
    role: "ShiftRole", suggestions: "list[Suggestion]", reasons: Reasons, insisted: Collection[tuple[str, str]]
) -> RolePart | None:
    open_count = sum(suggestion.status == SuggestionStatus.PROPOSED for suggestion in suggestions)
    empty_count = max(role.free_count - open_count, 0)
    if not suggestions and not empty_count:
        return None
    people = tuple(
        Proposed(
            suggestion=suggestion,
            name=suggestion.volunteer.user.short_name,
            age=suggestion.volunteer.age_on(role.shift.starts_on),
            level=level_of(suggestion.parts),
            reasons=reasons.texts.get(suggestion.pk, ()),
            is_insisted=(str(suggestion.volunteer.public_id), str(role.public_id)) in insisted,
        )
        for suggestion in suggestions
    )
    others = max(reasons.fitting_counts.get(role.pk, 0) - open_count, 0)
    lines = (*why_empty(others, open_count), *reasons.empty.get(role.pk, ())) if empty_count else ()
    return RolePart(role, people, empty_count, lines)


def why_empty(other_count: int, proposed_count: int) -> tuple[str, ...]:
    """Say in a sentence that nobody is left who fits; of those who are left, the engine's reasons tell more."""
    if other_count:
        return ()
    if proposed_count:
        return (_("Everybody who fits is already proposed."),)
    return (_("Nobody fits all the needs of this role at that time."),)


def proof_of(run: "MatchRun") -> str:
    """Say what the independent check found."""
    if not run.is_verified:
        return _("This proposal could not be checked. Look at every line before you send.")
    if run.gap_ppm == 0:
        return _("Checked: no better filling is possible.")
    percent = max(run.gap_ppm / PPM_PER_PERCENT, 0.1)
    if run.insisted:
        return _("Checked: without your choices a filling could gain at most %(percent)s%%.") % {
            "percent": number(percent)
        }
    return _("Checked: a better filling could gain at most %(percent)s%%.") % {"percent": number(percent)}


def ids_among(suggestions: "Iterable[Suggestion]", ticked: Iterable[str]) -> frozenset[UUID]:
    """Return the ids of the ticked suggestions; anything else in the form is ignored."""
    wanted = set(ticked)
    return frozenset(row.public_id for row in suggestions if str(row.public_id) in wanted)


def why_not(name: str, refusal: DomainError) -> str:
    """Say to the coordinator why somebody was not invited."""
    return str(REFUSALS.get(refusal.code, REFUSED)) % {"name": name}
