"""One hash for a whole log, from which a short proof shows that an entry is in it (RFC 6962, 2.1)."""

import hashlib
from collections.abc import Iterable, Sequence

LEAF, NODE = b"\0", b"\1"


def leaf_hash(entry_hash: str) -> bytes:
    """Return the leaf of an entry, given its hash in hexadecimal."""
    return hashlib.sha256(LEAF + bytes.fromhex(entry_hash)).digest()


class Tree:
    """The Merkle tree over the entries so far, kept as the roots of its full parts: as many as `size` has ones.

    size: number of entries. parts: those roots, the largest first, as `to_bytes` gave them.
    """

    def __init__(self, size: int = 0, parts: bytes = b"") -> None:
        if len(parts) != 32 * size.bit_count():
            raise ValueError(f"{len(parts)} bytes are not the parts of a tree of {size} entries")
        self.size = size
        self._parts = [parts[at : at + 32] for at in range(0, len(parts), 32)]

    def add(self, entry_hash: str) -> None:
        """Add the next entry by its hash."""
        node, size = leaf_hash(entry_hash), self.size
        while size & 1:
            node, size = _node(self._parts.pop(), node), size >> 1
        self._parts.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the 32 bytes of the root; of no entries, the SHA-256 of nothing."""
        if not self._parts:
            return hashlib.sha256().digest()
        *earlier, root = self._parts
        for part in reversed(earlier):
            root = _node(part, root)
        return root

    def to_bytes(self) -> bytes:
        return b"".join(self._parts)


def inclusion_path(entry_hashes: Sequence[str], index: int) -> list[bytes]:
    """Return the proof that entry `index`, from 0, is in the tree over these entries: one hash for each level."""
    level, path = [leaf_hash(one) for one in entry_hashes], []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(level[beside])
        # The last node of an odd level has nobody beside it and moves up as it is.
        paired = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + (level[-1:] if len(level) % 2 else [])
        index //= 2
    return path


def root_of_path(entry_hash: str, index: int, size: int, path: Iterable[bytes]) -> bytes | None:
    """Return the root that a proof leads to, None where it has not the length that this place in this tree needs."""
    node, last, left = leaf_hash(entry_hash), size - 1, list(path)
    if not 0 <= index < size:
        return None
    while last:
        if index & 1 or index < last:
            if not left:
                return None
            beside = left.pop(0)
            node = _node(beside, node) if index & 1 else _node(node, beside)
        index, last = index >> 1, last >> 1
    return None if left else node


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
