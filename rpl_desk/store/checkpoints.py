"""Signed notes over the log: when one is due, and the one write that keeps it with the entry it closes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..sealing.merkle import Tree
from ..sealing.notes import CLOSING, MOST_BETWEEN, NoteKey, note_text, signed_note

if TYPE_CHECKING:
    from .action import Head


def close_entry(
    raw: Any, action: str, keys: Sequence[NoteKey], head: "Head", *, own: bool, hashes: Sequence[str] | None = None
) -> None:
    """Sign the log up to its head, an entry just written, with these keys where a checkpoint is due.

    raw: the driver's connection. own: whether keys were opened for this very action, so that one is due. hashes: of all
    entries before, where the tree is not to go on from the last checkpoint, since that may be what was damaged.
    """
    last = raw.execute("SELECT size, parts FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone() or (0, b"")
    if not (own or action in CLOSING or head.size - last[0] >= MOST_BETWEEN):
        return
    tree = Tree(*last) if hashes is None else Tree()
    for entry in hashes or ():
        tree.add(entry)
    for (entry,) in raw.execute("SELECT hash FROM audit_entry WHERE seq > ? ORDER BY seq", (tree.size,)):
        tree.add(entry)
    store, epoch = raw.execute("SELECT store, epoch FROM office").fetchone()
    note = signed_note(note_text(store, epoch, head.size, tree.root(), head.hash), keys)
    raw.execute("INSERT INTO checkpoint (size, note, parts) VALUES (?, ?, ?)", (head.size, note, tree.to_bytes()))
