"""Whether a store is as people left it: its file, its rows, who signed its log and up to where."""

import json
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ..domain.errors import DeskError, Problem
from ..domain.people import CertificateRow, KeyEndingRow, SessionKeyRow
from ..domain.policy import OfficeRow
from ..domain.rows import dataclass
from ..sealing.breaks import NO_DAMAGE, Damage
from ..sealing.enrolling import ending_fault
from ..sealing.keys import Certificate, check_certificate, fingerprint
from ..sealing.log import Lost, entry_hash
from ..sealing.notes import AnchorMark as AnchorMark
from ..sealing.notes import SessionCertificate, person_name, read_note
from ..sealing.verify import Roster as Roster
from ..sealing.verify import Status
from ..sealing.verify import Verdict as Verdict
from ..sealing.vouching import Finding as Finding
from ..sealing.vouching import Kind as Kind
from ..sealing.vouching import LoggedEntry, Vouchers, check_anchor, check_vouchers
from ..store import queries, tables
from ..store.check import check_store
from ..store.database import Database, Reader
from .anchors import restores_of
from .checking_records import check_records
from .checking_sealed import check_sealed
from .foundings import check_foundings, previous_authorities
from .people import ended_keys
from .recorded_breaks import Breaks, breaks_of, in_places, merged
from .sessions import as_signed
from .verifying import read_anchors, verify_file

Progress = Callable[[int, int], None]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a whole check found, kind by kind, and in one sentence up to where the log is complete."""

    findings: tuple[Finding, ...]
    complete: str

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.kind is kind)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was changed and nothing is left open."""
        return not self.of(Kind.CHANGED) and not self.of(Kind.UNSURE)


def check_everything(
    database: Database, progress: Progress | None = None, others: Sequence[Database] = ()
) -> list[Problem]:
    """Return every fault of a store, without a roster or an anchor; what is merely not signed yet is no fault.

    others: copies that hold evidence which a light one has not itself.
    """
    found = report(database, progress=progress, others=others).of(Kind.CHANGED)
    return [Problem(one.place, one.message) for one in found]


def report(
    database: Database,
    roster: Roster | None = None,
    anchors: Sequence[AnchorMark] = (),
    progress: Progress | None = None,
    *,
    proposed: Damage | None = None,
    others: Sequence[Database] = (),
) -> StoreReport:
    """Check a store to its end.

    roster, anchors: the office's list of keys and notes on its log, when the checker has them from elsewhere: with
    them also an insider's work shows, such as entries cut from the end or keys made by the authority for somebody else.
    proposed: what a break would name, to see what would be left if it were recorded. others: as `check_everything`.
    """
    breaks, found = breaks_found(database, () if proposed is None else proposed.entries)
    broken = breaks.damage if proposed is None else with_proposed(breaks, proposed)
    faults = check_store(database, progress, broken, others)
    found.extend(Finding(Kind.CHANGED, one.place, one.message) for one in faults)
    vouched = _Vouched(roster, anchors, broken)
    try:
        _again_where_it_fails(database, vouched.look)
    except UNREADABLE as error:
        # A value that was tampered with may not even be read as what it should be; the rows above name it.
        vouched.found.append(Finding(Kind.CHANGED, "signatures", f"could not be checked to the end: {error}"))
    return StoreReport((*found, *vouched.found), vouched.complete)


class _Vouched:
    """The part of a check that asks who signed: what it `found`, and up to where the log is known to be complete."""

    def __init__(self, roster: Roster | None, anchors: Sequence[AnchorMark], broken: Damage) -> None:
        self._roster, self._anchors, self._broken = roster, anchors, broken
        self.found: list[Finding] = []
        self.complete = ""

    def look(self, read: Reader) -> None:
        found = self.found = []
        log = read_log(read, self._broken)
        office = queries.office(read)
        found.extend(_check_certificates(read, office))
        found.extend(check_vouchers(log, vouchers_of(read, office, self._broken)))
        found.extend(check_foundings(read, log, office))
        found.extend(check_sealed(read))
        found.extend(check_records(read, log))
        if self._roster is not None:
            found.extend(_check_roster(read, office, self._roster))
        held = [_held(read, log, office, one) for one in self._anchors]
        found.extend(held)
        self.complete = _complete(read, log, self._anchors, held, self._broken)


UNREADABLE = (DeskError, ValueError, LookupError, TypeError)
"""What reading a damaged store raises: a value that was altered may not even be read as what it should be."""


def _again_where_it_fails(database: Database, look: Callable[[Reader], Found]) -> Found:
    """Return what reading a view gives; where it fails, again with the file opened anew: it may have been a slip."""
    try:
        with database.reading() as read:
            return look(read)
    except UNREADABLE:
        database.read_anew()
    with database.reading() as read:
        return look(read)


def breaks_found(database: Database, but: Container[int] = ()) -> tuple[Breaks, list[Finding]]:
    """Return the breaks of a store, and what the report says of them: those that hold, and those that do not.

    but: entries that are lost, and with them the breaks that they record.
    """
    try:
        breaks = _again_where_it_fails(database, lambda read: breaks_of(read).without(but))
    except UNREADABLE as error:
        return Breaks(), [Finding(Kind.CHANGED, "breaks", f"could not be read: {error}")]
    found = [
        Finding(Kind.CHANGED, f"log entry {seq}", f"is of a break that does not hold: {why}")
        for seq, why in breaks.faults
    ]
    found += [Finding(Kind.BROKEN, f"log entry {one.seq}", one.words) for one in breaks.recorded]
    return breaks, found


def with_proposed(breaks: Breaks, proposed: Damage) -> Damage:
    """Return what the breaks of a store and one more would name together, its rows restated at the end."""
    return replace(merged([*(one.damage for one in breaks.recorded), proposed]), rows=proposed.rows)


def verify_against(database: Database, path: Path, roster: Roster) -> Verdict:
    """Check a document as anybody could, and its note on the log against the log of this very store."""
    verdict = verify_file(path, roster)
    try:
        marks = read_anchors(str(path)) if path.is_file() else ()
    except DeskError:  # a document without a note, or one that the verdict has refused already
        return verdict
    with database.reading() as read:
        office, log = queries.office(read), read_log(read, breaks_of(read).damage)
        held = [_held(read, log, office, one) for one in marks]
    facts = [f"In the log of this office it {one.message}" for one in held if one.kind is Kind.NOTED]
    problems = [Problem(one.place, one.message) for one in held if one.kind is not Kind.NOTED]
    status = verdict.status
    if any(one.kind is Kind.CHANGED for one in held):
        status = Status.BAD
    elif problems and status is Status.GOOD:
        status = Status.UNKNOWN
    return Verdict(status, (*verdict.facts, *facts), (*verdict.problems, *problems))


def _held(read: Reader, log: Sequence[LoggedEntry], office: OfficeRow, mark: AnchorMark) -> Finding:
    return check_anchor(log, mark, office.store, range(1, office.epoch + 1), restores_of(read))


def read_log(read: Reader, broken: Damage = NO_DAMAGE) -> list[LoggedEntry]:
    """Return the log as the check of signatures takes it; an entry that cannot be read is empty but for its hash."""
    found = []
    table = tables.audit_entry
    for number, one in in_places(queries.columns(read, table.c.entry, order=table.c.seq), broken.entries):
        if isinstance(one, Lost):
            found.append(LoggedEntry(number, one.hash, "", "", "", is_lost=True))
            continue
        entry = bytes(one[0])
        try:
            said = json.loads(entry)
            found.append(LoggedEntry(number, entry_hash(entry), said["at"], said["session"], said["action"]))
        except (ValueError, KeyError, TypeError):
            found.append(LoggedEntry(number, entry_hash(entry), "", "", ""))  # named by the check of the chain
    return found


def vouchers_of(read: Reader, office: OfficeRow, broken: Damage = NO_DAMAGE) -> Vouchers:
    """Return what signs the log of a store; certificates that its authority did not make are left out."""
    certificates = {
        key: as_signed(row)
        for key, row in queries.certificates(read).items()
        if check_certificate(as_signed(row), office.authority_public)
    }
    sessions = [
        (SessionCertificate(row.body, row.signature), certificates[row.certificate_id])
        for row in queries.rows(read, SessionKeyRow)
        if row.certificate_id in certificates
    ]
    notes = tables.checkpoint
    return Vouchers(
        store=office.store,
        epoch=office.epoch,
        certificates={_name_of(one): one for one in certificates.values()},
        sessions=sessions,
        notes=dict(queries.columns(read, notes.c.size, notes.c.note)),
        ended=ended_keys(read),
        restores=restores_of(read),
        lost=broken.checkpoints,
    )


def _name_of(certificate: Certificate) -> str:
    said = certificate.fields
    return person_name(said["person"], said["serial"])


def _check_certificates(read: Reader, office: OfficeRow) -> Iterator[Finding]:
    for row in queries.rows(read, CertificateRow):
        if not check_certificate(as_signed(row), office.authority_public):
            message = "was not made by this store's authority, or was altered."
            yield Finding(Kind.CHANGED, f"certificate {row.serial}", message)
    by_id = queries.certificates(read)
    for end in queries.rows(read, KeyEndingRow):
        certificate, second = by_id[end.certificate_id], None
        if end.second_certificate_id is not None and end.second_signature is not None:
            second = (as_signed(by_id[end.second_certificate_id]), end.second_signature)
        signed = (office.authority_public, end.authority_signature)
        if (fault := ending_fault(end.body, signed, as_signed(certificate), second)) is not None:
            yield Finding(Kind.CHANGED, f"end of certificate {certificate.serial}", fault)


def _check_roster(read: Reader, office: OfficeRow, roster: Roster) -> Iterator[Finding]:
    """Yield whose keys are not those of the roster: what an administrator with the authority's key could have made."""
    mark, authorities = roster.authority.fingerprint, {office.authority_public, *previous_authorities(read)}
    if roster.authority.store != office.store or roster.authority.public not in authorities:
        yield Finding(Kind.CHANGED, "authority", f"This is not the authority of the roster, {mark}.")
        return
    if roster.authority.public != office.authority_public:
        message = f"The roster is from before the authority was founded anew: it names {mark}. Ask for one made since."
        yield Finding(Kind.UNSURE, "authority", message)
    listed = {(one.person, one.fingerprint) for one in roster.people}
    people = {one.person for one in roster.people}
    for row in queries.rows(read, CertificateRow):
        said = as_signed(row).fields
        mark = fingerprint(as_signed(row).public)
        if (said["person"], mark) in listed:
            continue
        place = f"certificate {row.serial}"
        if said["person"] in people:
            message = f"The key {mark} of {said['name']} is not the one on the roster: another was made for them since."
        else:
            message = f"{said['name']} is not on this roster. Ask for the roster of that time."
        yield Finding(Kind.UNSURE, place, message)


def _complete(
    read: Reader,
    log: Sequence[LoggedEntry],
    anchors: Sequence[AnchorMark],
    held: Sequence[Finding],
    broken: Damage,
) -> str:
    """Say in one sentence up to where the log is known to be complete, and by what."""
    fitting = [one.size for one, finding in zip(anchors, held, strict=True) if finding.kind is Kind.NOTED]
    if not fitting:
        notes = tables.checkpoint.c
        standing = queries.columns(read, notes.note, where=notes.size.not_in(broken.checkpoints), order=notes.size)
        code = (
            f" Its newest note is {read_note(standing[-1][0]).line}; compare it with the minutes." if standing else ""
        )
        return f"No anchor from elsewhere was given, so entries cut from the end of the log would not show.{code}"
    size = max(fitting)
    later = len(log) - size
    rest = (
        "Nothing came after it."
        if not later
        else f"{later} later entr{'y is' if later == 1 else 'ies are'} not anchored yet."
    )
    when = "" if log[size - 1].is_lost else f" of {log[size - 1].at}"
    return f"Complete up to entry {size}{when}, which the anchor vouches for. {rest}"
