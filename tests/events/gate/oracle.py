"""What a gate must know in the end, said plainly: the earliest in and the latest out behind it of each person."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

from events.enums import ScanKind, ScanWay
from events.queries.gate import keys
from events.services.gate.batches import Batch, Sent
from events.services.gate.scans import Scan


def seen(scans):
    """Return per person the earliest in and the latest out behind it; people who never came in are absent."""
    found = {}
    for person in {person for person, _kind, _at in scans}:
        ins = [at for who, kind, at in scans if who == person and kind == ScanKind.IN]
        if ins:
            outs = [at for who, kind, at in scans if who == person and kind == ScanKind.OUT and at > min(ins)]
            found[person] = (min(ins), max(outs, default=None))
    return found


def queue(signup, kind, at, *, way, key: UUID | None = None):
    """One scan as it waits on a phone without network."""
    token = keys.pass_token(signup.volunteer_id, signup.shift.starts_on) if way == ScanWay.PASS else ""
    if way == ScanWay.CODE:
        token = keys.pass_letters(signup.volunteer_id, signup.shift.starts_on)[0]
    named = signup.public_id if way == ScanWay.LIST else None
    scan = Scan(key=key or uuid4(), kind=kind, way=way, scanned_at=at, token=token, signup_id=named)
    return Sent(scan, offset=timedelta(), was_offline=True)


def scrambled(queues, chance: random.Random, *, size=50):
    """Cut the queues of the phones into batches, send some twice, and shuffle them all."""
    batches = []
    for number, waiting in enumerate(queues):
        mixed = chance.sample(waiting, len(waiting))
        parts = [mixed[first : first + size] for first in range(0, len(mixed), size)]
        batches += [Batch(f"phone {number}", None, part) for part in parts]
    again = [batch for batch in batches if chance.random() < 0.5]
    everything = batches + again
    chance.shuffle(everything)
    return everything
