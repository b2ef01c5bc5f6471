"""Tables of recognition."""

from recognition.models.by_hand import HandCredit
from recognition.models.certificate import Certificate
from recognition.models.correction import Correction
from recognition.models.dispute import Dispute
from recognition.models.entry import RECORD_COLUMNS, LedgerEntry
from recognition.models.head import LedgerHead
from recognition.models.issuer_key import IssuerKey
from recognition.models.month_close import MonthClose
from recognition.models.nomination import Nomination
from recognition.models.opt_out import OptOut
from recognition.models.outside_claim import OutsideClaim
from recognition.models.outside_hours import OutsideHours
from recognition.models.own_report import OwnReport
from recognition.models.silence import Silence
from recognition.models.suspicion import Suspected, Suspicion
from recognition.models.trusted_issuer import TrustedIssuer

__all__ = [
    "RECORD_COLUMNS",
    "Certificate",
    "Correction",
    "Dispute",
    "HandCredit",
    "IssuerKey",
    "LedgerEntry",
    "LedgerHead",
    "MonthClose",
    "Nomination",
    "OptOut",
    "OutsideClaim",
    "OutsideHours",
    "OwnReport",
    "Silence",
    "Suspected",
    "Suspicion",
    "TrustedIssuer",
]
