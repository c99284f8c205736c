"""The key that an encrypted store's pages are under: drawn at random, and wrapped for people and recovery codes."""

import os
import unicodedata

from ..domain.errors import StorageProblem, WrongPassphrase
from .key_file import CIPHER, Generation, Slot, address_digest, new_salt
from .recovery import read_code
from .wrapping import Cost, Root, Secret

DATA = "data"
RECOVERY = "recovery"
"""The purpose of what a recovery code wraps, and the person it names; it never opens a signing key."""


class DataKey(Secret):
    """The 256 random bits of a store's data key, and the salt its file begins with.

    The database's own memory holds the key for as long as the store is open.
    """

    called = "data key"

    def __init__(self, secret: bytearray, salt: bytes) -> None:
        super().__init__(secret)
        self.salt = salt

    @classmethod
    def new(cls) -> "DataKey":
        return cls(bytearray(os.urandom(32)), new_salt())

    @property
    def raw(self) -> str:
        """The key and the salt as the database takes them: nothing is derived from them any more."""
        return f"x'{self._opened().hex()}{self.salt.hex()}'"

    def copy(self) -> "DataKey":
        return DataKey(bytearray(self._secret), self.salt)

    def slot(self, root: Root, *, store: str, person: str, serial: int, name: str, email: str) -> Slot:
        """Return the key wrapped for a person by the root that their passphrase gives."""
        wrapped = root.wrap(self._secret, store=store, person=person, serial=serial, purpose=DATA)
        return Slot(unicodedata.normalize("NFC", name), address_digest(wrapped, email), wrapped)

    def code_slot(self, code: str, *, store: str, number: int) -> bytes:
        """Return the key wrapped by a recovery code. 130 random bits need no more than the least cost."""
        with Root(read_code(code), Cost()) as root:
            return root.wrap(self._secret, store=store, person=RECOVERY, serial=number, purpose=RECOVERY)


def open_slot(generation: Generation, slot: Slot, passphrase: str) -> tuple[DataKey, Root]:
    """Return the data key of a person's slot, with the root that also opens their signing key; close both.

    Raises WrongPassphrase, or StorageProblem where the slot is damaged.
    """
    root = Root.of(slot.wrapped, passphrase)
    try:
        return DataKey(root.unwrap(slot.wrapped), generation.salt), root
    except BaseException:
        root.close()
        raise


def open_code(generation: Generation, code: str) -> tuple[DataKey, int]:
    """Return the data key that a recovery code opens, and the code's number.

    Raises RuleViolation for what is not typed as on the sheet, WrongPassphrase where no code of this store is so.
    """
    if generation.cipher != CIPHER or not generation.codes:
        raise StorageProblem("This store has no recovery codes.")
    plain = read_code(code)
    for wrapped, number in zip(generation.codes, generation.numbers(), strict=True):
        with Root.of(wrapped, plain) as root:
            try:
                return DataKey(root.unwrap(wrapped), generation.salt), number
            except WrongPassphrase:
                continue
    raise WrongPassphrase("That is no recovery code of this store that still counts. A code is replaced once used.")
