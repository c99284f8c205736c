"""Who signed a log, and up to where: sessions, notes, sign-offs and anchors held against the entries themselves."""

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from ..domain.errors import RuleViolation
from ..domain.people import OfficeRole
from ..domain.rows import dataclass
from .canonical import receipt_code
from .keys import Certificate
from .merkle import Tree
from .notes import (
    CLOCK_SLACK,
    CLOSING,
    MOST_BETWEEN,
    RESTORING,
    AnchorMark,
    Note,
    SessionCertificate,
    moment,
    note_text,
    read_note,
    session_name,
)


class Kind(StrEnum):
    """What a finding is; the kinds are never mixed, since each asks for something else to be done."""

    CHANGED = "changed"
    UNSURE = "cannot tell"
    UNSIGNED = "not signed"
    BROKEN = "acknowledged break"
    RESTORED = "restored"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, and where; `checkpoint` is the size of the one it is about, 0 for none."""

    kind: Kind
    place: str
    message: str
    checkpoint: int = 0

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """What the check of signatures needs of an entry; `hash` is worked out from its bytes, not the one beside it.

    is_lost: a recorded break says so. Its hash is the one that the break gives, and it says nothing else.
    """

    seq: int
    hash: str
    at: str
    session: str
    action: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore as the store tells of it: which epoch it began, from which end of the log, and what it explains.

    size, head: the end of the log in the backup; the entry of the restore comes next. most: the most entries that a log
    put aside is known to have had, 0 where that was not to be known. at: when, as rows write a moment.
    """

    epoch: int
    size: int
    head: str
    most: int
    at: str

    def explains(self, size: int, epoch: int) -> bool:
        """Tell whether a log of `size` entries seen in an earlier epoch was put aside; epoch 0 for one not known."""
        return self.size < size and epoch < self.epoch and (not self.most or size <= self.most)


@dataclass(frozen=True, slots=True)
class Vouchers:
    """Everything in a store that signs its log.

    certificates: by the name a note uses for a person's key. sessions: each with the certificate of its person's key.
    notes: as written, by size. ended: by a certificate's serial, the last entry that its key may have signed.
    restores: those that the store tells of, in the order of their epochs. lost: digests of the notes that a recorded
    break says are lost, by size, None for one that is gone.
    """

    store: str
    epoch: int
    certificates: Mapping[str, Certificate]
    sessions: Sequence[tuple[SessionCertificate, Certificate]]
    notes: Mapping[int, str]
    ended: Mapping[int, int]
    restores: Sequence[Restore] = ()
    lost: Mapping[int, str | None] = field(default_factory=dict)


Holding = dict[str, tuple[SessionCertificate, Certificate]]


def check_vouchers(log: Sequence[LoggedEntry], by: Vouchers) -> Iterator[Finding]:
    """Yield what is wrong with the signatures over a whole log, and which of its entries nobody has signed."""
    known = yield from _check_sessions(log, by)
    signed = yield from _check_notes(log, by, known)
    yield from _missing(log, known, signed, signed | by.lost.keys())
    yield from _check_restores(log, by, signed)
    yield from _check_times(log)


def _check_times(log: Sequence[LoggedEntry]) -> Iterator[Finding]:
    """Yield where the clock went back; the order of the log is by its numbers, so it is noted and no more."""
    before = ""
    for one in log:
        if one.at and one.at < before:  # as text first: to read every moment of a long log would take seconds
            try:
                is_late = moment(before) - moment(one.at) > CLOCK_SLACK
            except RuleViolation as error:
                yield Finding(Kind.CHANGED, f"log entry {one.seq}", str(error))
                continue
            if is_late:
                message = f"the clock said {one.at}, after {before} in the entry before: times around it may be wrong."
                yield Finding(Kind.NOTED, f"log entry {one.seq}", message)
        before = one.at or before


def _check_sessions(log: Sequence[LoggedEntry], by: Vouchers) -> Generator[Finding, None, Holding]:
    """Yield what is wrong with sessions; returns those that hold, by their id."""
    begun: dict[str, LoggedEntry] = {}
    for one in log:
        begun.setdefault(one.session, one)
    holding: Holding = {}
    for session, certificate in by.sessions:
        try:
            said, faults = session.fields, session.faults(certificate)
        except RuleViolation as error:
            yield Finding(Kind.CHANGED, "session", str(error))
            continue
        place, first = f"session {said['session'][:8]}", begun.get(said["session"])
        size = said["log_size"]
        if faults:
            yield from (Finding(Kind.CHANGED, place, one) for one in faults)
        elif said["store"] != by.store or said["epoch"] > by.epoch:
            yield Finding(Kind.CHANGED, place, "belongs to another store, or to a later time of this one.")
        elif not _begins(log, size + 1, first):
            yield Finding(Kind.CHANGED, place, f"was begun at entry {size + 1}, and the log does not say so.")
        elif size and log[size - 1].hash != said["log_head"]:
            yield Finding(Kind.CHANGED, place, f"came to another log than this one: entry {size} is not what it saw.")
        elif by.ended.get(said["certificate"], size) < size:
            yield Finding(Kind.CHANGED, place, "was begun with a key that had ended.")
        else:
            holding[said["session"]] = (session, certificate)
    return holding


def _begins(log: Sequence[LoggedEntry], seq: int, first: LoggedEntry | None) -> bool:
    """Tell whether the first entry of a session is the one it names, or that one is lost."""
    if 0 < seq <= len(log) and log[seq - 1].is_lost:
        return first is None or first.seq > seq
    return first is not None and first.seq == seq and first.action == "sign in"


def _check_notes(log: Sequence[LoggedEntry], by: Vouchers, sessions: Holding) -> Generator[Finding, None, set[int]]:
    """Yield what is wrong with notes; returns the sizes of those that hold."""
    tree, good, epoch = Tree(), set[int](), 1
    keys: dict[str, Certificate | SessionCertificate] = {
        **by.certificates,
        **{session_name(one): session for one, (session, _) in sessions.items()},
    }
    for size in sorted({*by.notes, *by.lost}):
        place = f"checkpoint at entry {size}"
        if size in by.lost and note_digest(by.notes.get(size)) != by.lost[size]:
            message = "is not as the recorded break found it: it was altered since."
            yield Finding(Kind.CHANGED, place, message, size)
        if size not in by.notes:
            continue
        try:
            note = read_note(by.notes[size])
        except RuleViolation as error:
            if size not in by.lost:
                yield Finding(Kind.CHANGED, place, str(error), size)
            continue
        if size in by.lost and not _lines_hold(note, keys):
            continue
        if note.size != size or size > len(log):
            message = f"is of {note.size} entries; the log has {len(log)}."
            yield Finding(Kind.CHANGED, place, message, size)
            continue
        while tree.size < size:
            tree.add(log[tree.size].hash)
        faults = list(_note_faults(note, log[size - 1], tree, by, keys))
        if note.store != by.store or not epoch <= note.epoch <= by.epoch:
            faults.append("is of another store, or out of its time.")
        epoch = max(epoch, note.epoch)
        yield from (Finding(Kind.CHANGED, place, one, size) for one in faults)
        if not faults:
            good.add(size)
    return good


def note_digest(written: str | None) -> str | None:
    """Return the digest by which a recorded break names a note, None for one that is gone."""
    return None if written is None else hashlib.sha256(written.encode(errors="surrogateescape")).hexdigest()


def _lines_hold(note: Note, keys: Mapping[str, Certificate | SessionCertificate]) -> bool:
    """Tell whether every line of a note was signed by a key known here: then it is a note of some log, not a ruin."""
    public = {line.name: _public(keys[line.name]) for line in note.signatures if line.name in keys}
    return all(line.name in public and line.fits(note.text, public[line.name]) for line in note.signatures)


def _public(key: Certificate | SessionCertificate) -> bytes:
    return bytes.fromhex(key.fields["public"]) if isinstance(key, SessionCertificate) else key.public


def _note_faults(
    note: Note,
    entry: LoggedEntry,
    tree: Tree,
    by: Vouchers,
    keys: Mapping[str, Certificate | SessionCertificate],
) -> Iterator[str]:
    if note.root != tree.root() or note.head != entry.hash:
        yield "is not of the entries that are here: they were changed after it was signed."
    for line in note.signatures:
        key = keys.get(line.name)
        if key is None:
            yield f"is signed by {line.name[:60]}, which is no key that holds in this store."
            continue
        if isinstance(key, SessionCertificate):
            said = key.fields
            public, serial = bytes.fromhex(said["public"]), said["certificate"]
            if not said["log_size"] < note.size:
                yield "was signed by a session that had not begun."
            elif not entry.is_lost and moment(entry.at) > moment(said["until"]):
                yield "was signed by a session that was over."
        else:
            public, serial = key.public, key.fields["serial"]
        if by.ended.get(serial, note.size) < note.size:
            yield "was signed with a key that had ended."
        if not line.fits(note.text, public):
            yield f"has a signature by {line.name[:60]} that does not fit."


def _missing(
    log: Sequence[LoggedEntry], sessions: Mapping[str, object], signed: set[int], standing: set[int]
) -> Iterator[Finding]:
    """Yield where a note should stand and does not, and what comes before the first and after the last one.

    standing: sizes of the notes that hold, and of those that a recorded break says are lost.
    """
    began = min((one.seq for one in log if one.session in sessions), default=None)
    since = 0
    for one in log:
        since = 0 if one.seq in standing else since + (one.session in sessions)
        if began is not None and one.seq >= began and one.session and one.session not in sessions:
            yield Finding(Kind.CHANGED, f"log entry {one.seq}", "names a session that nobody's key certified.")
        if one.session in sessions and one.seq not in standing and (one.action in CLOSING or since > MOST_BETWEEN):
            message = "has no checkpoint after it, though one belongs there."
            yield Finding(Kind.CHANGED, f"log entry {one.seq}", message, one.seq)
            since = 0
    last = max(signed, default=0)
    if not last:
        yield Finding(
            Kind.UNSIGNED, "log", f"none of its {len(log)} entries is signed; whoever has the file could have made it."
        )
    elif last < len(log):
        yield Finding(
            Kind.UNSIGNED, "log", f"signed up to entry {last}; the {len(log) - last} after it are not signed yet."
        )


def _check_restores(log: Sequence[LoggedEntry], by: Vouchers, signed: set[int]) -> Iterator[Finding]:
    """Yield restores that the log does not tell of or no administrator signed, and an epoch that none began."""
    for one in by.restores:
        place, at = f"restore to epoch {one.epoch}", one.size + 1
        if not 0 < one.size < len(log) or not _is_restoring(log[at - 1]) or log[one.size - 1].hash != one.head:
            yield Finding(Kind.CHANGED, place, f"is said to be entry {at} of the log, which tells of something else.")
        elif at not in signed or not is_restore_note(by.notes[at], one, by.certificates):
            yield Finding(Kind.CHANGED, place, f"is not signed by an administrator at entry {at}.")
    if by.epoch != max((one.epoch for one in by.restores), default=1):
        yield Finding(Kind.CHANGED, "office", f"is in epoch {by.epoch}, which no restore began.")
    told = {one.size + 1 for one in by.restores}
    for entry in log:
        if entry.action == RESTORING and entry.seq not in told:
            yield Finding(Kind.CHANGED, f"log entry {entry.seq}", "is of a restore that the store tells nothing of.")


def _is_restoring(entry: LoggedEntry) -> bool:
    return entry.is_lost or entry.action == RESTORING


def is_restore_note(written: str, restore: Restore, certificates: Mapping[str, Certificate]) -> bool:
    """Tell whether a note closes the entry of a restore, in its epoch and by an administrator's own key.

    Whether its signatures fit is not asked.
    """
    note = read_note(written)
    keys = [certificates[line.name] for line in note.signatures if line.name in certificates]
    administrator = any(OfficeRole.ADMINISTRATOR.value in one.fields["roles"] for one in keys)
    return (note.size, note.epoch) == (restore.size + 1, restore.epoch) and administrator


def explaining(restores: Sequence[Restore], size: int, epoch: int) -> Restore | None:
    """Return the restore that put aside a log of which somebody saw `size` entries in an epoch, 0 for not known."""
    return next((one for one in restores if one.explains(size, epoch)), None)


def check_anchor(
    log: Sequence[LoggedEntry], mark: AnchorMark, store: str, epochs: range, restores: Sequence[Restore] = ()
) -> Finding:
    """Hold an anchor from elsewhere against the log: it fits, a restore put its log aside, its end is gone, it differs.

    epochs: those that the store has had; an anchor from paper does not say its own.
    """
    place = f"anchor of {mark.size:,} entries"
    if mark.store not in ("", store):
        return Finding(Kind.UNSURE, place, "is of another store, so it says nothing about this one.")
    if _fits(log, mark, store, epochs):
        return Finding(Kind.NOTED, place, f"fits: complete and unchanged up to entry {mark.size}.")
    by = explaining(restores, mark.size, mark.epoch)
    if by is not None and mark.epoch:
        message = f"is of a log that was put aside on {by.at[:10]}, when a backup of {by.size} entries was restored."
        return Finding(Kind.RESTORED, place, message)
    if by is not None:
        message = (
            f"may be of the log that was put aside on {by.at[:10]}, when a backup of {by.size} entries was restored."
            " Hold it against the file that was kept then."
        )
        return Finding(Kind.UNSURE, place, message)
    if mark.size > len(log):
        return Finding(
            Kind.CHANGED,
            place,
            f"the log had {mark.size} entries then and has {len(log)} now: its end was cut, or this is an older copy.",
        )
    return Finding(Kind.CHANGED, place, "the log up to there is not the one that was anchored.")


def _fits(log: Sequence[LoggedEntry], mark: AnchorMark, store: str, epochs: range) -> bool:
    if not 0 < mark.size <= len(log):
        return False
    tree = Tree()
    for one in log[: mark.size]:
        tree.add(one.hash)
    texts = (note_text(store, epoch, mark.size, tree.root(), log[mark.size - 1].hash) for epoch in epochs)
    return mark.code in map(receipt_code, texts)
