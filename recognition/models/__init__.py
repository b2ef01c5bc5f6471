"""Tables of recognition."""

from recognition.models.entry import LedgerEntry
from recognition.models.issuer_key import IssuerKey

__all__ = ["IssuerKey", "LedgerEntry"]
