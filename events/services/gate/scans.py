"""One scan: who is it, may she come in, and what is the answer. The first answer to a scan is the answer for good."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.errors import DomainError
from core.sealing import seal
from events import errors
from events.eligibility import LEGAL_GATES, Gate
from events.enums import ScanKind, ScanMark, ScanOutcome, ScanWay
from events.models import GateScan, GateTicket, Presence, Shift, ShiftRole, SignUp
from events.queries.gate.clocks import TOLERANCE, Moment
from events.queries.gate.recognising import Found, Recogniser, outcome_of
from events.queries.ways import DOOR_OPENS
from events.services.attendance import ON_TIME, hold_place, note_checked_in, require_fit
from events.services.gate.presence import settle_presence
from events.services.placing import require_running
from events.services.telling import coordinators_of, officers_over, tell
from events.services.walk_ins import add_known_walk_in, add_walk_in
from volunteers.models import Volunteer

LEAVING_UNTIL = timedelta(hours=12)  # after the end people may still be noted as gone
# Answers after which nobody stands at the gate any more when the scan was made without network: somebody looks.
LATE_LOOK = frozenset(
    {
        ScanOutcome.PLACE_ENDED,
        ScanOutcome.NOT_ANSWERED,
        ScanOutcome.GUARDIAN_MISSING,
        ScanOutcome.NOT_ON_LIST,
        ScanOutcome.OTHER_SHIFT,
        ScanOutcome.SHIFT_OFF,
        ScanOutcome.TICKET_USED,
        ScanOutcome.TICKET_BLANK,
        ScanOutcome.WALK_IN_REFUSED,
        ScanOutcome.TOO_EARLY,
        ScanOutcome.TOO_LATE,
    }
)
ALWAYS_LOOK = frozenset(
    {ScanOutcome.LET_IN_CLOSED, ScanOutcome.ELSEWHERE, ScanOutcome.OUT_NOT_IN, ScanOutcome.OUT_BEFORE_IN}
)
COUNTED = frozenset(
    {
        ScanOutcome.IN_ON_TIME,
        ScanOutcome.IN_LATE,
        ScanOutcome.ALREADY_IN,
        ScanOutcome.LET_IN_CLOSED,
        ScanOutcome.WALKED_IN,
        ScanOutcome.OUT,
        ScanOutcome.ALREADY_OUT,
        ScanOutcome.OUT_NOT_IN,
        ScanOutcome.OUT_BEFORE_IN,
    }
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a phone says it saw. One of ``token``, ``signup_id`` and ``name`` with ``contact`` says who it was."""

    key: UUID
    kind: ScanKind
    way: ScanWay
    scanned_at: datetime
    token: str = ""
    signup_id: UUID | None = None
    name: str = ""
    contact: str = ""
    role_id: UUID | None = None
    is_parent_here: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends scans of which shift from which phone; read once for a batch."""

    actor: User
    shift: Shift
    device: str
    recogniser: Recogniser


@dataclass(slots=True)
class Judgement:
    """The answer as it takes shape."""

    outcome: ScanOutcome
    signup: SignUp | None = None
    details: dict[str, Any] = field(default_factory=dict)
    ticket: GateTicket | None = None


def take_scan(scan: Scan, moment: Moment, *, sender: Sender, now: datetime) -> GateScan:
    """Judge a scan and keep it, once: the same key again is the same answer and changes nothing.

    One transaction. Rows are locked in the house's order: the person, the role, the sign-up, the shift.
    """
    try:
        with transaction.atomic():
            return _taken(scan, moment, sender, now)
    except IntegrityError:
        known = GateScan.objects.filter(key=scan.key).first()  # the same scan, sent twice at one moment
        if known is None:
            raise
        return known


def _taken(scan: Scan, moment: Moment, sender: Sender, now: datetime) -> GateScan:
    found = _who(scan, sender)
    if found.signup is not None:
        hold_place(found.signup)
        known = GateScan.objects.filter(key=scan.key).first()  # whoever sent it first held the person until now
        if known is not None:
            return known
    if not moment.is_possible:
        judged = Judgement(ScanOutcome.TIME_IMPOSSIBLE, found.signup)
    elif scan.kind == ScanKind.OUT:
        judged = _out(found, moment, sender)
    elif scan.way == ScanWay.WALK_IN:
        judged = _walk_in(scan, found, moment, sender)
    else:
        judged = _in(scan, found, moment, sender)
    return _keep(scan, moment, judged, sender, now)


def _who(scan: Scan, sender: Sender) -> Found:
    known = sender.recogniser
    found = known.coded(scan.token) if scan.token else Found(outcome=ScanOutcome.NOT_ON_LIST)
    if scan.signup_id is not None and (not scan.token or found.outcome == ScanOutcome.TICKET_BLANK):
        named = known.named(scan.signup_id)
        return Found(named.signup, named.volunteer_id, found.ticket, named.outcome)
    return found


# --- In ------------------------------------------------------------------------------------------------------------


def _in(scan: Scan, found: Found, moment: Moment, sender: Sender) -> Judgement:
    signup, ticket = found.signup, found.ticket
    closed = _door(sender.shift, moment.happened_at)
    outcome = found.outcome if signup is None else outcome_of(signup.status)
    if signup is not None and signup.checked_in_at is not None and outcome is None:
        return Judgement(ScanOutcome.ALREADY_IN, signup, _already(signup), ticket)
    if outcome is None and ticket is not None:
        outcome = _ticket_outcome(ticket, signup)
    if outcome == ScanOutcome.GUARDIAN_MISSING and signup is not None and moment.is_late and closed is None:
        details = _lateness(signup, moment.happened_at) | {"gate": Gate.GUARDIAN_CONSENT.value, "years": 0}
        return Judgement(ScanOutcome.LET_IN_CLOSED, signup, details, ticket)  # she stands inside, confirmed or not
    if outcome is not None or closed is not None:
        refused = outcome or closed
        assert refused is not None  # one of the two is
        return Judgement(refused, signup, _where_else(found, sender) if refused == ScanOutcome.OTHER_SHIFT else {})
    assert signup is not None  # nobody found is an outcome
    return _let_in(scan, signup, moment, ticket)


def _let_in(scan: Scan, signup: SignUp, moment: Moment, ticket: GateTicket | None) -> Judgement:
    """Ask the gates. Who was let in without network although one is closed was there all the same: that is said."""
    details = _lateness(signup, moment.happened_at)
    try:
        require_fit(signup, is_parent_here=scan.is_parent_here, at=moment.happened_at if moment.is_late else None)
    except (errors.GateClosed, errors.TooFewAdults) as refusal:
        details |= _why(refusal)
        if moment.is_late:
            return Judgement(ScanOutcome.LET_IN_CLOSED, signup, details, ticket)
        return Judgement(_refused(refusal), signup, details)
    return Judgement(ScanOutcome.IN_LATE if details else ScanOutcome.IN_ON_TIME, signup, details, ticket)


def _door(shift: Shift, at: datetime) -> ScanOutcome | None:
    """Say what is wrong with coming in at a moment; a phone's clock may be off by a little."""
    try:
        require_running(shift)
    except errors.ShiftNotOpen:
        return ScanOutcome.SHIFT_OFF
    if at < shift.starts_at - DOOR_OPENS - TOLERANCE:
        return ScanOutcome.TOO_EARLY
    return ScanOutcome.TOO_LATE if at >= shift.ends_at + TOLERANCE else None


def _ticket_outcome(ticket: GateTicket, signup: SignUp | None) -> ScanOutcome | None:
    """Hold a ticket's row; one that was used opens nothing again."""
    held = GateTicket.objects.select_for_update().get(pk=ticket.pk)
    is_hers = held.signup_id is None or (signup is not None and held.signup_id == signup.pk)
    return None if held.used_at is None and is_hers else ScanOutcome.TICKET_USED


def _lateness(signup: SignUp, at: datetime) -> dict[str, Any]:
    late = at - signup.shift.starts_at
    return {"minutes": int(late.total_seconds()) // 60} if late >= ON_TIME else {}


def _already(signup: SignUp) -> dict[str, Any]:
    assert signup.checked_in_at is not None  # asked before
    return {"at": signup.checked_in_at.isoformat(), "by": str(signup.checked_in_by or "")}


def _why(refusal: errors.GateClosed | errors.TooFewAdults) -> dict[str, Any]:
    if isinstance(refusal, errors.GateClosed):
        return {"gate": refusal.gate.value, "years": refusal.context.get("years", 0)}
    return {"error": refusal.code}


def _refused(refusal: errors.GateClosed | errors.TooFewAdults) -> ScanOutcome:
    if isinstance(refusal, errors.TooFewAdults):
        return ScanOutcome.TOO_FEW_ADULTS
    is_guardian = refusal.gate == Gate.GUARDIAN_CONSENT
    return ScanOutcome.GUARDIAN_MISSING if is_guardian else ScanOutcome.GATE_CLOSED


def _where_else(found: Found, sender: Sender) -> dict[str, Any]:
    """Name the other shift of the same event on which the person has a place."""
    other = (
        SignUp.objects.confirmed()
        .filter(volunteer=found.volunteer_id, shift__opportunity_id=sender.shift.opportunity_id)
        .filter(shift__starts_on__in=sender.recogniser.days)
        .select_related("shift")
        .order_by("shift__starts_at")
        .first()
    )
    return {"shift": str(other.shift.public_id), "at": other.shift.starts_at.isoformat()} if other else {}


# --- Out -----------------------------------------------------------------------------------------------------------


def _out(found: Found, moment: Moment, sender: Sender) -> Judgement:
    signup = found.signup
    if signup is None or (found.outcome is not None and signup.checked_in_at is None):
        return Judgement(found.outcome or ScanOutcome.NOT_ON_LIST, signup)
    if moment.happened_at > sender.shift.ends_at + LEAVING_UNTIL:
        return Judgement(ScanOutcome.TOO_LATE, signup)
    if moment.happened_at < sender.shift.starts_at - DOOR_OPENS - TOLERANCE:
        return Judgement(ScanOutcome.TOO_EARLY, signup)
    if signup.checked_in_at is None:
        return Judgement(ScanOutcome.OUT_NOT_IN, signup)
    if moment.happened_at <= signup.checked_in_at:
        return Judgement(ScanOutcome.OUT_BEFORE_IN, signup, _already(signup))
    presence = Presence.objects.filter(signup=signup).first()
    if presence is not None and presence.seen_out_at is not None:
        return Judgement(ScanOutcome.ALREADY_OUT, signup, {"at": presence.seen_out_at.isoformat()})
    return Judgement(ScanOutcome.OUT, signup)


# --- Walk-ins ------------------------------------------------------------------------------------------------------


def _walk_in(scan: Scan, found: Found, moment: Moment, sender: Sender) -> Judgement:
    """Add somebody who came without signing up, by her pass or by name and address, and let her in."""
    if found.signup is not None and found.outcome is None:
        return _in(scan, found, moment, sender)
    closed = _door(sender.shift, moment.happened_at)
    if closed is not None:
        return Judgement(closed)
    try:
        with transaction.atomic():
            signup = _added(scan, found, moment, sender)
    except DomainError as refusal:
        return Judgement(ScanOutcome.WALK_IN_REFUSED, details=_refusal(refusal))
    return Judgement(ScanOutcome.WALKED_IN, signup, _lateness(signup, moment.happened_at))


def _added(scan: Scan, found: Found, moment: Moment, sender: Sender) -> SignUp:
    role = _role(scan, sender.shift)
    actor, then, is_parent_here = sender.actor, moment.happened_at, scan.is_parent_here
    if found.volunteer_id is not None:
        person = Volunteer.objects.select_related("user", "home").get(pk=found.volunteer_id)
        return add_known_walk_in(role=role, person=person, actor=actor, now=then, is_parent_here=is_parent_here)
    if not scan.name or not scan.contact:
        raise errors.WalkInRefused
    return add_walk_in(
        role=role, name=scan.name, contact=scan.contact, actor=actor, now=then, is_parent_here=is_parent_here
    )


def _role(scan: Scan, shift: Shift) -> ShiftRole:
    """Return the role asked for, else the first with a free place, else the first: it says what is missing."""
    roles = ShiftRole.objects.filter(shift=shift).select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    )
    listed = list(roles.order_by("position", "pk"))
    if scan.role_id is not None:
        wanted = next((role for role in listed if role.public_id == scan.role_id), None)
    else:
        wanted = next((role for role in listed if role.free_count > 0), listed[0] if listed else None)
    if wanted is None:
        raise errors.RoleNotFound
    return wanted


def _refusal(refusal: DomainError) -> dict[str, Any]:
    if isinstance(refusal, errors.GateClosed):
        return _why(refusal)
    return {"error": refusal.code}


# --- Keeping -------------------------------------------------------------------------------------------------------


def _keep(scan: Scan, moment: Moment, judged: Judgement, sender: Sender, now: datetime) -> GateScan:
    """Write the scan with its answer, and what follows from it."""
    is_counted = judged.outcome in COUNTED
    row = GateScan.objects.create(
        key=scan.key,
        shift=sender.shift,
        signup=judged.signup,
        kind=scan.kind,
        way=scan.way,
        device=sender.device,
        scanned_by=sender.actor.public_id,
        scanned_at=scan.scanned_at,
        received_at=now,
        happened_at=moment.happened_at,
        clock_offset_seconds=moment.offset_seconds,
        marks=moment.marks,
        outcome=judged.outcome,
        details=judged.details,
        walk_in=_sealed(scan) if judged.outcome == ScanOutcome.WALK_IN_REFUSED and moment.is_late else "",
        is_counted=is_counted,
        needs_look=_needs_look(judged.outcome, moment),
    )
    if is_counted and judged.signup is not None:
        _follow(row, judged, scan, sender, now)
    if row.needs_look and {"gate", "error"} & row.details.keys():
        _tell_of_closed_gate(row, sender, now)
    return row


def _sealed(scan: Scan) -> str:
    return seal(f"{scan.name}\n{scan.contact}") if scan.name or scan.contact else ""


def _needs_look(outcome: ScanOutcome, moment: Moment) -> bool:
    is_doubtful = bool(moment.marks & ScanMark.CLOCK_DOUBTFUL) and outcome in COUNTED
    return outcome in ALWAYS_LOOK or is_doubtful or (moment.is_late and outcome in LATE_LOOK)


def _follow(row: GateScan, judged: Judgement, scan: Scan, sender: Sender, now: datetime) -> None:
    """Settle the presence; note who was let in, use the ticket, and tell whoever has to know."""
    signup = judged.signup
    assert signup is not None  # what counts counts for somebody
    was_in = signup.checked_in_at is not None
    try:
        settle_presence(signup)
    except errors.StillElsewhere:
        row.outcome, row.is_counted, row.needs_look = ScanOutcome.ELSEWHERE, False, True
        row.save(update_fields=["outcome", "is_counted", "needs_look", "updated_at"])
        return
    if judged.ticket is not None and scan.kind == ScanKind.IN:
        GateTicket.objects.filter(pk=judged.ticket.pk, used_at=None).update(used_at=now, signup=signup)
    if row.outcome == ScanOutcome.OUT:
        audit.record("signup.checked_out", actor=sender.actor, subject=signup, at=row.happened_at)
    elif scan.kind == ScanKind.IN and not was_in:
        note_checked_in(signup, actor=sender.actor, now=row.happened_at, is_parent_here=scan.is_parent_here)


def _tell_of_closed_gate(row: GateScan, sender: Sender, now: datetime) -> None:
    """Tell the coordinators, and where the law or children's safety is concerned the safeguarding officers."""
    opportunity = sender.shift.opportunity
    people = coordinators_of(opportunity)
    is_legal = row.details.get("error") == errors.TooFewAdults.code or row.details.get("gate") in LEGAL_GATES
    if is_legal:
        people += officers_over(opportunity)
    tell("gate.let_in_closed", people, key=str(row.key), now=now, scan_id=row.pk)
