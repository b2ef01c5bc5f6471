"""Tables of recognition."""

from recognition.models.certificate import Certificate
from recognition.models.entry import LedgerEntry
from recognition.models.issuer_key import IssuerKey

__all__ = ["Certificate", "IssuerKey", "LedgerEntry"]
