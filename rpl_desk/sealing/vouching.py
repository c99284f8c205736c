"""Who signed a log, and up to where: sessions, notes, sign-offs and anchors held against the entries themselves."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from enum import StrEnum

from ..domain.errors import RuleViolation
from ..domain.rows import dataclass
from .canonical import receipt_code
from .keys import Certificate
from .merkle import Tree
from .notes import (
    CLOSING,
    MOST_BETWEEN,
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
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, and where."""

    kind: Kind
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """What the check of signatures needs of an entry; `hash` is worked out from its bytes, not the one beside it."""

    seq: int
    hash: str
    at: str
    session: str
    action: str


@dataclass(frozen=True, slots=True)
class Vouchers:
    """Everything in a store that signs its log.

    certificates: by the name a note uses for a person's key. sessions: each with the certificate of its person's key.
    notes: as written, by size. ended: by a certificate's serial, the last entry that its key may have signed.
    """

    store: str
    epoch: int
    certificates: Mapping[str, Certificate]
    sessions: Sequence[tuple[SessionCertificate, Certificate]]
    notes: Mapping[int, str]
    ended: Mapping[int, int]


Holding = dict[str, tuple[SessionCertificate, Certificate]]


def check_vouchers(log: Sequence[LoggedEntry], by: Vouchers) -> Iterator[Finding]:
    """Yield what is wrong with the signatures over a whole log, and which of its entries nobody has signed."""
    known = yield from _check_sessions(log, by)
    signed = yield from _check_notes(log, by, known)
    yield from _missing(log, known, signed)


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
        elif first is None or first.seq != size + 1 or first.action != "sign in":
            yield Finding(Kind.CHANGED, place, f"was begun at entry {size + 1}, and the log does not say so.")
        elif size and log[size - 1].hash != said["log_head"]:
            yield Finding(Kind.CHANGED, place, f"came to another log than this one: entry {size} is not what it saw.")
        elif by.ended.get(said["certificate"], size) < size:
            yield Finding(Kind.CHANGED, place, "was begun with a key that had ended.")
        else:
            holding[said["session"]] = (session, certificate)
    return holding


def _check_notes(log: Sequence[LoggedEntry], by: Vouchers, sessions: Holding) -> Generator[Finding, None, set[int]]:
    """Yield what is wrong with notes; returns the sizes of those that hold."""
    tree, good, epoch = Tree(), set[int](), 1
    keys: dict[str, Certificate | SessionCertificate] = {
        **by.certificates,
        **{session_name(one): session for one, (session, _) in sessions.items()},
    }
    for size in sorted(by.notes):
        place = f"checkpoint at entry {size}"
        try:
            note = read_note(by.notes[size])
        except RuleViolation as error:
            yield Finding(Kind.CHANGED, place, str(error))
            continue
        if note.size != size or size > len(log):
            yield Finding(Kind.CHANGED, place, f"is of {note.size} entries; the log has {len(log)}.")
            continue
        while tree.size < size:
            tree.add(log[tree.size].hash)
        faults = list(_note_faults(note, log[size - 1], tree, by, keys))
        if note.store != by.store or not epoch <= note.epoch <= by.epoch:
            faults.append("is of another store, or out of its time.")
        epoch = max(epoch, note.epoch)
        yield from (Finding(Kind.CHANGED, place, one) for one in faults)
        if not faults:
            good.add(size)
    return good


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
            elif moment(entry.at) > moment(said["until"]):
                yield "was signed by a session that was over."
        else:
            public, serial = key.public, key.fields["serial"]
        if by.ended.get(serial, note.size) < note.size:
            yield "was signed with a key that had ended."
        if not line.fits(note.text, public):
            yield f"has a signature by {line.name[:60]} that does not fit."


def _missing(log: Sequence[LoggedEntry], sessions: Mapping[str, object], signed: set[int]) -> Iterator[Finding]:
    """Yield where a note should stand and does not, and what comes before the first and after the last one."""
    began = min((one.seq for one in log if one.session in sessions), default=None)
    since = 0
    for one in log:
        since = 0 if one.seq in signed else since + (one.session in sessions)
        if began is not None and one.seq >= began and one.session and one.session not in sessions:
            yield Finding(Kind.CHANGED, f"log entry {one.seq}", "names a session that nobody's key certified.")
        if one.session in sessions and one.seq not in signed and (one.action in CLOSING or since > MOST_BETWEEN):
            yield Finding(Kind.CHANGED, f"log entry {one.seq}", "has no checkpoint after it, though one belongs there.")
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


def check_anchor(log: Sequence[LoggedEntry], mark: AnchorMark, store: str, epochs: range) -> Finding:
    """Hold an anchor from elsewhere against the log: its end is gone, it differs, or it goes on from there.

    epochs: those that the store has had; an anchor from paper does not say its own.
    """
    place = f"anchor of {mark.size:,} entries"
    if mark.store not in ("", store):
        return Finding(Kind.UNSURE, place, "is of another store, so it says nothing about this one.")
    if mark.size > len(log):
        return Finding(
            Kind.CHANGED,
            place,
            f"the log had {mark.size} entries then and has {len(log)} now: its end was cut, or this is an older copy.",
        )
    tree = Tree()
    for one in log[: mark.size]:
        tree.add(one.hash)
    texts = (note_text(store, epoch, mark.size, tree.root(), log[mark.size - 1].hash) for epoch in epochs)
    if mark.size < 1 or mark.code not in map(receipt_code, texts):
        return Finding(Kind.CHANGED, place, "the log up to there is not the one that was anchored.")
    return Finding(Kind.NOTED, place, f"fits: complete and unchanged up to entry {mark.size}.")
