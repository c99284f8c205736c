"""The breaks that a store tells of: which hold, what they name together, and the log's hashes with those they give."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..domain.errors import DeskError, RuleViolation
from ..domain.policy import OfficeRow
from ..domain.rows import dataclass
from ..sealing.breaks import BREAKING, NO_DAMAGE, Break, BreakEntry, Damage, break_faults, break_words
from ..sealing.canonical import parse
from ..sealing.keys import Certificate, check_certificate
from ..sealing.log import GENESIS, Lost, entry_hash
from ..sealing.told_breaks import ToldBreak
from ..store import queries, tables
from ..store.database import Reader
from .people import ended_keys
from .sessions import as_signed

SUBJECT = "log"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A break that holds: entry `seq` of the log acknowledges it; `signers` are the keys' certificates."""

    seq: int
    at: str
    cause: str
    signers: tuple[Certificate, ...]
    damage: Damage
    signed: Break

    @property
    def names(self) -> tuple[str, ...]:
        """The two who signed it."""
        return tuple(one.fields["name"] for one in self.signers)

    @property
    def words(self) -> str:
        """Say in one sentence when it was recorded, by whom and of what."""
        return break_words(self.signed.fields, self.names)


@dataclass(frozen=True, slots=True)
class Breaks:
    """All breaks of a store that hold, in the order of the log, and of each that does not where it is and why."""

    recorded: tuple[Recorded, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()

    @property
    def damage(self) -> Damage:
        """What they name together, the later before the earlier; their rows are in the log like all others."""
        return merged(one.damage for one in self.recorded)

    def without(self, lost: Container[int]) -> "Breaks":
        """Return these without those whose own entries are lost; what they named has to be named again."""
        return Breaks(
            tuple(one for one in self.recorded if one.seq not in lost),
            tuple((seq, why) for seq, why in self.faults if seq not in lost),
        )


def merged(damages: Iterable[Damage]) -> Damage:
    """Return several as one, without their rows; of what two name, the later holds."""
    entries: dict[int, Lost] = {}
    checkpoints: dict[int, str | None] = {}
    files: dict[str, str | None] = {}
    for one in damages:
        entries |= one.entries
        checkpoints |= one.checkpoints
        files |= one.files
    return Damage(entries, checkpoints, files) if entries or checkpoints or files else NO_DAMAGE


def breaks_of(read: Reader) -> Breaks:
    """Return the breaks that a store tells of, each held against the log and the keys of those who signed it."""
    table = tables.audit_entry
    found = queries.columns(
        read,
        table.c.seq,
        table.c.entry,
        table.c.body,
        where=(table.c.subject == SUBJECT) & (table.c.action == BREAKING),
        order=table.c.seq,
    )
    if not found:
        return Breaks()
    office, ended = queries.office(read), ended_keys(read)
    certificates = certified(read, office)
    holding: dict[int, Recorded] = {}
    faults: dict[int, str] = {}
    for seq, entry, body in found:
        try:
            one = _read(seq, bytes(entry), bytes(body))
        except (DeskError, KeyError, TypeError, ValueError) as error:
            faults[seq] = str(error)
            continue
        wrong = next(break_faults(one, office.store, office.epoch, certificates, ended), "")
        if wrong:
            faults[seq] = wrong
        else:
            holding[seq] = _recorded(one, certificates)
    lost = merged(one.damage for one in holding.values()).entries
    for seq, recorded in tuple(holding.items()):
        said = recorded.signed.fields
        if _hash_at(read, said["vouched_size"], lost) != said["vouched_head"]:
            faults[seq] = "its statement names another log: the last entry it vouches for is not the one here."
            del holding[seq]
        elif seq in lost:  # a later break gave it up; what it named, that one has to name again
            del holding[seq]
    return Breaks(tuple(holding.values()), tuple(sorted((seq, why) for seq, why in faults.items() if seq not in lost)))


def told_breaks(read: Reader) -> tuple[ToldBreak, ...]:
    """Return the breaks that hold as a roster tells of them, in the order of the log."""
    return tuple(ToldBreak(one.signed, one.signers) for one in breaks_of(read).recorded)


def _read(seq: int, entry: bytes, body: bytes) -> BreakEntry:
    said, inside = parse(entry), parse(body)
    if not isinstance(said, dict) or not isinstance(inside, dict) or "break" not in inside:
        raise RuleViolation("the entry holds no statement.")
    rows = tuple((name, key, digest) for name, key, digest in inside["rows"])
    return BreakEntry(seq, said["prev"], inside["operation"], rows, Break.from_plain(inside["break"]))


def _recorded(one: BreakEntry, certificates: Mapping[int, Certificate]) -> Recorded:
    said = one.found.fields
    signers = tuple(certificates[signer["certificate"]] for signer in said["signers"])
    return Recorded(one.seq, said["at"], said["cause"], signers, one.found.damage, one.found)


def certified(read: Reader, office: OfficeRow) -> dict[int, Certificate]:
    """Return the certificates that the store's authority made, by their serials."""
    held = map(as_signed, queries.certificates(read).values())
    return {one.fields["serial"]: one for one in held if check_certificate(one, office.authority_public)}


def _hash_at(read: Reader, size: int, lost: Mapping[int, Lost]) -> str:
    if not size:
        return GENESIS
    if size in lost:
        return lost[size].hash
    table = tables.audit_entry
    found = queries.columns(read, table.c.entry, where=table.c.seq == size)
    return entry_hash(bytes(found[0][0])) if found else ""


def in_places(rows: Iterable[tuple[Any, ...]], lost: Mapping[int, Lost]) -> Iterator[tuple[int, Any]]:
    """Yield the number of each entry with what was read of it, or the `Lost` that a break gives in its place.

    rows: in the order of the log, each a tuple of which nothing is asked; gaps are filled where a break names them.
    """
    number = 0
    for row in rows:
        while (one := lost.get(number + 1)) is not None and one.digest is None:
            number += 1
            yield number, one
        number += 1
        yield number, one if one is not None else row


def log_hashes(read: Reader, more: Mapping[int, Lost] | None = None) -> Sequence[str]:
    """Return the hash of every entry as it is kept, that of a lost one as its break gives it, or `more` does."""
    table = tables.audit_entry
    rows = queries.columns(read, table.c.hash, order=table.c.seq)
    lost = {**breaks_of(read).damage.entries, **(more or {})}
    if not lost:
        return [one for (one,) in rows]
    return [one.hash if isinstance(one, Lost) else one[0] for _, one in in_places(rows, lost)]
