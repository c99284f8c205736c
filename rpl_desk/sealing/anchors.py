"""A note on a log with all it takes to check it elsewhere, and proofs that sign-offs are in that log."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..domain.errors import Problem, Refused, RuleViolation
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse, receipt_code
from .keys import CERTIFICATE_SHAPE, Certificate, check_certificate, fingerprint
from .log import entry_hash
from .merkle import goes_on, root_of_path
from .notes import SESSION_SHAPE, AnchorMark, Note, SessionCertificate, note_text, person_name, read_note, session_name

ANCHOR_TYPE = "rpl-desk/anchor/1"
NOTED_SHAPE: dict[str, Any] = {
    "note": str,
    "sessions": [{"body": SESSION_SHAPE, "signature": str}],
    "certificates": [{"body": CERTIFICATE_SHAPE, "signature": str}],
}
PROOF_SHAPE = {"entry": str, "body": str, "path": [str]}
LINK_SHAPE = {"epoch": int, "size": int, "root": str, "head": str, "path": [str]}
ANCHORED_SHAPE: dict[str, Any] = NOTED_SHAPE | {"proofs": [PROOF_SHAPE], "links": [LINK_SHAPE]}
_ANCHOR_SHAPE = {"type": str, "authority": {"store": str, "public": str}} | NOTED_SHAPE


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as written, the certificates of the sessions that signed it, and those of their people's keys."""

    note: str
    sessions: tuple[SessionCertificate, ...]
    certificates: tuple[Certificate, ...]

    @property
    def read(self) -> Note:
        return read_note(self.note)

    def to_plain(self) -> dict[str, Any]:
        return {
            "note": self.note,
            "sessions": [_signed(one.body, one.signature) for one in self.sessions],
            "certificates": [_signed(one.body, one.signature) for one in self.certificates],
        }

    def faults(self, authority_public: bytes) -> Iterator[str]:
        """Yield what is wrong with the note: each of its lines is to be by a key that this authority vouches for."""
        try:
            note = self.read
        except RuleViolation as error:
            yield str(error)
            return
        stores = {one.fields["store"] for one in self.certificates}
        people = {_name(one): one for one in self.certificates if check_certificate(one, authority_public)}
        keys = {name: one.public for name, one in people.items()}
        for session in self.sessions:
            try:
                said = session.fields
            except RuleViolation as error:
                yield str(error)
                continue
            stores.add(said["store"])
            certificate = people.get(person_name(said["person"], said["certificate"]))
            if certificate is None:
                yield "A session that signed the note on the log belongs to nobody this authority certified."
                continue
            yield from (f"A session that signed the note on the log {one}" for one in session.faults(certificate))
            keys[session_name(said["session"])] = bytes.fromhex(said["public"])
        if stores != {note.store}:
            yield "The note on the log and the keys that signed it are not of one store."
        for line in note.signatures:
            if line.name not in keys or not line.fits(note.text, keys[line.name]):
                yield "A signature of the note on the log does not fit: the note was altered, or another key made it."

    def signers(self) -> Iterator[tuple[str, str, str]]:
        """Yield the person, name and key fingerprint of everybody whose key stands behind the note."""
        for one in self.certificates:
            said = one.fields
            yield said["person"], said["name"], fingerprint(one.public)


@dataclass(frozen=True, slots=True)
class LogProof:
    """That an entry is in the log a note is of: the entry and its body as they were hashed, and the path upwards."""

    entry: bytes
    body: bytes
    path: tuple[bytes, ...]

    def to_plain(self) -> dict[str, Any]:
        return {"entry": self.entry.decode(), "body": self.body.decode(), "path": [one.hex() for one in self.path]}

    def faults(self, note: Note, payload: dict[str, Any]) -> Iterator[str]:
        """Yield why this does not show that the sign-off with this payload is in the log that the note is of."""
        name = payload["signer"]["name"]
        try:
            said, body = parse(self.entry), parse(self.body)
            told = (said["seq"], said["prev"], said["action"], body["operation"])
        except (RuleViolation, KeyError, TypeError):
            yield f"The entry of the log for the signature of {name} cannot be read."
            return
        if told != (payload["log_size"] + 1, payload["log_head"], "sign record", payload["operation"]):
            yield f"The entry of the log beside the signature of {name} is of something else."
        elif said["body_hash"] != hashlib.sha256(self.body).hexdigest():
            yield f"The entry of the log for the signature of {name} lists other changes than were hashed."
        elif root_of_path(entry_hash(self.entry), said["seq"] - 1, note.size, self.path) != note.root:
            yield f"The signature of {name} is not in the log that the note is of, or its entry was altered."


@dataclass(frozen=True, slots=True)
class Link:
    """That the log of another note is the beginning of the one of this note, or this one's of that: with its proof.

    epoch, size, root, head: what the other note says. A link vouches for nothing by itself; an anchor on paper with
    the other note's code does, and the link carries that over to this note.
    """

    epoch: int
    size: int
    root: bytes
    head: str
    path: tuple[bytes, ...]

    def to_plain(self) -> dict[str, Any]:
        return {
            "epoch": self.epoch,
            "size": self.size,
            "root": self.root.hex(),
            "head": self.head,
            "path": [one.hex() for one in self.path],
        }

    def code(self, store: str) -> str:
        """The code of the other note, as it stands on paper."""
        return receipt_code(note_text(store, self.epoch, self.size, self.root, self.head))

    def holds(self, note: Note) -> bool:
        """Tell whether the proof shows that of the two logs the longer goes on from the shorter."""
        (low, low_root), (high, high_root) = sorted([(self.size, self.root), (note.size, note.root)])
        return low < high and goes_on(low, low_root, high, high_root, self.path)


@dataclass(frozen=True, slots=True)
class Anchored:
    """A note on a log, proofs that entries are in it, and links to notes that stand on paper.

    Of a record: the note that closed its last signature, with a proof for each of its signatures in their order.
    """

    noted: Noted
    proofs: tuple[LogProof, ...] = ()
    links: tuple[Link, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        return self.noted.to_plain() | {
            "proofs": [one.to_plain() for one in self.proofs],
            "links": [one.to_plain() for one in self.links],
        }

    def link_faults(self) -> Iterator[str]:
        """Yield which links do not hold; the note itself is checked before."""
        note = self.noted.read
        for one in self.links:
            if not one.holds(note):
                yield f"The link to the log of {one.size:,} entries does not hold: it was altered."

    def held_to(self, mark: AnchorMark) -> str | None:
        """Return what an anchor from elsewhere says of the note: "same", "later", "earlier" or "differs".

        "later": the anchor was made after, and vouches for all that the note does. "earlier": the log of the note goes
        on from what the anchor vouches for. None where the two cannot be compared.
        """
        note = self.noted.read
        if mark.store not in ("", note.store):
            return None
        if mark.size == note.size:
            return "same" if mark.code == note.code else "differs"
        linked = [one.code(note.store) for one in self.links if one.size == mark.size]
        if not linked:
            return None
        return ("later" if mark.size > note.size else "earlier") if mark.code in linked else "differs"


def anchor_line(noted: Noted, store: str, authority_public: bytes) -> bytes:
    """Return an anchor as one line of JSON, such as the anchors file holds: the note with all it takes to check it."""
    head = {"type": ANCHOR_TYPE, "authority": {"store": store, "public": authority_public.hex()}}
    return canonical(head | noted.to_plain()) + b"\n"


def read_anchor(line: bytes) -> Note:
    """Read such a line, and check it in itself; raises RuleViolation, or Refused with what is wrong."""
    plain = parse(line)
    problems = [*misfits(plain, _ANCHOR_SHAPE)]
    if not problems and plain["type"] != ANCHOR_TYPE:
        problems.append(Problem("type", f"should be {ANCHOR_TYPE}."))
    if not problems:
        noted = noted_of(plain)
        try:
            public = bytes.fromhex(plain["authority"]["public"])
        except ValueError:
            public = b""
        problems = [Problem("", one) for one in noted.faults(public)]
        if not problems:
            if noted.read.store == plain["authority"]["store"]:
                return noted.read
            problems.append(Problem("authority", "is of another store than the note."))
    raise Refused("The anchor", problems)


def noted_of(plain: dict[str, Any]) -> Noted:
    """Return what `Noted.to_plain` gave, its shape checked before; raises RuleViolation for what is not base64."""
    for kind, name in (("certificates", "sign_pub"), ("sessions", "public")):
        if not all(re.fullmatch("[0-9a-f]{64}", one["body"][name]) for one in plain[kind]):
            raise RuleViolation("A key beside the note on the log is not a public key.")
    return Noted(
        plain["note"],
        tuple(SessionCertificate(canonical(one["body"]), _bytes(one["signature"])) for one in plain["sessions"]),
        tuple(Certificate(canonical(one["body"]), _bytes(one["signature"])) for one in plain["certificates"]),
    )


def anchored_of(plain: dict[str, Any]) -> Anchored:
    """Return what `Anchored.to_plain` gave, its shape checked before; raises RuleViolation for what is not encoded."""
    try:
        proofs = tuple(
            LogProof(one["entry"].encode(), one["body"].encode(), _path(one["path"])) for one in plain["proofs"]
        )
        links = tuple(
            Link(one["epoch"], one["size"], bytes.fromhex(one["root"]), one["head"], _path(one["path"]))
            for one in plain["links"]
        )
    except ValueError as error:
        raise RuleViolation("A proof of the log is not hexadecimal.") from error
    made = Anchored(noted_of(plain), proofs, links)
    if made.to_plain() != {name: plain[name] for name in ANCHORED_SHAPE}:
        raise RuleViolation("The note on the log is not written in the one way there is.")
    return made


def _path(parts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(part) for part in parts)


def standing_behind(
    note: Note, sessions: Iterable[SessionCertificate], certificates: Sequence[Certificate]
) -> Noted | None:
    """Return a note with the certificates of those who signed it; None where the store does not have them all."""
    people = {_name(one): one for one in certificates}
    known = {session_name(one.fields["session"]): one for one in sessions}
    used: list[SessionCertificate] = []
    needed: list[Certificate] = []
    for line in note.signatures:
        name = line.name
        if name in known:
            used.append(known[name])
            said = known[name].fields
            name = person_name(said["person"], said["certificate"])
        if name not in people:
            return None
        if people[name] not in needed:
            needed.append(people[name])
    text = note.text.decode() + "\n" + "".join(one.written for one in note.signatures)
    return Noted(text, tuple(used), tuple(needed))


def _name(certificate: Certificate) -> str:
    said = certificate.fields
    return person_name(said["person"], said["serial"])


def _signed(body: bytes, signature: bytes) -> dict[str, Any]:
    return {"body": parse(body), "signature": base64.b64encode(signature).decode()}


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise RuleViolation("A signature is not base64.") from error
    return data
