"""The key file of an encrypted store: who can open it, readable while the store is closed, with no secret in the open.

It holds the data key once for each person, wrapped by what their passphrase gives, and once for each recovery code.
While a store is being re-keyed, or its encryption put on or taken off, it holds two generations, so that whichever of
the two files lies in the store's place when the power fails, it opens. This module imports nothing that takes long, as
the sign-in page reads the file before anything else; `data_keys` wraps and opens.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..domain.errors import RuleViolation, StorageProblem
from ..domain.rows import dataclass
from .canonical import canonical, misfits, parse

TYPE = "rpl-desk/key-file/1"
CIPHER = "sqlcipher-4"
PLAIN = "none"
LONGEST = 2_000_000
"""Bytes: some hundred times what a large office needs."""

_TAG = b"rpl-desk/encrypted-store/1\0"
_RANDOM = 10

_SHAPE = {
    "type": str,
    "store": str,
    "revision": int,
    "generations": [
        {
            "cipher": str,
            "salt": str,
            "people": [{"name": str, "address": str, "wrapped": str}],
            "codes": [str],
        }
    ],
}


def new_salt() -> bytes:
    """Return the 16 bytes an encrypted store begins with: 10 random ones, and 6 that tell it is one of ours."""
    drawn = os.urandom(_RANDOM)
    return drawn + _mark(drawn)


def is_salt(head: bytes) -> bool:
    """Tell whether a file that begins with these 16 bytes is an encrypted store of RPL Desk."""
    return len(head) == 16 and head[_RANDOM:] == _mark(head[:_RANDOM])


def _mark(drawn: bytes) -> bytes:
    return hashlib.sha256(_TAG + drawn).digest()[: 16 - _RANDOM]


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key wrapped for one person. `wrapped` is canonical JSON.

    name: in the open, for the sign-in page to choose from. address: a digest of the e-mail address, by which a command
    finds the slot of who it is given; whoever guesses an address can confirm it.
    """

    name: str
    address: str
    wrapped: bytes

    @property
    def person(self) -> str:
        """The uid of who opens it."""
        return str(_header(self.wrapped)["person"])

    @property
    def salt(self) -> str:
        """The salt of its wrapping, the same as that of the person's signing key; in hexadecimal."""
        return str(_header(self.wrapped)["salt"])

    def is_of(self, email: str) -> bool:
        return self.address == address_digest(self.wrapped, email)


def address_digest(wrapped: bytes, email: str) -> str:
    """Return what a slot keeps of an e-mail address."""
    text = f"rpl-desk/address/1\0{_header(wrapped)['salt']}\0{email.strip().casefold()}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of a store's file: the salt it begins with and who opens it; `cipher` "none" for a file in the clear.

    codes: the data key wrapped by each recovery code; the serial of its wrapping is the number of the code.
    """

    cipher: str
    salt: bytes
    people: tuple[Slot, ...] = ()
    codes: tuple[bytes, ...] = ()

    def with_slot(self, slot: Slot) -> "Generation":
        """Return it with one more slot; one of the same person and salt is replaced."""
        kept = [one for one in self.people if (one.person, one.salt) != (slot.person, slot.salt)]
        return replace(self, people=(*kept, slot))

    def keeping(self, live: Iterable[tuple[str, str]]) -> "Generation":
        """Return it with only the slots of these pairs of person and salt."""
        pairs = set(live)
        return replace(self, people=tuple(one for one in self.people if (one.person, one.salt) in pairs))

    def with_codes(self, codes: Iterable[bytes]) -> "Generation":
        """Return it with these recovery codes besides those it has."""
        return replace(self, codes=(*self.codes, *codes))

    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of its recovery codes."""
        return tuple(int(_header(one)["serial"]) for one in self.codes)


IN_THE_CLEAR = Generation(PLAIN, b"")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file says; `revision` is raised by one at each writing, so that the newer of two is known."""

    store: str
    revision: int
    generations: tuple[Generation, ...]

    def of_file(self, head: bytes) -> Generation | None:
        """Return the generation of a store that begins with these 16 bytes, None where it has none."""
        for one in self.generations:
            if one.salt == head if one.cipher == CIPHER else head == b"SQLite format 3\0":
                return one
        return None

    def next(self, *generations: Generation) -> "KeyFile":
        """Return the file that is to be written after this one."""
        return KeyFile(self.store, self.revision + 1, generations)

    def to_bytes(self) -> bytes:
        """Return it as it is written: canonical JSON."""
        return canonical(
            {
                "type": TYPE,
                "store": self.store,
                "revision": self.revision,
                "generations": [
                    {
                        "cipher": one.cipher,
                        "salt": one.salt.hex(),
                        "people": [
                            {"name": slot.name, "address": slot.address, "wrapped": json.loads(slot.wrapped)}
                            for slot in one.people
                        ],
                        "codes": [json.loads(code) for code in one.codes],
                    }
                    for one in self.generations
                ],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "KeyFile":
        """Read it strictly; raises StorageProblem for anything but a whole key file."""
        try:
            said: dict[str, Any] = parse(data) if len(data) <= LONGEST else {}
            if not any(_misfits(said)) and said["type"] == TYPE and said["generations"]:
                return cls(said["store"], said["revision"], tuple(map(_generation, said["generations"])))
        except (RuleViolation, ValueError, KeyError, TypeError) as error:
            raise StorageProblem("it is not a whole key file") from error
        raise StorageProblem("it is not a whole key file")


def _misfits(said: Any) -> list[object]:
    """Return what in a key file has not its shape; a wrapping counts as text, and is looked at where it is read."""
    if isinstance(said, dict) and isinstance(said.get("generations"), list):
        plain = {
            **said,
            "generations": [
                {
                    **one,
                    "people": [{**slot, "wrapped": ""} for slot in one["people"]],
                    "codes": ["" for _ in one["codes"]],
                }
                for one in said["generations"]
            ],
        }
        return list(misfits(plain, _SHAPE))
    return ["no key file"]


def _generation(said: dict[str, Any]) -> Generation:
    salt = bytes.fromhex(said["salt"])
    if (said["cipher"], bool(salt)) not in ((CIPHER, True), (PLAIN, False)) or (salt and not is_salt(salt)):
        raise ValueError("no generation of ours")
    people = tuple(Slot(one["name"], one["address"], canonical(one["wrapped"])) for one in said["people"])
    codes = tuple(canonical(one) for one in said["codes"])
    for wrapped in (*(one.wrapped for one in people), *codes):
        _header(wrapped)
    return Generation(said["cipher"], salt, people, codes)


def _header(wrapped: bytes) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(wrapped)["header"]
    if any(misfits({name: header[name] for name in _READ}, _READ)):
        raise ValueError("no wrapping of ours")
    return header


_READ = {"person": str, "serial": int, "salt": str}
