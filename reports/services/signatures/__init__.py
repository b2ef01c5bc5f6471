"""Signatures of other issuers over the bytes of a report: who checks them, and what they say."""

from reports.services.signatures.checking import Signer, Verifier, verifier
from reports.services.signatures.ncanode import NcaNode

__all__ = ["NcaNode", "Signer", "Verifier", "verifier"]
