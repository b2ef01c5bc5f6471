"""One letter a day to an officer for whom something waits."""

from datetime import datetime

from accounts.permissions import Action
from core import outbox
from core.clock import local_day
from reports.letters import WAITS
from reports.queries.officers import officers, territories_of
from reports.queries.waiting import waiting_for


def write_digests(*, now: datetime) -> int:
    """Write to every officer for whom something waits; twice a day is once. Return how many letters are due."""
    today = local_day(now).isoformat()
    payloads: dict[str, outbox.Payload] = {
        f"{WAITS}:{officer.pk}:{today}": {"user_id": officer.pk, "day": today}
        for officer in officers()
        if waiting_for(officer, territories_of(officer, Action.REPORT_SIGN), now=now)
    }
    outbox.put_all(WAITS, payloads, due_at=now)
    return len(payloads)
