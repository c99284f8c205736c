"""Signed notes over the log: how many entries it had, its Merkle root and its head, signed by who was there.

A note is the checkpoint of the store and the anchor that is kept outside it. Its form is that of a signed note and a
checkpoint of C2SP; the signature is Ed25519 over our own tag and the text, a kind of its own (0xff) in that form.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from ..domain.breaks import BREAKING
from ..domain.errors import RuleViolation
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse, receipt_code
from .keys import Certificate, SigningKey, signature_fits

CHECKPOINT_TAG = "rpl-desk/checkpoint/1"
SESSION_TYPE = "rpl-desk/session/1"
SESSION_HOURS = 12
CLOCK_SLACK = timedelta(minutes=2)
"""How far a clock may be behind the last entry of the log before it is told and noted."""
MOST_BETWEEN = 50
REFOUNDING = "office.refound"
"""The action whose entry founds the authority anew; the keys of all who signed for it sign the log too."""
CLOSING = frozenset(
    {
        "sign record",
        "void decision",
        "sign out",
        "export record",
        "end key",
        "confirm minutes",
        "attest register",
        BREAKING,
        REFOUNDING,
    }
)
"""Actions after whose entry a checkpoint stands, besides one every 50 entries."""
RESTORING = "store.restore"
"""The action whose entry begins a new epoch; an administrator's own key signs the log up to it."""
LARGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line of a note: whose key (`session/…` or `person/…/serial`), the key's id and the 64 bytes."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def written(self) -> str:
        """The line as it stands in the note."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"

    def fits(self, text: bytes, public: bytes) -> bool:
        return self.key_id == key_id(self.name, public) and signature_fits(public, CHECKPOINT_TAG, text, self.signature)


@dataclass(frozen=True, slots=True)
class AnchorMark:
    """An anchor as far as it is known: from a file the note's store and epoch, from paper the size and code alone."""

    size: int
    code: str
    store: str = ""
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read. `root` is the 32 bytes of the tree over `size` entries, `head` the last one's hash."""

    store: str
    epoch: int
    size: int
    root: bytes
    head: str
    signatures: tuple[NoteSignature, ...]

    @property
    def text(self) -> bytes:
        """The lines that are signed."""
        return note_text(self.store, self.epoch, self.size, self.root, self.head)

    @property
    def code(self) -> str:
        """The code for paper: of the signed lines, so that whoever has the log can work it out again."""
        return receipt_code(self.text)

    @property
    def line(self) -> str:
        """The last line of minutes: the number of entries and the code."""
        return f"log {self.size:,} · {self.code.replace(' ', '-')}"

    @property
    def mark(self) -> AnchorMark:
        return AnchorMark(self.size, self.code, self.store, self.epoch)


class NoteKey:
    """A key that signs notes, with the name it signs under."""

    def __init__(self, name: str, key: SigningKey) -> None:
        self.name, self._key = name, key

    def line(self, text: bytes) -> str:
        """Return the line of a note that carries this key's signature."""
        signature = self._key.sign(CHECKPOINT_TAG, text)
        return NoteSignature(self.name, key_id(self.name, self._key.public), signature).written

    def sign(self, tag: str, data: bytes) -> bytes:
        """Return the signature over something else than a note, 64 bytes."""
        return self._key.sign(tag, data)

    def close(self) -> None:
        """Overwrite the key; nothing more is signed with it."""
        self._key.close()


def session_name(session: str) -> str:
    return f"session/{session}"


def person_name(person: str, serial: int) -> str:
    return f"person/{person}/{serial}"


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a line names its key."""
    return hashlib.sha256(name.encode() + b"\n\xff" + CHECKPOINT_TAG.encode() + public).digest()[:4]


def note_text(store: str, epoch: int, size: int, root: bytes, head: str) -> bytes:
    """Return the signed lines of a note: origin, size, root and head."""
    return f"rpl-desk/{store}/{epoch}\n{size}\n{base64.b64encode(root).decode()}\nhead {head}\n".encode()


def signed_note(text: bytes, keys: Sequence[NoteKey]) -> str:
    """Return the whole note: the lines, an empty one, and a line from each key."""
    return text.decode() + "\n" + "".join(one.line(text) for one in keys)


_NOTE = re.compile(
    r"rpl-desk/(?P<store>[0-9a-f-]{36})/(?P<epoch>[1-9][0-9]{0,8})\n(?P<size>[1-9][0-9]{0,14})\n"
    r"(?P<root>[A-Za-z0-9+/]{43}=)\nhead (?P<head>[0-9a-f]{64})\n\n"
    r"(?P<lines>(?:— [!-~]{1,200} [A-Za-z0-9+/]+={0,2}\n)+)"
)


def read_note(written: str) -> Note:
    """Read a note; whether its signatures hold is not asked. Raises RuleViolation for anything else."""
    found = _NOTE.fullmatch(written) if len(written) <= LARGEST_NOTE else None
    if found is None:
        raise RuleViolation("This is not a signed note of a log.")
    lines = []
    for line in found["lines"].splitlines():
        _, name, encoded = line.split(" ")
        data = _exact_base64(encoded, 68)
        lines.append(NoteSignature(name, data[:4], data[4:]))
    root = _exact_base64(found["root"], 32)
    return Note(found["store"], int(found["epoch"]), int(found["size"]), root, found["head"], tuple(lines))


def _exact_base64(text: str, length: int) -> bytes:
    """Return the bytes of base64 text that is written in the one way there is."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != length or base64.b64encode(data).decode() != text:
        raise RuleViolation("This is not a signed note of a log: a line of it is not base64.")
    return data


SESSION_SHAPE = {
    "type": str,
    "store": str,
    "epoch": int,
    "session": str,
    "person": str,
    "certificate": int,
    "public": str,
    "from": str,
    "until": str,
    "log_size": int,
    "log_head": str,
}


@dataclass(frozen=True, slots=True)
class SessionCertificate:
    """A person's word that a key is that of their session; it names the head of the log that they came to."""

    body: bytes
    signature: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """type, store, epoch, session, person, certificate (serial), public (hex), from, until, log_size, log_head."""
        said = parse(self.body)
        if any(misfits(said, SESSION_SHAPE)) or said["type"] != SESSION_TYPE or canonical(said) != self.body:
            raise RuleViolation("This is not the certificate of a session.")
        fields: dict[str, Any] = said
        return fields

    def faults(self, certificate: Certificate) -> list[str]:
        """Return what is wrong with it, given the certificate of the key that should have signed it."""
        said, person = self.fields, certificate.fields
        if not signature_fits(certificate.public, SESSION_TYPE, self.body, self.signature):
            return [f"was not certified by {person['name']}'s key, or was altered."]
        if [said["store"], said["person"], said["certificate"]] != [
            person["store"],
            person["person"],
            person["serial"],
        ]:
            return [f"does not belong to the key of {person['name']} that certified it."]
        if moment(said["until"]) <= moment(said["from"]) or _hours(said) > SESSION_HOURS:
            return ["was to last longer than a session may."]
        return []


def certify_session(
    key: SigningKey, certificate: Certificate, public: bytes, *, epoch: int, session: str, **said: Any
) -> SessionCertificate:
    """Let a person's key certify the key of their session.

    said: `since` and `until`, ISO 8601 in UTC; `log_size` and `log_head`, the end of the log they came to.
    """
    person = certificate.fields
    body = canonical(
        {
            "type": SESSION_TYPE,
            "store": person["store"],
            "epoch": epoch,
            "session": session,
            "person": person["person"],
            "certificate": person["serial"],
            "public": public.hex(),
            "from": said["since"],
            "until": said["until"],
            "log_size": said["log_size"],
            "log_head": said["log_head"],
        }
    )
    return SessionCertificate(body, key.sign(SESSION_TYPE, body))


def moment(text: str) -> datetime:
    """Return a moment as certificates and entries write it; raises RuleViolation for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError as error:
        raise RuleViolation(f"{text[:40]} is not a moment such as 2026-05-28T10:53:07Z.") from error


def _hours(said: dict[str, Any]) -> float:
    return (moment(said["until"]) - moment(said["from"])).total_seconds() / 3600


_PAPER = re.compile(r"(?:log\s+)?(?P<size>\d[\d,]*)\s*(?:·|-|:|\s)\s*(?P<code>(?:[0-9A-Z]{4}[ -]){7}[0-9A-Z]{4})")


def read_line(text: str) -> AnchorMark:
    """Read the line that minutes end in, such as "log 1,284 · K7QX-…"; raises RuleViolation for anything else."""
    found = _PAPER.fullmatch(text.strip().upper().replace("LOG", "log"))
    if found is None:
        raise RuleViolation(f"{text[:60]} is not the line of an anchor, such as: log 1,284 · K7QX-… (8 groups of 4).")
    code = found["code"].replace("-", " ").replace("O", "0").replace("I", "1").replace("L", "1")
    return AnchorMark(int(found["size"].replace(",", "")), code)
