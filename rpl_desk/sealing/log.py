"""The audit log's chain: each entry holds the hash of the one before, and a salted digest of each row it changed.

The bytes that were hashed are kept as they were hashed; nothing is ever written again to be checked.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..domain.errors import Problem, RuleViolation
from .canonical import canonical, misfits, parse

GENESIS = "0" * 64
ROW_TAG = b"rpl-desk/row/1\0"
ENTRY_TAG = b"rpl-desk/audit/1\0"


@dataclass(frozen=True, slots=True)
class EntryFields:
    """What an entry says. It names people and things by id only, so that erasing a person leaves the log whole.

    v: 1, the version of this form. seq: from 1. at: claimed time, ISO 8601 in UTC. body_hash: SHA-256 of the body,
    which lists the digests of the rows changed. prev: hash of the entry before, GENESIS for the first.
    """

    v: int
    seq: int
    at: str
    actor: str
    session: str
    device: str
    action: str
    subject: str
    body_hash: str
    prev: str


_SHAPE = dict(EntryFields.__annotations__)


def row_digest(projection: str, salt: bytes, columns: Mapping[str, Any]) -> str:
    """Return the salted digest of a row, in hexadecimal.

    projection: the name and version of the choice of columns, so that a new column leaves old digests standing.
    salt: random bytes kept in the row; after erasure the digest says nothing of what was there.
    columns: text, whole numbers, truth values, None, or bytes (which count as {"hex": …}).
    """
    values = {name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in columns.items()}
    return hashlib.sha256(ROW_TAG + canonical([projection, salt.hex(), values])).hexdigest()


def entry_bytes(fields: EntryFields) -> bytes:
    """Return the entry as the canonical bytes that are hashed and kept."""
    return canonical(asdict(fields))


def entry_hash(entry: bytes) -> str:
    """Return the hash that the next entry holds as `prev`."""
    return hashlib.sha256(ENTRY_TAG + entry).hexdigest()


def check_chain(entries: Iterable[tuple[bytes, str, bytes]], *, seq: int = 0, prev: str = GENESIS) -> Iterator[Problem]:
    """Yield every fault in a run of entries, each given as (entry, its kept hash, body) in order.

    seq, prev: number and hash of the entry before the first one given; as they stand, the check starts at entry 1.

    A chain says nothing about entries cut from its end, nor about one written anew from some point on: for that its
    head is compared with a sign-off, receipt or anchor kept elsewhere.
    """
    for entry, kept, body in entries:
        found, body_hash = entry_hash(entry), hashlib.sha256(body).hexdigest()
        if found == kept and _links(entry, seq + 1, prev, body_hash):
            seq += 1
        else:
            fields = _read(entry)
            yield from _faults(fields, seq + 1, prev, body_hash)
            seq = seq + 1 if fields is None else fields["seq"]
            if found != kept:
                yield Problem(f"log entry {seq}", "is not what was hashed: entry and hash differ.")
        prev = found


def _links(entry: bytes, seq: int, prev: str, body_hash: str) -> bool:
    """Tell whether an entry holds what the chain needs, at its place in the canonical form, without reading it whole.

    A quotation mark inside a text is escaped there, so that no text can pass for these names. Three times as quick
    as reading the JSON.
    """
    return (
        f'"body_hash":"{body_hash}","device":"'.encode() in entry
        and f'"prev":"{prev}","seq":{seq},"session":"'.encode() in entry
        and entry.endswith(b'","v":1}')
    )


def _faults(fields: dict[str, Any] | None, seq: int, prev: str, body_hash: str) -> Iterator[Problem]:
    if fields is None:
        yield Problem(f"log entry {seq}", "cannot be read as an entry of the log.")
        return
    place = f"log entry {fields['seq']}"
    if fields["seq"] != seq:
        yield Problem(place, f"stands where entry {seq} should be.")
    elif fields["prev"] != prev:
        yield Problem(place, "does not follow from the entry before it.")
    if fields["body_hash"] != body_hash:
        yield Problem(place, "lists other changes than the ones that were hashed.")


def _read(entry: bytes) -> dict[str, Any] | None:
    """Return what an entry says, None when it is not one of version 1 in canonical form."""
    try:
        fields = parse(entry)
    except RuleViolation:
        return None
    if any(misfits(fields, _SHAPE)) or fields["v"] != 1 or canonical(fields) != entry:
        return None
    return dict(fields)
