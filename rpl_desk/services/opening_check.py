"""What is checked each time a store is opened: only what came since it was last seen whole, so it takes no time."""

import json
from collections.abc import Iterator, Sequence

from ..domain.rows import dataclass
from ..sealing.log import check_chain, entry_hash
from ..sealing.notes import AnchorMark, read_note, session_name
from ..sealing.vouching import Finding, Kind
from ..store import queries, tables
from ..store.check import check_touched
from ..store.database import Database
from .checking import vouchers_of

MOST = 20_000
"""Entries that are looked at when opening; with more, only the whole check tells."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The end of a store's log as this machine last saw it whole."""

    store: str
    size: int
    head: str


def check_opening(database: Database, seen: Seen | None, outside: Sequence[AnchorMark] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with what came since a store was last seen, and whether something it had is gone.

    seen: what this machine remembers, kept outside the store. outside: anchors known here, of which the size is held.
    """
    with database.reading() as read:
        return tuple(_found(database, read, seen, outside))


def last_seen(database: Database) -> Seen:
    """Return what to remember of a store that was just found whole."""
    with database.reading() as read:
        store = queries.office(read).store
    head = database.head()
    return Seen(store, head.size, head.hash)


def _found(
    database: Database, read: queries.Read, seen: Seen | None, outside: Sequence[AnchorMark]
) -> Iterator[Finding]:
    office, head, table = queries.office(read), database.head(), tables.audit_entry
    for mark in outside:
        if mark.size > head.size:
            yield Finding(
                Kind.CHANGED,
                "log",
                f"an anchor outside the store is of {mark.size} entries, and there are {head.size} here: the end of the"
                " log was cut, or this is an older copy.",
            )
    size, prev = (0, "0" * 64) if seen is None or seen.store != office.store else (seen.size, seen.head)
    if size > head.size:
        message = f"had {size} entries when it was last opened here, and has {head.size} now: this is an older copy."
        yield Finding(Kind.CHANGED, "log", message)
        return
    if size:
        (entry,) = queries.columns(read, table.c.entry, where=table.c.seq == size)[0]
        if entry_hash(bytes(entry)) != prev:
            yield Finding(Kind.CHANGED, "log", f"entry {size} is not the one that was here when it was last opened.")
            return
    if head.size - size > MOST:
        message = f"{head.size - size} entries came since this machine last saw it; check the file as a whole."
        yield Finding(Kind.NOTED, "log", message)
        return
    entries = [
        (bytes(raw), kept, bytes(body))
        for raw, kept, body in queries.columns(
            read, table.c.entry, table.c.hash, table.c.body, where=table.c.seq > size, order=table.c.seq
        )
    ]
    for problem in check_chain(entries, seq=size, prev=prev):
        yield Finding(Kind.CHANGED, problem.place, problem.message)
    with database.connection() as connection:
        for problem in check_touched(connection, (json.loads(body)["rows"] for _, _, body in entries)):
            yield Finding(Kind.CHANGED, problem.place, problem.message)
    yield from _notes_since(read, size)


def _notes_since(read: queries.Read, size: int) -> Iterator[Finding]:
    """Yield notes that came since and whose signatures do not fit; their roots are for the whole check."""
    notes = tables.checkpoint
    written = queries.columns(read, notes.c.size, notes.c.note, where=notes.c.size > size, order=notes.c.size)
    if not written:
        return
    by = vouchers_of(read, queries.office(read))
    public = {name: one.public for name, one in by.certificates.items()}
    public |= {session_name(one.fields["session"]): bytes.fromhex(one.fields["public"]) for one, _ in by.sessions}
    for at, text in written:
        note = read_note(text)
        for line in note.signatures:
            if line.name not in public or not line.fits(note.text, public[line.name]):
                yield Finding(Kind.CHANGED, f"checkpoint at entry {at}", "has a signature that does not fit.")
