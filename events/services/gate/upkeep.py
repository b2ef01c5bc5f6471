"""What becomes of the gate's own notes with time."""

from datetime import datetime, timedelta

from core.privacy.retention import sweep
from events.models import GateScan

TYPED_KEPT = timedelta(days=30)


@sweep("gate_walk_ins")
def forget_walk_ins(now: datetime, dry: bool) -> int:
    """Empty the names and addresses typed at a gate without network a month after the shift."""
    old = GateScan.objects.filter(shift__ends_at__lte=now - TYPED_KEPT).exclude(walk_in="")
    return old.count() if dry else old.update(walk_in="")
