"""Seals a PDF with the office's key, and reads what seal a PDF carries. Bytes in, bytes or findings out.

The seal is a certification after PAdES (B-B) with no changes allowed, appended to the file: the bytes before it are
untouched. pyHanko is loaded when it is needed, and never fetches anything.
"""

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm

from ..domain.errors import StorageProblem
from ..domain.rows import dataclass

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from .office_seal import OpenSeal

FIELD = "OfficeSeal"
_MARK = b"/ByteRange"
_END = b"%%EOF"
_ROOM = 4096  # bytes for the signature besides its certificates; the same each time, so that files are of one length
_DAMAGED = "The seal of this PDF cannot be read: the file is damaged."


@dataclass(frozen=True, slots=True)
class SealFound:
    """A seal as a PDF carries it.

    base: the bytes before it was put on. certificate: DER of the key's. at: the time the seal gives (UTC), None where
    it gives none. faults: why it does not hold, or does not cover all of the file; empty when it holds.
    """

    base: bytes
    certificate: bytes
    at: datetime | None
    faults: tuple[str, ...]


def sealed_pdf(data: bytes, seal: "OpenSeal", office: str, at: datetime) -> bytes:
    """Return a PDF with the office's seal appended; `at` is the time it is to give. Two calls differ in the seal only.

    Raises StorageProblem when the PDF cannot be read.
    """
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Leave the file's description as it is: pyHanko would write another, which no archive profile allows."""

    class Signer(signers.PdfSigner):
        def init_signing_session(
            self, pdf_out: "BasePdfFileWriter", existing_fields_only: bool = False
        ) -> "PdfSigningSession":
            """Let the seal give the time it is told, and not the one this machine has at that moment."""
            session = super().init_signing_session(pdf_out, existing_fields_only)
            session.system_time = at
            return session

    key = PrivateKeyInfo.load(seal.private_key)
    others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    others.register_multiple([Certificate.load(one) for one in seal.others])
    signer = signers.SimpleSigner(
        signing_cert=Certificate.load(seal.certificate),
        signing_key=key,
        cert_registry=others,
    )
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=office,
        reason="Sealed by the office as it was exported; no changes are allowed",
        certify=True,
        subfilter=fields.SigSeedSubFilter.PADES,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    place = fields.SigFieldSpec(FIELD, invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True))
    try:
        room = 2 * (_ROOM + len(seal.certificate) + sum(map(len, seal.others)))  # in hex, so twice the bytes
        writer = Writer(BytesIO(data))
        out: BytesIO = Signer(about, signer=signer, new_field_spec=place).sign_pdf(writer, bytes_reserved=room)
    except _unreadable() as error:
        raise StorageProblem("This PDF cannot be sealed: it cannot be read.") from error
    return out.getvalue()


def read_seal(data: bytes) -> SealFound | None:
    """Return the seal of a PDF, None for one that carries none; raises StorageProblem when it cannot be read.

    It holds when it is the only signature, certifies with no changes allowed, and covers every byte of the file but its
    own. Whose it is, the caller finds out by the certificate; its dates and issuer are not judged here.
    """
    if _MARK not in data:
        return None
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        found = list(PdfFileReader(BytesIO(data)).embedded_signatures)
        return _read(data, found) if found else None
    except _unreadable() as error:
        raise StorageProblem(_DAMAGED) from error


def _read(data: bytes, found: "list[EmbeddedPdfSignature]") -> SealFound:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    seal, faults = found[0], []
    if len(found) > 1:
        faults.append("Something was signed into this PDF after it was sealed.")
    begins, covered, resumes, rest = (int(one) for one in seal.byte_range)
    gap = data[covered:resumes]
    if begins != 0 or not re.fullmatch(rb"<[0-9a-fA-F]+>", gap):
        faults.append("The seal does not cover this PDF from its beginning to its end.")
    elif resumes + rest != len(data):
        faults.append("Something was added to this PDF after it was sealed.")
    if seal.docmdp_level is not MDPPerm.NO_CHANGES:
        faults.append("The seal allows changes to this PDF; the office's seal allows none.")
    intact, valid = validate_sig_integrity(
        seal.signer_info, seal.signer_cert, expected_content_type="data", actual_digest=seal.compute_digest()
    )
    if not intact:
        faults.append("This PDF was changed after it was sealed.")
    elif not valid:
        faults.append("The seal was not made by the key of its certificate.")
    at = seal.self_reported_timestamp
    end = data.rfind(_END, 0, covered) + len(_END)
    base = data[: end + 1] if data[end : end + 1] == b"\n" else data[:end]
    return SealFound(base, seal.signer_cert.dump(), None if at is None else at.astimezone(UTC), tuple(faults))


def _unreadable() -> tuple[type[Exception], ...]:
    """Return what pyHanko 0.38 and asn1crypto 1.5 raise on damaged files, depending on where the damage is."""
    from pyhanko.pdf_utils.misc import PdfError

    looking_up = (KeyError, IndexError, AttributeError, TypeError, ValueError)
    return (
        PdfError,
        *looking_up,
        ArithmeticError,
        AssertionError,
        RuntimeError,
        OSError,
        zlib.error,
        UnsupportedAlgorithm,
    )
