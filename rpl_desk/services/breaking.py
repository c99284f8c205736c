"""Going on with a recorded break where no backup brings back what was damaged: found, shown, signed by two people.

Restoring comes first, always. A break covers what has a place of its own: entries of the log of which it is known what
they hashed to, notes that are a ruin, evidence files, and tracked rows. What people's keys signed, a file that SQLite
calls damaged, and a log that was cut at its end or written anew are restored and nothing else.
"""

import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from ..domain.breaks import CAUSES
from ..domain.errors import Conflict, NotAllowed, RuleViolation
from ..domain.people import CertificateRow, PersonRow
from ..domain.rows import dataclass
from ..sealing.breaks import (
    BREAKING,
    NEVER_GONE,
    Break,
    BreakEntry,
    Damage,
    break_faults,
    sign_break,
    statement_of,
)
from ..sealing.canonical import canonical, sha256_hex
from ..sealing.keys import SigningKey
from ..sealing.log import GENESIS
from ..sealing.notes import NoteKey, person_name
from ..sealing.vouching import Kind, check_vouchers, note_digest
from ..store import blobs, queries
from ..store.check import file_fault, row_faults
from ..store.database import Action, Head
from ..store.log_rows import damaged_entries
from ..store.times import moment_text
from .checking import breaks_found, read_log, report, vouchers_of
from .people import PeopleService, ended_keys
from .recorded_breaks import SUBJECT, Recorded, breaks_of, certified, log_hashes, merged
from .seeking import SeekService, Sought
from .session import Service
from .sessions import as_signed

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a break would name, and what keeps it from being recorded: then only restoring a backup helps.

    lines: what is not as it was left, each in a sentence. head: the end of the log when that was found. sought: what
    became of looking for the damaged entries elsewhere: what was found is put back, and no break is recorded before.
    """

    damage: Damage
    lines: tuple[str, ...]
    in_the_way: tuple[str, ...]
    head: Head
    sought: Sought

    @property
    def shown(self) -> str:
        """What stands for all of it: a signature is given for this, and for nothing found later."""
        return sha256_hex(canonical([self.damage.to_plain(), list(self.lines), list(self.in_the_way)]))


class BreakService(Service):
    """Looks what a break would name, and records one: an administrator signs, and one more person."""

    def __init__(self, *shared: Any, people: PeopleService, seeking: SeekService) -> None:
        super().__init__(*shared)
        self._people, self._seeking = people, seeking

    def recorded(self) -> tuple[Recorded, ...]:
        """Return the breaks of the store that hold, in the order of the log; needs nobody to be signed in."""
        return breaks_found(self._database)[0].recorded

    def must_be_allowed(self) -> None:
        """Raise NotAllowed where the person signed in may not record a break, or the file is open for reading only."""
        self._must_be_administrator()
        if self._database.read_only:
            raise NotAllowed("The file is open for reading only.")

    def look(self, progress: Progress | None = None) -> Ahead:
        """Check the whole store and return what a break would name; takes as long as the whole check, twice.

        Damaged entries of the log are sought in the backups as well.
        """
        self._must_be_administrator()
        head = self._database.head()
        first, then = _halves(progress)
        before = report(self._database, progress=first).of(Kind.CHANGED)
        damage, unknown = self._damage()
        left = report(self._database, progress=then, proposed=damage).of(Kind.CHANGED)
        in_the_way = [
            *(f"log entry {seq}: nothing tells any more what it hashed to." for seq in unknown),
            *(f"{table} {key}: is gone, and somebody's key had signed it." for table, key in _given_up(damage)),
            *map(str, left),
        ]
        return Ahead(damage, tuple(map(str, before)), tuple(in_the_way), head, self._seeking.seek(then))

    def record(
        self,
        ahead: Ahead,
        cause: str,
        own_passphrase: str,
        second: PersonRow,
        second_passphrase: str,
        *,
        progress: Progress | None = None,
    ) -> Recorded:
        """Record the break that was shown, signed by the administrator signed in and by `second`.

        Both keys are opened by their passphrases, the store is looked at again, and only if all is as it was shown is
        the statement signed and written, with the note that closes it, in one transaction. Raises NotAllowed,
        WrongPassphrase, RuleViolation, Conflict or StorageProblem, with nothing recorded.
        """
        me = self._must_be_administrator()
        if second.id == me.id:
            raise RuleViolation("Two people sign a break. Name somebody else as the second.")
        if cause not in CAUSES:
            raise RuleViolation(f"{cause} is no cause that the log knows. Say one of: {', '.join(CAUSES)}.")
        self._must_be_possible(ahead)
        with ExitStack() as opened:
            signers = [
                (person, *opened.enter_context(self._people.unlocked(person, words)))
                for person, words in ((me, own_passphrase), (second, second_passphrase))
            ]
            now = self.look(progress)
            self._must_be_possible(now)
            if now.shown != ahead.shown:
                raise Conflict("The file is not as it was shown to you. Look again at what is not as it was left.")
            operation = str(uuid.uuid4())
            with self._database.action(BREAKING, by=me.uid, subject=SUBJECT, operation=operation) as action:
                if action.head() != now.head:
                    raise Conflict("Something was written meanwhile. Nothing was recorded; try again.")
                self._write(action, now.damage, cause, operation, signers)
        return self.recorded()[-1]

    def _must_be_possible(self, ahead: Ahead) -> None:
        if ahead.damage.is_nothing and not ahead.in_the_way:
            raise RuleViolation("All is as it was left, so there is no break to record.")
        if ahead.sought.found:
            raise RuleViolation(
                f"No break is recorded of what can be put back: {ahead.sought.found[0]} Put back first what was found."
            )
        if ahead.in_the_way:
            raise RuleViolation(
                "This cannot be gone on from with a recorded break, only by restoring a backup."
                f" {ahead.in_the_way[0]}" + (f" And {len(ahead.in_the_way) - 1} more." if ahead.in_the_way[1:] else "")
            )

    def _damage(self) -> tuple[Damage, tuple[int, ...]]:
        """Return what is not as it was left and has a place of its own, and lost entries whose hash is not known."""
        with self._database.reading() as read:
            breaks = breaks_of(read)
        with self._database.connection() as raw:
            known = breaks.damage
            found = damaged_entries(raw, known.entries)
            while any(one.seq in found.lost for one in breaks.recorded):
                breaks = breaks.without(found.lost)
                known = breaks.damage
                found = damaged_entries(raw, known.entries)
            entries = Damage(found.lost, {}, {})
            rows = tuple(
                (one.projection, one.key, one.digest)
                for one in row_faults(raw, merged([known, entries]))
                if one.key  # 0: the table cannot even be read, which restoring alone mends
            )
        files: dict[str, str | None] = {}
        with self._database.reading() as read:
            for (name,) in read.listed("SELECT sha256 FROM blob ORDER BY sha256", ()):
                if file_fault(read, name) and known.files.get(name, "") != (there := blobs.digest_there(read, name)):
                    files[name] = there
            broken = merged([known, entries])
            by = vouchers_of(read, queries.office(read), broken)
            sizes = {one.checkpoint for one in check_vouchers(read_log(read, broken), by) if one.checkpoint}
            checkpoints = {size: note_digest(by.notes.get(size)) for size in sorted(sizes)}
        return Damage(found.lost, checkpoints, files, rows), found.unknown

    def _write(
        self,
        action: Action,
        damage: Damage,
        cause: str,
        operation: str,
        signers: list[tuple[PersonRow, SigningKey, CertificateRow]],
    ) -> None:
        office, head = queries.office(action.read), action.head()
        hashes = log_hashes(action.read, damage.entries)
        vouched = min(damage.entries, default=head.size + 1) - 1
        named = [(person, key, as_signed(certificate)) for person, key, certificate in signers]
        statement = statement_of(
            damage,
            store=office.store,
            epoch=office.epoch,
            operation=operation,
            at=moment_text(action.now),
            log_size=head.size,
            log_head=head.hash,
            vouched_size=vouched,
            vouched_head=hashes[vouched - 1] if vouched else GENESIS,
            cause=cause,
            signers=[(person.uid, certificate.fields["serial"]) for person, _, certificate in named],
        )
        signed = Break(
            statement,
            tuple((certificate.fields["serial"], sign_break(key, statement)) for _, key, certificate in named),
        )
        rows = signed.damage.rows
        entry = BreakEntry(head.size + 1, head.hash, operation, rows, signed)
        held, ended = certified(action.read, office), ended_keys(action.read)
        for fault in break_faults(entry, office.store, office.epoch, held, ended):
            raise RuleViolation(f"The break would not hold, so it was not recorded: {fault}")
        action.said["break"] = signed.to_plain()
        action.restated, action.hashes = rows, hashes
        for person, key, certificate in named:
            action.sealers.append(NoteKey(person_name(person.uid, certificate.fields["serial"]), key))


def _given_up(damage: Damage) -> list[tuple[str, int]]:
    rows = [(name.partition("/")[0], key) for name, key, digest in damage.rows if digest is None]
    return [(table, key) for table, key in rows if table in NEVER_GONE]


def _halves(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """Return what tells of two checks, one after the other, as one way."""
    if progress is None:
        return None, None
    return lambda done, total: progress(done, 2 * total), lambda done, total: progress(total + done, 2 * total)
