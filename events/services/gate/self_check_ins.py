"""People who check themselves in: with the code on the screen, or with the poster and the word of the day."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core.limits import take_all
from events import errors
from events.enums import ScanKind, ScanWay
from events.models import GateScan, Shift
from events.queries.gate import codes, keys
from events.queries.gate.clocks import when_was
from events.queries.gate.passes import shift_of_gate_code, shift_of_poster
from events.queries.gate.recognising import Recogniser
from events.services.gate.scans import Scan, Sender, take_scan
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class OwnScan:
    """What somebody's own phone sends: the code on the screen, or the poster's token with the word she was told."""

    key: UUID
    kind: ScanKind
    code: str = ""
    poster: str = ""
    word: str = ""


def check_myself_in(*, scan: OwnScan, volunteer: Volunteer, actor: User, counted: str, now: datetime) -> GateScan:
    """Check a person in or out by her own phone, now: what is sent late is not evidence of anything.

    ``counted`` is the address she sends from. Raises GateCodeUnknown, GateCodeOld, GateWordWrong, or TooMany for
    whoever guesses.
    """
    if scan.code:
        shift, way = _shift_of_code(scan.code, now), ScanWay.GATE_CODE
    else:
        take_all([("gate_words_of_account", str(actor.public_id)), ("gate_words_of_address", counted)], now=now)
        shift, way = _shift_of_poster(scan.poster, scan.word), ScanWay.POSTER
    sender = Sender(actor, shift, "", Recogniser(shift))
    own = keys.pass_token(volunteer.pk, sender.recogniser.days[0])
    return take_scan(
        Scan(key=scan.key, kind=scan.kind, way=way, scanned_at=now, token=own),
        when_was(now, received_at=now),
        sender=sender,
        now=now,
    )


def _shift_of_code(code: str, now: datetime) -> Shift:
    found = shift_of_gate_code(code)
    if found is None:
        raise errors.GateCodeUnknown
    shift, shown = found
    if not shown.is_current(now):
        raise errors.GateCodeOld
    return shift


def _shift_of_poster(poster: str, word: str) -> Shift:
    shift = shift_of_poster(poster)
    if shift is None:
        raise errors.GateCodeUnknown
    if not codes.is_word(keys.secrets(), shift.public_id, word.strip()):
        raise errors.GateWordWrong
    return shift
