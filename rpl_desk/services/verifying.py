"""Whether a document or a store is as people signed it; documents are checked with no store at hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import DeskError, NotFound, Problem, RuleViolation, StorageProblem
from ..domain.people import ROLE_WORDS, Role
from ..domain.record import DecisionRecord
from ..domain.record_words import Said, record_words
from ..domain.rows import dataclass
from ..sealing.anchors import read_anchor
from ..sealing.attested import Attested, open_attested
from ..sealing.canonical import parse, sha256_hex
from ..sealing.notes import AnchorMark, read_line
from ..sealing.pdf_seal import SealFound, read_seal
from ..sealing.signoff import SignedRecord, open_bundle
from ..sealing.verify import Roster, Status, Verdict, verify_bundle
from ..whole_files import whole_file
from .verifying_papers import (
    NOTHING,
    is_paper,
    is_working_paper,
    pdf_differences,
    verify_paper,
    verify_sealed_paper,
    workbook_differences,
)
from .verifying_seals import SealSaid, seal_faults, seal_said

if TYPE_CHECKING:
    from ..documents.signature_line import SignatureLine

Progress = Callable[[int, int], None]
LARGEST = 100_000_000  # bytes of a document
RECORD_BYTES = 30_000_000  # of the signed record inside
OTHER_VERSION = (
    "The pages were made by another version of the program and cannot be compared with the signed record here. The"
    " record inside is what was checked; read it, or check with that version."
)
RECORD_MARKS = 1_000_000  # commas, colons and brackets in it: what a parser's memory goes by


@dataclass(frozen=True, slots=True)
class Opened:
    """A document's signed record, how the document differs from what that record gives, and a PDF's seal, if any."""

    bundle: bytes
    differences: tuple[str, ...]
    unsure: tuple[str, ...]
    seal: SealFound | None = None


def verify_file(path: Path, roster: Roster | None = None, anchors: Sequence[AnchorMark] = ()) -> Verdict:
    """Check a decision record as JSON, PDF or workbook and say in plain words who signed it and what was altered."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return Verdict(Status.UNKNOWN, (), (Problem("", f"{path.name} is too large to be a decision record."),))
        data = path.read_bytes()
    except OSError as error:
        return Verdict(Status.UNKNOWN, (), (Problem("", f"{path.name} cannot be read: {error.strerror or error}."),))
    return verify_bytes(data, roster, anchors)


def read_roster(path: Path) -> Roster:
    """Read the office's roster, from its file or the sheet's PDF; raises NotFound, or Refused with what is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"The roster {path} cannot be read: {error.strerror or error}.") from error
    if data.startswith(b"%PDF-"):
        from ..documents.pdf_finish import attached_bundle

        data = attached_bundle(data, RECORD_BYTES)
    return Roster.from_bytes(data)


def read_anchors(given: str) -> tuple[AnchorMark, ...]:
    """Read anchors: the line of the minutes itself, an anchors file, or an exported document that carries a note.

    Each note of a file is checked in itself. Raises NotFound, or a RuleViolation with what is wrong.
    """
    path = Path(given)
    if not path.exists():
        return (read_line(given),)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"The anchor {path} cannot be read: {error.strerror or error}.") from error
    if b'"rpl-desk/anchor/' in data[:10_000]:
        return tuple(read_anchor(line).mark for line in data.splitlines() if line.strip())
    inside = _open(data).bundle
    signed: Attested | SignedRecord = open_attested(inside) if is_paper(inside) else open_bundle(inside)
    if signed.anchored is None:
        raise RuleViolation(f"{path.name} carries no note on a log.")
    if faults := [*signed.anchored.noted.faults(signed.authority.public)]:
        raise RuleViolation(f"The note in {path.name} is not good. {faults[0]}")
    return (signed.anchored.noted.read.mark,)


def record_of(record_bytes: bytes) -> DecisionRecord:
    """Return the record that these bytes are."""
    return DecisionRecord.from_plain(parse(record_bytes))


def words_of(record_bytes: bytes) -> tuple[Said, ...]:
    """Return in words the record whose very bytes are to be signed."""
    return record_words(record_of(record_bytes))


def verify_bytes(data: bytes, roster: Roster | None = None, anchors: Sequence[AnchorMark] = ()) -> Verdict:
    """Check the bytes of a document, told apart by their content and not by a name."""
    try:
        opened = _open(data)
    except DeskError as error:
        return Verdict(Status.BAD if _is_ours(data) else Status.UNKNOWN, (), (Problem("", str(error)),))
    if _is_pdf(data) and is_working_paper(opened.bundle):
        verdict = verify_sealed_paper(opened.bundle, opened.seal is not None, roster)
    else:
        verdict = (verify_paper if is_paper(opened.bundle) else verify_bundle)(opened.bundle, roster, anchors)
    if verdict.status is Status.UNKNOWN and _is_ours(data) and opened.bundle != NOTHING and not _is_json(opened.bundle):
        verdict = Verdict(Status.BAD, verdict.facts, verdict.problems)  # a later form would still be JSON
    seal = seal_said(opened.seal, roster) if _is_pdf(data) else SealSaid(())
    bad = [*(Problem("", one) for one in opened.differences), *seal.bad]
    unsure = [*(Problem("", one) for one in opened.unsure), *seal.unsure]
    status = verdict.status
    if bad:
        status = Status.BAD
    elif unsure and status is Status.GOOD:
        status = Status.UNKNOWN
    return Verdict(status, (*verdict.facts, *seal.facts), (*verdict.problems, *bad, *unsure))


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


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF") or b"%PDF-" in data[:1024]


def _open(data: bytes) -> Opened:
    if _is_pdf(data):
        return _open_sealed(data)
    if data.startswith(b"PK"):
        return _open_workbook(data)
    _check_size(data)
    return Opened(data, (), ())


def _open_sealed(data: bytes) -> Opened:
    """Open a PDF as it was before it was sealed, and add what the seal, or somebody after it, did to it."""
    from ..documents.pdf_finish import carries_something

    seal = read_seal(data)
    if seal is None:
        return _open_pdf(data)
    opened = _open_pdf(seal.base) if carries_something(seal.base) else Opened(NOTHING, (), ())
    return replace(opened, differences=(*opened.differences, *seal_faults(data, seal)), seal=seal)


def _open_pdf(data: bytes) -> Opened:
    from ..documents.pdf_finish import attached_bundle, compare_pdf, title_of
    from ..documents.record_pdf import paper_called, record_pdf

    bundle = attached_bundle(data, RECORD_BYTES)
    _check_size(bundle)
    if is_paper(bundle):
        return _compared(data, bundle, _minutes_differences(data, bundle))
    try:
        signed = open_bundle(bundle)
        record = DecisionRecord.from_plain(signed.record)
    except DeskError:
        return Opened(bundle, (), ())  # what is wrong with the record itself is the bundle check's to say
    paper = paper_called(title_of(data))
    fresh = record_pdf(record, bundle, signature_lines(signed), sha256_hex(signed.record_bytes), paper)
    return _compared(data, bundle, compare_pdf(data, fresh))


def _compared(data: bytes, bundle: bytes, differences: tuple[str, ...]) -> Opened:
    """Return a PDF as it was compared: another version of the program makes other pages, which says nothing."""
    from ..documents.pdf_finish import made_with, made_with_of

    if differences and made_with_of(data) != made_with():
        return Opened(bundle, (), (OTHER_VERSION,))
    return Opened(bundle, differences, ())


def _minutes_differences(data: bytes, bundle: bytes) -> tuple[str, ...]:
    try:
        return pdf_differences(data, bundle)
    except DeskError as error:
        return (str(error),)


def _open_workbook(data: bytes) -> Opened:
    from ..documents.decision_sheets import PROOF
    from ..documents.workbook import compare_workbook, read_bundle

    bundle = read_bundle(data)
    _check_size(bundle)
    if not _is_json(bundle):
        raise StorageProblem(f"The signed record on the sheet {PROOF} was altered, so it cannot be read.")
    if is_paper(bundle):
        try:
            return Opened(bundle, workbook_differences(data, bundle), ())
        except DeskError as error:
            return Opened(bundle, (str(error),), ())
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
    if signed.anchored is not None and found:
        found[-1] = replace(found[-1], anchor=signed.anchored.noted.read.line)
    return found


def check_written(path: Path, record_sha256: str, name: str = "") -> str:
    """Read a document just written back, check it against the record it shows, and return its SHA-256.

    A record that not everybody has signed yet is a draft: its missing signatures are no fault of the file.
    name: what the file is to be called, where it has another name yet. Raises StorageProblem when the file is not what
    was written.
    """
    data, name = path.read_bytes(), name or path.name
    opened = _open(data)
    if opened.differences or opened.unsure:
        wrong = (*opened.differences, *opened.unsure)[0]
        raise StorageProblem(f"{name} is not as it was written: {wrong} Export it again.")
    if sha256_hex(open_bundle(opened.bundle).record_bytes) != record_sha256:
        raise StorageProblem(f"{name} does not hold the record it was made from. Export it again.")
    return sha256_hex(data)


def write_pdf(path: Path, pdf: bytes, record_sha256: str = "") -> str:
    """Write a PDF and return its SHA-256; it has its name only once it was read back and checked, its seal too.

    record_sha256: of the record it shows; left out where it shows none. Raises StorageProblem, having kept what was
    there.
    """

    sha256 = sha256_hex(pdf)

    def check(part: Path) -> None:
        faults: tuple[str, ...] = ()
        if record_sha256:
            found = check_written(part, record_sha256, path.name)
        else:
            data = part.read_bytes()
            found, seal = sha256_hex(data), read_seal(data)
            faults = () if seal is None else seal_faults(data, seal)
        if found != sha256 or faults:
            raise StorageProblem(f"{path.name} is not as it was written. {' '.join(faults)} Print it again.")

    with whole_file(path, check=check) as file:
        file.write(pdf)
    return sha256
