"""After the gate in words: what the phones said, heads beside people noted, and how well each presence is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import sort_key
from events.enums import Evidence, ScanKind, ScanMark, ScanOutcome, ScanVerdict, ScanWay
from events.queries.gate.reviewing import seen_minutes
from events.queries.gate.words import sentence_of
from portal.ngo.presence import attendance_of
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import GateScan, Presence, Shift, SignUp
    from events.queries.gate.afterwards import AfterGate, CountedHeads, ScanCase

CLOCK_WORDS = (ScanMark.LATE, ScanMark.CLOCK_CORRECTED, ScanMark.CLOCK_DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Saying:
    """What one phone said: when, what, from whose hand, and what is unusual about it."""

    at: str
    words: str
    by: str
    marks: list[str]
    is_asked: bool
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A scan to decide about: about whom, what is unclear, and what all phones said of the person."""

    scan: "GateScan"
    title: str
    contact: str
    sentence: str
    sayings: list[Saying]

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.scan.needs_look and self.scan.looked_at is None

    @property
    def verdict(self) -> str:
        """What was decided, in words."""
        words = ScanVerdict(self.scan.verdict).label if self.scan.verdict else _("There is nothing to decide here.")
        return str(words)

    @property
    def reason(self) -> str:
        """Why."""
        return self.scan.reason


@dataclass(frozen=True, slots=True)
class Heads:
    """One head-count: who counted when, and what it says beside the people noted."""

    at: str
    by: str
    people: int
    noted: int
    sentence: str
    is_blind: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person: from when to when, how well, and what is still to be done about it."""

    signup: "SignUp"
    times: str
    minutes: int
    evidence: str
    is_end_inferred: bool
    is_contested: bool
    reason: str
    written_by: str
    wants_second: bool
    may_agree: bool
    may_write: bool

    @property
    def is_written(self) -> bool:
        """Whether somebody has confirmed whether she came."""
        return attendance_of(self.signup) is not None


def contradictions_of(found: "AfterGate") -> list[Contradiction]:
    """Return what is to be decided, in the order it happened."""
    return [contradiction_of(case) for case in found.cases]


def contradiction_of(case: "ScanCase") -> Contradiction:
    """Put a case into words."""
    scan, (name, contact) = case.scan, case.typed
    title = scan.signup.volunteer.user.short_name if scan.signup else name or _("Somebody who is not on the list")
    return Contradiction(
        scan=scan,
        title=title,
        contact=contact,
        sentence=_unclear(scan) or sentence_of(scan, case.names, scan.shift.time_zone),
        sayings=[_saying(case, one) for one in case.scans],
    )


def heads_of(found: "AfterGate") -> list[Heads]:
    """Return the head-counts, newest first."""
    return [_heads(one, found) for one in found.heads]


def known_of(found: "AfterGate", *, viewer: "User", now: datetime) -> list[Known]:
    """Return everybody on the list: what is to be done first, then by name."""
    rows = [_known(signup, found, viewer, now) for signup in found.people]
    return sorted(rows, key=lambda row: (not (row.wants_second or row.is_contested), sort_key(_name(row.signup))))


def clock_at(moment: datetime, shift: "Shift") -> str:
    """Return the time on the clock of the place, with the day where it is not that of the start."""
    local = moment.astimezone(ZoneInfo(shift.time_zone))
    return local.strftime("%H:%M") if local.date() == shift.starts_on else local.strftime("%d.%m, %H:%M")


def outcomes_to_choose(scan: "GateScan") -> Sequence[tuple[str, str]]:
    """Return the two answers to a scan that counts, in words; a scan that counts for nobody is only closed."""
    if not scan.is_counted:
        return ()
    holds = _("It holds. The person came then.") if scan.kind == ScanKind.IN else _("It holds. The person left then.")
    return (("stands", holds), ("dropped", _("It does not count. The other check-ins decide.")))


def _name(signup: "SignUp") -> str:
    return str(signup.volunteer.user.full_name)


def _unclear(scan: "GateScan") -> str:
    """Say what is unclear about a scan that was answered as if nothing were."""
    if scan.outcome in (ScanOutcome.IN_ON_TIME, ScanOutcome.IN_LATE, ScanOutcome.OUT, ScanOutcome.ALREADY_OUT):
        return _("The clock of the phone cannot be trusted. Say whether the time is right.")
    return ""


def _saying(case: "ScanCase", scan: "GateScan") -> Saying:
    return Saying(
        at=clock_at(scan.happened_at, scan.shift),
        words=sentence_of(scan, case.names, scan.shift.time_zone),
        by=_by(case, scan),
        marks=_marks(scan),
        is_asked=scan.pk == case.scan.pk,
        is_dropped=scan.verdict == ScanVerdict.DROPPED,
    )


def _by(case: "ScanCase", scan: "GateScan") -> str:
    """Say from whose hand a scan came: a phone of the gate, the list of the page, the person's own phone, a pen."""
    way = ScanWay(scan.way)
    if scan.signup and scan.scanned_by == scan.signup.volunteer.user.public_id:
        return _("The person's own phone: %(way)s") % {"way": way.label}
    name, phone = case.names.get(scan.scanned_by, _("somebody whose account is gone")), case.phone_of(scan)
    if way == ScanWay.TYPED or not phone:
        return f"{name}: {way.label}"
    return _("Phone %(number)s, %(name)s: %(way)s") % {"number": number(phone), "name": name, "way": way.label}


def _marks(scan: "GateScan") -> list[str]:
    found = [mark for mark in CLOCK_WORDS if scan.marks & mark]
    return [_mark(mark, scan) for mark in found]


def _mark(mark: ScanMark, scan: "GateScan") -> str:
    if mark == ScanMark.LATE:
        return _("The phone had no network; it reached us at %(at)s.") % {"at": clock_at(scan.received_at, scan.shift)}
    if mark == ScanMark.CLOCK_DOUBTFUL:
        return _("The clock of the phone is in doubt.")
    minutes = max(1, round(abs(scan.clock_offset_seconds or 0) / 60))
    words = ngettext(
        "The clock of the phone was %(count)s minute wrong; that is put right.",
        "The clock of the phone was %(count)s minutes wrong; that is put right.",
        minutes,
    )
    return words % {"count": number(minutes)}


def _heads(counted: "CountedHeads", found: "AfterGate") -> Heads:
    count = counted.count
    return Heads(
        at=clock_at(count.counted_at, found.shift),
        by=found.names.get(count.counted_by, _("somebody whose account is gone")),
        people=count.people,
        noted=counted.noted,
        sentence=_difference(counted.difference),
        is_blind=count.is_blind,
        agrees=not counted.difference,
    )


def _difference(more: int) -> str:
    if not more:
        return _("Both are the same.")
    if more > 0:
        words = ngettext(
            "%(count)s head more than people noted. Somebody came in without a check-in: write down who it was.",
            "%(count)s heads more than people noted. Some came in without a check-in: write down who they were.",
            more,
        )
    else:
        words = ngettext(
            "%(count)s head fewer than people noted. Somebody left without a check-out, or was not there.",
            "%(count)s heads fewer than people noted. Some left without a check-out, or were not there.",
            -more,
        )
    return words % {"count": number(abs(more))}


def _known(signup: "SignUp", found: "AfterGate", viewer: "User", now: datetime) -> Known:
    presence: Presence | None = getattr(signup, "presence", None)
    is_own, is_approved = signup.volunteer.user_id == viewer.pk, attendance_of(signup) is not None
    if presence is None:
        may_write = found.shift.ends_at <= now and not is_own and not is_approved
        return Known(signup, "", 0, "", False, False, "", "", False, False, may_write)
    seen = seen_minutes(presence)
    wants_second = seen.needs_second and not is_approved
    return Known(
        signup=signup,
        times=f"{clock_at(presence.starts_at, found.shift)}–{clock_at(presence.ends_at, found.shift)}",
        minutes=seen.minutes,
        evidence=str(Evidence(seen.evidence).label),
        is_end_inferred=seen.is_end_inferred,
        is_contested=seen.is_contested,
        reason=presence.reason,
        written_by=_writer(presence.written_by, found.names),
        wants_second=wants_second,
        may_agree=wants_second and not is_own and presence.written_by != viewer.public_id,
        may_write=False,
    )


def _writer(public_id: "UUID | None", names: dict[UUID, str]) -> str:
    return names.get(public_id, _("somebody whose account is gone")) if public_id else ""
