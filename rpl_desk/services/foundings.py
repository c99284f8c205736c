"""The foundings that a store tells of: whether each holds against the log, the keys and what the lost key signed."""

from collections.abc import Iterator, Mapping, Sequence

from ..domain.errors import DeskError
from ..domain.people import FoundingRow, KeyEndingRow
from ..domain.policy import OfficeRow
from ..domain.rows import dataclass
from ..sealing.enrolling import ENDING_TYPE
from ..sealing.foundings import Founding, certificates_digest, founding_faults, founding_words
from ..sealing.keys import Certificate, check_certificate, signature_fits
from ..sealing.notes import REFOUNDING
from ..sealing.told_foundings import ToldFounding
from ..sealing.vouching import Finding, Kind, LoggedEntry
from ..store import queries, tables
from ..store.database import Reader
from .people import ended_keys
from .sessions import by_serial


@dataclass(frozen=True, slots=True)
class _Known:
    """What a founding is held against, by the serials of certificates; `bodies` and `ends` are what is certified."""

    log: Sequence[LoggedEntry]
    certificates: Mapping[int, Certificate]
    ended: Mapping[int, int]
    ends: Mapping[int, bytes]
    operations: Mapping[int, str]


def enrolled_at(certificates: Mapping[int, Certificate], ended: Mapping[int, int], size: int) -> dict[str, int]:
    """Return who had a key in use when the log had `size` entries, with the serial of its newest certificate."""
    in_use = [serial for serial in sorted(certificates) if ended.get(serial, size) >= size]
    return {certificates[serial].fields["person"]: serial for serial in in_use}


def told_foundings(read: Reader) -> tuple[ToldFounding, ...]:
    """Return the foundings as a roster tells of them, in their order."""
    certificates = by_serial(read)
    found = [Founding.from_bytes(row.body) for row in queries.rows(read, FoundingRow, order=tables.founding.c.id)]
    return tuple(
        ToldFounding(
            Founding(one.statement, one.signatures), tuple(certificates[serial] for serial, _ in one.signatures)
        )
        for one in found
    )


def check_foundings(read: Reader, log: Sequence[LoggedEntry], office: OfficeRow) -> Iterator[Finding]:
    """Yield foundings that do not hold, those that do as what is told for ever, and entries of none."""
    rows = queries.rows(read, FoundingRow, order=tables.founding.c.id)
    certified = queries.certificates(read)
    entries = tables.audit_entry.c
    known = _Known(
        log,
        by_serial(read),
        ended_keys(read),
        {certified[row.certificate_id].serial: row.body for row in queries.rows(read, KeyEndingRow)},
        dict(queries.columns(read, entries.seq, entries.operation, where=entries.action == REFOUNDING)),
    )
    after, told = office.authority_public.hex(), set[int]()
    for row in reversed(rows):
        place = f"founding {row.id}"
        try:
            found = Founding.from_bytes(row.body)
            said = found.fields
            faults = [*founding_faults(found, office.store, office.epoch, known.certificates, known.ended)]
            faults += _place_faults(found, known)
            if said["public"] != after:
                faults.append("it founds another authority than the one after it.")
            after = said["previous"]
            told.add(said["log_size"] + 1)
        except (DeskError, LookupError, TypeError, ValueError) as error:
            yield Finding(Kind.CHANGED, place, str(error))
            continue
        yield from (Finding(Kind.CHANGED, place, one) for one in faults)
        if not faults:
            names = [known.certificates[serial].fields["name"] for serial, _ in found.signatures]
            yield Finding(Kind.BROKEN, f"log entry {said['log_size'] + 1}", founding_words(said, names))
    for entry in log:
        if entry.action == REFOUNDING and entry.seq not in told:
            message = "founds the authority anew, and the store tells nothing of that."
            yield Finding(Kind.CHANGED, f"log entry {entry.seq}", message)


def _place_faults(found: Founding, known: _Known) -> Iterator[str]:
    """Yield where a founding does not fit the log, who was enrolled then, or what the authority before had signed."""
    said, log = found.fields, known.log
    size, last = said["log_size"], said["last_serial"]
    if not 0 < size < len(log) or log[size - 1].hash != said["log_head"]:
        yield "its statement names another log than this."
        return
    entry = log[size]
    if not entry.is_lost and (entry.action != REFOUNDING or known.operations.get(entry.seq) != said["operation"]):
        yield f"entry {entry.seq} of the log tells of something else."
    before = {serial: one for serial, one in known.certificates.items() if serial <= last}
    if certificates_digest({serial: one.body for serial, one in before.items()}) != said["certificates"]:
        yield "the certificates there were then are not those that are here."
    listed = {one["person"]: one["certificate"] for one in said["enrolled"]}
    if listed != enrolled_at(before, known.ended, size):
        yield "its statement counts other people than were enrolled then."
    kept = dict(found.certificates)
    if kept.keys() != before.keys() or not all(
        check_certificate(Certificate(one.body, kept[serial]), found.previous) for serial, one in before.items()
    ):
        yield "it vouches for a certificate that the authority before had not made."
    ends = {serial: known.ends[serial] for serial, at in known.ended.items() if at < size}
    ended = dict(found.endings)
    if ended.keys() != ends.keys() or not all(
        signature_fits(found.previous, ENDING_TYPE, body, ended[serial]) for serial, body in ends.items()
    ):
        yield "it vouches for the end of a key that the authority before had not signed."


def previous_authorities(read: Reader) -> set[bytes]:
    """Return the public keys of the authorities that there were before."""
    return {Founding.from_bytes(row.body).previous for row in queries.rows(read, FoundingRow)}
