"""One digest over the heads of all shards: a Merkle tree hashed as RFC 6962, section 2.1, does."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from recognition.ledger.canonical import SHARDS
from recognition.ledger.chain import Head

LEVELS = SHARDS.bit_length() - 1


def root_of(heads: Mapping[int, Head]) -> str:
    """Return the root over the heads of shards 0 to 255; a shard that is absent is empty."""
    return _levels(heads)[-1][0].hex()


def siblings_of(heads: Mapping[int, Head], shard: int) -> list[str]:
    """Return the eight digests beside the path from a shard to the root, the lowest first."""
    return [level[(shard >> step) ^ 1].hex() for step, level in enumerate(_levels(heads)[:-1])]


def climb(shard: int, head: Head, siblings: Sequence[str]) -> str:
    """Return the root that a head and the digests beside its path lead to."""
    digest = _leaf(shard, head)
    for step, sibling in enumerate(siblings):
        other = bytes.fromhex(sibling)
        digest = _node(other, digest) if shard >> step & 1 else _node(digest, other)
    return digest.hex()


def _levels(heads: Mapping[int, Head]) -> list[list[bytes]]:
    level = [_leaf(shard, heads.get(shard, Head())) for shard in range(SHARDS)]
    levels = [level]
    while len(level) > 1:
        level = [_node(level[place], level[place + 1]) for place in range(0, len(level), 2)]
        levels.append(level)
    return levels


def _leaf(shard: int, head: Head) -> bytes:
    return sha256(f"\0{shard}|{head.position}|{head.digest}".encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
