"""Signed notes over the log: when one is due, and the one write that keeps it with the entry it closes."""

from collections.abc import Sequence

from sqlalchemy import Connection

from ..sealing.merkle import Tree
from ..sealing.notes import CLOSING, MOST_BETWEEN, NoteKey, note_text, signed_note
from .plans import driver_of


def close_entry(
    connection: Connection, action: str, session: NoteKey | None, people: Sequence[NoteKey], *, size: int, head: str
) -> None:
    """Sign the log up to entry `size`, just written, where a checkpoint is due and there is a key to sign it with.

    session: the key of whoever is signed in. people: keys that were opened for this very action.
    """
    keys = [*([] if session is None else [session]), *people]
    if not keys:
        return
    driver = driver_of(connection)
    last = driver.execute("SELECT size, parts FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone() or (0, b"")
    if not (people or action in CLOSING or size - last[0] >= MOST_BETWEEN):
        return
    tree = Tree(*last)
    for (entry,) in driver.execute("SELECT hash FROM audit_entry WHERE seq > ? ORDER BY seq", (tree.size,)):
        tree.add(entry)
    store, epoch = driver.execute("SELECT store, epoch FROM office").fetchone()
    note = signed_note(note_text(store, epoch, size, tree.root(), head), keys)
    driver.execute("INSERT INTO checkpoint (size, note, parts) VALUES (?, ?, ?)", (size, note, tree.to_bytes()))
