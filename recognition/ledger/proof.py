"""Proof that an entry is among those under a root, for somebody who has the root and nothing else of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from recognition.ledger.canonical import SHARDS, VERSION, Record, canonical, content_of, link
from recognition.ledger.chain import Head
from recognition.ledger.tree import LEVELS, climb, siblings_of

_SHARD, _POSITION, _PARTS = 1, 2, 14


class ProofUnreadable(ValueError):
    """This has not the shape of a proof."""


def make_proof(records: Sequence[Record], heads: Mapping[int, Head]) -> dict[str, Any]:
    """Return the proof of the first of these records, which go on to the head of its shard without a gap."""
    first = records[0]
    return {
        "version": VERSION,
        "entry": canonical(first),
        "previous": first.previous,
        "later": [content_of(canonical(record)) for record in records[1:]],
        "siblings": siblings_of(heads, first.shard),
    }


def root_of_proof(proof: Mapping[str, Any]) -> str:
    """Return the root a proof leads to: the entry is under a signed root exactly if the two are equal.

    O(later entries). Raises ProofUnreadable.
    """
    try:
        entry, later, siblings = str(proof["entry"]), list(proof["later"]), list(proof["siblings"])
        parts = entry.split("|")
        shard, position = int(parts[_SHARD]), int(parts[_POSITION])
        if len(parts) != _PARTS or parts[0] != str(VERSION) or len(siblings) != LEVELS or not 0 <= shard < SHARDS:
            raise ProofUnreadable
        digest = link(str(proof["previous"]), content_of(entry))
        for content in later:
            digest = link(digest, str(content))
        return climb(shard, Head(position + len(later), digest), siblings)
    except (KeyError, TypeError, ValueError, IndexError) as wrong:
        raise ProofUnreadable from wrong
