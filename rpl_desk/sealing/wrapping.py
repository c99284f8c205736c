"""Secrets wrapped by a passphrase: one slow run of Argon2id gives the root, from which each purpose has its own key.

A wrapping says whose it is, for what, and what a guess at it costs; all that is bound to the secret, so that a wrapping
moved to another person, store or purpose does not open.
"""

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from types import TracebackType
from typing import Any, ClassVar, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..domain.errors import RuleViolation, StorageProblem, WrongPassphrase
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse

WRAPPED_TYPE = "rpl-desk/wrapped-key/1"
SECONDS = (0.3, 0.8)


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

    @property
    def work(self) -> int:
        """What a guess has to go through, in KiB written: how two costs compare."""
        return self.memory * self.passes


class Secret:
    """Secret bytes in memory; close it, or use it as a context manager, so that they are overwritten.

    Python and OpenSSL may hold copies for a moment while they are used; none of ours outlives the block.
    """

    called: ClassVar[str]

    def __init__(self, secret: bytearray) -> None:
        self._secret = secret

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Overwrite the secret; nothing is done with it from here on."""
        wipe(self._secret)
        self._secret = bytearray()

    @property
    def is_open(self) -> bool:
        return bool(self._secret)

    def _opened(self) -> bytearray:
        """Return the secret itself; raises ValueError once it is closed."""
        if not self._secret:
            raise ValueError(f"this {self.called} is closed")
        return self._secret

    def derived(self, info: bytes) -> bytearray:
        """Return 32 bytes that only this secret gives for this `info`; overwrite them after use."""
        key = bytearray(32)
        HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive_into(self._opened(), key)
        return key


class Root(Secret):
    """What a passphrase gives with one salt at one cost; used as a context manager, so that it is overwritten after.

    Every purpose has a key of its own from it, so one run serves all that is wrapped under the same salt and cost.
    """

    called = "root"

    def __init__(self, passphrase: str, cost: Cost, salt: bytes | None = None) -> None:
        """Run Argon2id, which takes its time on purpose; salt: 16 bytes, new ones when None."""
        super().__init__(bytearray(32))
        self.cost, self.salt = cost, os.urandom(16) if salt is None else salt
        argon = Argon2id(salt=self.salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
        argon.derive_into(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"), self._secret)

    @classmethod
    def of(cls, wrapped: bytes, passphrase: str) -> "Root":
        """Return the root that opens `wrapped` if the passphrase is right; raises StorageProblem for no wrapping."""
        header = read_wrapped(wrapped)["header"]
        return cls(passphrase, Cost(**header["cost"]), bytes.fromhex(header["salt"]))

    def serves(self, wrapped: bytes) -> bool:
        """Tell whether `wrapped` has this root's salt and cost, so that no other run is needed to try it."""
        header = read_wrapped(wrapped)["header"]
        return self.is_open and header["salt"] == self.salt.hex() and header["cost"] == asdict(self.cost)

    def wrap(self, secret: bytes | bytearray, *, store: str, person: str, serial: int, purpose: str) -> bytes:
        """Return 32 secret bytes wrapped for one person and purpose, as canonical JSON."""
        header = {
            "type": WRAPPED_TYPE,
            "store": store,
            "person": person,
            "serial": serial,
            "purpose": purpose,
            "cost": asdict(self.cost),
            "salt": self.salt.hex(),
        }
        nonce, key = os.urandom(12), self._key(purpose)
        try:
            box = AESGCM(key).encrypt(nonce, secret, canonical(header))
        finally:
            wipe(key)
        return canonical({"header": header, "nonce": nonce.hex(), "box": box.hex()})

    def unwrap(self, wrapped: bytes) -> bytearray:
        """Return the 32 secret bytes; raises WrongPassphrase where they do not open, StorageProblem for no wrapping."""
        read = read_wrapped(wrapped)
        key, secret = self._key(read["header"]["purpose"]), bytearray(32)
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
            wipe(key)
        return secret

    def _key(self, purpose: str) -> bytearray:
        return self.derived(f"rpl-desk/wrap/1|{purpose}".encode())


def cost_of(wrapped: bytes) -> Cost:
    """Return what a guess at this key costs, to raise it at the next unlock when the office's cost has risen."""
    return Cost(**read_wrapped(wrapped)["header"]["cost"])


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


def read_wrapped(wrapped: bytes) -> dict[str, Any]:
    """Return a wrapped key as it was written; raises StorageProblem for anything else."""
    try:
        read: dict[str, Any] = parse(wrapped)
        faults = [*misfits(read, WRAPPED_SHAPE)]
        if not faults and read["header"]["type"] == WRAPPED_TYPE:
            lengths = [len(bytes.fromhex(text)) for text in (read["header"]["salt"], read["nonce"], read["box"])]
            if lengths == [16, 12, 48] and Cost(**read["header"]["cost"]):
                return read
    except (RuleViolation, ValueError) as error:
        raise StorageProblem(_UNREADABLE) from error
    raise StorageProblem(_UNREADABLE)


_UNREADABLE = "This person's key cannot be read. Restore a backup of the store, or enrol the person again."


WRAPPED_SHAPE = {
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


def _seconds(cost: Cost) -> float:
    start = time.perf_counter()
    Root("a passphrase to measure with", cost).close()
    return time.perf_counter() - start


def wipe(secret: bytearray) -> None:
    """Overwrite secret bytes where they stand."""
    secret[:] = bytes(len(secret))
