"""Tables of recognition."""

from recognition.models.correction import Correction
from recognition.models.dispute import Dispute
from recognition.models.entry import LedgerEntry
from recognition.models.month_close import MonthClose
from recognition.models.own_report import OwnReport
from recognition.models.silence import Silence

__all__ = ["Correction", "Dispute", "LedgerEntry", "MonthClose", "OwnReport", "Silence"]
