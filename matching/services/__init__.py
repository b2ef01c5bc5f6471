"""Writes of matching, one module per use case: filling an opportunity, running an allocation."""

from matching.services.filling import SendResult, propose_all, propose_filling, send_proposals
from matching.services.insisting import Weighed, insist_on, weigh_wish
from matching.services.results import DEFAULT_SEED

__all__ = [
    "DEFAULT_SEED",
    "SendResult",
    "Weighed",
    "insist_on",
    "propose_all",
    "propose_filling",
    "send_proposals",
    "weigh_wish",
]
