"""Arithmetic of the ledger of hours: canonical bytes, chains, the tree over their heads, proofs, totals."""

from recognition.ledger.canonical import (
    ORIGIN,
    SHARDS,
    VERSION,
    Record,
    canonical,
    content_of,
    link,
    links_of,
    reason_digest_of,
)
from recognition.ledger.chain import Break, Examined, Head, chained, examine
from recognition.ledger.proof import ProofUnreadable, make_proof, root_of_proof
from recognition.ledger.totals import Totals, differences, replay
from recognition.ledger.tree import root_of, siblings_of

__all__ = [
    "ORIGIN",
    "SHARDS",
    "VERSION",
    "Break",
    "Examined",
    "Head",
    "ProofUnreadable",
    "Record",
    "Totals",
    "canonical",
    "chained",
    "content_of",
    "differences",
    "examine",
    "link",
    "links_of",
    "make_proof",
    "reason_digest_of",
    "replay",
    "root_of",
    "root_of_proof",
    "siblings_of",
]
