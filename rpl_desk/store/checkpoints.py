"""Signed notes over the log: when one is due, and the one write that keeps it with the entry it closes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..domain.errors import RuleViolation, StorageProblem
from ..sealing.log import entry_hash
from ..sealing.merkle import Tree
from ..sealing.notes import CLOSING, MOST_BETWEEN, NoteKey, note_text, read_note, signed_note

if TYPE_CHECKING:
    from .action import Head


def close_entry(
    raw: Any, action: str, keys: Sequence[NoteKey], head: "Head", *, own: bool, hashes: Sequence[str] | None = None
) -> None:
    """Sign the log up to its head, an entry just written, with these keys where a checkpoint is due.

    raw: the driver's connection. own: whether keys were opened for this very action, so that one is due. hashes: of all
    entries before, where the tree is not to go on from the last checkpoint, since that may be what was damaged.

    Nothing is signed over an entry that was damaged since the last checkpoint: the note would vouch for what no entry
    says, and what was lost could never be put back under it. A person's own signature is refused then with
    StorageProblem, and a session's note left out; every check names the entry.
    """
    last = raw.execute("SELECT size, parts, note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    size = 0 if last is None else last[0]
    if not (own or action in CLOSING or head.size - size >= MOST_BETWEEN):
        return
    tree = _tree_at(last) if hashes is None else Tree()
    for one in hashes or ():
        tree.add(one)
    if not _goes_on(raw, tree):
        if own:
            raise StorageProblem(
                "Nothing can be signed: an entry of the log that no signature covers yet is damaged. Nothing was saved."
                " Check the file on the Office page, which finds the entry and what can be done about it."
            )
        return
    store, epoch = raw.execute("SELECT store, epoch FROM office").fetchone()
    note = signed_note(note_text(store, epoch, head.size, tree.root(), head.hash), keys)
    raw.execute("INSERT INTO checkpoint (size, note, parts) VALUES (?, ?, ?)", (head.size, note, tree.to_bytes()))


def _tree_at(last: "tuple[int, bytes, str] | None") -> Tree:
    """Return the tree as it was at the last checkpoint, an empty one where there is none or it is not what was signed.

    An empty one is built anew from every entry, each of which has to fit its hash.
    """
    if last is None:
        return Tree()
    size, parts, note = last
    try:
        tree = Tree(size, bytes(parts))
        signed = read_note(str(note))
    except (RuleViolation, ValueError, TypeError):
        return Tree()
    return tree if (signed.size, signed.root) == (size, tree.root()) else Tree()


def _goes_on(raw: Any, tree: Tree) -> bool:
    """Add the entries since a tree was made to it; tells whether each is in its place and as it was hashed."""
    for seq, entry, kept in raw.execute(
        "SELECT seq, entry, hash FROM audit_entry WHERE seq > ? ORDER BY seq", (tree.size,)
    ):
        if seq != tree.size + 1 or type(entry) is not bytes or entry_hash(entry) != kept:
            return False
        tree.add(kept)
    return True
