"""The office's seal: a key and its certificate, made here or brought along as PKCS#12, and kept wrapped in the store.

What opens it is worked out from the authority's key, so whoever holds the authority holds the seal, and nobody else.
"""

import os
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from ..domain.errors import RuleViolation, StorageProblem
from ..domain.rows import dataclass
from .canonical import sha256_hex
from .keys import SigningKey, fingerprint
from .wrapping import Secret, wipe

YEARS = 10
"""How long a certificate made here says it is good for."""
LARGEST_PKCS12 = 100_000
_LEAST_RSA = 2048
_LONGEST_NAME = 64  # of a common name or organisation, X.520
_INFO = b"rpl-desk/office-seal/1|"


class OpenSeal(Secret):
    """A seal whose key is open.

    certificate, others: DER; the others lead from it to whoever issued it, and are empty for one made here.
    """

    called = "seal"

    def __init__(self, secret: bytearray, certificate: bytes, others: tuple[bytes, ...] = ()) -> None:
        super().__init__(secret)
        self.certificate, self.others = certificate, others

    @property
    def private_key(self) -> bytes:
        """The private key as PKCS#8 DER; raises ValueError once it is closed."""
        return bytes(self._opened())

    def wrapped(self, authority: SigningKey, store: str) -> bytes:
        """Return the private key as the store keeps it: 12 bytes of nonce, then AES-GCM under the authority's key."""
        key, nonce = authority.derived(_INFO + store.encode()), os.urandom(12)
        try:
            return nonce + AESGCM(key).encrypt(nonce, self.private_key, self.certificate)
        finally:
            wipe(key)


@dataclass(frozen=True, slots=True)
class SealWords:
    """What a seal's certificate says: for whom, by whom, from and until when (UTC), and its two fingerprints.

    sha256: hex of the certificate's bytes, as PDF readers show it. code: the same for paper, 20 letters in groups.
    """

    subject: str
    issuer: str
    since: datetime
    until: datetime
    sha256: str
    code: str


def new_seal(office: str, unit: str, now: datetime) -> OpenSeal:
    """Make an ECDSA P-256 key with a certificate that it signs itself, good from `now` for YEARS years."""
    key = generate_private_key(SECP256R1())
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, office[:_LONGEST_NAME])]
    if unit:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit[:_LONGEST_NAME]))
    name = x509.Name(parts)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a machine whose clock is a little behind reads it too
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False),  # signature, commitment
            critical=True,
        )
        .sign(key, SHA256())
    )
    return OpenSeal(_private(key), certificate.public_bytes(serialization.Encoding.DER))


def seal_from_pkcs12(data: bytes, password: str, now: datetime) -> OpenSeal:
    """Read a seal from a PKCS#12 file; raises RuleViolation for a wrong password and for what cannot be a seal."""
    if len(data) > LARGEST_PKCS12:
        raise RuleViolation("This file is too large to be a seal (PKCS#12).")
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise RuleViolation(
            "This file does not open as a seal (PKCS#12, ending in .p12 or .pfx). Check its password."
        ) from error
    if key is None or certificate is None:
        raise RuleViolation("This file lacks the private key or its certificate, so it cannot be the seal.")
    weak = isinstance(key, RSAPrivateKey) and key.key_size < _LEAST_RSA
    if weak or not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise RuleViolation("The seal's key is to be of elliptic curves (ECDSA), or RSA with 2048 bits or more.")
    if key.public_key() != certificate.public_key():
        raise RuleViolation("The certificate in this file is not that of its private key.")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise RuleViolation(
            f"This certificate is good from {certificate.not_valid_before_utc:%d %B %Y} to"
            f" {certificate.not_valid_after_utc:%d %B %Y}, and not today."
        )
    der = serialization.Encoding.DER
    return OpenSeal(_private(key), certificate.public_bytes(der), tuple(one.public_bytes(der) for one in others))


def open_seal(wrapped: bytes, authority: SigningKey, store: str, certificate: bytes, others: bytes) -> OpenSeal:
    """Return the seal that `wrapped` holds. others: PEM, as `pem_of` made it. Raises StorageProblem."""
    key = authority.derived(_INFO + store.encode())
    try:
        secret = bytearray(AESGCM(key).decrypt(wrapped[:12], wrapped[12:], certificate))
    except (InvalidTag, ValueError) as error:
        raise StorageProblem(
            "The office's seal does not open with the authority's key: it was altered. Make or import a seal again."
        ) from error
    finally:
        wipe(key)
    return OpenSeal(secret, certificate, der_of(others))


def pem_of(others: tuple[bytes, ...]) -> bytes:
    pem = serialization.Encoding.PEM
    return b"".join(x509.load_der_x509_certificate(one).public_bytes(pem) for one in others)


def der_of(pem: bytes) -> tuple[bytes, ...]:
    der = serialization.Encoding.DER
    return tuple(one.public_bytes(der) for one in x509.load_pem_x509_certificates(pem)) if pem else ()


def seal_words(certificate: bytes) -> SealWords:
    """Return what a seal's certificate (DER) says; raises StorageProblem when it cannot be read."""
    try:
        read = x509.load_der_x509_certificate(certificate)
        return SealWords(
            _in_words(read.subject),
            "itself" if read.subject == read.issuer else _in_words(read.issuer),
            read.not_valid_before_utc,
            read.not_valid_after_utc,
            sha256_hex(certificate),
            fingerprint(certificate),
        )
    except ValueError as error:
        raise StorageProblem("The certificate of this seal cannot be read.") from error


def _in_words(name: x509.Name) -> str:
    return ", ".join(str(part.value) for part in name)


def _private(key: EllipticCurvePrivateKey | RSAPrivateKey) -> bytearray:
    return bytearray(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
