"""The roster as it is drawn: shifts beside roles, who sits where, what is missing in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import localised
from events.enums import SEAT_HOLDING, OpportunityStatus, ShiftStatus, SignUpOrigin, SignUpStatus
from events.queries import guardian_state
from events.queries.live import ANSWERS_NEAR
from events.queries.moves import Reconfirmation, reconfirmation
from portal.ngo.blocking import asked_of, blocks_of
from portal.templatetags.dates import day, language, when_short

if TYPE_CHECKING:
    from events.models import Opportunity, Shift, ShiftRole, SignUp
    from portal.ngo.notes import Note
    from volunteers.models import Volunteer

SHOWN_SEATS = 3
NAMED_ORIGINS = (  # what a coordinator did not do
    SignUpOrigin.WAITLIST,
    SignUpOrigin.SWAP,
    SignUpOrigin.WALK_IN,
    SignUpOrigin.COVER,
    SignUpOrigin.TEAM,
)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on a shift; ``guardian`` is waiting, agreed, along, or nothing where none is needed."""

    name: str
    is_confirmed: bool
    public_id: UUID
    note: "Note | None" = None
    guardian: str = ""
    origin: str = ""
    is_asked_again: bool = False
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One role on one shift: the first people, those folded away, and the empty places."""

    role: "ShiftRole"
    seats: tuple[Seat, ...]
    more: tuple[Seat, ...]
    empty_count: int
    can_fill: bool
    can_take_off: bool
    is_chosen: bool
    team_count: int = 0  # places that a team which still gathers holds


@dataclass(frozen=True, slots=True)
class Answers:
    """Of the confirmed people of a shift that is near: how many have said that they come, and how many nothing."""

    coming: int
    silent: int


@dataclass(frozen=True, slots=True)
class Column:
    """One shift with its roles in order."""

    shift: "Shift"
    cells: tuple[Cell, ...]
    taken_count: int
    capacity: int
    is_cancelled: bool
    is_over: bool
    is_ahead: bool
    answers: "Answers | None" = None
    blocks: tuple[str, ...] = ()
    asked: "Reconfirmation | None" = None


@dataclass(frozen=True, slots=True)
class Line:
    """One role across the shifts; a shift without it has an empty cell."""

    role: "ShiftRole"
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A shift that cannot start: who is missing, long for the alert and short for the number."""

    sentence: str
    short: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole roster and its four numbers."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    shortages: tuple[Shortage, ...]
    taken_count: int
    capacity: int
    invited_count: int
    confirmed_next_count: int
    empty_count: int
    next_shift: "Shift | None"
    chosen: "ShiftRole | None"
    fillable: "tuple[ShiftRole, ...]"


def build_board(
    event: "Opportunity",
    shifts: "Sequence[Shift]",
    *,
    now: datetime,
    chosen_id: UUID | None = None,
    notes: "Mapping[int, Note] | None" = None,
) -> Board:
    """Lay out the shifts of an event, prefetched by ``events.queries.roster``; asks the database nothing.

    ``notes`` by key of sign-up stand beside the people.
    """
    is_open = event.status == OpportunityStatus.PUBLISHED
    planned = [shift for shift in shifts if shift.status == ShiftStatus.PLANNED]
    ahead = [shift for shift in planned if shift.starts_at > now]
    fillable = [role for shift in ahead for role in roles_of(shift) if is_open and role.free_count > 0]
    chosen = _chosen(fillable, chosen_id)
    columns = tuple(
        _column(
            shift,
            now=now,
            fillable={role.pk for role in fillable},
            chosen=chosen,
            notes=notes or {},
            blocks=blocks_of(shift, has_child_contact=event.has_child_contact) if shift in ahead else (),
        )
        for shift in shifts
    )
    held = [signup for shift in planned for signup in _people(shift)]
    next_shift = ahead[0] if ahead else None
    return Board(
        columns=columns,
        lines=_lines(columns),
        shortages=tuple(shortage for _role, shortage in shortages_of(ahead)) if is_open else (),
        taken_count=sum(column.taken_count for column in columns if not column.is_cancelled),
        capacity=sum(column.capacity for column in columns if not column.is_cancelled),
        invited_count=sum(signup.status == SignUpStatus.INVITED for signup in held),
        confirmed_next_count=sum(
            signup.status == SignUpStatus.CONFIRMED for signup in (_people(next_shift) if next_shift else ())
        ),
        empty_count=sum(role.free_count for shift in ahead for role in roles_of(shift)),
        next_shift=next_shift,
        chosen=chosen,
        fillable=tuple(fillable),
    )


def roles_of(shift: "Shift") -> "list[ShiftRole]":
    """Return the prefetched roles in their order."""
    return sorted(shift.roles.all(), key=lambda role: (role.position, role.pk))


def _people(shift: "Shift") -> "Iterator[SignUp]":
    for role in shift.roles.all():
        yield from (signup for signup in role.signups.all() if signup.status in SEAT_HOLDING)


def volunteers_on(shifts: "Sequence[Shift]") -> "list[Volunteer]":
    """Return everybody who holds a place on shifts prefetched by ``events.queries.roster``."""
    return [signup.volunteer for shift in shifts for signup in _people(shift)]


def _chosen(fillable: "list[ShiftRole]", chosen_id: UUID | None) -> "ShiftRole | None":
    """Return the role asked for, else the one most in need, else the first with an empty place."""
    asked = next((role for role in fillable if role.public_id == chosen_id), None)
    needed = next((role for role in fillable if role.taken_count < role.minimum), None)
    return asked or needed or next(iter(fillable), None)


def _column(
    shift: "Shift",
    *,
    now: datetime,
    fillable: set[int],
    chosen: "ShiftRole | None",
    notes: "Mapping[int, Note]",
    blocks: tuple[str, ...],
) -> Column:
    roles = roles_of(shift)
    is_ahead = shift.status == ShiftStatus.PLANNED and shift.starts_at > now
    cells = tuple(
        _cell(role, can_fill=role.pk in fillable, can_take_off=is_ahead, is_chosen=role == chosen, notes=notes)
        for role in roles
    )
    return Column(
        shift=shift,
        cells=cells,
        taken_count=sum(role.taken_count for role in roles),
        capacity=sum(role.capacity for role in roles),
        is_cancelled=shift.status == ShiftStatus.CANCELLED,
        is_over=shift.ends_at <= now,
        is_ahead=is_ahead,
        answers=answers_of(shift, now=now),
        blocks=blocks,
        asked=reconfirmation(signup for role in roles for signup in role.signups.all()),
    )


def answers_of(shift: "Shift", *, now: datetime) -> Answers | None:
    """Count the answers to the reminders of a prefetched shift; nothing until it is near, nor once it has begun."""
    if shift.status != ShiftStatus.PLANNED or not shift.starts_at - ANSWERS_NEAR <= now < shift.starts_at:
        return None
    confirmed = [signup for signup in _people(shift) if signup.status == SignUpStatus.CONFIRMED]
    coming = sum(signup.coming_said_at is not None for signup in confirmed)
    return Answers(coming, len(confirmed) - coming) if confirmed else None


def _cell(
    role: "ShiftRole", *, can_fill: bool, can_take_off: bool, is_chosen: bool, notes: "Mapping[int, Note]"
) -> Cell:
    held = [signup for signup in role.signups.all() if signup.status in SEAT_HOLDING]
    held.sort(key=lambda signup: (signup.status != SignUpStatus.CONFIRMED, signup.made_at, signup.pk))
    seats = tuple(
        Seat(
            name=signup.volunteer.user.short_name,
            is_confirmed=signup.status == SignUpStatus.CONFIRMED,
            public_id=signup.public_id,
            guardian=guardian_state(signup, on=role.shift.starts_on),
            note=notes.get(signup.pk),
            is_coming=signup.status == SignUpStatus.CONFIRMED and signup.coming_said_at is not None,
            origin=str(signup.get_origin_display()) if signup.origin in NAMED_ORIGINS else "",
            is_asked_again=signup.reconfirm_by is not None,
        )
        for signup in held
    )
    return Cell(
        role=role,
        seats=seats[:SHOWN_SEATS],
        more=seats[SHOWN_SEATS:],
        empty_count=role.free_count,
        can_fill=can_fill,
        can_take_off=can_take_off,
        is_chosen=is_chosen,
        team_count=role.taken_count - len(held),
    )


def _name(role: "ShiftRole") -> tuple[str, str, str]:
    return role.name_kk, role.name_ru, role.name_en


def _lines(columns: tuple[Column, ...]) -> tuple[Line, ...]:
    """Put roles of the same name in one line, in the order in which they first appear."""
    names = list(dict.fromkeys(_name(cell.role) for column in columns for cell in column.cells))
    return tuple(_line([_cell_named(column, name) for column in columns]) for name in names)


def _cell_named(column: Column, name: tuple[str, str, str]) -> Cell | None:
    return next((cell for cell in column.cells if _name(cell.role) == name), None)


def _line(cells: list[Cell | None]) -> Line:
    return Line(role=next(cell.role for cell in cells if cell), cells=tuple(cells))


def shortages_of(ahead: "list[Shift]") -> "Iterator[tuple[ShiftRole, Shortage]]":
    """Say of each role of the shifts that has too few people to start how many are missing."""
    for shift in ahead:
        for role in roles_of(shift):
            count = role.minimum - role.taken_count
            if count > 0:
                facts = {"count": count, "role": localised(role, "name", language()).text, "when": when_short(shift)}
                needed = asked_of(role)
                sentence = ngettext(
                    "%(when)s cannot start yet: %(count)s more person is needed as “%(role)s”.",
                    "%(when)s cannot start yet: %(count)s more people are needed as “%(role)s”.",
                    count,
                )
                asked = _("Needed for it: %(needs)s.") % {"needs": ", ".join(needed)} if needed else ""
                shortage = Shortage(
                    sentence=f"{sentence % facts} {asked}".rstrip(), short=_("%(role)s: %(count)s missing") % facts
                )
                yield role, shortage


def days_in_words(shifts: "Sequence[Shift]") -> str:
    """Name the first day of the shifts, and how many more there are."""
    days = sorted({shift.starts_on for shift in shifts})
    if not days:
        return ""
    if len(days) == 1:
        return day(days[0])
    rest = len(days) - 1
    words = ngettext("%(day)s and %(count)s more day", "%(day)s and %(count)s more days", rest)
    return words % {"day": day(days[0]), "count": rest}
