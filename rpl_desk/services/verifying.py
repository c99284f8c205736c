"""Whether a document or a store is as people signed it; documents are checked with no store at hand."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.decisions import RecordRow
from ..domain.errors import DeskError, NotFound, Problem, StorageProblem
from ..domain.people import ROLE_WORDS, CertificateRow, Role
from ..domain.record import DecisionRecord
from ..domain.record_words import Said, record_words
from ..sealing.canonical import canonical, parse, receipt_code, sha256_hex
from ..sealing.keys import check_certificate
from ..sealing.signoff import SignedRecord, open_bundle
from ..sealing.verify import Roster, Status, Verdict, signature_faults, verify_bundle
from ..store import queries, tables
from ..store.check import check_store
from ..store.database import Database
from .decisions import bundle_of
from .people import as_signed

if TYPE_CHECKING:
    from ..documents.signature_line import SignatureLine

Progress = Callable[[int, int], None]
LARGEST = 100_000_000  # bytes of a document
RECORD_BYTES = 30_000_000  # of the signed record inside
RECORD_MARKS = 1_000_000  # commas, colons and brackets in it: what a parser's memory goes by


@dataclass(frozen=True, slots=True)
class Opened:
    """A document's signed record, and how the document differs from what that record gives."""

    bundle: bytes
    differences: tuple[str, ...]
    unsure: tuple[str, ...]


def verify_file(path: Path, roster: Roster | None = None) -> Verdict:
    """Check a decision record as JSON, PDF or workbook and say in plain words who signed it and what was altered."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return Verdict(Status.UNKNOWN, (), (Problem("", f"{path.name} is too large to be a decision record."),))
        data = path.read_bytes()
    except OSError as error:
        return Verdict(Status.UNKNOWN, (), (Problem("", f"{path.name} cannot be read: {error.strerror or error}."),))
    return verify_bytes(data, roster)


def read_roster(path: Path) -> Roster:
    """Read the office's roster from a file; raises NotFound, or Refused with what is wrong."""
    try:
        return Roster.from_bytes(path.read_bytes())
    except OSError as error:
        raise NotFound(f"The roster {path} cannot be read: {error.strerror or error}.") from error


def record_of(record_bytes: bytes) -> DecisionRecord:
    """Return the record that these bytes are."""
    return DecisionRecord.from_plain(parse(record_bytes))


def words_of(record_bytes: bytes) -> tuple[Said, ...]:
    """Return in words the record whose very bytes are to be signed."""
    return record_words(record_of(record_bytes))


def verify_bytes(data: bytes, roster: Roster | None = None) -> Verdict:
    """Check the bytes of a document, told apart by their content and not by a name."""
    try:
        opened = _open(data)
    except DeskError as error:
        return Verdict(Status.BAD if _is_ours(data) else Status.UNKNOWN, (), (Problem("", str(error)),))
    verdict = verify_bundle(opened.bundle, roster)
    if verdict.status is Status.UNKNOWN and _is_ours(data) and not _is_json(opened.bundle):
        verdict = Verdict(Status.BAD, verdict.facts, verdict.problems)  # a later form would still be JSON
    if not opened.differences and not opened.unsure:
        return verdict
    problems = [*verdict.problems, *(Problem("", one) for one in (*opened.differences, *opened.unsure))]
    status = Status.BAD if opened.differences or verdict.status is Status.BAD else Status.UNKNOWN
    return Verdict(status, verdict.facts, tuple(problems))


def _check_size(bundle: bytes) -> None:
    """Raise StorageProblem for a record that no case of ours could have, before it is parsed."""
    marks = sum(map(bundle.count, (b",", b":", b"[", b"{")))
    if len(bundle) > RECORD_BYTES or marks > RECORD_MARKS:
        raise StorageProblem("The record in this file is larger than any of ours, so it was not read.")


def _is_ours(data: bytes) -> bool:
    """Tell whether a document says that it is a decision record of ours: then, if it cannot be read, it was altered.

    Documents for archives (PDF/A) hold their description unpacked, so that it is found even in a damaged file.
    """
    if data.startswith(b"%PDF-"):
        return b"RPL Desk" in data
    if data.startswith(b"PK"):
        from ..documents.workbook import has_proof

        return has_proof(data)
    return False


def _is_json(bundle: bytes) -> bool:
    try:
        parse(bundle)
    except DeskError:
        return False
    return True


def _open(data: bytes) -> Opened:
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return _open_pdf(data)
    if data.startswith(b"PK"):
        return _open_workbook(data)
    _check_size(data)
    return Opened(data, (), ())


def _open_pdf(data: bytes) -> Opened:
    from ..documents.pdf_finish import attached_bundle, compare_pdf, made_with, made_with_of, title_of
    from ..documents.record_pdf import paper_called, record_pdf

    bundle = attached_bundle(data, RECORD_BYTES)
    _check_size(bundle)
    try:
        signed = open_bundle(bundle)
        record = DecisionRecord.from_plain(signed.record)
    except DeskError:
        return Opened(bundle, (), ())  # what is wrong with the record itself is the bundle check's to say
    paper = paper_called(title_of(data))
    fresh = record_pdf(record, bundle, signature_lines(signed), sha256_hex(signed.record_bytes), paper)
    differences = compare_pdf(data, fresh)
    if differences and made_with_of(data) != made_with():
        return Opened(
            bundle,
            (),
            (
                "The pages were made by another version of the program and cannot be compared with the signed record"
                " here. The record inside is what was checked; read it, or check with that version.",
            ),
        )
    return Opened(bundle, differences, ())


def _open_workbook(data: bytes) -> Opened:
    from ..documents.workbook import compare_workbook, read_bundle

    bundle = read_bundle(data)
    _check_size(bundle)
    try:
        signed = open_bundle(bundle)
        record = DecisionRecord.from_plain(signed.record)
    except DeskError:
        return Opened(bundle, (), ())
    return Opened(bundle, compare_workbook(data, record, bundle, signature_lines(signed)), ())


def signature_lines(signed: SignedRecord) -> list["SignatureLine"]:
    """Return the signatures as documents show them, from what was signed alone."""
    from ..documents.signature_line import SignatureLine

    found = []
    for one in signed.signatures:
        said = one.payload
        words = ROLE_WORDS[Role(said["role"])] if said["role"] in set(Role) else str(said["role"])
        found.append(SignatureLine(said["signer"]["name"], words, said["signed_at"], one.receipt))
    return found


def check_written(path: Path, record_sha256: str) -> str:
    """Read a document just written back, check it against the record it shows, and return its SHA-256.

    A record that not everybody has signed yet is a draft: its missing signatures are no fault of the file.
    Raises StorageProblem when the file is not what was written.
    """
    data = path.read_bytes()
    opened = _open(data)
    if opened.differences or opened.unsure:
        raise StorageProblem(f"{path.name} is not as it was written: {opened.differences[0]} Export it again.")
    if sha256_hex(open_bundle(opened.bundle).record_bytes) != record_sha256:
        raise StorageProblem(f"{path.name} does not hold the record it was made from. Export it again.")
    return hashlib.sha256(data).hexdigest()


# -- a whole store ----------------------------------------------------------------------------------------------------


def check_everything(database: Database, progress: Progress | None = None) -> list[Problem]:
    """Return every fault of a store: of the file itself, then of certificates, sealed judgements and signatures."""
    found = check_store(database, progress)
    try:
        found.extend(_check_sealed(database))
    except (DeskError, ValueError, LookupError, TypeError) as error:
        # A value that was tampered with may not even be read as what it should be; the rows above name it.
        found.append(Problem("signatures", f"could not be checked to the end: {error}"))
    return found


def _check_sealed(database: Database) -> Iterator[Problem]:
    with database.reading() as read:
        office = queries.office(read)
        for certificate in queries.rows(read, CertificateRow):
            if not check_certificate(as_signed(certificate), office.authority_public):
                yield Problem(
                    f"certificate {certificate.serial}", "was not made by this store's authority, or was altered."
                )
        sealed = tables.sealed_judgements
        for key, commitment, body in queries.columns(read, sealed.c.id, sealed.c.commitment, sealed.c.body):
            if hashlib.sha256(body).hexdigest() != commitment:
                yield Problem(f"sealed judgements {key}", "are not what their commitment says.")
        references = dict(queries.columns(read, tables.case.c.id, tables.case.c.reference))
        for row in queries.rows(read, RecordRow):
            place = f"record {references.get(row.case_id, row.case_id)} version {row.version}"
            yield from _check_record(read, row, place)


def _check_record(read: queries.Read, row: RecordRow, place: str) -> Iterator[Problem]:
    if sha256_hex(row.body) != row.sha256:
        yield Problem(place, "is not the record that was made: its bytes do not fit its fingerprint.")
        return
    signed = queries.signatures(read, row.id)
    try:
        bundle = open_bundle(bundle_of(read, row))
    except (DeskError, ValueError, KeyError, TypeError) as error:
        yield Problem(place, f"cannot be put together with its signatures ({error}).")
        return
    for one, stored in zip(bundle.signatures, signed, strict=True):
        yield from signature_faults(bundle, one, f"{place}, signature {stored.position}")
        if canonical(one.payload) != stored.payload or stored.receipt != receipt_code(stored.payload):
            yield Problem(f"{place}, signature {stored.position}", "has a receipt that does not fit what was signed.")
    if not row.superseded and signed:
        yield from _role_faults(bundle, row, place)


def _role_faults(bundle: SignedRecord, row: RecordRow, place: str) -> Iterator[Problem]:
    asked = {one["role"]: one["people"] for one in bundle.record.get("signatories", [])}
    for one in bundle.signatures:
        who = one.payload["signer"]
        if who["person"] not in asked.get(one.payload["role"], []):
            yield Problem(place, f"{who['name']} was not asked to sign as {one.payload['role']}.")
