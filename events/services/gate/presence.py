"""How long somebody was there: worked out anew from all scans that count, so that their order does not matter."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from events import errors
from events.enums import Evidence, ScanKind, ScanOutcome, ScanVerdict, ScanWay
from events.models import GateScan, Presence, SignUp

SHORTEST = timedelta(minutes=1)
EVIDENCE_OF = {ScanWay.GATE_CODE: Evidence.SIGNED, ScanWay.TYPED: Evidence.MANUAL}
# An answer that was right when it was given and is put right by a scan that comes later.
UNTIL_SEEN_IN = (ScanOutcome.OUT_NOT_IN, ScanOutcome.OUT_BEFORE_IN)


def settle_presence(signup: SignUp) -> Presence | None:
    """Work out a person's presence from her scans, and write it; part of a transaction that holds the person's row.

    Earliest in, latest out behind it, both within the shift; without an out the planned end is taken and marked. The
    sign-up says the same. Raises StillElsewhere when the person was at another shift then; nothing is written.
    """
    scans = [scan for scan in signup.scans.counted() if scan.verdict != ScanVerdict.DROPPED]
    ins = sorted((scan for scan in scans if scan.kind == ScanKind.IN), key=lambda scan: (scan.happened_at, scan.key))
    if not ins:
        _forget(signup)
        return None
    first, shift = ins[0], signup.shift
    outs = [scan for scan in scans if scan.kind == ScanKind.OUT and scan.happened_at > first.happened_at]
    last = max((scan.happened_at for scan in outs), default=None)
    starts_at = min(max(first.happened_at, shift.starts_at), shift.ends_at - SHORTEST)
    columns = {
        "volunteer_id": signup.volunteer_id,
        "starts_at": starts_at,
        "ends_at": shift.ends_at if last is None else min(max(last, starts_at + SHORTEST), shift.ends_at),
        "seen_in_at": first.happened_at,
        "seen_out_at": last,
        "is_end_inferred": last is None,
        "evidence": min(EVIDENCE_OF.get(ScanWay(scan.way), Evidence.ORGANISER).value for scan in ins),
        "is_contested": any(_is_contested(scan) for scan in ins),
    }
    presence = _write(signup, columns)
    SignUp.objects.filter(pk=signup.pk).update(checked_in_at=first.happened_at, checked_in_by=first.scanned_by)
    signup.checked_in_at, signup.checked_in_by = first.happened_at, first.scanned_by
    _put_right([scan for scan in outs if scan.outcome in UNTIL_SEEN_IN and scan.needs_look])
    return presence


def _is_contested(scan: GateScan) -> bool:
    return scan.outcome == ScanOutcome.LET_IN_CLOSED and scan.verdict != ScanVerdict.STANDS


def _write(signup: SignUp, columns: dict[str, object]) -> Presence:
    try:
        with transaction.atomic():
            presence, _created = Presence.objects.update_or_create(signup=signup, defaults=columns)
    except IntegrityError as overlap:
        raise errors.StillElsewhere from overlap
    return presence


def _put_right(scans: list[GateScan]) -> None:
    if scans:
        GateScan.objects.filter(pk__in=[scan.pk for scan in scans]).update(needs_look=False)


def _forget(signup: SignUp) -> None:
    """Take a presence back whose scans no longer count; what was never there stays absent."""
    if signup.checked_in_at is not None:
        Presence.objects.filter(signup=signup).delete()
        SignUp.objects.filter(pk=signup.pk).update(checked_in_at=None, checked_in_by=None)
        signup.checked_in_at = signup.checked_in_by = None
