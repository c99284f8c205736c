"""A recorded break: what two people say of a log or store that was damaged and could not be restored (trust.md, A-9).

The statement is signed by both and kept in the body of an entry `audit.break`. It names what is not as it was left,
each with the digest of how it was found, so that whatever is altered later is a fault again. Nothing is hashed anew: an
entry that is lost keeps its place in the chain and in the tree by the hash that the entry after it names.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType
from typing import Any

from ..domain.breaks import BREAKING as BREAKING
from ..domain.breaks import CAUSES
from ..domain.errors import DeskError, Problem, RuleViolation
from ..domain.people import OfficeRole
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse
from .keys import Certificate, SigningKey, signature_fits
from .log import Lost
from .notes import moment

BREAK_TYPE = "rpl-desk/break/1"
SIGNERS = 2
NEVER_GONE = frozenset(
    {"certificate", "founding", "key_ending", "record", "session_key", "signature", "store_restore", "voiding"}
)
"""Tables of what keys signed. A row of these that is gone is restored from a backup, never gone on without."""

_STATEMENT_SHAPE = {
    "type": str,
    "store": str,
    "epoch": int,
    "operation": str,
    "at": str,
    "log_size": int,
    "log_head": str,
    "vouched_size": int,
    "vouched_head": str,
    "cause": str,
    "entries": [list],
    "checkpoints": [list],
    "files": [list],
    "rows": [list],
    "signers": [{"person": str, "certificate": int}],
}
_INT, _TEXT, _TEXT_OR_NONE = (int,), (str,), (str, NoneType)
_ITEM_KINDS: dict[str, tuple[tuple[type, ...], ...]] = {
    "entries": (_INT, _TEXT, _TEXT_OR_NONE),
    "checkpoints": (_INT, _TEXT_OR_NONE),
    "files": (_TEXT, _TEXT_OR_NONE),
    "rows": (_TEXT, _INT, _TEXT_OR_NONE),
}
_FIRST_HASH = {"entries": 1, "checkpoints": 1, "files": 0, "rows": 2}
_HASH = re.compile("[0-9a-f]{64}")

Restated = tuple[str, int, str | None]
"""A projection, a row's id, and its digest as it is from now on, None where the row is gone."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What is not as it was left, in the order of its places.

    entries: of the log, by number. checkpoints: digests of notes, by size, None for one that is gone. files: digests of
    what is there of an evidence file, by its name. rows: how each is from now on.
    """

    entries: Mapping[int, Lost]
    checkpoints: Mapping[int, str | None]
    files: Mapping[str, str | None]
    rows: tuple[Restated, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.entries or self.checkpoints or self.files or self.rows)

    def to_plain(self) -> dict[str, Any]:
        """Return it as the statement lists it."""
        return {
            "entries": [[seq, one.hash, one.digest] for seq, one in sorted(self.entries.items())],
            "checkpoints": [[size, digest] for size, digest in sorted(self.checkpoints.items())],
            "files": [[name, digest] for name, digest in sorted(self.files.items())],
            "rows": [list(one) for one in sorted(self.rows, key=lambda one: one[:2])],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Damage":
        """Read what `to_plain` made, its shape checked before."""
        return cls(
            {seq: Lost(hashed, digest) for seq, hashed, digest in plain["entries"]},
            dict(plain["checkpoints"]),
            dict(plain["files"]),
            tuple((name, key, digest) for name, key, digest in plain["rows"]),
        )

    def words(self) -> str:
        """Say in a few words what it is, such as "log entries 5 and 7, 2 rows"."""
        said = [
            _listed("log entry", "log entries", sorted(self.entries)),
            _listed("checkpoint", "checkpoints", sorted(self.checkpoints)),
            _counted(len(self.files), "evidence file"),
            _counted(len(self.rows), "row"),
        ]
        return ", ".join(filter(None, said)) or "nothing"


NO_DAMAGE = Damage({}, {}, {})


@dataclass(frozen=True, slots=True)
class Break:
    """A statement and who signed it: pairs of a certificate's serial and the 64 bytes of the signature."""

    statement: bytes
    signatures: tuple[tuple[int, bytes], ...]

    @property
    def fields(self) -> dict[str, Any]:
        """What the statement says; raises RuleViolation for what is no statement in its canonical form."""
        said = parse(self.statement)
        problems = [*misfits(said, _STATEMENT_SHAPE)]
        if not problems:
            problems.extend(_item_faults(said))
        if problems:
            raise RuleViolation(f"the statement cannot be read: {problems[0]}")
        if said["type"] != BREAK_TYPE or canonical(said) != self.statement:
            raise RuleViolation("the statement is of another form.")
        return dict(said)

    @property
    def damage(self) -> Damage:
        return Damage.from_plain(self.fields)

    def to_plain(self) -> dict[str, Any]:
        """Return it as the body of its entry holds it."""
        return {
            "statement": parse(self.statement),
            "signatures": [[serial, base64.b64encode(one).decode()] for serial, one in self.signatures],
        }

    @classmethod
    def from_plain(cls, plain: Any) -> "Break":
        """Read what `to_plain` made; raises RuleViolation for anything else. Whether it holds is not asked."""
        problems = [*misfits(plain, {"statement": dict, "signatures": [list]})]
        if not problems:
            signatures = []
            for one in plain["signatures"]:
                if [type(part) for part in one] != [int, str]:
                    raise RuleViolation("a signature of the statement cannot be read.")
                signatures.append((one[0], _exact_base64(one[1])))
            return cls(canonical(plain["statement"]), tuple(signatures))
        raise RuleViolation(f"the entry holds no statement: {problems[0]}")


def statement_of(damage: Damage, **said: Any) -> bytes:
    """Return what both sign.

    said: `store`, `epoch`, `operation`, `at`, `log_size` and `log_head` (the end of the log before the entry),
    `vouched_size` and `vouched_head` (the last entry before the first one that is lost), `cause`, and `signers`: pairs
    of a person and the serial of their certificate. Raises ValueError for what has another form.
    """
    signers = [{"person": person, "certificate": serial} for person, serial in said.pop("signers")]
    plain = {"type": BREAK_TYPE, "signers": signers} | said | damage.to_plain()
    if faults := [*misfits(plain, _STATEMENT_SHAPE)]:
        raise ValueError(f"this is not the statement of a break: {faults[0]}")
    return canonical(plain)


def sign_break(key: SigningKey, statement: bytes) -> bytes:
    """Return the signature over a statement, 64 bytes."""
    return key.sign(BREAK_TYPE, statement)


@dataclass(frozen=True, slots=True)
class BreakEntry:
    """An entry `audit.break` as far as its statement is held against it: its number, `prev`, and what its body says."""

    seq: int
    prev: str
    operation: str
    rows: tuple[Restated, ...]
    found: Break


def break_faults(
    entry: BreakEntry, store: str, epoch: int, certificates: Mapping[int, Certificate], ended: Mapping[int, int]
) -> Iterator[str]:
    """Yield why a break does not hold in itself; whether `vouched_head` is of the log is not asked here.

    certificates: those the authority made, by serial. ended: the size the log had when a key ended, by serial.
    """
    try:
        said, damage = entry.found.fields, entry.found.damage
    except DeskError as error:
        yield str(error)
        return
    if said["store"] != store or said["epoch"] > epoch:
        yield "its statement is of another store, or of a later time of this one."
    if (said["log_size"] + 1, said["log_head"], said["operation"]) != (entry.seq, entry.prev, entry.operation):
        yield "its statement is of another place in the log."
    if said["cause"] not in CAUSES:
        yield "its statement names a cause that is not known here."
    if damage.is_nothing:
        yield "its statement names nothing."
    if damage.rows != entry.rows:
        yield "its entry restates other rows than the statement that was signed."
    if any(digest is None and name.partition("/")[0] in NEVER_GONE for name, _, digest in damage.rows):
        yield "its statement gives up a row of what somebody's key signed."
    places = [*damage.entries, *damage.checkpoints]
    if any(not 0 < one <= said["log_size"] for one in places) or not _is_before(said, damage):
        yield "its statement names places that are not before it."
    yield from _signer_faults(entry.found, said, certificates, ended)


def _is_before(said: Mapping[str, Any], damage: Damage) -> bool:
    """Tell whether `vouched_size` is the entry before the first lost one, or the last where none is."""
    return bool(said["vouched_size"] == min(damage.entries, default=said["log_size"] + 1) - 1)


def _signer_faults(
    found: Break, said: Mapping[str, Any], certificates: Mapping[int, Certificate], ended: Mapping[int, int]
) -> Iterator[str]:
    named = [(one["person"], one["certificate"]) for one in said["signers"]]
    if len(named) != SIGNERS or [serial for _, serial in named] != [serial for serial, _ in found.signatures]:
        yield "it is not signed by the two people that its statement names."
        return
    held: list[Certificate] = []
    for (person, serial), (_, signature) in zip(named, found.signatures, strict=True):
        certificate = certificates.get(serial)
        if certificate is None or certificate.fields["person"] != person:
            yield "it is signed by somebody whom this authority did not certify."
            return
        held.append(certificate)
        name = certificate.fields["name"]
        if not signature_fits(certificate.public, BREAK_TYPE, found.statement, signature):
            yield f"it was not signed by {name}, or was altered."
        if ended.get(serial, said["log_size"] + 1) <= said["log_size"]:
            yield f"it is signed with a key of {name} that had ended."
        if moment(said["at"]) < moment(certificate.fields["from"]):
            yield f"it is signed with a key of {name} from before that was certified."
    if len({one.fields["person"] for one in held}) < SIGNERS or len({one.public for one in held}) < SIGNERS:
        yield "it is signed twice by the same person."
    if not any(OfficeRole.ADMINISTRATOR.value in one.fields["roles"] for one in held):
        yield "neither of the two who signed it is an administrator."


def _item_faults(said: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what in the lists of a statement does not have the form of its list, is out of order, or stands twice."""
    for name, kinds in _ITEM_KINDS.items():
        keys = []
        for number, one in enumerate(said[name]):
            if len(one) != len(kinds) or any(type(part) not in kind for part, kind in zip(one, kinds, strict=True)):
                yield Problem(f"{name}[{number}]", "has another form.")
                return
            hashes = one[_FIRST_HASH[name] :]
            if not all(part is None or _HASH.fullmatch(part) for part in hashes):
                yield Problem(f"{name}[{number}]", "holds what is no hash.")
                return
            keys.append(tuple(one[: 2 if name == "rows" else 1]))
        if keys != sorted(set(keys)):
            yield Problem(name, "is not in its order, or names something twice.")


def _exact_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != 64 or base64.b64encode(data).decode() != text:
        raise RuleViolation("a signature of the statement is not base64.")
    return data


def break_words(said: Mapping[str, Any], names: Sequence[str]) -> str:
    """Say in one sentence when a break was recorded, by whom and of what; `said` is its statement."""
    return (
        f"a break was recorded on {said['at'][:10]}, signed by {' and '.join(names)}, of what was not as it was"
        f" left: {Damage.from_plain(said).words()}. Cause: {CAUSES[said['cause']]}."
    )


def _listed(one: str, more: str, numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    if len(numbers) > 6:
        return f"{len(numbers)} {more} from {numbers[0]} to {numbers[-1]}"
    words = [str(number) for number in numbers]
    return f"{one} {words[0]}" if len(words) == 1 else f"{more} {', '.join(words[:-1])} and {words[-1]}"


def _counted(count: int, what: str) -> str:
    return "" if not count else f"{count} {what}{'' if count == 1 else 's'}"
