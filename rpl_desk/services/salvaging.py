"""Salvaging a damaged store where no backup is good: what of it is vouched for, and by what.

Each row is held against the last that the log says of it, and each entry of the log against the notes that people's
keys signed. A note names the hash of the entry it closes, and an entry that of the one before: so a note that holds
vouches for every entry back to the first that is lost, whatever came before or after.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..domain.errors import RuleViolation, StorageProblem
from ..domain.rows import dataclass
from ..domain.salvage import Mark, NotSaved, SalvageReport, SavedRow, TableCount
from ..sealing.canonical import parse, sha256_hex
from ..sealing.keys import Certificate, check_certificate, fingerprint, signature_fits
from ..sealing.log import prev_of, row_digest
from ..sealing.notes import SessionCertificate, person_name, read_note, session_name
from ..sealing.signoff import SIGN_OFF_TYPE
from ..store.log_rows import COLUMNS, as_bytes, copy_faults
from ..store.salvaging import BY_TRIGGERS, Copied, Progress, marks_of, said_by
from ..store.salvaging import salvage as copy_out
from ..store.times import moment_text

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

UNREADABLE = (RuleViolation, ValueError, LookupError, TypeError)
"""What a value raises that is not any more what it should be."""

VOUCHED_BY_ITSELF = ("audit_entry", "checkpoint", "blob")


def utc_now() -> datetime:
    return datetime.now(UTC)


def salvage(
    source: Path,
    target: Path,
    key: "DataKey | None" = None,
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> SalvageReport:
    """Put what can be read of the closed store `source` into the new salvaged store `target`, and say what that was.

    key: of an encrypted store, for the new one too. The damaged file is only read. Raises StorageProblem, and what
    `progress` raises, with nothing made.
    """
    reports: list[SalvageReport] = []

    def judged(made: Any, copied: Copied) -> tuple[Iterable[SavedRow], Iterable[NotSaved], str]:
        marks, missing = _Judging(made, copied).run()
        report = SalvageReport(
            at=moment_text(now or utc_now()),
            source=source.name,
            sha256=_digest(source),
            format=copied.format,
            program=__version__,
            authority=_authority_mark(made),
            entries=made.execute("SELECT count(*) FROM audit_entry").fetchone()[0],
            tables=tuple(_counts(copied, marks)),
            not_saved=(*copied.not_saved, *missing),
            set_aside=copied.set_aside,
        )
        reports.append(report)
        return marks, missing, json.dumps(asdict(replace(report, not_saved=())))

    copy_out(source.resolve(), target.absolute(), key, judged, progress)
    return reports[0]


def rows_of(path: Path, key: "DataKey | None" = None) -> tuple[SavedRow, ...]:
    """Return every row of a salvaged store with its mark, table by table; raises StorageProblem for any other."""
    return tuple(SavedRow(name, one, Mark(mark), why) for name, one, mark, why in marks_of(path, key))


def report_of(path: Path, key: "DataKey | None" = None) -> SalvageReport:
    """Return what a salvaged store says of how it was made; raises StorageProblem for any other."""
    said, lost = said_by(path, key)
    try:
        plain = json.loads(said)
        plain["tables"] = tuple(TableCount(**one) for one in plain["tables"])
        plain["not_saved"] = tuple(NotSaved(*one) for one in lost)
        return SalvageReport(**plain)
    except (ValueError, LookupError, TypeError) as error:
        raise StorageProblem(f"What {path.name} says of its salvage cannot be read.") from error


def _digest(source: Path) -> str:
    try:
        with source.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:  # a disk that does not give all of its bytes: the report says so by leaving it empty
        return ""


def _authority_mark(made: Any) -> str:
    public = _authority(made)
    return fingerprint(public) if public else ""


def _authority(made: Any) -> bytes:
    found = made.execute("SELECT authority_public FROM office").fetchone()
    return found[0] if found is not None and isinstance(found[0], bytes) and len(found[0]) == 32 else b""


def _counts(copied: Copied, marks: Iterable[SavedRow]) -> Iterator[TableCount]:
    by_table: dict[str, dict[Mark, int]] = {}
    for one in marks:
        counts = by_table.setdefault(one.table, dict.fromkeys(Mark, 0))
        counts[one.mark] += 1
    for table in copied.tables:
        if table.name in by_table:
            counts = by_table[table.name]
            derived = "salt" not in table.columns and table.name not in VOUCHED_BY_ITSELF
            yield TableCount(table.name, counts[Mark.SIGNED], counts[Mark.HASHED], counts[Mark.UNVERIFIED], derived)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the last entry that can be read says of a row: under which projection, its digest, and in which entry."""

    projection: str
    digest: str | None
    seq: int


class _Judging:
    """Marks every row of the new file. Nothing in it is trusted to be what its column should hold."""

    def __init__(self, made: Any, copied: Copied) -> None:
        self._made, self._tables = made, {one.name: one for one in copied.tables}

    def run(self) -> tuple[list[SavedRow], list[NotSaved]]:
        notes = self._notes()
        entries = self._entries()
        signed = _signed_entries(entries, notes)
        said = self._said(entries)
        marks = list(self._log_marks(entries, signed))
        marks += self._note_marks(notes)
        missing: list[NotSaved] = []
        for name, table in self._tables.items():
            if "salt" in table.columns:
                marks += self._row_marks(name, table.columns, said.get(name, {}), signed, missing)
        marks = [*self._with_own_signatures(marks)]
        marks += self._file_marks(marks)
        marks += self._derived_marks()
        return marks, [*self._missing_entries(entries), *missing]

    # -- who signs ----------------------------------------------------------------------------------------------------

    def _rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return columns of a table, nothing where a store of this format has no such table."""
        if table not in self._tables or not set(columns) <= set(self._tables[table].columns):
            return []
        listed = ", ".join(f'"{one}"' for one in columns)
        found: list[tuple[Any, ...]] = self._made.execute(f'SELECT {listed} FROM "{table}"').fetchall()
        return found

    def _certificates(self) -> dict[int, Certificate]:
        """Return the certificates that the store's authority made, by the id of their row."""
        authority, found = _authority(self._made), dict[int, Certificate]()
        for key, body, signature in self._rows("certificate", "id", "body", "signature"):
            with suppress(*UNREADABLE):
                certificate = Certificate(bytes(body), bytes(signature))
                if authority and check_certificate(certificate, authority):
                    found[key] = certificate
        return found

    def _signers(self) -> dict[str, "_Signer"]:
        """Return who may sign notes, by the name they sign under: people's keys, and those of their sessions."""
        certificates, ended, found = self._certificates(), dict[int, int](), dict[str, _Signer]()
        for key, body in self._rows("key_ending", "certificate_id", "body"):
            with suppress(*UNREADABLE):
                ended[key] = int(parse(bytes(body))["log_size"])
        for key, one in certificates.items():
            found[person_name(one.fields["person"], one.fields["serial"])] = _Signer(one.public, ended.get(key))
        for by, body, signature in self._rows("session_key", "certificate_id", "body", "signature"):
            with suppress(*UNREADABLE):
                session = SessionCertificate(bytes(body), bytes(signature))
                if not session.faults(certificates[by]):
                    public = bytes.fromhex(session.fields["public"])
                    found[session_name(session.fields["session"])] = _Signer(public, ended.get(by))
        return found

    def _notes(self) -> dict[int, str]:
        """Return, by its number, the hash of the entry that each note closes whose every signature holds."""
        store, signers = {one for (one,) in self._rows("office", "store")}, self._signers()
        found = dict[int, str]()
        for size, written in self._rows("checkpoint", "size", "note"):
            with suppress(*UNREADABLE):
                note = read_note(str(written))
                holds = all(
                    one.fits(note.text, signers[one.name].public) and size <= (signers[one.name].until or size)
                    for one in note.signatures
                )
                if holds and note.size == size and note.store in store:
                    found[size] = note.head
        return found

    def _note_marks(self, holding: Mapping[int, str]) -> Iterator[SavedRow]:
        for (size,) in self._rows("checkpoint", "size"):
            if size in holding:
                yield SavedRow("checkpoint", str(size), Mark.SIGNED)
            else:
                yield SavedRow("checkpoint", str(size), Mark.UNVERIFIED, "no key that can be read here signed it.")

    # -- the log ------------------------------------------------------------------------------------------------------

    def _entries(self) -> dict[int, "_Entry"]:
        found = {}
        for row in self._rows("audit_entry", *COLUMNS):
            seq, entry, kept, body = row[:4]
            prev = prev_of(seq, as_bytes(entry), str(kept), as_bytes(body))
            whole = prev is not None and not any(copy_faults(row))
            found[seq] = _Entry(str(kept), prev if whole else None, as_bytes(body))
        for seq, one in list(found.items()):  # whole in itself, and not the one that the next entry came after
            after = found.get(seq + 1)
            if one.prev is not None and after is not None and after.prev not in (None, one.hash):
                found[seq] = replace(one, prev=None)
        return found

    def _log_marks(self, entries: Mapping[int, "_Entry"], signed: set[int]) -> Iterator[SavedRow]:
        for seq, one in entries.items():
            if seq in signed:
                yield SavedRow("audit_entry", str(seq), Mark.SIGNED)
            elif one.prev is not None:
                why = "no note that can be read and holds comes after it without a gap."
                yield SavedRow("audit_entry", str(seq), Mark.HASHED, why)
            else:
                yield SavedRow("audit_entry", str(seq), Mark.UNVERIFIED, "it is not what was hashed.")

    def _missing_entries(self, entries: Mapping[int, "_Entry"]) -> Iterator[NotSaved]:
        last = max([0, *entries, *(size for (size,) in self._rows("checkpoint", "size") if isinstance(size, int))])
        for seq in range(1, last + 1):
            if seq not in entries:
                yield NotSaved("audit_entry", str(seq), "this entry of the log is lost.")

    def _said(self, entries: Mapping[int, "_Entry"]) -> dict[str, dict[int, _Said]]:
        """Return the last that whole entries say of each row, by table and key."""
        found: dict[str, dict[int, _Said]] = {}
        for seq in sorted(entries):
            if entries[seq].prev is None:
                continue
            with suppress(*UNREADABLE):
                for name, key, digest in json.loads(entries[seq].body)["rows"]:
                    found.setdefault(str(name).partition("/")[0], {})[key] = _Said(name, digest, seq)
        return found

    # -- rows and files -----------------------------------------------------------------------------------------------

    def _row_marks(
        self,
        name: str,
        columns: tuple[str, ...],
        said: Mapping[int, _Said],
        signed: set[int],
        missing: list[NotSaved],
    ) -> Iterator[SavedRow]:
        seen = set()
        vouched = [one for one in columns if one not in ("salt", "revision")]
        listed = ", ".join(f'"{one}"' for one in ("id", "salt", *vouched))
        for key, salt, *values in self._made.execute(f'SELECT {listed} FROM "{name}"'):
            seen.add(key)
            last = said.get(key)
            if last is None:
                yield SavedRow(name, str(key), Mark.UNVERIFIED, "no entry of the log that can be read tells of it.")
            elif last.digest is None:
                why = f"log entry {last.seq} says that it was removed."
                yield SavedRow(name, str(key), Mark.UNVERIFIED, why)
            elif not _fits(last, salt, dict(zip(vouched, values, strict=True))):
                yield SavedRow(name, str(key), Mark.UNVERIFIED, f"it is not as log entry {last.seq} left it.")
            elif last.seq in signed:
                yield SavedRow(name, str(key), Mark.SIGNED)
            else:
                why = f"log entry {last.seq} is not under a signature that can be read."
                yield SavedRow(name, str(key), Mark.HASHED, why)
        missing += [
            NotSaved(name, str(key), f"log entry {one.seq} tells of this row, and it could not be read.")
            for key, one in said.items()
            if key not in seen and one.digest is not None
        ]

    def _with_own_signatures(self, marks: Iterable[SavedRow]) -> Iterator[SavedRow]:
        """Yield the marks, better ones where people's signatures on a decision record hold without the log."""
        certificates, held, signatures = self._certificates(), set[str](), set[str]()
        for key, payload, signature, by in self._rows("signature", "id", "payload", "signature", "certificate_id"):
            with suppress(*UNREADABLE):
                if signature_fits(certificates[by].public, SIGN_OFF_TYPE, bytes(payload), bytes(signature)):
                    held.add(str(parse(bytes(payload))["record_sha256"]))
                    signatures.add(str(key))
        bodies = {str(key): body for key, body in self._rows("record", "id", "body") if isinstance(body, bytes)}
        records = {key for key, body in bodies.items() if sha256_hex(body) in held}
        for one in marks:
            if one.mark is not Mark.SIGNED and one.table == "record" and one.key in records:
                why = f"{one.why} Its body is as people signed it; nothing vouches for the rest of the row."
                yield replace(one, mark=Mark.SIGNED, why=why)
            elif one.mark is not Mark.SIGNED and one.table == "signature" and one.key in signatures:
                why = f"{one.why} Its payload is as its signer signed it; nothing vouches for the rest of the row."
                yield replace(one, mark=Mark.SIGNED, why=why)
            else:
                yield one

    def _file_marks(self, marks: Iterable[SavedRow]) -> list[SavedRow]:
        """Return the marks of stored files: all are what their names say, and rows name them."""
        signed: dict[str, set[str]] = {}
        for one in marks:
            if one.mark is Mark.SIGNED:
                signed.setdefault(one.table, set()).add(one.key)
        named = set()
        for name, table in self._tables.items():
            if name in signed and "sha256" in table.columns:
                named |= {sha256 for key, sha256 in self._rows(name, "id", "sha256") if str(key) in signed[name]}
        return [
            SavedRow("blob", name, Mark.SIGNED)
            if name in named
            else SavedRow("blob", name, Mark.HASHED, "no row that a signature vouches for names it.")
            for (name,) in self._rows("blob", "sha256")
        ]

    def _derived_marks(self) -> list[SavedRow]:
        found = []
        for name, table in self._tables.items():
            if "salt" in table.columns or name in (*VOUCHED_BY_ITSELF, "blob_chunk", BY_TRIGGERS):
                continue
            why = "it was read from an evidence file, and nothing ever vouches for it."
            found += [
                SavedRow(name, str(key), Mark.UNVERIFIED, why)
                for (key,) in self._made.execute(f'SELECT "{table.key}" FROM "{name}"')
            ]
        return found


@dataclass(frozen=True, slots=True)
class _Signer:
    """A public key, and the last entry that it may have signed where it has ended."""

    public: bytes
    until: int | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as it was saved: the hash beside it, and that of the one before, None where it is not as hashed."""

    hash: str
    prev: str | None
    body: bytes


def _signed_entries(entries: Mapping[int, _Entry], notes: Mapping[int, str]) -> set[int]:
    """Return the entries that a note vouches for: the one it closes, and each that the next vouched one names."""
    signed: set[int] = set()
    for size in sorted(notes, reverse=True):
        seq, expected = size, notes[size]
        while seq not in signed and (one := entries.get(seq)) is not None:
            if one.prev is None or one.hash != expected:
                break
            signed.add(seq)
            seq, expected = seq - 1, one.prev
    return signed


def _fits(last: _Said, salt: Any, values: Mapping[str, Any]) -> bool:
    try:
        return row_digest(last.projection, bytes(salt), values) == last.digest
    except UNREADABLE:
        return False
