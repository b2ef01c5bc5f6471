"""Points become a protocol, two names under it make it a decision, and the decision is public."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from core.clock import local_day
from core.workdays import after_working_days
from funding import errors
from funding.eligibility import Rules, rules_named
from funding.enums import SIGNING_ROLES, CallStatus, SeatRole
from funding.models import Application, Call, Protocol, Result, Seat, Signature
from funding.queries.calls import digest_of
from funding.queries.commission import conflicts_of, scorers, sheets_of, submitted
from funding.scoring import Combining, Entry, Outcome, Placed, Sheet, TieRule, counting, is_quorum, ranking


@transaction.atomic
def draw_up(*, seat: Seat, actor: User, now: datetime) -> Protocol:
    """Write down what the points make, if enough members scored; from then on no point is taken.

    Raises NotSigning, ProtocolDrawnUp, ScoringNotOpen, QuorumMissing or TooFewScores.
    """
    call = _locked(seat)
    if call.status != CallStatus.PUBLISHED:
        raise errors.ProtocolDrawnUp
    if now < call.closes_at:
        raise errors.ScoringNotOpen(**{"from": f"{call.closes_at:%d.%m.%Y}"})
    rules = rules_named(call.rules_version)
    applications, sheets, conflicts = list(submitted(call)), sheets_of(call), conflicts_of(call)
    present = _present(call, applications, sheets, conflicts)
    if applications:
        _require_enough(call, rules, len(present), applications, counting(sheets, conflicts))
    placed = _ranking(call, applications, sheets, conflicts)
    content = _content(call, applications, sheets, conflicts, placed, present, now)
    protocol = Protocol.objects.create(call=call, content=content, sha256=digest_of(content), drawn_up_at=now)
    call.status = CallStatus.PROTOCOL
    call.save(update_fields=["status", "updated_at"])
    audit.record("protocol.drawn_up", actor=actor, subject=call, at=now, present=len(present))
    return protocol


def _locked(seat: Seat) -> Call:
    if seat.role not in SIGNING_ROLES:
        raise errors.NotSigning
    return Call.objects.select_for_update(of=("self",)).select_related("territory").get(pk=seat.call_id)


def _present(
    call: Call, applications: list[Application], sheets: list[Sheet], conflicts: set[tuple[int, int]]
) -> list[int]:
    """Return the members who scored everything they may score; who may score nothing is not present."""
    given = {(sheet.member, sheet.application) for sheet in sheets}
    found = []
    for member in scorers(call).values_list("pk", flat=True):
        wanted = {(member, one.pk) for one in applications} - conflicts
        if wanted and wanted <= given:
            found.append(member)
    return found


def _require_enough(
    call: Call, rules: Rules, present: int, applications: list[Application], counted: list[Sheet]
) -> None:
    size = call.commission_size
    if not is_quorum(present, size, rules.quorum):
        parts, whole = rules.quorum
        raise errors.QuorumMissing(present=present, size=size, needed=-(-size * parts // whole))
    for application in applications:
        count = sum(sheet.application == application.pk for sheet in counted)
        if count < rules.least_scores:
            raise errors.TooFewScores(number=application.number, count=count, least=rules.least_scores)


def _ranking(
    call: Call, applications: list[Application], sheets: list[Sheet], conflicts: set[tuple[int, int]]
) -> list[Placed]:
    entries = [Entry(one.pk, one.sum_kzt, one.submitted_at) for one in applications if one.submitted_at]
    standing = {entry.application for entry in entries}
    return ranking(
        entries,
        [sheet for sheet in sheets if sheet.application in standing],
        call.scale,
        conflicts=conflicts,
        how=Combining(call.combining),
        tie_rule=TieRule(call.tie_rule),
        awards=call.awards,
        least_total=call.least_total,
    )


def _content(
    call: Call,
    applications: list[Application],
    sheets: list[Sheet],
    conflicts: set[tuple[int, int]],
    placed: list[Placed],
    present: list[int],
    now: datetime,
) -> dict[str, Any]:
    """Return the protocol as data: members by the public id of their seat, applicants by number and BIN."""
    terms = call.versions.get(version=call.terms_version)
    seats = {pk: str(public_id) for pk, public_id in call.seats.values_list("pk", "public_id")}
    by_pk = {one.pk: one for one in applications}
    return {
        "call": str(call.public_id),
        "terms_version": call.terms_version,
        "terms_sha256": terms.sha256,
        "drawn_up_at": now.isoformat(),
        "commission_size": call.commission_size,
        "commission": sorted(seats.values()),
        "present": sorted(seats[member] for member in present),
        "results": [_line(one, by_pk[one.application], sheets, conflicts, seats) for one in placed],
    }


def _line(
    placed: Placed,
    application: Application,
    sheets: list[Sheet],
    conflicts: set[tuple[int, int]],
    seats: dict[int, str],
) -> dict[str, Any]:
    of_this = [sheet for sheet in sheets if sheet.application == application.pk]
    is_awarded = placed.outcome == Outcome.AWARDED
    return {
        "number": application.number,
        "bin": application.organisation.bin,
        "sha256": application.sha256,
        "place": placed.place,
        "total": _written(placed.total),
        "points": {code: _written(points) for code, points in placed.by_criterion.items()},
        "sheets": {
            seats[sheet.member]: dict(sheet.points)
            for sheet in of_this
            if (sheet.member, application.pk) not in conflicts
        },
        "not_counted": sorted(seats[member] for member, one in conflicts if one == application.pk),
        "outcome": placed.outcome.value,
        "broke_tie": placed.broke_tie,
        "awarded_kzt": application.sum_kzt if is_awarded else 0,
    }


def _written(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


@transaction.atomic
def sign(*, seat: Seat, actor: User, now: datetime) -> Call:
    """Put one's name under the protocol; with both names the decision is made and public.

    Raises NotSigning, NothingToSign or AlreadySigned.
    """
    call = _locked(seat)
    protocol = Protocol.objects.filter(call=call).first()
    if protocol is None:
        raise errors.NothingToSign
    if Signature.objects.filter(protocol=protocol, role=seat.role).exists():
        raise errors.AlreadySigned
    Signature.objects.create(protocol=protocol, role=SeatRole(seat.role), seat=seat, signed_at=now)
    audit.record("protocol.signed", actor=actor, subject=call, at=now, role=seat.role)
    if Signature.objects.filter(protocol=protocol).count() == len(SIGNING_ROLES):
        _decide(call, protocol, now)
    return call


def _decide(call: Call, protocol: Protocol, now: datetime) -> None:
    rules = rules_named(call.rules_version)
    by_number = dict(submitted(call).values_list("number", "pk"))
    Result.objects.bulk_create(
        Result(
            protocol=protocol,
            application_id=by_number[row["number"]],
            place=row["place"],
            total=row["total"],
            hundredths=int(Fraction(row["total"]) * 100),
            points=row["points"],
            sheets=len(row["sheets"]),
            outcome=row["outcome"],
            broke_tie=row["broke_tie"],
            awarded_kzt=row["awarded_kzt"],
        )
        for row in protocol.content["results"]
    )
    call.status, call.decided_at = CallStatus.DECIDED, now
    call.complaints_until = after_working_days(local_day(now), rules.complaint_days)
    call.save(update_fields=["status", "decided_at", "complaints_until", "updated_at"])
    audit.record("call.decided", actor=None, subject=call, at=now, awarded=_awarded(protocol))


def _awarded(protocol: Protocol) -> int:
    return sum(row["outcome"] == Outcome.AWARDED for row in protocol.content["results"])
