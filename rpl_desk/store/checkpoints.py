"""Signed notes over the log: when one is due, and the one write that keeps it with the entry it closes."""

from collections.abc import Sequence
from typing import Any

from ..sealing.merkle import Tree
from ..sealing.notes import CLOSING, MOST_BETWEEN, NoteKey, note_text, signed_note


def close_entry(raw: Any, action: str, keys: Sequence[NoteKey], *, own: bool, size: int, head: str) -> None:
    """Sign the log up to entry `size`, just written, with these keys where a checkpoint is due.

    raw: the driver's connection. own: whether keys were opened for this very action, so that one is due.
    """
    last = raw.execute("SELECT size, parts FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone() or (0, b"")
    if not (own or action in CLOSING or size - last[0] >= MOST_BETWEEN):
        return
    tree = Tree(*last)
    for (entry,) in raw.execute("SELECT hash FROM audit_entry WHERE seq > ? ORDER BY seq", (tree.size,)):
        tree.add(entry)
    store, epoch = raw.execute("SELECT store, epoch FROM office").fetchone()
    note = signed_note(note_text(store, epoch, size, tree.root(), head), keys)
    raw.execute("INSERT INTO checkpoint (size, note, parts) VALUES (?, ?, ?)", (size, note, tree.to_bytes()))
