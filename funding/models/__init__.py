"""Calls, who scores them, who applies, what was decided, and what the money did."""

from funding.models.application import Application
from funding.models.call import Call, CallQuerySet, CallTerms
from funding.models.commission import Declaration, Score, Seat
from funding.models.contract import Contract, MoneyReport, SpendingLine
from funding.models.decision import Complaint, Protocol, Result, Signature

__all__ = [
    "Application",
    "Call",
    "CallQuerySet",
    "CallTerms",
    "Complaint",
    "Contract",
    "Declaration",
    "MoneyReport",
    "Protocol",
    "Result",
    "Score",
    "Seat",
    "Signature",
    "SpendingLine",
]
