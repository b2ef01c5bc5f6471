"""The four tables of a problem as structures of arrays, and the dtype contract each column keeps."""

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

NO_DAY = 2**31 - 1  # a day that never comes: unknown birth date, open-ended validity
ALONE = -1  # the team of people who come by themselves
SKILL_LEVELS = 3
POINT_WIDTH = 3


class Fault(NamedTuple):
    """One thing wrong with a table: where it is and what it is; row -1 means the whole column."""

    table: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Read like ``shifts row 3, end: ends before it starts``."""
        place = f"row {self.row}, " if self.row >= 0 else ""
        return f"{self.table} {place}{self.column}: {self.message}"


class ProblemError(ValueError):
    """The problem cannot be used; ``faults`` names every table, row and column at fault."""

    def __init__(self, faults: list[Fault]) -> None:
        shown = "; ".join(str(fault) for fault in faults[:20])
        more = f"; and {len(faults) - 20} more" if len(faults) > 20 else ""
        super().__init__(shown + more)
        self.faults = tuple(faults)


class Column(NamedTuple):
    """Contract of a column: its dtype and its fixed or free (-1) extra dimensions."""

    dtype: str
    extra: tuple[int, ...] = ()


def stable_ids(values: ArrayLike) -> NDArray[np.bytes_]:
    """Turn identifiers (text, UUIDs, bytes or whole numbers) into the fixed-width bytes that tables sort by."""
    given = np.atleast_1d(np.asarray(values))
    if given.dtype.kind == "S":
        return given
    if given.dtype.kind in "iu":
        texts = [f"{number:020d}" for number in given.tolist()]
    else:
        texts = [str(value) for value in given.tolist()]
    return np.array([text.encode() for text in texts], dtype=np.bytes_) if texts else np.zeros(0, dtype="S1")


def _narrow(ids: NDArray[np.bytes_]) -> NDArray[np.bytes_]:
    longest = int(np.strings.str_len(ids).max()) if ids.size else 1
    return ids.astype(f"S{max(longest, 1)}")


def _cast(table: str, name: str, column: Column, value: ArrayLike) -> NDArray[Any]:
    """Cast without losing anything, or name the first row that would."""
    if column.dtype == "S":
        return np.ascontiguousarray(_narrow(stable_ids(value)))
    given = np.asarray(value)
    wanted = np.dtype(column.dtype)
    if given.size and given.dtype.kind not in "biuf":
        raise ProblemError([Fault(table, -1, name, f"holds {given.dtype}, not {wanted}")])
    with np.errstate(invalid="ignore"):
        cast = given.astype(wanted)
    lost = np.argwhere(cast != given)
    if lost.size:
        where = tuple(lost[0])
        raise ProblemError([Fault(table, int(where[0]), name, f"{given[where]} does not fit {wanted}")])
    if cast.size == 0:
        cast = cast.reshape((0, *(max(size, 0) for size in column.extra))) if cast.ndim == 1 else cast
    return np.ascontiguousarray(cast)


def _shape_fault(table: str, name: str, column: Column, value: NDArray[Any], length: int) -> Fault | None:
    wanted = (length, *column.extra)
    agrees = value.ndim == len(wanted) and all(w in (-1, got) for w, got in zip(wanted, value.shape, strict=True))
    return None if agrees else Fault(table, -1, name, f"has shape {value.shape}, not {wanted} (-1 is free)")


class Table:
    """A structure of arrays: every column has one row per thing, in the order of ``ids``."""

    __slots__ = ()
    NAME: ClassVar[str]
    CONTRACT: ClassVar[dict[str, Column]]
    DEFAULTS: ClassVar[dict[str, int]] = {}  # columns that may be left out, and what every row then holds

    @classmethod
    def of(cls, **columns: ArrayLike) -> Self:
        """Build the table from anything array-like, every column given by name except those with a default.

        Raises
        ------
        ProblemError
            If a column is missing, unknown, of another length or shape, or holds a value its dtype cannot hold
            (NaN, a fraction, a negative number in an unsigned column, an overflow).
        """
        given = set(columns) | set(cls.DEFAULTS)
        missing = [Fault(cls.NAME, -1, name, "is missing") for name in cls.CONTRACT if name not in given]
        unknown = [Fault(cls.NAME, -1, name, "is not a column") for name in columns if name not in cls.CONTRACT]
        if missing or unknown:
            raise ProblemError(missing + unknown)
        cast = {
            name: _cast(cls.NAME, name, column, columns[name])
            for name, column in cls.CONTRACT.items()
            if name in columns
        }
        length = len(cast[next(iter(cls.CONTRACT))])
        for name in cls.DEFAULTS.keys() - columns.keys():
            cast[name] = np.full(length, cls.DEFAULTS[name], dtype=cls.CONTRACT[name].dtype)
        faults = [_shape_fault(cls.NAME, name, cls.CONTRACT[name], value, length) for name, value in cast.items()]
        if any(faults):
            raise ProblemError([fault for fault in faults if fault])
        return cls(**cast)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(getattr(self, next(iter(self.CONTRACT))))

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name, in contract order."""
        return {name: getattr(self, name) for name in self.CONTRACT}

    def take(self, order: NDArray[np.int64], **replaced: NDArray[Any]) -> Self:
        """Return the rows in another order, with some columns replaced afterwards."""
        return type(self)(**{name: value[order] for name, value in self.columns().items()} | replaced)


@dataclass(frozen=True, slots=True, eq=False)
class Volunteers(Table):
    """People who may be placed. Days are ``date.toordinal``; validity periods are half-open [from, until).

    ``team``: people with the same number get the same roles or none; ``ALONE`` for nobody else.
    """

    ids: NDArray[np.bytes_]
    birth_day: NDArray[np.int32]
    point: NDArray[np.int32]
    max_metres: NDArray[np.int32]
    accepts_remote: NDArray[np.bool_]
    accepts_on_site: NDArray[np.bool_]
    languages: NDArray[np.uint8]
    preferred_language: NDArray[np.uint8]
    skills: NDArray[np.uint64]
    consent_from: NDArray[np.int32]
    consent_until: NDArray[np.int32]
    clearance_from: NDArray[np.int32]
    clearance_until: NDArray[np.int32]
    access_needs: NDArray[np.uint16]
    cause_interest: NDArray[np.uint8]
    free_week: NDArray[np.uint64]
    blocked_days: NDArray[np.uint64]
    free_days: NDArray[np.uint64]
    max_minutes: NDArray[np.int32]
    max_shifts: NDArray[np.int16]
    history: NDArray[np.int32]
    team: NDArray[np.int32]

    NAME: ClassVar[str] = "volunteers"
    CONTRACT: ClassVar[dict[str, Column]] = {
        "ids": Column("S"),
        "birth_day": Column("int32"),
        "point": Column("int32", (POINT_WIDTH,)),
        "max_metres": Column("int32"),
        "accepts_remote": Column("bool"),
        "accepts_on_site": Column("bool"),
        "languages": Column("uint8"),
        "preferred_language": Column("uint8"),
        "skills": Column("uint64", (SKILL_LEVELS, -1)),
        "consent_from": Column("int32"),
        "consent_until": Column("int32"),
        "clearance_from": Column("int32", (-1,)),
        "clearance_until": Column("int32", (-1,)),
        "access_needs": Column("uint16"),
        "cause_interest": Column("uint8", (-1,)),
        "free_week": Column("uint64", (11,)),
        "blocked_days": Column("uint64", (-1,)),
        "free_days": Column("uint64", (-1,)),
        "max_minutes": Column("int32"),
        "max_shifts": Column("int16"),
        "history": Column("int32"),
        "team": Column("int32"),
    }
    DEFAULTS: ClassVar[dict[str, int]] = {"team": ALONE}


@dataclass(frozen=True, slots=True, eq=False)
class Shifts(Table):
    """Stretches of work at one place. ``start`` and ``end`` are quarter hours from the origin Monday, half-open.

    ``needs_minimum``: the shift takes place only if every role reaches its minimum.
    """

    ids: NDArray[np.bytes_]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    point: NDArray[np.int32]
    is_remote: NDArray[np.bool_]
    access: NDArray[np.uint16]
    cause: NDArray[np.uint8]
    priority: NDArray[np.uint8]
    needs_minimum: NDArray[np.bool_]

    NAME: ClassVar[str] = "shifts"
    CONTRACT: ClassVar[dict[str, Column]] = {
        "ids": Column("S"),
        "start": Column("int32"),
        "end": Column("int32"),
        "point": Column("int32", (POINT_WIDTH,)),
        "is_remote": Column("bool"),
        "access": Column("uint16"),
        "cause": Column("uint8"),
        "priority": Column("uint8"),
        "needs_minimum": Column("bool"),
    }
    DEFAULTS: ClassVar[dict[str, int]] = {"needs_minimum": 0}


@dataclass(frozen=True, slots=True, eq=False)
class Roles(Table):
    """Kinds of places on a shift. ``shift`` is a row of Shifts; ``held`` counts seats of people not in the problem."""

    ids: NDArray[np.bytes_]
    shift: NDArray[np.int32]
    capacity: NDArray[np.int32]
    minimum: NDArray[np.int32]
    held: NDArray[np.int32]
    min_age: NDArray[np.uint8]
    child_contact: NDArray[np.bool_]
    languages: NDArray[np.uint8]
    work_languages: NDArray[np.uint8]
    need: NDArray[np.uint64]
    want: NDArray[np.uint64]
    clearances: NDArray[np.uint16]

    NAME: ClassVar[str] = "roles"
    CONTRACT: ClassVar[dict[str, Column]] = {
        "ids": Column("S"),
        "shift": Column("int32"),
        "capacity": Column("int32"),
        "minimum": Column("int32"),
        "held": Column("int32"),
        "min_age": Column("uint8"),
        "child_contact": Column("bool"),
        "languages": Column("uint8"),
        "work_languages": Column("uint8"),
        "need": Column("uint64", (SKILL_LEVELS, -1)),
        "want": Column("uint64", (SKILL_LEVELS, -1)),
        "clearances": Column("uint16"),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Confirmed(Table):
    """Sign-ups that stand: rows of Volunteers and Roles, fixed, using seats and weekly budgets."""

    volunteer: NDArray[np.int32]
    role: NDArray[np.int32]

    NAME: ClassVar[str] = "confirmed"
    CONTRACT: ClassVar[dict[str, Column]] = {"volunteer": Column("int32"), "role": Column("int32")}


@dataclass(frozen=True, slots=True, eq=False)
class Wishes(Table):
    """Roles people asked for: rows of Volunteers and Roles, each worth some points more."""

    volunteer: NDArray[np.int32]
    role: NDArray[np.int32]

    NAME: ClassVar[str] = "wishes"
    CONTRACT: ClassVar[dict[str, Column]] = {"volunteer": Column("int32"), "role": Column("int32")}


@dataclass(frozen=True, slots=True, eq=False)
class Earlier(Table):
    """Places of an earlier answer: rows of Volunteers and Roles, each worth a little more, so that answers keep."""

    volunteer: NDArray[np.int32]
    role: NDArray[np.int32]

    NAME: ClassVar[str] = "earlier"
    CONTRACT: ClassVar[dict[str, Column]] = {"volunteer": Column("int32"), "role": Column("int32")}


@dataclass(frozen=True, slots=True, eq=False)
class Buddies(Table):
    """Pairs of people who would like to be on the same shifts: two rows of Volunteers."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]

    NAME: ClassVar[str] = "buddies"
    CONTRACT: ClassVar[dict[str, Column]] = {"one": Column("int32"), "other": Column("int32")}


def pack_skills(
    owner: ArrayLike, skill: ArrayLike, level: ArrayLike, *, owner_count: int, skill_count: int
) -> NDArray[np.uint64]:
    """Collect (owner, skill, level) rows into one set of skills per owner and level.

    For volunteers and for roles alike: level L of a skill sets its bit in the planes 1..L, so "has at least what is
    asked" is one mask compare.

    Parameters
    ----------
    owner : integers in 0..owner_count-1
    skill : integers in 0..skill_count-1
    level : integers in 1..3

    Returns
    -------
    uint64 array, shape (owner_count, 3, max(1, ceil(skill_count / 64)))
    """
    owners, skills, levels = (np.asarray(column, dtype=np.int64) for column in (owner, skill, level))
    if ((levels < 1) | (levels > SKILL_LEVELS)).any() or ((skills < 0) | (skills >= skill_count)).any():
        raise ValueError(f"skills are numbered 0..{skill_count - 1} and levels 1..{SKILL_LEVELS}")
    packed = np.zeros((owner_count, SKILL_LEVELS, max(1, -(-skill_count // 64))), dtype=np.uint64)
    bits = np.uint64(1) << (skills % 64).astype(np.uint64)
    for plane in range(SKILL_LEVELS):
        reached = levels > plane
        planes = np.full(int(reached.sum()), plane)
        np.bitwise_or.at(packed, (owners[reached], planes, skills[reached] // 64), bits[reached])
    return packed
