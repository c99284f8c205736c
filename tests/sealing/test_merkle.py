"""The tree over a log, held against one written another way, and its proofs."""

import hashlib

import pytest

from rpl_desk.sealing.merkle import Tree, consistency_path, goes_on, inclusion_path, root_of_path

HASHES = [hashlib.sha256(bytes([number])).hexdigest() for number in range(40)]


def plain_root(hashes: list[str]) -> bytes:
    """RFC 6962, 2.1, as it is written there."""
    if len(hashes) == 1:
        return hashlib.sha256(b"\0" + bytes.fromhex(hashes[0])).digest()
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\1" + plain_root(hashes[:half]) + plain_root(hashes[half:])).digest()


def test_the_root_is_that_of_rfc_6962_at_every_size_and_goes_on_from_what_was_kept():
    tree = Tree()
    for size in range(1, len(HASHES) + 1):
        tree = Tree(tree.size, tree.to_bytes())
        tree.add(HASHES[size - 1])
        assert tree.root() == plain_root(HASHES[:size])


def test_parts_of_another_size_are_refused():
    with pytest.raises(ValueError, match="5 entries"):
        Tree(5, bytes(32))


def test_every_entry_of_every_size_has_a_proof_and_no_other_entry_fits_it():
    for size in range(1, len(HASHES) + 1):
        root = plain_root(HASHES[:size])
        for index in range(size):
            path = inclusion_path(HASHES[:size], index)
            assert root_of_path(HASHES[index], index, size, path) == root
            assert root_of_path(HASHES[index - 1], index, size, path) != root or size == 1
            assert root_of_path(HASHES[index], index, size, [*path, bytes(32)]) is None
            assert not path or root_of_path(HASHES[index], index, size, path[:-1]) is None
    assert root_of_path(HASHES[0], 3, 3, []) is None


def test_every_beginning_of_a_log_has_a_proof_and_no_other_log_fits_it():
    roots = {size: plain_root(HASHES[:size]) for size in range(1, len(HASHES) + 1)}
    for second in range(1, len(HASHES)):
        for first in range(1, second):
            path = consistency_path(HASHES[:second], first)
            assert goes_on(first, roots[first], second, roots[second], path)
            assert not goes_on(first, roots[first + 1], second, roots[second], path)
            assert not goes_on(first, roots[first], second, roots[second + 1], path)
            assert not goes_on(first, roots[first], second, roots[second], [*path, bytes(32)])
            assert not goes_on(first, roots[first], second, roots[second], path[:-1])
            for at in range(len(path)):
                other = [bytes(32) if number == at else one for number, one in enumerate(path)]
                assert not goes_on(first, roots[first], second, roots[second], other)
        assert goes_on(second, roots[second], second, roots[second], consistency_path(HASHES[:second], second))
    assert not goes_on(0, roots[1], 2, roots[2], [])
    with pytest.raises(ValueError, match="no beginning"):
        consistency_path(HASHES, 41)
