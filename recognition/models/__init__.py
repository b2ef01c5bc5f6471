"""Tables of recognition."""

from recognition.models.certificate import Certificate
from recognition.models.entry import LedgerEntry

__all__ = ["Certificate", "LedgerEntry"]
