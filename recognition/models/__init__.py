"""Tables of recognition."""

from recognition.models.entry import LedgerEntry

__all__ = ["LedgerEntry"]
