"""People's signing keys: wrapped by their passphrase, certified by the authority of the store."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import NoneType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..domain.rows import dataclass
from .canonical import canonical, crockford, misfits, parse
from .passphrases import check_passphrase
from .wrapping import Cost, Root, Secret, calibrated_cost, cost_of, read_wrapped

CERTIFICATE_TYPE = "rpl-desk/certificate/1"
SIGN, AUTHORITY, DATA = "sign", "authority", "data"
LONGEST_DELAY = 60


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A new key: `wrapped` is canonical JSON to keep, `public` the 32 bytes to certify."""

    wrapped: bytes
    public: bytes


class SigningKey(Secret):
    """An unwrapped key, with the 32 bytes of its public half."""

    called = "signing key"

    def __init__(self, secret: bytearray) -> None:
        super().__init__(secret)
        self.public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()

    def wrapped(self, root: Root, **whose: Any) -> bytes:
        """Return this key wrapped by a root; `whose` as for `Root.wrap`."""
        return root.wrap(self._secret, **whose)

    def sign(self, tag: str, data: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature over `data`, fit for this kind of thing (`tag`) only."""
        return Ed25519PrivateKey.from_private_bytes(self._opened()).sign(_tagged(tag, data))


def signature_fits(public: bytes, tag: str, data: bytes, signature: bytes) -> bool:
    """Tell whether `signature` was made over `data` under `tag` by the key whose 32 public bytes these are."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _tagged(tag, data))
    except (InvalidSignature, ValueError):  # ValueError: not 32 bytes
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Return 100 bits of the SHA-256 of a public key: 20 Crockford characters in groups of 4, for paper."""
    return crockford(hashlib.sha256(public).digest(), 20)


def new_person_key(
    passphrase: str,
    store_id: str,
    person: str,
    serial: int,
    cost: Cost | None = None,
    *,
    purpose: str = SIGN,
    root: Root | None = None,
) -> PersonKey:
    """Make a signing key and wrap it for one person; the authority of a store is made with `purpose=AUTHORITY`.

    cost: as `calibrated_cost` found at set-up; None is the least. root: what the passphrase gave already, if it did.
    Raises RuleViolation when the passphrase is too weak.
    """
    check_passphrase(passphrase)
    with SigningKey(bytearray(os.urandom(32))) as key, _kept(root, lambda: Root(passphrase, cost or Cost())) as used:
        wrapped = key.wrapped(used, store=store_id, person=person, serial=serial, purpose=purpose)
        return PersonKey(wrapped, key.public)


def unlock(wrapped: bytes, passphrase: str, *, root: Root | None = None) -> SigningKey:
    """Return the key inside `wrapped`; close it, or use it as a context manager.

    root: what the passphrase gave for something else already; it is used where it serves this wrapping too.
    Raises WrongPassphrase when it does not open, which is also so when the wrapping was altered or belongs to someone
    else; StorageProblem when it is not a wrapped key at all.
    """
    with _kept(root if root and root.serves(wrapped) else None, lambda: Root.of(wrapped, passphrase)) as used:
        return SigningKey(used.unwrap(wrapped))


def rewrap(
    wrapped: bytes, old: str, new: str, cost: Cost | None = None, *, person: str = "", root: Root | None = None
) -> bytes:
    """Return the same key under a new passphrase, at a new cost when given.

    person: who holds this wrapping, when it is somebody else: a second custodian of the authority. root: what the new
    passphrase gave already, if it did. Raises as `unlock`, and RuleViolation when the new passphrase is too weak.
    """
    check_passphrase(new)
    with _kept(root, lambda: Root(new, cost or cost_of(wrapped))) as used:
        return wrapped_under(used, wrapped, old, person=person)


def wrapped_under(root: Root, wrapped: bytes, passphrase: str, *, person: str = "") -> bytes:
    """Return a key that this passphrase opens, wrapped under another root; `person` as for `rewrap`."""
    header = read_wrapped(wrapped)["header"]
    with unlock(wrapped, passphrase) as key:
        return key.wrapped(
            root,
            store=header["store"],
            person=person or header["person"],
            serial=header["serial"],
            purpose=header["purpose"],
        )


@contextmanager
def _kept(root: Root | None, make: Callable[[], Root]) -> Iterator[Root]:
    """Give a root that its owner closes, or one made for the block alone."""
    if root is not None:
        yield root
        return
    with make() as made:
        yield made


def wrong_passphrase_delay(failures: int) -> int:
    """Return the seconds to wait after this many wrong passphrases in a row: 0, 1, 2, 4, … 60."""
    return 0 if failures < 1 else min(LONGEST_DELAY, 2 ** min(failures - 1, 6))


@dataclass(frozen=True, slots=True)
class Certificate:
    """The authority's word that a public key is a person's. `body` is canonical JSON, `signature` is over it."""

    body: bytes
    signature: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """What it says: type, store, serial, person, name, roles, sign_pub (hex), from, previous."""
        said: dict[str, Any] = json.loads(self.body)
        return said

    @property
    def public(self) -> bytes:
        return bytes.fromhex(self.fields["sign_pub"])


CERTIFICATE_SHAPE = {
    "type": str,
    "store": str,
    "serial": int,
    "person": str,
    "name": str,
    "roles": [str],
    "sign_pub": str,
    "from": str,
    "previous": (int, NoneType),
}


def certify(
    authority: SigningKey,
    *,
    store_id: str,
    serial: int,
    person: str,
    name: str,
    roles: Iterable[str],
    public: bytes,
    since: str,
    previous: int | None = None,
) -> Certificate:
    """Return the authority's certificate of a person's key.

    serial: counted up in the store. since: ISO 8601 in UTC. previous: serial of the certificate this one replaces.
    """
    body = canonical(
        {
            "type": CERTIFICATE_TYPE,
            "store": store_id,
            "serial": serial,
            "person": person,
            "name": name,
            "roles": sorted(roles),
            "sign_pub": public.hex(),
            "from": since,
            "previous": previous,
        }
    )
    return Certificate(body, authority.sign(CERTIFICATE_TYPE, body))


def check_certificate(certificate: Certificate, authority_public: bytes) -> bool:
    """Tell whether this authority made this certificate, and its body is what a certificate of version 1 says."""
    if not signature_fits(authority_public, CERTIFICATE_TYPE, certificate.body, certificate.signature):
        return False
    said = parse(certificate.body)
    return not any(misfits(said, CERTIFICATE_SHAPE)) and said["type"] == CERTIFICATE_TYPE


def _tagged(tag: str, data: bytes) -> bytes:
    return tag.encode() + b"\0" + data


__all__ = [
    "AUTHORITY",
    "CERTIFICATE_SHAPE",
    "CERTIFICATE_TYPE",
    "DATA",
    "SIGN",
    "Certificate",
    "Cost",
    "PersonKey",
    "Root",
    "SigningKey",
    "calibrated_cost",
    "certify",
    "check_certificate",
    "cost_of",
    "fingerprint",
    "new_person_key",
    "rewrap",
    "signature_fits",
    "unlock",
    "wrapped_under",
    "wrong_passphrase_delay",
]
