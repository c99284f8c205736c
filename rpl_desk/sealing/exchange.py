"""Sealing something so that one person alone can open it: HPKE (RFC 9180) to a key made of their signing key.

The X25519 key is derived from the secret of the signing key, which cannot be told from it. So it opens with the same
passphrase, is wrapped nowhere else, and is lost with the signing key alone.
"""

import json
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse
from .keys import Certificate, SigningKey, signature_fits
from .wrapping import wipe

EXCHANGE_TYPE = "rpl-desk/exchange-key/1"
EXCHANGE_SHAPE = {"type": str, "store": str, "person": str, "certificate": int, "exchange_pub": str}
FROM_SIGNING = b"rpl-desk/exchange/1"

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class ExchangeKey:
    """A person's word that a public key is theirs to be sealed to. `body` is canonical JSON, `signature` is over it."""

    body: bytes
    signature: bytes

    @property
    def public(self) -> bytes:
        said: dict[str, Any] = json.loads(self.body)
        return bytes.fromhex(said["exchange_pub"])


def exchange_key(key: SigningKey, certificate: Certificate) -> ExchangeKey:
    """Return the public half of a person's exchange key, signed by the key that their certificate names."""
    said = certificate.fields
    body = canonical(
        {
            "type": EXCHANGE_TYPE,
            "store": said["store"],
            "person": said["person"],
            "certificate": said["serial"],
            "exchange_pub": exchange_public(key).hex(),
        }
    )
    return ExchangeKey(body, key.sign(EXCHANGE_TYPE, body))


def exchange_public(key: SigningKey) -> bytes:
    """Return the 32 public bytes of the exchange key that belongs to a signing key."""
    return _private(key).public_key().public_bytes_raw()


def check_exchange_key(exchange: ExchangeKey, certificate: Certificate) -> bool:
    """Tell whether the person of this certificate signed this key, and its body is what one of version 1 says."""
    if not signature_fits(certificate.public, EXCHANGE_TYPE, exchange.body, exchange.signature):
        return False
    said, holder = parse(exchange.body), certificate.fields
    return (
        not any(misfits(said, EXCHANGE_SHAPE))
        and said["type"] == EXCHANGE_TYPE
        and (said["store"], said["person"], said["certificate"])
        == (holder["store"], holder["person"], holder["serial"])
    )


def seal_to(public: bytes, data: bytes, info: bytes) -> bytes:
    """Return `data` sealed to 32 public bytes; it opens with the same `info` alone. Never the same bytes twice."""
    return _SUITE.encrypt(data, X25519PublicKey.from_public_bytes(public), info)


def open_sealed(key: SigningKey, sealed: bytes, info: bytes) -> bytes | None:
    """Return what was sealed to a person; None where it was altered, or is for another key or `info`."""
    try:
        return _SUITE.decrypt(sealed, _private(key), info)
    except (InvalidTag, ValueError):  # ValueError: shorter than any sealed thing
        return None


def _private(key: SigningKey) -> X25519PrivateKey:
    secret = key.derived(FROM_SIGNING)
    try:
        return X25519PrivateKey.from_private_bytes(secret)
    finally:
        wipe(secret)
