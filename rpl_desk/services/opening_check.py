"""What is checked each time a store is opened: only what came since it was last seen whole, so it takes no time."""

import json
from collections.abc import Iterator, Sequence

from ..domain.rows import dataclass
from ..sealing.breaks import Damage
from ..sealing.log import check_chain, entry_hash
from ..sealing.notes import AnchorMark, read_note, session_name
from ..sealing.vouching import Finding, Kind, Restore, explaining, is_restore_note
from ..store import queries, tables
from ..store.check import check_touched
from ..store.database import Database, Reader
from ..store.log_rows import check_lost
from .anchors import restores_of
from .checking import vouchers_of
from .recorded_breaks import breaks_of

MOST = 20_000
"""Entries that are looked at when opening; with more, only the whole check tells."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The end of a store's log as this machine last saw it whole, and the epoch it was in."""

    store: str
    size: int
    head: str
    epoch: int = 1


def check_opening(database: Database, seen: Seen | None, outside: Sequence[AnchorMark] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with what came since a store was last seen, and whether something it had is gone.

    seen: what this machine remembers, kept outside the store. outside: anchors known here, of which the size is held.
    """
    with database.reading() as read:
        return tuple(_found(database, read, seen, outside))


def last_seen(database: Database) -> Seen:
    """Return what to remember of a store that was just found whole."""
    with database.reading() as read:
        office = queries.office(read)
    head = database.head()
    return Seen(office.store, head.size, head.hash, office.epoch)


def _found(database: Database, read: Reader, seen: Seen | None, outside: Sequence[AnchorMark]) -> Iterator[Finding]:
    office, head, table = queries.office(read), database.head(), tables.audit_entry
    restores = restores_of(read)
    for mark in outside:
        by = explaining(restores, mark.size, mark.epoch)
        if by is not None:
            yield _explained(f"an anchor outside the store is of {mark.size} entries", by)
        elif mark.size > head.size or mark.epoch > office.epoch:
            yield Finding(
                Kind.CHANGED,
                "log",
                f"an anchor outside the store is of {mark.size} entries, and there are {head.size} here: the end of the"
                " log was cut, or this is an older copy.",
            )
    breaks = breaks_of(read)
    broken = breaks.damage
    size, prev, epoch = 0, "0" * 64, 0
    if seen is not None and seen.store == office.store:
        size, prev, epoch = seen.size, seen.head, seen.epoch
    if epoch and (by := explaining(restores, size, epoch)) is not None:
        yield _explained(f"it had {size} entries when it was last opened here", by)
        size, prev = by.size, by.head  # from where it went on: the entry of the restore is among what is looked at
    if size > head.size:
        message = f"had {size} entries when it was last opened here, and has {head.size} now: this is an older copy."
        yield Finding(Kind.CHANGED, "log", message)
        return
    if size:
        entry = queries.columns(read, table.c.entry, where=table.c.seq == size)
        lost = broken.entries.get(size)
        here = lost.hash if lost is not None else entry_hash(bytes(entry[0][0])) if entry else ""
        if here != prev:
            yield Finding(Kind.CHANGED, "log", f"entry {size} is not the one that was here when it was last opened.")
            return
    if head.size - size > MOST:
        message = f"{head.size - size} entries came since this machine last saw it; check the file as a whole."
        yield Finding(Kind.NOTED, "log", message)
        return
    for seq, why in breaks.faults:
        yield Finding(Kind.CHANGED, f"log entry {seq}", f"is of a break that does not hold: {why}")
    entries = [
        (seq, (bytes(raw), kept, bytes(body)))
        for seq, raw, kept, body in queries.columns(
            read, table.c.seq, table.c.entry, table.c.hash, table.c.body, where=table.c.seq > size, order=table.c.seq
        )
    ]
    for problem in check_chain((one for _, one in entries), seq=size, prev=prev, lost=broken.entries):
        yield Finding(Kind.CHANGED, problem.place, problem.message)
    told = [json.loads(body)["rows"] for seq, (_, _, body) in entries if seq not in broken.entries]
    with database.connection() as raw:
        for problem in (*check_lost(raw, broken.entries), *check_touched(raw, told)):
            yield Finding(Kind.CHANGED, problem.place, problem.message)
    yield from _notes_since(read, size, broken)
    yield from _restores_since(read, [one for one in restores if one.size >= size])


def _explained(what: str, by: Restore) -> Finding:
    message = f"{what}; that log was put aside on {by.at[:10]}, when a backup of {by.size} entries was restored."
    return Finding(Kind.RESTORED, "log", message)


def _restores_since(read: Reader, restores: Sequence[Restore]) -> Iterator[Finding]:
    """Yield restores that no administrator's note closes; that the signatures fit is found with the other notes."""
    if not restores:
        return
    notes, certificates = tables.checkpoint, vouchers_of(read, queries.office(read)).certificates
    for one in restores:
        written = queries.columns(read, notes.c.note, where=notes.c.size == one.size + 1)
        if not written or not is_restore_note(written[0][0], one, certificates):
            yield Finding(Kind.CHANGED, f"restore to epoch {one.epoch}", "is not signed by an administrator.")


def _notes_since(read: Reader, size: int, broken: Damage) -> Iterator[Finding]:
    """Yield notes that came since and whose signatures do not fit; their roots are for the whole check."""
    notes = tables.checkpoint
    written = queries.columns(read, notes.c.size, notes.c.note, where=notes.c.size > size, order=notes.c.size)
    if not written:
        return
    by = vouchers_of(read, queries.office(read))
    public = {name: one.public for name, one in by.certificates.items()}
    public |= {session_name(one.fields["session"]): bytes.fromhex(one.fields["public"]) for one, _ in by.sessions}
    for at, text in written:
        if at in broken.checkpoints:
            continue  # the whole check holds it to what its break found
        note = read_note(text)
        for line in note.signatures:
            if line.name not in public or not line.fits(note.text, public[line.name]):
                yield Finding(Kind.CHANGED, f"checkpoint at entry {at}", "has a signature that does not fit.")
