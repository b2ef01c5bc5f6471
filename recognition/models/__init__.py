"""Tables of recognition."""

from recognition.models.entry import LedgerEntry
from recognition.models.suspicion import Suspected, Suspicion

__all__ = ["LedgerEntry", "Suspected", "Suspicion"]
