"""People's signing keys: wrapped by their passphrase, certified by the authority of the store."""

import hashlib
import json
import os
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict
from types import NoneType, TracebackType
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..domain.errors import RuleViolation, StorageProblem, WrongPassphrase
from ..domain.rows import dataclass
from .canonical import canonical, crockford, misfits, parse
from .passphrases import check_passphrase

WRAPPED_TYPE = "rpl-desk/wrapped-key/1"
CERTIFICATE_TYPE = "rpl-desk/certificate/1"
SIGN, AUTHORITY = "sign", "authority"
SECONDS = (0.3, 0.8)
LONGEST_DELAY = 60


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: Argon2id memory in KiB, passes over it, and lanes.

    Raises RuleViolation under 64 MiB, 3 passes or 4 lanes, and over 2 GiB, 64 passes or 16 lanes, which no key of
    ours has and which would let a made-up key file stop the machine.
    """

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (64 * 1024 <= self.memory <= 2 * 1024**2 and 3 <= self.passes <= 64 and 4 <= self.lanes <= 16):
            raise RuleViolation(
                f"{self.memory} KiB, {self.passes} passes and {self.lanes} lanes cannot protect a key here;"
                " the least is 65536 KiB, 3 passes and 4 lanes."
            )


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A new key: `wrapped` is canonical JSON to keep, `public` the 32 bytes to certify."""

    wrapped: bytes
    public: bytes


class SigningKey:
    """An unwrapped key; used as a context manager, so that its secret is overwritten when the block ends.

    Python and OpenSSL may hold copies for a moment while signing; none of ours outlives the block.
    """

    def __init__(self, secret: bytearray) -> None:
        self._secret = secret
        self.public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()

    def __enter__(self) -> "SigningKey":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Overwrite the secret; signing is refused from here on."""
        _wipe(self._secret)
        self._secret = bytearray()

    def sign(self, tag: str, data: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature over `data`, fit for this kind of thing (`tag`) only."""
        if not self._secret:
            raise ValueError("this signing key is closed")
        return Ed25519PrivateKey.from_private_bytes(self._secret).sign(_tagged(tag, data))


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
    passphrase: str, store_id: str, person: str, serial: int, cost: Cost | None = None, *, purpose: str = SIGN
) -> PersonKey:
    """Make a signing key and wrap it for one person; the authority of a store is made with `purpose=AUTHORITY`.

    cost: as `calibrated_cost` found at set-up; None is the least.
    Raises RuleViolation when the passphrase is too weak.
    """
    check_passphrase(passphrase)
    header = _header(store_id, person, serial, purpose, cost or Cost())
    secret = bytearray(os.urandom(32))
    with SigningKey(secret) as key:
        return PersonKey(_wrap(header, secret, passphrase), key.public)


def unlock(wrapped: bytes, passphrase: str) -> SigningKey:
    """Return the key inside `wrapped`; close it, or use it as a context manager.

    Raises WrongPassphrase when it does not open, which is also so when the wrapping was altered or belongs to someone
    else; StorageProblem when it is not a wrapped key at all.
    """
    return SigningKey(_unwrap(wrapped, passphrase))


def rewrap(wrapped: bytes, old: str, new: str, cost: Cost | None = None, *, person: str = "") -> bytes:
    """Return the same key under a new passphrase, at a new cost when given.

    person: who holds this wrapping, when it is somebody else: a second custodian of the authority.
    Raises as `unlock`, and RuleViolation when the new passphrase is too weak.
    """
    check_passphrase(new)
    secret = _unwrap(wrapped, old)
    header = _read(wrapped)["header"]
    try:
        kept = cost or Cost(**header["cost"])
        held = _header(header["store"], person or header["person"], header["serial"], header["purpose"], kept)
        return _wrap(held, secret, new)
    finally:
        _wipe(secret)


def cost_of(wrapped: bytes) -> Cost:
    """Return what a guess at this key costs, to raise it at the next unlock when the office's cost has risen."""
    return Cost(**_read(wrapped)["header"]["cost"])


def calibrated_cost(measure: Callable[[Cost], float] | None = None) -> Cost:
    """Return the cost at which an unlock takes 0.3 to 0.8 s here, never less than the least however slow the machine.

    measure: seconds that one unlock takes at a cost; by default it is tried out.
    Memory is raised first, up to 256 MiB, because memory is what costs an attacker most; then passes.
    """
    measure = measure or _seconds
    cost = Cost()
    while (taken := measure(cost)) < SECONDS[0] and cost.passes < 64:
        if cost.memory < 256 * 1024:
            cost = Cost(cost.memory * 2, cost.passes, cost.lanes)
        else:
            aim = sum(SECONDS) / 2 / max(taken, 0.001)
            cost = Cost(cost.memory, min(64, max(cost.passes + 1, int(cost.passes * aim))), cost.lanes)
    return cost


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


_WRAPPED_SHAPE = {
    "header": {
        "type": str,
        "store": str,
        "person": str,
        "serial": int,
        "purpose": str,
        "cost": {"memory": int, "passes": int, "lanes": int},
        "salt": str,
    },
    "nonce": str,
    "box": str,
}


def _header(store_id: str, person: str, serial: int, purpose: str, cost: Cost) -> dict[str, Any]:
    return {
        "type": WRAPPED_TYPE,
        "store": store_id,
        "person": person,
        "serial": serial,
        "purpose": purpose,
        "cost": asdict(cost),
        "salt": os.urandom(16).hex(),
    }


def _wrap(header: dict[str, Any], secret: bytearray, passphrase: str) -> bytes:
    nonce, key = os.urandom(12), _wrapping_key(header, passphrase)
    try:
        box = AESGCM(key).encrypt(nonce, secret, canonical(header))
    finally:
        _wipe(key)
    return canonical({"header": header, "nonce": nonce.hex(), "box": box.hex()})


def _unwrap(wrapped: bytes, passphrase: str) -> bytearray:
    read = _read(wrapped)
    key, secret = _wrapping_key(read["header"], passphrase), bytearray(32)
    try:
        # The header is the associated data: a key moved to another person, store or cost does not open.
        AESGCM(key).decrypt_into(
            bytes.fromhex(read["nonce"]), bytes.fromhex(read["box"]), canonical(read["header"]), secret
        )
    except InvalidTag as error:
        raise WrongPassphrase(
            "That is not the passphrase. Check capitals and the keyboard's language, and try again."
        ) from error
    finally:
        _wipe(key)
    return secret


def _wrapping_key(header: dict[str, Any], passphrase: str) -> bytearray:
    """Return the 32-byte key that a passphrase gives for this purpose; one Argon2id run serves every purpose."""
    cost = Cost(**header["cost"])
    root, key = bytearray(32), bytearray(32)
    argon = Argon2id(
        salt=bytes.fromhex(header["salt"]),
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    argon.derive_into(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"), root)
    info = f"rpl-desk/wrap/1|{header['purpose']}".encode()
    HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive_into(root, key)
    _wipe(root)
    return key


def _read(wrapped: bytes) -> dict[str, Any]:
    """Return a wrapped key as it was written; raises StorageProblem for anything else."""
    try:
        read: dict[str, Any] = parse(wrapped)
        faults = [*misfits(read, _WRAPPED_SHAPE)]
        if not faults and read["header"]["type"] == WRAPPED_TYPE:
            lengths = [len(bytes.fromhex(text)) for text in (read["header"]["salt"], read["nonce"], read["box"])]
            if lengths == [16, 12, 48] and Cost(**read["header"]["cost"]):
                return read
    except (RuleViolation, ValueError) as error:
        raise StorageProblem(_UNREADABLE) from error
    raise StorageProblem(_UNREADABLE)


_UNREADABLE = "This person's key cannot be read. Restore a backup of the store, or enrol the person again."


def _seconds(cost: Cost) -> float:
    start = time.perf_counter()
    _wipe(_wrapping_key(_header("", "", 0, SIGN, cost), "a passphrase to measure with"))
    return time.perf_counter() - start


def _tagged(tag: str, data: bytes) -> bytes:
    return tag.encode() + b"\0" + data


def _wipe(secret: bytearray) -> None:
    secret[:] = bytes(len(secret))
