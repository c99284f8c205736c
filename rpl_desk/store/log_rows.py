"""The rows of the audit log as they stand in the file: whether each is whole, and what stands for a lost one."""

import hashlib
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from ..domain.errors import Problem, RuleViolation
from ..domain.rows import dataclass
from ..sealing.log import (
    GENESIS,
    Lost,
    WholeEntry,
    check_chain,
    entry_hash,
    is_plain,
    lost_digest,
    plain_entry,
    prev_of,
    whole_entry,
)

COLUMNS = ("seq", "entry", "hash", "body", "at", "actor", "action", "subject", "operation")
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LogDamage:
    """Entries that are not as they were hashed; `unknown` are those of which nothing tells the hash they had."""

    lost: Mapping[int, Lost]
    unknown: tuple[int, ...]


def as_bytes(value: object) -> bytes:
    """Return a value of the file as bytes, also where somebody has put something else than bytes in its place."""
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else str(value).encode(errors="replace")


def in_order(raw: Any) -> Iterable[tuple[Any, ...]]:
    """Return every row of the log in order, with `COLUMNS`, as they are read: a million take a gigabyte."""
    return raw.execute(f"SELECT {', '.join(COLUMNS)} FROM audit_entry ORDER BY seq")  # type: ignore[no-any-return]


def faults(rows: Iterable[tuple[Any, ...]], lost: Mapping[int, Lost]) -> Iterator[Problem]:
    """Yield every fault of the whole log, given as rows of `COLUMNS` in order: of its chain, and of what repeats it.

    Nearly every row is proved whole by one comparison: an entry written from its own columns, the hash of its body and
    that of the entry before is, byte for byte, the entry that stands there. Any other row is looked at part by part.
    """
    last, prev, device, session = 0, GENESIS, "", ""
    plain: set[Any] = set()  # words of earlier rows: the same few come again and again
    for row in rows:
        seq, entry, kept, body, at, actor, action, subject, operation = row
        if (
            seq == last + 1
            and seq not in lost
            and type(entry) is type(body) is bytes
            and entry
            == plain_entry(action, actor, at, hashlib.sha256(body).hexdigest(), device, prev, seq, session, subject)
            and action in plain
            and actor in plain
            and subject in plain
            and type(at) is type(operation) is str
            and is_plain(at + operation)
            and body.startswith(f'{{"operation":"{operation}",'.encode())
            and body.rfind(b'"operation":') == 1  # it says so once, also further inside
            and kept == (found := entry_hash(entry))
        ):
            last, prev = seq, found
            continue
        whole = (as_bytes(entry), str(kept), as_bytes(body))
        last, prev = yield from check_chain([whole], seq=last, prev=prev, lost=lost)
        if seq not in lost:
            yield from copy_faults(row)
        plain.update(filter(is_plain, (action, actor, subject)))
        device, session = (_text_after(name, whole[0]) for name in ("device", "session"))


def _text_after(name: str, entry: bytes) -> str:
    """Return what the next entries may well say under a name, as one that is plain does; empty where that is not so."""
    text = entry.partition(f'"{name}":"'.encode())[2].partition(b'"')[0].decode(errors="replace")
    return text if is_plain(text) else ""


def copy_faults(row: tuple[Any, ...]) -> Iterator[Problem]:
    """Yield which columns of a row do not repeat what was hashed; nothing where that cannot be read."""
    beside = dict(zip(COLUMNS, row, strict=True))
    try:
        said, inside = json.loads(as_bytes(beside["entry"])), json.loads(as_bytes(beside["body"]))
    except ValueError:
        return  # named by the check of the chain
    for name in ("seq", "at", "actor", "action", "subject"):
        if not isinstance(said, dict) or said.get(name) != beside[name]:
            yield Problem(f"log entry {beside['seq']}", f"its column {name} does not say what was hashed.")
    if not isinstance(inside, dict) or inside.get("operation") != beside["operation"]:
        yield Problem(f"log entry {beside['seq']}", "its column operation does not say what was hashed.")


def digests(raw: Any, numbers: Iterable[int]) -> dict[int, str]:
    """Return the digest of what stands in the log under each of these numbers, where something does."""
    statement = f"SELECT {', '.join(f'hex({name})' for name in COLUMNS)} FROM audit_entry WHERE seq = ?"
    found = {number: raw.execute(statement, (number,)).fetchone() for number in numbers}
    return {number: lost_digest(row) for number, row in found.items() if row is not None}


def check_lost(raw: Any, lost: Mapping[int, Lost]) -> Iterator[Problem]:
    """Yield where a lost entry is not as the break that names it found it."""
    there = digests(raw, lost)
    for number, one in lost.items():
        if there.get(number) != one.digest:
            yield Problem(f"log entry {number}", "is not as the recorded break found it: it was altered since.")


def damaged_entries(raw: Any, known: Mapping[int, Lost]) -> LogDamage:
    """Return the entries that are lost and that no recorded break names as they are now.

    The hash that one had is the one that the next whole entry names, else the head of a note that ends there, else the
    one kept beside it. Whether that is so, the tree under the notes shows.
    """
    rows = {int(row[0]): row for row in in_order(raw)}
    last = max(rows, default=0)
    prevs = {number: _prev_of_whole(number, row) for number, row in rows.items()}
    there = digests(raw, known)
    known = {number: one for number, one in known.items() if there.get(number) == one.digest}
    broken = {number for number in range(1, last + 1) if prevs.get(number) is None} - known.keys()
    for number in range(1, last):
        named = prevs.get(number + 1)
        if number not in broken and number not in known and named not in (None, rows[number][2]):
            broken.add(number)  # whole in itself, and not the one that the next entry came after
    heads = _heads(raw)
    hashes = {
        number: prevs.get(number + 1) or heads.get(number) or _kept(rows.get(number)) for number in sorted(broken)
    }
    there = digests(raw, broken)
    lost = {number: Lost(hashed, there.get(number)) for number, hashed in hashes.items() if hashed}
    return LogDamage(lost, tuple(number for number, hashed in hashes.items() if not hashed))


def whole_entries(raw: Any) -> Iterator[WholeEntry]:
    """Yield the entries of a log that are as they were hashed, whatever place and columns they have been given."""
    for entry, body in raw.execute("SELECT entry, body FROM audit_entry ORDER BY seq"):
        one = whole_entry(as_bytes(entry), as_bytes(body))
        if one is not None:
            yield one


def fitting(
    raw: Any, known: Container[int], elsewhere: Mapping[str, WholeEntry]
) -> tuple[list[WholeEntry], tuple[int, ...]]:
    """Return what belongs in the place of each damaged entry, and the numbers of those for which nothing fits.

    known: entries that a recorded break says are lost; they stay so. elsewhere: whole entries by their hash.

    Only the hash that the next entry names decides, or the head of a note that ends there: never the one kept beside
    an entry, which whoever altered that could alter too. It is gone through from the end, as each entry that is found
    names the one before it.
    """
    rows, heads = {int(row[0]): row for row in in_order(raw)}, _heads(raw)
    found, missing, named = list[WholeEntry](), list[int](), ""
    for number in range(max(rows, default=0), 0, -1):
        if number in known:
            named = ""
            continue
        row = rows.get(number)
        prev = None if row is None else _prev_of_whole(number, row)
        if row is not None and prev is not None and named in ("", row[2]):
            named = prev
            continue
        one = elsewhere.get(named or heads.get(number, ""))
        if one is None or one.seq != number:
            missing.append(number)
            named = ""
        else:
            found.append(one)
            named = one.prev
    return found[::-1], tuple(missing[::-1])


def _prev_of_whole(number: int, row: tuple[Any, ...]) -> str | None:
    """Return the `prev` of an entry that is as it was hashed and stands in its place, None where it is not."""
    _, entry, kept, body = row[:4]
    prev = prev_of(number, as_bytes(entry), str(kept), as_bytes(body))
    return None if prev is None or any(copy_faults(row)) or (number == 1 and prev != GENESIS) else prev


def _heads(raw: Any) -> dict[int, str]:
    from ..sealing.notes import read_note  # brings the library that signs, for which the first page does not wait

    found = {}
    for size, note in raw.execute("SELECT size, note FROM checkpoint").fetchall():
        try:
            read = read_note(str(note))
        except RuleViolation:
            continue
        if read.size == size:
            found[int(size)] = read.head
    return found


def _kept(row: tuple[Any, ...] | None) -> str:
    return str(row[2]) if row is not None and _HASH.fullmatch(str(row[2])) else ""
