"""Shapes of the gate: the list a phone keeps, scans and their answers, codes and passes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from core.schemas import Input, PlainText, at_place, text_for_reader
from events.enums import Evidence, ScanKind, ScanOutcome, ScanVerdict, ScanWay
from events.models import GateScan, HeadCount, Presence, Shift
from events.queries.gate import keys
from events.queries.gate.passes import Pass
from events.queries.gate.people import GateList, GatePerson
from events.queries.gate.reviewing import GateReview, seen_minutes
from events.queries.gate.words import marks_of, own_sentence_of, sentence_of, tone_of
from events.schemas.signups import RoleBrief
from events.services.gate.batches import Batch, Sent
from events.services.gate.scans import Scan
from events.services.gate.tickets import PrintedTicket
from events.validators import GATE_REASON_LENGTH

MOST_SCANS = 500
Code = Annotated[PlainText, Field(max_length=300)]
Reason = Annotated[PlainText, Field(min_length=1, max_length=GATE_REASON_LENGTH)]
Offset = Annotated[int, Field(ge=-(10**14), le=10**14)]
# A phone whose clock was never set says 1970; what lies outside is not a date anybody's phone writes.
Said = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]
ByCoordinator = Literal["pass", "code", "list", "ticket", "walk_in"]


class DoorPerson(Schema):
    """One person a phone knows at the gate; ``marks`` are 32 hexadecimal figures of SHA-256 of salt + code."""

    signup_id: UUID
    name: str = Field(examples=["Aliya S."])
    role_id: UUID
    is_allowed: bool
    standing: str = Field(examples=["May take this shift."])
    is_waiting_for_guardian: bool
    marks: list[str]
    checked_in_at: datetime | None
    checked_in_by: str = Field(description="First name and initial of who let the person in; empty if nobody did.")
    checked_out_at: datetime | None

    @classmethod
    def of(cls, person: GatePerson, names: Mapping[UUID, str]) -> "DoorPerson":
        """Shape one person."""
        signup = person.signup
        by = signup.checked_in_by
        return cls(
            signup_id=signup.public_id,
            name=signup.volunteer.user.short_name,
            role_id=signup.role.public_id,
            is_allowed=person.standing.is_allowed,
            standing=person.standing.words,
            is_waiting_for_guardian=signup.status == "awaiting",
            marks=person.marks,
            checked_in_at=signup.checked_in_at,
            checked_in_by=names.get(by, "") if by else "",
            checked_out_at=person.seen_out_at,
        )


class DoorRole(RoleBrief):
    """A role of the shift, and how many places are left for people who come on the day."""

    free_count: int


class DoorOut(Schema):
    """All that a phone keeps of a shift; it forgets it at ``wipe_at``."""

    shift_id: UUID
    title: str
    time_zone: str
    server_time: datetime = Field(description="Our clock, to measure the phone's own.")
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    wipe_at: datetime
    salt: str
    roles: list[DoorRole]
    people: list[DoorPerson]
    blank_ticket_marks: list[str] = Field(description="Marks of printed tickets without a name.")

    @classmethod
    def of(cls, found: GateList, now: datetime) -> "DoorOut":
        """Shape the list."""
        shift = found.shift
        moments = {"opens_at": found.opens_at, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
        return cls(
            shift_id=shift.public_id,
            title=text_for_reader(shift.opportunity, "title"),
            time_zone=shift.time_zone,
            server_time=now,
            wipe_at=at_place(found.wiped_at, shift.time_zone),
            salt=found.salt,
            roles=[
                DoorRole(id=role.public_id, name=text_for_reader(role, "name"), free_count=role.free_count)
                for role in found.roles
            ],
            people=[DoorPerson.of(person, found.names) for person in found.people],
            blank_ticket_marks=found.blank_tickets,
            **{name: at_place(moment, shift.time_zone) for name, moment in moments.items()},
        )


class ScanIn(Input):
    """One scan as a phone keeps it until it is answered; ``key`` is the phone's own and makes a repeat harmless.

    Who it was: ``token`` (what was scanned or typed: the whole address, the token, or the letters), or ``signup_id``
    from the list, or for ``walk_in`` ``name`` and ``contact``. A blank ticket takes ``token`` and ``signup_id``.
    """

    key: UUID
    kind: ScanKind = ScanKind.IN
    way: ByCoordinator
    scanned_at: Said = Field(description="By the phone's clock, with its offset from UTC.")
    token: Code = ""
    signup_id: UUID | None = None
    name: Annotated[PlainText, Field(max_length=150)] = ""
    contact: Annotated[PlainText, Field(max_length=254)] = ""
    role_id: UUID | None = Field(None, description="For a walk-in; without it the first role with a free place.")
    is_parent_here: bool = False
    was_offline: bool = Field(False, description="Whether the person was let in before we could answer.")
    clock_offset_ms: Offset | None = Field(None, description="Our clock less the phone's, as measured.")

    @property
    def sent(self) -> Sent:
        """The scan as the domain knows it."""
        values = self.model_dump(exclude={"was_offline", "clock_offset_ms", "way"})
        offset = None if self.clock_offset_ms is None else timedelta(milliseconds=self.clock_offset_ms)
        return Sent(Scan(**values, way=ScanWay(self.way)), offset=offset, was_offline=self.was_offline)


class BatchIn(Input):
    """The scans a phone has not had an answer to. One that cannot be read is answered as such; the others count."""

    device: Annotated[PlainText, Field(max_length=64)] = Field("", description="A random id the phone keeps.")
    sent_at: Said | None = Field(None, description="Now, by the phone's clock.")
    scans: list[Annotated[ScanIn | dict[str, Any], Field(union_mode="left_to_right")]] = Field(
        min_length=1, max_length=MOST_SCANS
    )

    @property
    def batch(self) -> Batch:
        """The batch as the domain knows it."""
        return Batch(
            self.device, self.sent_at, [scan.sent if isinstance(scan, ScanIn) else Sent(None) for scan in self.scans]
        )


class ScanAnswer(Schema):
    """The answer to one scan. ``is_final`` is false for what the phone should send again."""

    key: str = Field(description="The key as it was sent; empty where it could not be read.")
    outcome: ScanOutcome
    tone: Literal["good", "warn", "bad"]
    sentence: str = Field(examples=["In, 12 minutes late."])
    is_final: bool
    kind: ScanKind
    signup_id: UUID | None
    name: str
    at: datetime | None = Field(description="When it happened, by our clock.")
    marks: list[str] = Field(description="`late`, `clock_corrected`, `clock_doubtful`, `clamped`.")
    details: dict[str, Any] = Field(description="Numbers and ids behind the sentence: `minutes`, `at`, `shift`.")
    needs_look: bool = Field(description="Whether a coordinator has to decide about it.")

    @classmethod
    def of(cls, scan: GateScan, names: Mapping[UUID, str], *, key: str = "", is_own: bool = False) -> "ScanAnswer":
        """Shape an answer; ``names`` are those of whoever scanned. ``is_own`` speaks to the person herself."""
        zone, signup = scan.shift.time_zone, scan.signup
        return cls(
            key=key or (str(scan.key) if scan.key else ""),
            outcome=ScanOutcome(scan.outcome),
            tone=tone_of(scan.outcome),
            sentence=own_sentence_of(scan) if is_own else sentence_of(scan, names, zone),
            is_final=scan.outcome != ScanOutcome.TRY_AGAIN,
            kind=ScanKind(scan.kind),
            signup_id=signup.public_id if signup else None,
            name=signup.volunteer.user.short_name if signup else "",
            at=at_place(scan.happened_at, zone) if scan.pk else None,
            marks=marks_of(scan),
            details={name: value for name, value in scan.details.items() if name in ("minutes", "at", "shift")},
            needs_look=scan.needs_look and scan.looked_at is None,
        )


class BatchOut(Schema):
    """The answers in the order of the scans, and our clock."""

    server_time: datetime
    results: list[ScanAnswer]

    @classmethod
    def of(cls, answers: list[GateScan], names: Mapping[UUID, str], *, sent: BatchIn, now: datetime) -> "BatchOut":
        """Shape the answers to a batch."""
        keys = [str(scan.key if isinstance(scan, ScanIn) else scan.get("key", ""))[:64] for scan in sent.scans]
        results = [ScanAnswer.of(answer, names, key=key) for answer, key in zip(answers, keys, strict=True)]
        return cls(server_time=now, results=results)


class ShownCodeOut(Schema):
    """One code for the organiser's screen and when it is shown, by our clock."""

    code: str
    path: str = Field(examples=["/g/v1.ABCD….59123456.EFGH…"])
    starts_at: datetime
    ends_at: datetime


class GateCodesOut(Schema):
    """Codes for the next ten minutes, the poster, and the word coordinators say at the door."""

    server_time: datetime
    codes: list[ShownCodeOut]
    word: str = Field(examples=["0417"])
    poster_path: str = Field(examples=["/s/ABCD…"])

    @classmethod
    def of(cls, shift: Shift, now: datetime) -> "GateCodesOut":
        """Shape the codes of a shift from now on."""
        shown = [
            ShownCodeOut(code=one.code, path=f"/g/{one.code}", starts_at=one.starts_at, ends_at=one.ends_at)
            for one in keys.shown_codes(shift, now)
        ]
        path = f"/s/{keys.poster_token(shift)}"
        return cls(server_time=now, codes=shown, word=keys.word_of_the_day(shift), poster_path=path)


class PassOut(Schema):
    """A person's own pass for one day."""

    token: str
    path: str
    letters: str = Field(examples=["KTRWBE"])
    day: date
    name: str
    signup_id: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None
    title: str
    is_waiting_for_guardian: bool

    @classmethod
    def of(cls, found: Pass, name: str) -> "PassOut":
        """Shape a pass."""
        place = found.signup
        shift = place.shift if place else None
        return cls(
            token=found.token,
            path=found.path,
            letters=found.letters,
            day=found.day,
            name=name,
            signup_id=place.public_id if place else None,
            starts_at=at_place(shift.starts_at, shift.time_zone) if shift else None,
            ends_at=at_place(shift.ends_at, shift.time_zone) if shift else None,
            title=text_for_reader(shift.opportunity, "title") if shift else "",
            is_waiting_for_guardian=found.is_waiting,
        )


class OwnScanIn(Input):
    """My own check-in: the code on the organiser's screen, or the poster with the four figures I was told."""

    key: UUID
    kind: ScanKind = ScanKind.IN
    code: Code = ""
    poster: Code = ""
    word: Annotated[PlainText, Field(max_length=10)] = ""


class VerdictIn(Input):
    """What a coordinator decided about a scan."""

    verdict: ScanVerdict
    reason: Reason


class HeadCountIn(Input):
    """How many people somebody counted at a shift."""

    people: int = Field(ge=0, le=10_000)


class HeadCountOut(Schema):
    """A head-count; ``is_blind`` when it was made before the list of names was opened."""

    people: int
    counted_at: datetime
    is_blind: bool

    @classmethod
    def of(cls, count: HeadCount) -> "HeadCountOut":
        """Shape a head-count."""
        return cls(people=count.people, counted_at=count.counted_at, is_blind=count.is_blind)


class ReviewOut(Schema):
    """One shift after the gate: what is to be decided, who was seen, and how many heads were counted."""

    to_look_at: list[ScanAnswer]
    head_counts: list[HeadCountOut]
    seen_count: int
    inferred_count: int = Field(description="Of them, those nobody saw leave: their end is the planned one.")
    expected_count: int

    @classmethod
    def of(cls, review: GateReview, names: Mapping[UUID, str]) -> "ReviewOut":
        """Shape a review."""
        return cls(
            to_look_at=[ScanAnswer.of(scan, names) for scan in review.to_look_at],
            head_counts=[HeadCountOut.of(count) for count in review.head_counts],
            seen_count=review.seen_count,
            inferred_count=review.inferred_count,
            expected_count=review.expected_count,
        )


class TicketsIn(Input):
    """Which tickets a sheet needs: so many blank ones, and one for each confirmed person."""

    blank: int = Field(0, ge=0, le=500)
    is_named: bool = True


class TicketOut(Schema):
    """One printed ticket."""

    id: UUID
    number: int
    name: str = Field(description="Empty on a blank ticket.")
    token: str
    letters: str = Field(examples=["KTRWBEJH"])
    is_used: bool

    @classmethod
    def of(cls, printed: PrintedTicket) -> "TicketOut":
        """Shape a ticket."""
        ticket = printed.ticket
        name = ticket.signup.volunteer.user.short_name if ticket.signup else ""
        return cls(
            id=ticket.public_id,
            number=ticket.number,
            name=name,
            token=printed.token,
            letters=printed.letters,
            is_used=ticket.used_at is not None,
        )


class TicketsOut(Schema):
    """All tickets of a shift."""

    items: list[TicketOut]


class PresenceIn(Input):
    """When somebody was there, written down after the shift."""

    starts_at: Said
    ends_at: Said
    reason: Reason


class PresenceOut(Schema):
    """How long somebody was at a shift, and how well that is known."""

    signup_id: UUID
    starts_at: datetime
    ends_at: datetime
    minutes: int
    is_end_inferred: bool
    evidence: Evidence
    is_contested: bool
    needs_second: bool = Field(description="Whether a second person has still to agree.")

    @classmethod
    def of(cls, presence: Presence) -> "PresenceOut":
        """Shape a presence loaded with its sign-up."""
        seen, signup = seen_minutes(presence), presence.signup
        return cls(
            signup_id=signup.public_id,
            starts_at=at_place(presence.starts_at, signup.shift.time_zone),
            ends_at=at_place(presence.ends_at, signup.shift.time_zone),
            minutes=seen.minutes,
            is_end_inferred=seen.is_end_inferred,
            evidence=seen.evidence,
            is_contested=seen.is_contested,
            needs_second=seen.needs_second,
        )
