"""The office's seal on a PDF: what it covers, and that whatever happens to the file afterwards is told."""

import hashlib
import io
import re
import subprocess
import sys
from datetime import UTC, datetime

import page
import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from rpl_desk.documents.pdf_finish import attached_bundle
from rpl_desk.domain.errors import RuleViolation, StorageProblem
from rpl_desk.sealing.keys import SigningKey
from rpl_desk.sealing.office_seal import new_seal, open_seal, pem_of, seal_from_pkcs12, seal_words
from rpl_desk.sealing.pdf_seal import read_seal, sealed_pdf
from tests.documents.records import bundle, made
from tests.factories import sample_record, sample_rpl_record

NOW = datetime(2026, 5, 28, 12, 0, 5, tzinfo=UTC)
OFFICE = "Example College"


@pytest.fixture(scope="module")
def seal():
    with new_seal(OFFICE, "Quality office", NOW) as made_here:
        yield made_here


@pytest.fixture(scope="module")
def base():
    return made(sample_record())


@pytest.fixture(scope="module")
def sealed(seal, base):
    return sealed_pdf(base, seal, OFFICE, NOW)


def test_a_seal_holds_and_names_its_certificate_and_time(sealed, seal, base):
    found = read_seal(sealed)

    assert found.faults == ()
    assert (found.base, found.certificate, found.at) == (base, seal.certificate, NOW)


def test_sealing_leaves_every_byte_of_the_document_and_its_record_alone(sealed, base):
    assert sealed.startswith(base)
    assert attached_bundle(sealed, 10_000_000) == bundle(sample_record())


def test_a_pdf_without_a_seal_has_none(base):
    assert read_seal(base) is None


@pytest.mark.parametrize("record", [sample_record, sample_rpl_record])
def test_a_sealed_record_is_still_archival_and_accessible(record, seal):
    data = sealed_pdf(made(record()), seal, OFFICE, NOW)
    for profile in ("3a", "ua1"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, (profile, report.failures[:3])


def test_two_seals_on_one_document_are_of_one_length_and_both_hold(sealed, seal, base):
    again = sealed_pdf(base, seal, OFFICE, NOW)

    assert len(again) == len(sealed)
    assert read_seal(again).faults == ()


def test_another_programs_eye_finds_the_seal_valid(sealed, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" in said and "Total document signed" in said and "ETSI.CAdES.detached" in said


# -- what happens to the file afterwards ----------------------------------------------------------------------------


def test_anything_added_afterwards_is_told(sealed):
    assert read_seal(sealed + b"\n").faults == ("Something was added to this PDF after it was sealed.",)


def test_an_appended_revision_is_told(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        root = pdf.Root.objgen[0]
    start = sealed.rindex(b"startxref") + len(b"startxref")
    before = int(sealed[start:].split()[0])
    appended = f"{root} 0 obj\n<</Type /Catalog /Lang (xx)>>\nendobj\n".encode()
    at = len(sealed)
    xref = at + len(appended)
    tail = (
        f"xref\n{root} 1\n{at:010} 00000 n \ntrailer\n<</Size 9999 /Root {root} 0 R /Prev {before}>>\n"
        f"startxref\n{xref}\n%%EOF\n"
    ).encode()
    _must_be_told(sealed + appended + tail)


def test_every_changed_byte_outside_the_signature_is_told(sealed, base):
    gap = re.search(rb"/Contents <[0-9a-f]+>", sealed[len(base) :], re.IGNORECASE)
    hidden = range(len(base) + gap.start(), len(base) + gap.end())
    places = [*range(0, len(sealed), len(sealed) // 60), len(sealed) - 3, len(base) + 5, hidden[0] - 2, hidden[-1] + 5]
    for at in places:
        if at not in hidden:
            _must_be_told(_changed(sealed, at))


def test_a_changed_signature_and_a_changed_digest_are_told(sealed, base):
    start = sealed.index(b"/Contents <", len(base)) + len(b"/Contents <")
    gap = sealed.index(b">", start)
    digest = hashlib.sha256(sealed[: start - 1] + sealed[gap + 1 :]).hexdigest().encode()
    size = 4 + int(sealed[start + 4 : start + 8], 16)  # of the DER inside: two bytes of tag, two of length
    for at in (start + 2 * size - 9, sealed.lower().index(digest, start)):
        swapped = b"1" if sealed[at : at + 1] == b"0" else b"0"
        _must_be_told(sealed[:at] + swapped + sealed[at + 1 :])


def test_a_seal_that_was_taken_off_leaves_the_document_without_one(sealed, base):
    assert read_seal(read_seal(sealed).base) is None
    assert read_seal(sealed).base == base


def test_a_seal_of_somebody_else_holds_and_says_whose_it_is(base):
    with new_seal(OFFICE, "", NOW) as other:
        found = read_seal(sealed_pdf(base, other, OFFICE, NOW))

        assert found.faults == ()
        assert found.certificate == other.certificate


def test_a_second_signature_is_told(sealed, seal):
    with pytest.raises(StorageProblem):
        sealed_pdf(sealed, seal, OFFICE, NOW)  # a certified file takes no further signature


def test_a_seal_cut_short_is_told(sealed, base):
    for at in range(len(base) + 10, len(sealed) - 8, 400):
        _must_be_told(sealed[:at])


def _changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _must_be_told(data: bytes) -> None:
    """The file is said to be damaged, changed, or to carry no seal at all, as who reads it sees then."""
    try:
        found = read_seal(data)
    except StorageProblem as problem:
        assert "damaged" in str(problem)
    else:
        assert found is None or found.faults


# -- the seal itself -------------------------------------------------------------------------------------------------


def test_a_seal_made_here_says_for_whom_and_that_it_is_its_own_issuer(seal):
    words = seal_words(seal.certificate)

    assert words.subject == "Example College, Quality office"
    assert words.issuer == "itself"
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4} ){4}[0-9A-HJKMNP-TV-Z]{4}", words.code)


def test_a_long_office_name_still_makes_a_seal():
    with new_seal("Office " * 40, "Unit " * 40, NOW) as made_here:
        assert seal_words(made_here.certificate).subject


def test_a_wrapped_seal_opens_with_the_authority_alone(seal):
    authority, other = SigningKey(bytearray(b"a" * 32)), SigningKey(bytearray(b"b" * 32))
    wrapped = seal.wrapped(authority, "store-1")

    assert seal.private_key not in wrapped
    with open_seal(wrapped, authority, "store-1", seal.certificate, b"") as opened:
        assert opened.private_key == seal.private_key
    for key, store, certificate in (
        (other, "store-1", seal.certificate),
        (authority, "store-2", seal.certificate),
        (authority, "store-1", seal.certificate[:-1] + b"x"),
    ):
        with pytest.raises(StorageProblem, match="does not open"):
            open_seal(wrapped, key, store, certificate, b"")


def test_a_closed_seal_seals_nothing(base):
    with new_seal(OFFICE, "", NOW) as closed:
        pass
    assert not closed.is_open
    with pytest.raises(ValueError, match="closed"):
        sealed_pdf(base, closed, OFFICE, NOW)


def certificate_of(key, since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2028, 1, 1, tzinfo=UTC)):
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    mark = hashlib.sha256(public).hexdigest()[:12]  # no two of one name and number: those tell certificates apart
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"College seal {mark}")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(77).not_valid_before(since).not_valid_after(until)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256())


def pkcs12_of(key, certificate, password=b"secret", others=None):
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, others, locked)


@pytest.mark.parametrize(
    "make", [lambda: ec.generate_private_key(ec.SECP256R1()), lambda: rsa.generate_private_key(65537, 2048)]
)
def test_an_imported_seal_seals_with_the_certificates_that_came_with_it(make, base):
    key = make()
    issuer = ec.generate_private_key(ec.SECP256R1())
    data = pkcs12_of(key, certificate_of(key), others=[certificate_of(issuer)])
    with seal_from_pkcs12(data, "secret", NOW) as imported:
        assert len(imported.others) == 1 and pem_of(imported.others).startswith(b"-----BEGIN CERTIFICATE")
        found = read_seal(sealed_pdf(base, imported, OFFICE, NOW))
        assert (found.faults, found.certificate) == ((), imported.certificate)


EC_KEY = ec.generate_private_key(ec.SECP256R1())
SMALL_KEY = rsa.generate_private_key(65537, 1024)
ED_KEY = ed25519.Ed25519PrivateKey.generate()
EARLIER = {"since": datetime(2020, 1, 1, tzinfo=UTC), "until": datetime(2022, 1, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("data", "password", "words"),
    [
        (pkcs12_of(EC_KEY, certificate_of(EC_KEY)), "wrong", "Check its password"),
        (pkcs12_of(EC_KEY, certificate_of(EC_KEY)), "", "Check its password"),
        (b"not a seal", "secret", "does not open"),
        (b"", "", "does not open"),
        (b"0" * 200_000, "", "too large"),
        (pkcs12_of(SMALL_KEY, certificate_of(SMALL_KEY)), "secret", "2048 bits"),
        (pkcs12_of(ED_KEY, certificate_of(ED_KEY)), "secret", "elliptic curves"),
        (pkcs12_of(EC_KEY, certificate_of(EC_KEY, **EARLIER)), "secret", "not today"),
    ],
)
def test_a_file_that_cannot_be_the_seal_is_refused_in_words(data, password, words):
    with pytest.raises(RuleViolation, match=words):
        seal_from_pkcs12(data, password, NOW)


def test_pyhanko_is_loaded_only_to_seal_or_to_read_a_seal():
    code = (
        "import sys\n"
        "from rpl_desk.sealing import office_seal, pdf_seal\n"
        "assert pdf_seal.read_seal(b'%PDF-1.7 no seal') is None\n"
        "print([one for one in ('pyhanko', 'asn1crypto', 'aiohttp') if one in sys.modules])\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
