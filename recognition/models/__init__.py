"""Tables of recognition."""

from recognition.models.certificate import Certificate
from recognition.models.entry import RECORD_COLUMNS, LedgerEntry
from recognition.models.head import LedgerHead
from recognition.models.issuer_key import IssuerKey
from recognition.models.suspicion import Suspected, Suspicion

__all__ = ["RECORD_COLUMNS", "Certificate", "IssuerKey", "LedgerEntry", "LedgerHead", "Suspected", "Suspicion"]
