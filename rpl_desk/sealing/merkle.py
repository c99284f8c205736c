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


def consistency_path(entry_hashes: Sequence[str], size: int) -> list[bytes]:
    """Return the proof that the tree over the first `size` entries is the beginning of the one over all (2.1.2)."""
    leaves = [leaf_hash(one) for one in entry_hashes]
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    if not 1 <= size <= high:
        raise ValueError(f"{size} is no beginning of {high} entries")
    while size != high:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if size <= middle:
            path.append(_root(leaves[middle:high]))
            high = middle
        else:
            path.append(_root(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(_root(leaves[low:high]))
    return path[::-1]


def goes_on(first: int, first_root: bytes, second: int, second_root: bytes, path: Iterable[bytes]) -> bool:
    """Tell whether a proof shows that a tree of `first` entries begins one of `second` (RFC 9162, 2.1.4.2)."""
    left = list(path)
    if not 1 <= first <= second:
        return False
    if first == second:
        return not left and first_root == second_root
    if first & (first - 1) == 0:
        left.insert(0, first_root)
    if not left:
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    earlier = later = left[0]
    for one in left[1:]:
        if not last:
            return False
        if index & 1 or index == last:
            earlier, later = _node(one, earlier), _node(one, later)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            later = _node(later, one)
        index, last = index >> 1, last >> 1
    return not last and (earlier, later) == (first_root, second_root)


def _root(leaves: Sequence[bytes]) -> bytes:
    level = list(leaves)
    while len(level) > 1:
        paired = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + (level[-1:] if len(level) % 2 else [])
    return level[0]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
