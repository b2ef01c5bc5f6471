"""What is known of hours, as plain values. Moments are whole minutes since 1970 in UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from places.distance import GeoPoint

DAY_MINUTES = 24 * 60
EPOCH = date(1970, 1, 1)
_EPOCH_DAY = EPOCH.toordinal()


class Pattern(StrEnum):
    """What makes hours impossible (the first seven) or doubtful; docs/decisions/0031-fraud-rules.md."""

    OVERLAP = "overlap"
    TRAVEL = "impossible_travel"
    DAY = "long_day"
    LATE_ENTRY = "late_entry"
    CANCELLED = "cancelled_shift"
    NIGHT = "minor_at_night"
    SCHOOL = "minor_in_lessons"
    UNSEEN = "no_evidence"
    NEW_ACCOUNT = "new_account"
    PHANTOM = "phantom_event"
    DEVICE = "shared_phone"
    WEEK = "long_week"
    ROUND = "round_hours"
    RING = "approval_ring"
    SELF = "self_dealing"
    PAID = "paid_work"
    MONTH_END = "month_end_batch"


HARD = (
    Pattern.OVERLAP,
    Pattern.TRAVEL,
    Pattern.DAY,
    Pattern.LATE_ENTRY,
    Pattern.CANCELLED,
    Pattern.NIGHT,
    Pattern.SCHOOL,
)
SOFT = tuple(pattern for pattern in Pattern if pattern not in HARD)


@dataclass(frozen=True, slots=True)
class Work:
    """One shift. ``offset`` is how many minutes the venue's clock is ahead of UTC; ``point`` is None for remote work.

    ``places`` is None where nobody set them, ``heads`` the people an organiser counted, None where nobody did.
    """

    id: int
    organisation: int
    starts: int
    ends: int
    offset: int = 300
    places: int | None = None
    heads: int | None = None
    point: GeoPoint | None = None
    titles: tuple[str, ...] = ()
    is_off: bool = False

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return day_of(self.starts + self.offset)


@dataclass(frozen=True, slots=True)
class Account:
    """One account: when it was opened and, for volunteers, the day of birth."""

    id: int
    opened: int
    born: date | None = None

    def age_on(self, day: date) -> int | None:
        """Completed years on a day; None where the day of birth is not known."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True)
class Credit:
    """Minutes of one account for one shift.

    ``since`` and ``until`` are when the gate saw the person, else the shift. ``evidence`` is the level A, B or C;
    ``is_witnessed`` says that a second person confirmed what was written afterwards. ``signed_up`` is when the place
    was taken. ``device`` names the phone on which the person's own account checked in, empty where an organiser did.
    ``seen_minutes`` is what the gate measured, None where it did not see both ends. ``may_miss_lessons`` says that a
    safeguarding officer allowed a minor to come in lesson time.
    """

    id: int
    account: int
    work: int
    minutes: int
    since: int
    until: int
    recorded: int
    approver: int | None = None
    evidence: str = "C"
    is_witnessed: bool = False
    signed_up: int = 0
    device: str = ""
    seen_minutes: int | None = None
    may_miss_lessons: bool = False

    @property
    def is_unseen(self) -> bool:
        """Whether nobody but the approver says that the person came."""
        return self.evidence == "C" and not self.is_witnessed


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything a judgement is made from. ``phones`` are those with which an account has scanned others."""

    credits: Sequence[Credit]
    works: Mapping[int, Work]
    accounts: Mapping[int, Account]
    phones: Mapping[int, frozenset[str]] = field(default_factory=dict)


Facts = Mapping[str, int | float | str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one pattern saw: the credits concerned, how sure (0 to 100), and the facts for the sentence.

    ``subject`` names what the credits have in common, the same on every run: ``shift:7``, ``approver:3``.
    """

    pattern: Pattern
    subject: str
    credits: tuple[int, ...]
    score: int
    facts: Facts


def day_of(local_minute: int) -> date:
    """Return the day of a moment of a local clock, in minutes."""
    return date.fromordinal(_EPOCH_DAY + local_minute // DAY_MINUTES)
