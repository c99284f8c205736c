"""Notes on the log that are kept outside the store: in documents, in the minutes, and in a file somebody chose."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..domain.backups import RestoreRow
from ..domain.decisions import RecordRow
from ..domain.errors import DeskError, NotAllowed, NotFound, RuleViolation
from ..domain.people import AnchorPlaceRow, SessionKeyRow
from ..sealing.anchors import Anchored, Link, LogProof, Noted, anchor_line, read_anchor, standing_behind
from ..sealing.attested import attested_bundle
from ..sealing.canonical import parse, sha256_hex
from ..sealing.merkle import Tree, consistency_path, inclusion_path
from ..sealing.notes import CLOSING, AnchorMark, Note, SessionCertificate, read_line, read_note
from ..sealing.signoff import Authority
from ..sealing.vouching import Restore, explaining
from ..store import queries, tables
from ..store.database import Reader
from ..store.times import moment_text
from ..whole_files import sync_folder
from .recorded_breaks import breaks_of, log_hashes
from .session import Service
from .sessions import as_signed

FILE_NAME = "anchors.txt"
MOST_LINKS = 40  # from one document to the minutes' last lines
LARGEST_FILE = 50_000_000
PATIENCE = 5.0  # seconds that closing waits for a slow disk elsewhere


class AnchorService(Service):
    """Hands out the newest note, and writes it where an administrator chose after each act that makes one.

    problem: in a sentence, why the newest note could not be written there; empty when all is well.
    """

    def __init__(self, *shared: Any) -> None:
        super().__init__(*shared)
        self.problem = ""
        self._writing: list[threading.Thread] = []
        self._one_at_a_time = threading.Lock()

    def newest(self) -> Note:
        """Return the newest note on the log; raises NotFound before the first."""
        with self._database.reading() as read:
            written = queries.newest_checkpoint(read)
        if written is None:
            raise NotFound("Nobody has signed the log of this store yet; signing out does.")
        return read_note(written)

    def line(self) -> str:
        """Return what goes on paper, such as the last line of minutes: "log 1,284 · K7QX-…"."""
        return self.newest().line

    def export(self) -> bytes:
        """Return the newest note as one line of JSON with all it takes to check it elsewhere."""
        with self._database.reading() as read:
            office, written = queries.office(read), queries.newest_checkpoint(read)
            noted = None if written is None else noted_of(read, written)
        if noted is None:
            raise NotFound("Nobody has signed the log of this store yet; signing out does.")
        return anchor_line(noted, office.store, office.authority_public)

    # -- the file outside ---------------------------------------------------------------------------------------------

    def folder(self) -> Path | None:
        """Return where the notes go, None where nobody chose a place."""
        with self._database.reading() as read:
            found = queries.rows(read, AnchorPlaceRow)
        return Path(found[0].folder) if found and found[0].folder else None

    def choose_folder(self, folder: Path | None) -> None:
        """Choose where the notes go, and write the newest there at once; None for nowhere. By an administrator."""
        me = self._must_be_administrator()
        if folder is not None:
            folder = folder.absolute()
            if not folder.is_dir():
                raise NotFound(f"There is no folder {folder}. Make it first, or choose another.")
            if folder == self._database.path.parent:
                raise RuleViolation("The store itself lies there. Choose another place: a share, a stick, a backup.")
        with self._database.action("choose place of anchors", by=me.uid, subject="office") as action:
            found = queries.rows(action.read, AnchorPlaceRow)
            words = "" if folder is None else str(folder)
            if found:
                action.update(tables.anchor_place, found[0], folder=words)
            else:
                action.insert(tables.anchor_place, folder=words)
        self.write_out()

    def write_out(self) -> None:
        """Add the newest note to the file outside, unless it is there; `problem` says why it could not be done."""
        with self._one_at_a_time:
            try:
                folder = self.folder()
                if folder is not None:
                    self._add_to(folder / FILE_NAME)
            except (DeskError, OSError) as error:
                why = str(error) if isinstance(error, DeskError) else error.strerror or str(error)
                self.problem = f"The newest anchor is not in its place outside the store yet: {why}"
            else:
                self.problem = ""

    def _add_to(self, path: Path) -> None:
        """Add the newest note to a file of anchors, unless it is there or those there are of another log than this."""
        line, note = self.export(), self.newest()
        same = [one for one in notes_in(path) if one.store == note.store] if path.exists() else []
        if same:
            last = max(same, key=lambda one: (one.epoch, one.size))
            if last.epoch > note.epoch or not (self._was_put_aside(last) or self._goes_on_from(last)):
                raise RuleViolation(
                    f"{path.name} there ends in an anchor of {last.size} entries, and the log of this store, of"
                    f" {note.size}, is not that log: its end was cut, or this went on from an older copy."
                    " Do not go on before this is explained."
                )
            if (last.epoch, last.size) == (note.epoch, note.size):
                return
        is_new = not path.exists()
        with path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(path.parent)

    def _was_put_aside(self, earlier: Note) -> bool:
        """Tell whether a restore explains that the log a note is of is not this one."""
        with self._database.reading() as read:
            return explaining(restores_of(read), earlier.size, earlier.epoch) is not None

    def _goes_on_from(self, earlier: Note) -> bool:
        tree = Tree()
        with self._database.reading() as read:
            try:
                for entry in log_hashes(read)[: earlier.size]:
                    tree.add(entry)
            except ValueError:  # a hash that was altered is no hash any more, and this log not the one of the note
                return False
        return (tree.size, tree.root()) == (earlier.size, earlier.root)

    def outside(self) -> tuple[AnchorMark, ...]:
        """Return the newest note on this store in the file outside; raises RuleViolation when it is not good."""
        folder = self.folder()
        path = None if folder is None else folder / FILE_NAME
        if path is None or not path.is_file():
            return ()
        with self._database.reading() as read:
            store = queries.office(read).store
        marks = [one.mark for one in notes_in(path) if one.store == store]
        return (max(marks, key=lambda one: (one.epoch, one.size)),) if marks else ()

    def close(self) -> None:
        """Write what is not outside yet, and wait a moment for it; a place that does not answer is not waited for.

        Written here too, so that a desk whose anchors nobody asked for before still leaves none behind.
        """
        if not self._database.read_only:
            self._start()
        for thread in self._writing:
            thread.join(PATIENCE)

    def hear(self, action: str) -> None:
        """Note that an action was saved: one that makes a note has it written outside."""
        if action in CLOSING and self.folder() is not None:
            self._start()

    def _start(self) -> None:
        # A share may take seconds to answer; the desk waits for nobody's network.
        thread = threading.Thread(target=self.write_out, daemon=True)
        self._writing = [*(one for one in self._writing if one.is_alive()), thread]
        thread.start()

    def _must_be_administrator(self) -> Any:
        me = super()._must_be_administrator()
        if self._database.read_only:
            raise NotAllowed("The store is open for reading only.")
        return me


def notes_in(path: Path) -> list[Note]:
    """Return the notes of a file of anchors; raises RuleViolation for one that is no good, and OSError."""
    if path.stat().st_size > LARGEST_FILE:
        raise RuleViolation(f"{path.name} is larger than any file of anchors. Put it away and start another.")
    return [read_anchor(line) for line in path.read_bytes().splitlines() if line.strip()]


def restores_of(read: Reader) -> tuple[Restore, ...]:
    """Return the restores that a store tells of, in the order of their epochs; whether they hold is not asked."""
    return tuple(
        Restore(one.epoch, one.from_size, one.from_head, one.lost_size, moment_text(one.restored_at))
        for one in queries.rows(read, RestoreRow, order=tables.store_restore.c.epoch)
    )


def noted_of(read: Reader, written: str) -> Noted | None:
    """Return a note of the store with the certificates that stand behind it, None where they are not all there."""
    note = read_note(written)
    names = {line.name.partition("/")[2] for line in note.signatures}
    sessions = [
        SessionCertificate(one.body, one.signature)
        for name in sorted(names)
        for one in queries.rows_of(read, SessionKeyRow, session=name)
    ]
    return standing_behind(note, sessions, [as_signed(one) for one in queries.certificates(read).values()])


def anchored_of(read: Reader, record: RecordRow) -> Anchored | None:
    """Return the note that closed a record's last signature, with a proof for each; None where it has none."""
    table, notes = tables.audit_entry, tables.checkpoint
    operations = [one.operation for one in queries.signatures(read, record.id)]
    found: dict[str, tuple[int, bytes, bytes]] = {
        operation: (seq, bytes(entry), bytes(body))
        for operation, seq, entry, body in queries.columns(
            read,
            table.c.operation,
            table.c.seq,
            table.c.entry,
            table.c.body,
            where=table.c.operation.in_(operations),
        )
    }
    last = max((seq for seq, _, _ in found.values()), default=0)
    written = queries.columns(read, notes.c.note, where=notes.c.size == last)
    if not operations or len(found) != len(operations) or not written:
        return None
    lost = breaks_of(read).damage
    if last in lost.checkpoints or any(seq in lost.entries for seq, _, _ in found.values()):
        return None  # what is lost proves nothing; the signatures do
    noted = noted_of(read, written[0][0])
    if noted is None:
        return None
    hashes = log_hashes(read)
    proofs = [
        LogProof(entry, body, tuple(inclusion_path(hashes[:last], seq - 1)))
        for seq, entry, body in (found[one] for one in operations)
    ]
    return Anchored(noted, tuple(proofs), _links(read, noted.read, hashes, _on_paper(read, _meeting_of(read, record))))


def attested_of(read: Reader, sha256: str, subject: str, meeting_id: int | None = None) -> Anchored | None:
    """Return the act by which somebody answers for a paper, with the note that closed it; None where there is none.

    subject: of the entry of that act. meeting_id: whose minutes' anchors are linked to, those of all meetings if None.
    """
    table, notes, lost = tables.audit_entry, tables.checkpoint, breaks_of(read).damage
    for seq, entry, body in queries.columns(
        read, table.c.seq, table.c.entry, table.c.body, where=table.c.subject == subject, order=table.c.seq.desc()
    ):
        if seq in lost.entries or seq in lost.checkpoints:
            continue
        if sha256.encode() not in bytes(body) or sha256 not in parse(bytes(body)).get("papers", ()):
            continue
        written = queries.columns(read, notes.c.note, where=notes.c.size == seq)
        noted = noted_of(read, written[0][0]) if written else None
        if noted is not None:
            hashes = log_hashes(read)
            proof = LogProof(bytes(entry), bytes(body), tuple(inclusion_path(hashes[:seq], seq - 1)))
            return Anchored(noted, (proof,), _links(read, noted.read, hashes, _on_paper(read, meeting_id)))
    return None


def bundle_of_paper(read: Reader, paper: bytes, subject: str, meeting_id: int | None = None) -> bytes:
    """Return the portable proof of who answers for a paper, see `attested_of`; empty where no session signed for it."""
    anchored = attested_of(read, sha256_hex(paper), subject, meeting_id)
    if anchored is None:
        return b""
    office = queries.office(read)
    return attested_bundle(paper, Authority(office.store, office.authority_public), anchored)


def _meeting_of(read: Reader, record: RecordRow) -> int:
    """Return the meeting that a record's case is before, 0 for none."""
    return queries.case_by_id(read, record.case_id).meeting_id or 0


def _on_paper(read: Reader, meeting_id: int | None) -> list[int]:
    """Return how many entries the logs had that confirmed minutes end in, of one meeting or of all, the newest last."""
    table = tables.minutes
    confirmed = table.c.confirmed_at.is_not(None)
    where = confirmed if meeting_id is None else confirmed & (table.c.meeting_id == meeting_id)
    lines = [parse(bytes(body)).get("anchor") for (body,) in queries.columns(read, table.c.body, where=where)]
    return sorted({read_line(one).size for one in lines if one})[-MOST_LINKS:]


def _links(read: Reader, note: Note, hashes: Sequence[str], sizes: Sequence[int]) -> tuple[Link, ...]:
    """Return links from a note to those of these sizes; a size that no note of the store has is passed over."""
    notes, found, lost = tables.checkpoint, [], breaks_of(read).damage.checkpoints
    for size in sizes:
        if size in lost:
            continue
        written = queries.columns(read, notes.c.note, where=notes.c.size == size)
        if size != note.size and written:
            other, low, high = read_note(written[0][0]), min(size, note.size), max(size, note.size)
            path = tuple(consistency_path(hashes[:high], low))
            found.append(Link(other.epoch, size, other.root, other.head, path))
    return tuple(found)
