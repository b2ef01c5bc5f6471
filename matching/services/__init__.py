"""Writes of matching, one module per use case: filling an opportunity, running an allocation."""

from matching.services.filling import SendResult, propose_filling, send_proposals
from matching.services.runs import DEFAULT_SEED

__all__ = ["DEFAULT_SEED", "SendResult", "propose_filling", "send_proposals"]
